"""SVG files as trees that are safe to walk: no entities, no network, bounded size.

``<use>`` can repeat what it names again and again (the "billion laughs" of SVG), so
the size of the drawing after all repeats is counted before anything is drawn.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from figpool.core.errors import InputError

#: Bounds of what is read: bytes, elements after all repeats, nesting, characters of path data.
MAX_BYTES = 80_000_000
MAX_ELEMENTS = 200_000
MAX_DEPTH = 100
MAX_PATH_DATA = 4_000_000

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


@dataclass(frozen=True)
class SvgTree:
    """A checked SVG document.

    Parameters
    ----------
    root : Element
        The ``<svg>`` element, comments kept.
    named : dict
        Elements by their id.
    """

    root: ET.Element
    named: dict[str, ET.Element]

    def target(self, element: ET.Element) -> ET.Element | None:
        """Element of this document that a ``<use>`` names; None for anything outside it."""
        href = next((element.get(h) for h in _HREFS if element.get(h)), "") or ""
        return self.named.get(href[1:]) if href.startswith("#") else None


def parse_svg(data: bytes, name: str) -> SvgTree:
    """Parse and check an SVG file.

    Parameters
    ----------
    data : bytes
        The file's content.
    name : str
        Used in messages.

    Raises
    ------
    InputError
        No SVG, damaged, with entities of its own, or larger than the bounds.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES // 10**6} MB.", "Export only the figure.")
    _refuse_entities(data, name)
    try:
        root = ET.fromstring(data, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))
    except (ET.ParseError, ValueError, RecursionError) as error:
        raise InputError(f"{name} is damaged and cannot be read as SVG ({error}).", "Export it again.") from None
    if local_name(root) != "svg":
        raise InputError(f"{name} is no SVG drawing.", "Give an SVG, PDF or picture file.")
    tree = SvgTree(root, {e.get("id", ""): e for e in root.iter() if e.get("id")})
    _check_size(tree, name)
    return tree


def local_name(element: ET.Element) -> str:
    """Tag without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _refuse_entities(data: bytes, name: str) -> None:
    """Refuse declared entities before any parser expands them; nothing outside is fetched."""

    def declared(*_: object) -> None:
        raise InputError(
            f"{name} declares XML entities, which figpool does not expand.", "Export it again as plain SVG."
        )

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(f"{name} is damaged and cannot be read as SVG ({error}).", "Export it again.") from None


def _check_size(tree: SvgTree, name: str) -> None:
    refusal = InputError(
        f"{name} is a drawing of more than {MAX_ELEMENTS} elements or nested too deeply.", "Export only the figure."
    )
    if _depth(tree.root) > MAX_DEPTH:
        raise refusal
    if sum(len(e.get("d", "")) for e in tree.root.iter()) > MAX_PATH_DATA:
        raise InputError(f"{name} has too much path data to be a chart.", "Export only the figure.")
    sizes: dict[int, int | None] = {}
    if (_expanded(tree, tree.root, sizes) or MAX_ELEMENTS + 1) > MAX_ELEMENTS:
        raise refusal


def _depth(root: ET.Element) -> int:
    level, depth = [root], 0
    while level and depth <= MAX_DEPTH:
        level = [child for e in level for child in e]
        depth += 1
    return depth


def _expanded(tree: SvgTree, element: ET.Element, sizes: dict[int, int | None]) -> int | None:
    """Elements drawn for one element, repeats counted; None when it repeats itself."""
    key = id(element)
    if key in sizes:
        return sizes[key]
    sizes[key] = None
    total = 1
    for part in _parts(tree, element):
        size = _expanded(tree, part, sizes)
        if size is None:
            return None
        total = min(total + size, MAX_ELEMENTS + 1)
    sizes[key] = total
    return total


def _parts(tree: SvgTree, element: ET.Element) -> Iterator[ET.Element]:
    yield from element
    if local_name(element) == "use":
        target = tree.target(element)
        if target is not None:
            yield target
