# Base R graphics: barplot and arrows, plot and axis, bxp.
mean_ <- rows(s$mean); low <- rows(s$low); high <- rows(s$high); x <- rows(s$x)
horizontal <- s$kind == "hbar"
turn <- s$rotate > 0
room <- inches_of_text(c(chr(s$categories), "000")) + 0.25
value_room <- inches_of_text(chr(s$ylabels)) + 0.65
legend_room <- if (s$legend == "right") inches_of_text(chr(s$names)) + 0.7 else 0.25
top_room <- if (s$legend == "above") 0.5 else 0.25
foot <- if (horizontal) 0.8 else if (turn) room + 0.15 else 0.7
side <- if (horizontal) room + 0.3 else value_room
open_device(s$plot_width + side + legend_room, s$plot_height + foot + top_room)
par(mai = c(foot, side, top_room, legend_room), mgp = c(if (horizontal) 2.2 else value_room / (s$points * 1.2 / 72) - 1.4, 0.7, 0), xpd = NA,
    lwd = s$error_width, font.axis = if (s$bold) 2 else 1, font.lab = if (s$bold) 2 else 1, xaxs = "i", yaxs = "i",
    tcl = if (s$ticks == "in") 0.4 else -0.4, las = if (s$defaults) 0 else 1)
arms <- function(at, mean_, low, high) {
  cap <- s$cap / 72
  for (k in seq_along(mean_)) {
    one <- function(a, b, code) if (horizontal) arrows(a, at[k], b, at[k], cap, 90, code) else arrows(at[k], a, at[k], b, cap, 90, code)
    if (high[k] > mean_[k] && low[k] < mean_[k]) one(low[k], high[k], 3)
    else if (high[k] > mean_[k]) one(mean_[k], high[k], 2)
    else if (low[k] < mean_[k]) one(low[k], mean_[k], 1)
  }
}
value_axis <- function() axis(if (horizontal) 1 else 2, num(s$yticks), value_labels, lwd = s$error_width)
frame_ <- function() if (nchar(s$sides) == 4) box(lwd = s$error_width)
faces <- function() {
  if (s$by_category) lapply(seq_len(n_cats), function(i) fill_of(1, i)) else lapply(seq_len(n_series), function(j) fill_of(j, 1))
}
legend_ <- function(...) {
  if (s$legend == "none") return(invisible())
  place <- switch(s$legend, right = list(x = par("usr")[2], y = if (s$log) 10^par("usr")[4] else par("usr")[4]), above = list(x = "top"), list(x = s$legend))
  more <- if (s$legend == "above") list(inset = c(0, -0.45 / s$plot_height), horiz = TRUE) else list()
  do.call(legend, c(place, more, list(legend = chr(s$names), bty = "n", cex = 0.9), list(...)))
}
points_ <- function(at, width) {
  if (is.null(singles)) return(invisible())
  at <- matrix(at, nrow = n_series)[cbind(singles$j, singles$i)] + singles$aside * dots$spread * width
  points(at, singles$value, pch = if (dots$open) 1 else 21, col = singles$edge, bg = singles$face, cex = dots$size / 0.75 / s$points, lwd = 0.7)
}
tops <- high
if (!is.null(singles)) for (k in seq_len(nrow(singles))) tops[singles$j[k], singles$i[k]] <- max(tops[singles$j[k], singles$i[k]], singles$value[k])
draw_bars <- function() {
  f <- faces()
  look <- list(col = sapply(f, function(k) if (nchar(k$hatch)) "black" else k$face), border = "black",
               density = sapply(f, function(k) if (nchar(k$hatch)) k$density else -1), angle = sapply(f, function(k) k$angle))
  if (all(look$density < 0)) look$density <- NULL
  if (!is.null(look$density)) look$density[look$density < 0] <- NA
  stacked <- s$kind == "stacked"
  heights <- if (n_series == 1) mean_[1, ] else mean_
  gap <- 1 / s$bar_width - 1
  limits <- if (horizontal) list(xlim = num(s$ylim), xlab = s$ylab) else list(ylim = num(s$ylim), ylab = s$ylab)
  bare <- if (!is.null(look$density)) replace(look, "col", list(sapply(f, function(k) if (nchar(k$hatch)) "white" else k$face))) else look
  common <- c(list(height = heights, beside = n_series > 1 && !stacked, horiz = horizontal, axes = FALSE, axisnames = FALSE,
                   space = if (n_series > 1 && !stacked) c(0, n_series * gap) else gap), limits)
  if (!is.null(look$density)) { bare$density <- NULL; bare$angle <- NULL; do.call(barplot, c(common, bare)) }
  at <- do.call(barplot, c(common, look, list(add = !is.null(look$density))))
  if (stacked) {
    total <- colSums(mean_)
    arms(at, total, total, total + (high - mean_)[n_series, ])
  } else {
    if (!dots$over) points_(at, 1)
    arms(as.vector(at), as.vector(mean_), as.vector(low), as.vector(high))
    if (dots$over) points_(at, 1)
  }
  centres <- if (n_series > 1 && !stacked) colMeans(at) else as.vector(at)
  value_axis()
  if (min(num(s$ylim)) < 0) if (horizontal) abline(v = 0, xpd = FALSE) else abline(h = 0, xpd = FALSE)
  labels_(centres)
  frame_()
  if (length(s$notes)) {
    notes <- chr(s$notes)[seq_along(as.vector(at))]
    if (horizontal) text(as.vector(tops), as.vector(at), notes, pos = 4, offset = 0.3)
    else text(as.vector(at), as.vector(tops), notes, pos = 3, offset = 0.3)
  }
  do.call(legend_, c(list(fill = look$col), if (is.null(look$density)) list() else list(density = look$density * 1.5, angle = look$angle)))
}
labels_ <- function(centres) {
  if (horizontal) { axis(2, centres, chr(s$categories), tick = FALSE, las = 1) }
  else if (turn && s$rotate < 90) {
    text(centres, par("usr")[3] - 0.05 / s$plot_height * diff(par("usr")[3:4]), chr(s$categories), srt = s$rotate, adj = c(1, 1), xpd = NA)
  } else axis(1, centres, chr(s$categories), tick = FALSE, las = if (turn) 2 else 1)
}
blank_plot <- function(xlim) {
  plot(NA, xlim = xlim, ylim = num(s$ylim), axes = FALSE, xlab = "", ylab = s$ylab, log = if (s$log) "y" else "", xpd = FALSE)
  if (s$grid) abline(h = num(s$yticks), col = "grey80", lwd = 0.6, xpd = FALSE)
  value_axis()
  if (nchar(s$sides) == 4) box(lwd = s$error_width) else if (length(s$xticks)) box(bty = "l", lwd = s$error_width)
}
draw_points <- function() {
  numeric_x <- length(s$xticks) > 0
  blank_plot(if (numeric_x) num(s$xlim) else c(-0.5, n_cats - 0.5))
  if (numeric_x) { axis(1, num(s$xticks), chr(s$xlabels), lwd = s$error_width); mtext(s$xlab, 1, 2.2) }
  else { axis(1, seq_len(n_cats) - 1, labels = FALSE, lwd = s$error_width); labels_(seq_len(n_cats) - 1) }
  pchs <- sapply(s$strokes, pch_of); cols <- sapply(s$strokes, function(k) k$color); ltys <- sapply(s$strokes, function(k) k$dash)
  for (j in seq_len(n_series)) {
    at <- num(s$x[[j]]) + if (numeric_x) 0 else (j - (n_series + 1) / 2) * 0.6 / n_series
    m <- num(s$mean[[j]])
    if (s$kind %in% c("line", "logline")) lines(at, m, lty = ltys[j], col = cols[j], lwd = s$line_width)
    par(fg = cols[j]); arms(at, m, num(s$low[[j]]), num(s$high[[j]])); par(fg = "black")
    points(at, m, pch = pchs[j], col = cols[j], bg = cols[j], cex = s$marker / 5)
  }
  lined <- s$kind %in% c("line", "logline")
  do.call(legend_, c(list(pch = pchs, col = cols, pt.bg = cols), if (lined) list(lty = ltys) else list()))
}
draw_strip <- function() {
  blank_plot(c(-0.5, n_cats - 0.5))
  axis(1, seq_len(n_cats) - 1, labels = FALSE, lwd = s$error_width); labels_(seq_len(n_cats) - 1)
  width <- strip_room / n_series
  at <- outer((seq_len(n_series) - (n_series + 1) / 2) * width, seq_len(n_cats) - 1, "+")
  if (!dots$over) points_(at, width)
  arms(as.vector(at), as.vector(mean_), as.vector(low), as.vector(high))
  if (dots$over) points_(at, width)
  segments(at - dots$stroke * width, mean_, at + dots$stroke * width, mean_, lwd = s$line_width, lend = 1)
  if (length(s$notes)) text(as.vector(at), as.vector(tops), chr(s$notes)[seq_along(at)], pos = 3, offset = 0.3)
  first <- match(seq_len(n_series), singles$j)
  legend_(pch = if (dots$open) 1 else 21, col = singles$edge[first], pt.bg = singles$face[first])
}
draw_boxes <- function() {
  stats <- t(do.call(rbind, lapply(s$boxes, num)))
  plot(NA, xlim = c(0.5, n_cats + 0.5), ylim = num(s$ylim), axes = FALSE, xlab = "", ylab = s$ylab)
  bxp(list(stats = stats, n = rep(10, n_cats), names = chr(s$categories), conf = stats[c(2, 4), ], out = numeric(), group = numeric()),
      add = TRUE, axes = FALSE, boxwex = 0.5, boxfill = fill_of(1, 1)$face, lwd = s$error_width, medlwd = s$error_width * 2)
  value_axis(); labels_(seq_len(n_cats)); frame_()
}
switch(s$kind, bar = , neg = , hbar = , stacked = , overlaid = draw_bars(), strip = draw_strip(), box = draw_boxes(), draw_points())
invisible(dev.off())
