# ggplot2 with its common themes.
suppressPackageStartupMessages(library(ggplot2))
flat <- function(x) unlist(lapply(x, num))
sizes <- sapply(s$mean, length)
d <- if (s$kind == "box") NULL else data.frame(
  series = factor(rep(chr(s$names), sizes), levels = chr(s$names)), x = flat(s$x), mean = flat(s$mean), low = flat(s$low), high = flat(s$high))
if (!is.null(d) && n_cats) d$cat <- factor(chr(s$categories)[d$x + 1], levels = chr(s$categories))
if (length(s$notes) && n_cats) d$note <- as.vector(t(matrix(rep_len(chr(s$notes), n_series * n_cats), nrow = n_series)))
width <- max(0.5, s$bar_width)
side <- position_dodge(width)
colour <- sapply(seq_len(max(n_series, 1)), function(j) fill_of(j, j)$tone)
edge <- if (s$look == "theme_grey") NA else "black"
cap <- if (s$cap == 0) 0 else min(0.6, 0.15 + s$cap / 20) * width / max(1, n_series)
lw <- s$error_width * 0.45
has <- if (is.null(d)) logical() else d$high > d$low
errors <- function(pos = "identity", w = cap) geom_errorbar(data = d[has, ], aes(ymin = low, ymax = high), width = w, linewidth = lw, position = pos)
shapes <- sapply(s$strokes, pch_of)
shapes[shapes == 25] <- 8
strokes <- sapply(s$strokes, function(k) k$color)
many <- n_series > 1
room <- if (s$kind == "strip") strip_room else width
middle <- function(j, i) i + (j - (n_series + 1) / 2) * room / n_series
if (!is.null(singles)) {
  singles$at <- middle(singles$j, singles$i) + singles$aside * dots$spread * room / n_series
  singles$series <- factor(chr(s$names)[singles$j], levels = chr(s$names))
  d$at <- middle(as.integer(d$series), d$x + 1)
  d$mark_top <- mapply(function(j, i, h) max(h, singles$value[singles$j == j & singles$i == i]), as.integer(d$series), d$x + 1, d$high)
} else if (!is.null(d)) d$mark_top <- d$high
named <- s$kind == "strip" && many # the points are in the legend
dots_ <- function() {
  look <- list(data = singles, mapping = if (named) aes(at, value, fill = series) else aes(at, value),
               shape = if (dots$open) 1 else 21, size = dots$size / 0.75 / .pt, stroke = 0.5, colour = singles$edge)
  do.call(geom_point, c(look, if (named) list() else list(fill = singles$face)))
}
with_dots <- function(arms) { if (dots$over) list(arms, dots_()) else list(dots_(), arms) }
p <- switch(s$kind,
  bar = , neg = , hbar = ggplot(d, aes(cat, mean, group = series)) +
    (if (many) geom_col(aes(fill = series), position = side, width = width, colour = edge, linewidth = lw)
     else geom_col(fill = colour[1], width = width, colour = edge, linewidth = lw)) + errors(side),
  overlaid = ggplot(d, aes(cat, mean, group = series)) +
    (if (many) geom_col(aes(fill = series), position = side, width = width, colour = edge, linewidth = lw)
     else geom_col(fill = colour[1], width = width, colour = edge, linewidth = lw)) + with_dots(errors(side)),
  strip = ggplot(d, aes(at, mean)) +
    with_dots(geom_errorbar(data = d[has, ], aes(ymin = low, ymax = high), width = min(cap, 1.5 * dots$stroke * room / n_series), linewidth = lw)) +
    geom_errorbar(aes(ymin = mean, ymax = mean), width = 2 * dots$stroke * room / n_series, linewidth = s$line_width * 0.45),
  stacked = { d$top <- ave(d$mean, d$cat, FUN = cumsum); last <- d[d$series == tail(levels(d$series), 1), ]
    ggplot(d, aes(cat, mean)) + geom_col(aes(fill = series), position = position_stack(reverse = TRUE), width = width, colour = edge, linewidth = lw) +
      geom_errorbar(data = last, aes(ymin = top, ymax = top + high - mean), width = 0.25, linewidth = lw) },
  dot = { side <- position_dodge(0.5); ggplot(d, aes(cat, mean, group = series)) + errors(side, 0.2) +
    (if (many) geom_point(aes(colour = series, shape = series), size = s$marker / 2, position = side) else geom_point(size = s$marker / 2)) },
  box = ggplot(data.frame(cat = factor(chr(s$categories), levels = chr(s$categories)), rows(s$boxes)),
    aes(cat, ymin = X1, lower = X2, middle = X3, upper = X4, ymax = X5)) +
    geom_boxplot(stat = "identity", fill = colour[1], linewidth = lw, width = 0.6),
  ggplot(d, aes(x, mean, group = series)) +
    (if (s$kind == "scatter") NULL else if (many) geom_line(aes(colour = series), linewidth = lw) else geom_line(linewidth = lw)) +
    (if (any(has)) (if (many) geom_errorbar(data = d[has, ], aes(ymin = low, ymax = high, colour = series), width = diff(num(s$xlim)) / 45, linewidth = lw)
                    else errors(w = diff(num(s$xlim)) / 45)) else NULL) +
    (if (many) geom_point(aes(colour = series, shape = series), size = s$marker / 2) else geom_point(size = s$marker / 2)))
