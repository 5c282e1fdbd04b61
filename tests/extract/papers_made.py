"""Three papers drawn here: two columns, a skewed scan without text, photographs with tables and many panels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from PIL import Image, ImageFilter

WORDS = [
    *("lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "tempor", "incididunt"),
    *("labore", "magna", "aliqua", "enim", "minim", "veniam", "quis", "nostrud", "ullamco", "laboris", "nisi"),
]
PAGE = (8.27, 11.69)


@dataclass(frozen=True)
class Chart:
    """A data chart of a paper: its figure's number, its means and the length of its axis."""

    number: str
    means: tuple[float, ...]
    span: float


def _paragraph(page: Drawing, x: float, y: float, lines: int, rng: np.random.Generator, width: int = 62) -> None:
    for i in range(lines):
        line = ""
        while len(line) < width - 6:
            line += str(rng.choice(WORDS)) + " "
        page.text(x, y - 0.0135 * i, line.strip(), fontsize=7)


def _caption(page: Drawing, x: float, y: float, *lines: str) -> None:
    for i, line in enumerate(lines):
        page.text(x, y - 0.0135 * i, line, fontsize=7)


def _bars(ax: Axes, means: tuple[float, ...], error: float, top: float, names: str = "Sham SCI MSC CM") -> None:
    labels = names.split()[: len(means)]
    ax.bar(labels, means, yerr=error, capsize=3, color="0.65", edgecolor="k", linewidth=0.8)
    ax.set(ylim=(0, top))
    ax.set_ylabel("Score")
    ax.spines[["top", "right"]].set_visible(False)


def _course(ax: Axes, first: tuple[float, ...], second: tuple[float, ...], top: float) -> None:
    days = np.array([1.0, 7.0, 14.0, 28.0])
    ax.errorbar(days, first, 0.04 * top, fmt="o-", color="k", capsize=3, label="Control")
    ax.errorbar(days, second, 0.04 * top, fmt="s--", color="0.5", capsize=3, label="Treated")
    ax.set(ylim=(0, top), xlim=(0, 30), xlabel="Days", ylabel="Volume")
    ax.legend(frameon=False, fontsize=7, loc="upper left")


def _table(page: Drawing, x: float, y: float, rng: np.random.Generator) -> None:
    page.text(x, y, "Table 1. Baseline values of all animals", fontsize=7)
    for at in (y - 0.006, y - 0.022, y - 0.1):
        page.add_artist(Line2D([x, x + 0.4], [at, at], color="k", lw=0.6))
    for i in range(6):
        for j in range(5):
            page.text(x + 0.082 * j, y - 0.018 - 0.0135 * i, f"{rng.integers(10, 99)}.{rng.integers(0, 9)}", fontsize=7)


def _photo(rng: np.random.Generator) -> np.ndarray:
    blobs = Image.fromarray(rng.uniform(0, 255, (20, 30, 3)).astype(np.uint8)).resize(
        (450, 300), Image.Resampling.BICUBIC
    )
    grain = rng.normal(0, 12, (300, 450, 3))
    return np.asarray(np.clip(np.asarray(blobs, float) + grain, 0, 255), dtype=np.uint8)


def _first_pages(rng: np.random.Generator) -> tuple[list[Drawing], list[Chart]]:
    one = Drawing(figsize=PAGE)
    for x in (0.08, 0.53):
        _paragraph(one, x, 0.93, 22, rng)
    _bars(one.add_axes((0.14, 0.42, 0.3, 0.18)), (2.0, 3.5, 5.1), 0.4, 6.0)
    _caption(
        one, 0.08, 0.365, "Figure 1. Scores after treatment. Values are mean ± SEM,", "n = 8 per group. *p < 0.05."
    )
    _paragraph(one, 0.08, 0.31, 18, rng)
    _table(one, 0.53, 0.58, rng)
    _paragraph(one, 0.53, 0.43, 26, rng)
    two = Drawing(figsize=PAGE)
    _caption(two, 0.08, 0.94, "Figure 2. Lesion volume over time. Error bars represent SD (n = 6 per group).")
    _course(two.add_axes((0.14, 0.66, 0.78, 0.26)), (10.0, 22.0, 31.0, 35.0), (12.0, 15.0, 18.0, 20.0), 50.0)
    for x in (0.08, 0.53):
        _paragraph(two, x, 0.58, 18, rng)
    _bars(two.add_axes((0.14, 0.08, 0.3, 0.2)), (12.0, 41.0, 33.0, 27.0), 3.0, 50.0)
    _caption(two, 0.53, 0.24, "Fig. 3. Cell viability. Data are shown as", "mean with 95% CI; n = 5-6.")
    charts = [
        Chart("1", (2.0, 3.5, 5.1), 6.0),
        Chart("2", (10.0, 22.0, 31.0, 35.0, 12.0, 15.0, 18.0, 20.0), 50.0),
        Chart("3", (12.0, 41.0, 33.0, 27.0), 50.0),
    ]
    return [one, two], charts


