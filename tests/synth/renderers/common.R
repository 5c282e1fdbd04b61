# What both R drawers need: the specification, the device, colours by bar.
args <- commandArgs(TRUE)
s <- jsonlite::fromJSON(args[1], simplifyVector = FALSE)
num <- function(x) as.numeric(unlist(x))
chr <- function(x) as.character(unlist(x))
rows <- function(x) do.call(rbind, lapply(x, num))
n_series <- length(s$names)
n_cats <- length(s$categories)
fill_of <- function(j, i) s$fills[[((if (s$by_category) i else j) - 1) %% length(s$fills) + 1]]
pch_of <- function(k) {
  open <- list(o = 1, s = 0, "^" = 2, D = 5, v = 6, x = 4, "*" = 8)
  solid <- list(o = 16, s = 15, "^" = 17, D = 18, v = 25, x = 4, "*" = 8)
  (if (k$open) open else solid)[[k$marker]]
}
# Single values of the marks: series, category, place aside of the middle (-1 to 1), value.
singles <- do.call(rbind, lapply(seq_len(n_series), function(j) do.call(rbind, lapply(seq_along(s$singles[[j]]), function(i)
  do.call(rbind, lapply(s$singles[[j]][[i]], function(p) data.frame(j = j, i = i, aside = num(p)[1], value = num(p)[2])))))))
dots <- s$points_look
if (!is.null(singles)) {
  singles$face <- mapply(function(j, i) if (nchar(dots$color)) dots$color else fill_of(j, i)$tone, singles$j, singles$i)
  singles$edge <- if (nchar(dots$edge)) dots$edge else singles$face
}
strip_room <- 0.8 # of the marks of a category, as drawing/singles.py has it
value_labels <- if (s$power) parse(text = paste0("10^", chr(s$ylabels))) else chr(s$ylabels)
latin <- function(x) !any(is.na(iconv(x, "UTF-8", "latin1")))
texts <- c(s$ylab, s$xlab, chr(s$ylabels), chr(s$categories), chr(s$names), chr(s$notes))
form <- tools::file_ext(args[2])
old_pdf <- form == "pdf" && latin(texts) # the pdf device proper knows Latin letters and its own fonts only
family <- if (old_pdf) (if (s$serif) "Times" else "Helvetica") else if (s$serif) "Liberation Serif" else "Liberation Sans"
inches_of_text <- function(x) max(nchar(x)) * s$points * 0.56 / 72
open_device <- function(width, height) {
  look <- list(args[2], width = width, height = height, pointsize = s$points, family = family)
  if (form == "png") do.call(png, c(look, list(units = "in", res = s$dpi, type = "cairo")))
  else do.call(if (form == "svg") svg else if (old_pdf) pdf else cairo_pdf, look)
}
