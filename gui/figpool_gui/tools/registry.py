"""The register of tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from figpool_gui.canvas.view import Canvas
from figpool_gui.tools.add import AddTool
from figpool_gui.tools.band import AreaTool, CropTool
from figpool_gui.tools.base import Tool
from figpool_gui.tools.guide import GuideTool
from figpool_gui.tools.lasso import LassoTool
from figpool_gui.tools.select import SelectTool
from figpool_gui.tools.ticks import TicksTool

_TOOLS: tuple[Callable[[Canvas], Tool], ...] = (
    SelectTool, Tool, LassoTool, AddTool, TicksTool, AreaTool, CropTool, GuideTool,
)  # fmt: skip


def make_tools(canvas: Canvas) -> Mapping[str, Tool]:
    """Return one of each tool by name."""
    made = [make(canvas) for make in _TOOLS]
    return {tool.name: tool for tool in made}
