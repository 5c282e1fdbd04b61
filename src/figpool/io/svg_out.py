"""Vector pages written as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from figpool.core.geometry import Box
from figpool.core.vector import Color, SubPath, VectorPage, VectorPath, VectorText


def page_to_svg(page: VectorPage, dpi: float, extra: Sequence[str] = ()) -> str:
    """Return a page as an SVG document.

    Parameters
    ----------
    page : VectorPage
        Positions in pixels.
    dpi : float
        Pixels per inch, for the size on paper.
    extra : sequence of str
        SVG elements drawn on top, in the page's pixels.
    """
    clips = _clips(page.paths)
    names = {clip: f"c{i}" for i, clip in enumerate(clips)}
    body = [_clip(clip, name) for clip, name in names.items()]
    body += [_path(p, names) for p in page.paths]
    body += [_text(t) for t in page.texts if t.text and not t.hidden] + list(extra)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width / dpi:.4f}in" height="{page.height / dpi:.4f}in" '
        f'viewBox="-0.5 -0.5 {page.width:.3f} {page.height:.3f}">\n' + "\n".join(body) + "\n</svg>\n"
    )


def svg_color(color: Color | None) -> str:
    """Return an SVG paint."""
    return "none" if color is None else "#" + "".join(f"{round(255 * c):02x}" for c in color)


def _clips(paths: Sequence[VectorPath]) -> list[Box]:
    """Clips that cut something off."""
    return list(dict.fromkeys(p.clip for p in paths if p.clip is not None and not _is_inside(p.box, p.clip)))


def _is_inside(box: Box, clip: Box) -> bool:
    return clip.x0 <= box.x0 and clip.y0 <= box.y0 and box.x1 <= clip.x1 and box.y1 <= clip.y1


def _clip(box: Box, name: str) -> str:
    size = f'width="{box.width:.3f}" height="{box.height:.3f}"'
    return f'<clipPath id="{name}"><rect x="{box.x0:.3f}" y="{box.y0:.3f}" {size}/></clipPath>'


def _path(path: VectorPath, clips: Mapping[Box, str]) -> str:
    d = " ".join(_outline(s) for s in path.subpaths)
    parts = [f'<path d="{d}" fill="{svg_color(path.fill)}" stroke="{svg_color(path.stroke)}"']
    if path.stroke is not None:
        parts.append(f'stroke-width="{max(path.width, 0.3):.3f}"')
    if path.dash:
        parts.append('stroke-dasharray="' + " ".join(f"{v:.3f}" for v in path.dash) + '"')
    if path.clip is not None and path.clip in clips:
        parts.append(f'clip-path="url(#{clips[path.clip]})"')
    if path.alpha < 1:
        parts.append(f'opacity="{path.alpha:.3f}"')
    return " ".join(parts) + "/>"


def _outline(sub: SubPath) -> str:
    points = " ".join(f"{x:.3f},{y:.3f}" for x, y in sub.points.tolist())
    return f"M {points}" + (" Z" if sub.closed else "")


def _text(text: VectorText) -> str:
    box = text.box
    middle = f'text-anchor="middle" dominant-baseline="central" font-size="{text.size:.2f}" font-family="sans-serif"'
    turn = f' transform="rotate({-text.angle:.2f} {box.cx:.2f} {box.cy:.2f})"' if text.angle else ""
    place = f'x="{box.cx:.2f}" y="{box.cy:.2f}"'
    return f'<text {place} {middle} fill="{svg_color(text.color)}"{turn}>{escape(text.text)}</text>'
