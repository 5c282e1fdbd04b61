"""Presentation of SVG elements: attributes, style sheets and style attributes, inherited."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from figpool.core.vector import Color
from figpool.io.svg_tree import SvgTree, local_name

Style = dict[str, str]

_INHERITED = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "color", "font-size", "text-anchor", "visibility",
    "fill-opacity", "stroke-opacity", "font-weight",
)  # fmt: skip
_OWN = ("opacity", "display", "clip-path", "dominant-baseline", "baseline-shift")
_INITIAL: Style = {"fill": "black", "stroke": "none", "stroke-width": "1", "font-size": "16", "color": "black"}
_LENGTH = re.compile(r"^\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([a-z%]*)", re.ASCII)
#: Lengths of one unit in CSS pixels (1/96 inch).
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


@dataclass(frozen=True)
class StyleSheet:
    """Rules of the document's ``<style>`` elements: (tag, classes, id) and what they set."""

    rules: tuple[tuple[str, frozenset[str], str, Style], ...] = ()

    def matching(self, element: ET.Element) -> Style:
        """Return what the rules say of one element; later rules win."""
        classes = frozenset(element.get("class", "").split())
        style: Style = {}
        for tag, needed, name, sets in self.rules:
            if tag in ("", "*", local_name(element)) and needed <= classes and name in ("", element.get("id", "")):
                style |= sets
        return style


def read_sheet(tree: SvgTree) -> StyleSheet:
    """Read the style sheets of a document; of a selector only its last part counts."""
    rules = []
    for element in tree.root.iter():
        if local_name(element) != "style":
            continue
        text = re.sub(r"/\*.*?\*/", "", "".join(element.itertext()), flags=re.DOTALL)
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            sets = declarations(body)
            for selector in selectors.split(","):
                last = (selector.split() or [""])[-1].split(":")[0]
                tag = re.match(r"[\w*-]*", last)
                classes = frozenset(re.findall(r"\.([\w-]+)", last))
                names = re.findall(r"#([\w-]+)", last)
                rules.append((tag.group(0) if tag else "", classes, names[0] if names else "", sets))
    return StyleSheet(tuple(rules))


def declarations(text: str) -> Style:
    """Split ``a: b; c: d``; the shorthand ``font`` gives its size."""
    style: Style = {}
    for part in text.split(";"):
        key, colon, value = part.partition(":")
        if colon:
            style[key.strip().lower()] = value.strip()
    size = re.search(r"([\d.]+)(px|pt)", style.get("font", ""))
    if size and "font-size" not in style:
        style["font-size"] = size.group(0)
    return style


def computed(element: ET.Element, sheet: StyleSheet, parent: Mapping[str, str]) -> Style:
    """Style of an element: what it inherits, its attributes, the sheet, its style attribute."""
    own = {k: v for k in (*_INHERITED, *_OWN) if (v := element.get(k)) is not None}
    own |= sheet.matching(element) | declarations(element.get("style", ""))
    style = {k: v for k, v in (_INITIAL | dict(parent)).items() if k not in _OWN}
    style |= {k: v for k, v in own.items() if v != "inherit"}
    style["alpha"] = str(float(parent.get("alpha", "1")) * number(own.get("opacity"), 1.0))
    if "font-size" in own:
        style["font-size"] = str(length(own["font-size"], number(parent.get("font-size"), 16.0)))
    return style


def number(text: str | None, default: float) -> float:
    """Leading number of a text."""
    match = _LENGTH.match(text or "")
    return float(match.group(1)) if match else default


def length(text: str | None, em: float = 16.0, default: float = 0.0) -> float:
    """Length in user units; ``em`` and ``%`` refer to the font size given."""
    match = _LENGTH.match(text or "")
    if match is None:
        return default
    value, unit = float(match.group(1)), match.group(2)
    relative = {"em": em, "ex": 0.5 * em, "%": em / 100}
    return value * relative.get(unit, _UNITS.get(unit, 1.0))


def paint(text: str, style: Mapping[str, str], tree: SvgTree) -> tuple[Color | None, bool]:
    """Colour of a paint, and whether it is a pattern or gradient (then a rough tone of it)."""
    from svgelements import Color as SvgColor

    text = text.strip()
    if text == "currentColor":
        text = style.get("color", "black")
    url = re.match(r"url\(['\"]?#([^'\")]+)", text)
    if url:
        return _tone(tree.named.get(url.group(1)), tree), True
    if text in ("none", "transparent", ""):
        return None, False
    color = SvgColor(text)
    if color.value is None or color.opacity == 0.0:
        return None, False
    return (color.red / 255, color.green / 255, color.blue / 255), False


def _tone(element: ET.Element | None, tree: SvgTree) -> Color:
    """First colour named inside a pattern or gradient; middle grey without one."""
    grey = (0.5, 0.5, 0.5)
    for part in [] if element is None else element.iter():
        style = declarations(part.get("style", ""))
        for key in ("stroke", "fill", "stop-color"):
            value = style.get(key, part.get(key, "none"))
            if value != "none" and not value.startswith("url"):
                return paint(value, style, tree)[0] or grey
    return grey
