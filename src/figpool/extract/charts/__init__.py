"""Chart kinds: one module each, registered by name."""

from figpool.extract.charts.registry import ChartKind, chart_kinds

__all__ = ["ChartKind", "chart_kinds"]