def _side_page(rng: np.random.Generator) -> tuple[Drawing, Chart]:
    page = Drawing(figsize=PAGE[::-1])
    _bars(page.add_axes((0.12, 0.3, 0.7, 0.6)), (120.0, 340.0, 215.0), 30.0, 400.0)
    _caption(page, 0.1, 0.2, "Figure 4. Weight of the animals. Bars show mean and SD; n = 10 per group.")
    return page, Chart("4", (120.0, 340.0, 215.0), 400.0)


def _mixed_pages(rng: np.random.Generator) -> tuple[list[Drawing], list[Chart]]:
    one = Drawing(figsize=PAGE)
    _paragraph(one, 0.08, 0.94, 8, rng, 130)
    photo = one.add_axes((0.08, 0.6, 0.4, 0.2))
    photo.imshow(_photo(rng), interpolation="none")
    photo.axis("off")
    _caption(one, 0.08, 0.575, "Figure 1. Photograph of the scaffold after 4 weeks.")
    chart = Drawing(figsize=(3.4, 2.4), dpi=300)
    _bars(chart.add_axes((0.2, 0.16, 0.75, 0.78)), (3.0, 7.5, 5.25), 0.8, 10.0)
    canvas = FigureCanvasAgg(chart)
    canvas.draw()
    placed = one.add_axes((0.53, 0.6, 0.4, 0.2))
    placed.imshow(np.asarray(canvas.buffer_rgba())[:, :, :3], interpolation="none")
    placed.axis("off")
    _caption(one, 0.53, 0.575, "Figure 2. New bone. Mean ± SD, n = 6.")
    _table(one, 0.08, 0.5, rng)
    _paragraph(one, 0.53, 0.5, 12, rng)
    _paragraph(one, 0.08, 0.3, 14, rng, 130)
    two = Drawing(figsize=PAGE)
    values = ((1.0, 2.0, 3.0), (14.0, 6.0, 10.0), (0.2, 0.6, 0.4), (55.0, 80.0, 65.0))
    tops = (4.0, 20.0, 1.0, 100.0)
    for i, (means, top) in enumerate(zip(values, tops, strict=True)):
        left, foot = 0.14 + 0.46 * (i % 2), 0.74 - 0.24 * (i // 2)
        _bars(two.add_axes((left, foot, 0.32, 0.17)), means, 0.08 * top, top)
        two.text(left - 0.08, foot + 0.18, "ABCD"[i], fontsize=11, weight="bold")
    _caption(two, 0.08, 0.445, "Figure 3. Outcomes. (A) Score, (B) volume, (C) ratio and (D) viability. Mean ± SEM.")
    _paragraph(two, 0.08, 0.4, 20, rng, 130)
    charts = [Chart("2", (3.0, 7.5, 5.25), 10.0)]
    charts += [Chart(f"3:{i}", m, t) for i, (m, t) in enumerate(zip(values, tops, strict=True), start=1)]
    return [one, two], charts


def _saved(pages: list[Drawing], path: Path) -> Path:
    with PdfPages(path) as file:
        for page in pages:
            file.savefig(page)
    return path


def two_columns(folder: Path) -> tuple[Path, list[Chart]]:
    """A paper of two columns with captions below, above and beside, and a page that lies on its side."""
    rng = np.random.default_rng(11)
    pages, charts = _first_pages(rng)
    side, chart = _side_page(rng)
    path = _saved([*pages, side], folder / "columns.pdf")
    document = pypdfium2.PdfDocument(path.read_bytes())
    document[2].set_rotation(90)
    document.save(str(path))
    document.close()
    return path, [*charts, chart]


def mixed(folder: Path) -> tuple[Path, list[Chart]]:
    """A paper with a photograph, a chart as picture, a table and a figure of four panels."""
    pages, charts = _mixed_pages(np.random.default_rng(12))
    return _saved(pages, folder / "mixed.pdf"), charts


def scanned(folder: Path, *, skew: float = 0.8, dpi: int = 200) -> tuple[Path, list[Chart]]:
    """The first pages of the other papers, printed, laid askew on a scanner and stored as one JPEG a page."""
    rng = np.random.default_rng(13)
    pages, charts = _first_pages(np.random.default_rng(11))
    more, others = _mixed_pages(np.random.default_rng(12))
    first, second = _saved(pages, folder / "a.pdf"), _saved(more[1:], folder / "b.pdf")
    images = []
    for path in (first, second):
        document = pypdfium2.PdfDocument(path.read_bytes())
        for page in document:
            image = page.render(scale=dpi / 72).to_pil().convert("L")
            image = image.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
            noisy = np.asarray(image, float) * 0.93 + 12 + rng.normal(0, 4, (image.height, image.width))
            images.append(_jpeg(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))))
        document.close()
    target = folder / "scan.pdf"
    images[0].save(target, save_all=True, append_images=images[1:], resolution=dpi, quality=80)
    return target, [*charts, *others[1:]]


def _jpeg(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=75)
    return Image.open(io.BytesIO(buffer.getvalue()))
