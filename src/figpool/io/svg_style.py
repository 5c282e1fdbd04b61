"""Presentation of SVG elements: attributes, style sheets and style attributes, inherited."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

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

#: Bounds of the work on style sheets: rules times elements, and rules that are always read.
_MOST_MATCHES, _FEW_RULES = 20_000_000, 200


@dataclass(frozen=True)
class Selector:
    """One part of a selector: what it asks of an element; empty fields ask nothing."""

    tag: str = ""
    classes: frozenset[str] = frozenset()
    name: str = ""

    def fits(self, element: ET.Element) -> bool:
        """Whether an element has the tag, the classes and the id."""
        return (
            self.tag in ("", "*", local_name(element))
            and self.name in ("", element.get("id", ""))
            and self.classes <= frozenset(element.get("class", "").split())
        )


@dataclass(frozen=True)
class Rule:
    """A selector's parts from the element outward, and what it sets."""

    parts: tuple[Selector, ...]
    sets: Style

    @property
    def weight(self) -> tuple[int, int, int]:
        """How specific it is: ids, classes, tags."""
        named = sum(bool(p.name) for p in self.parts)
        return named, sum(len(p.classes) for p in self.parts), sum(p.tag not in ("", "*") for p in self.parts)


@dataclass(frozen=True)
class StyleSheet:
    """Rules of the document's ``<style>`` elements, the stronger later, and the parent of every element."""

    rules: tuple[Rule, ...] = ()
    parents: Mapping[int, ET.Element] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """Rules by what their own part asks for: ids, else a class, else a tag."""
        keys: dict[str, list[int]] = {}
        for i, rule in enumerate(self.rules):
            own = rule.parts[0]
            key = f"#{own.name}" if own.name else f".{min(own.classes)}" if own.classes else own.tag or "*"
            keys.setdefault(key, []).append(i)
        return keys

    def matching(self, element: ET.Element) -> Style:
        """Return what the rules say of one element; more specific and later rules win."""
        style: Style = {}
        asked = [f"#{element.get('id', '')}", *(f".{c}" for c in set(element.get("class", "").split()))]
        found = [i for key in (*asked, local_name(element), "*") for i in self.by_key.get(key, ())]
        for rule in (self.rules[i] for i in sorted(found)):
            if rule.parts[0].fits(element) and self._inside(element, rule.parts[1:]):
                style |= rule.sets
        return style

    def _inside(self, element: ET.Element, outer: tuple[Selector, ...]) -> bool:
        """Whether an element's ancestors fit the outer parts of a selector, in order."""
        ancestor = self.parents.get(id(element))
        for part in outer:
            while ancestor is not None and not part.fits(ancestor):
                ancestor = self.parents.get(id(ancestor))
            if ancestor is None:
                return False
            ancestor = self.parents.get(id(ancestor))
        return True


def read_sheet(tree: SvgTree) -> StyleSheet:
    """Read the style sheets of a document; states (``:hover``) and attributes are not asked for."""
    rules = []
    for element in tree.root.iter():
        if local_name(element) != "style":
            continue
        text = re.sub(r"/\*.*?\*/", "", "".join(element.itertext()), flags=re.DOTALL)
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            sets = declarations(body)
            rules += [Rule(parts, sets) for s in selectors.split(",") if (parts := _parts(s))]
    parents = {id(child): element for element in tree.root.iter() for child in element}
    most = max(_FEW_RULES, _MOST_MATCHES // max(len(parents), 1))
    return StyleSheet(tuple(sorted(rules[:most], key=lambda r: r.weight)), parents)


def _parts(selector: str) -> tuple[Selector, ...]:
    """Parts of a selector, the element's own first; none for states of the mouse."""
    if ":" in selector:
        return ()
    return tuple(
        Selector(
            (re.match(r"[\w*-]*", part) or [""])[0],
            frozenset(re.findall(r"\.([\w-]+)", part)),
            (re.findall(r"#([\w-]+)", part) or [""])[0],
        )
        for part in reversed(selector.replace(">", " ").replace("+", " ").replace("~", " ").split())
    )


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
    if not math.isfinite(value):
        return default
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