if (!is.null(d) && !is.null(d$note) && s$kind %in% c("bar", "dot", "overlaid", "strip")) {
  p <- p + geom_text(aes(y = mark_top, label = note), position = if (s$kind == "strip") "identity" else side, vjust = -0.5, size = s$points * 0.8 / .pt, family = family)
}
scale_y <- if (s$log) scale_y_log10 else scale_y_continuous
p <- p + scale_y(breaks = num(s$yticks), labels = value_labels, expand = c(0, 0)) + labs(x = s$xlab, y = s$ylab)
# layers without some of the groups would put the others in the order of the alphabet
if (n_cats && !length(s$xticks)) p <- p + scale_x_discrete(limits = chr(s$categories))
if (length(s$xticks)) p <- p + scale_x_continuous(breaks = num(s$xticks), labels = chr(s$xlabels), expand = c(0, 0))
limits <- list(ylim = num(s$ylim), clip = "off")
p <- p + (if (s$kind == "hbar") coord_flip(ylim = num(s$ylim)) else do.call(coord_cartesian, c(limits, if (length(s$xticks)) list(xlim = num(s$xlim)) else list())))
if (many && s$kind %in% c("bar", "neg", "hbar", "stacked", "overlaid", "strip")) p <- p + scale_fill_manual(values = colour, name = NULL)
if (many && s$kind %in% c("dot", "line", "logline", "scatter")) {
  p <- p + scale_colour_manual(values = strokes, name = NULL) + scale_shape_manual(values = shapes, name = NULL)
}
theme_ <- switch(s$look, theme_grey = theme_grey, seaborn = theme_grey, theme_bw = theme_bw, prism = theme_classic, baser = theme_classic,
                 excel2007 = theme_minimal, spss = theme_bw, theme_classic)
p <- p + theme_(base_size = s$points, base_family = family) + theme(legend.position = if (s$legend == "above") "top" else "right", plot.margin = margin(6, 2 * s$points, 6, 6))
if (s$kind == "neg") p <- p + geom_hline(yintercept = 0, linewidth = 0.3)
if (s$rotate > 0 && s$kind != "hbar" && n_cats) {
  p <- p + theme(axis.text.x = element_text(angle = s$rotate, hjust = 1, vjust = if (s$rotate == 90) 0.5 else 1))
}
beside <- if (many && s$legend != "above") inches_of_text(chr(s$names)) + 0.5 else 0
open_device(s$plot_width + 0.9 + beside + (if (s$kind == "hbar") inches_of_text(chr(s$categories)) else 0),
            s$plot_height + 0.6 + (if (s$rotate > 0) 0.5 else 0))
print(p)
invisible(dev.off())
