"""Rows: what goes into rows.csv, and the pair that enters an effect size."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from figpool.core.issues import DOUBT, Issue, confidence
from figpool.core.provenance import Provenance


class Dispersion(StrEnum):
    """What an error bar shows."""

    SD = "sd"
    SE = "se"
    CI = "ci"
    IQR = "iqr"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class GroupSummary:
    """One row of the row contract: one mark read from one figure.

    Attributes are the columns of rows.csv in their order; `issues` stands for
    the columns `confidence` and `flags`, `provenance` goes to the JSON only.
    Lengths and values are in data units, `x_px` and `y_px` in pixels of the
    figure as given.
    """

    figure: str
    page: int | None
    panel: str
    kind: str
    series: str
    category: str
    x: float | None
    mean: float | None
    error_low: float | None
    error_high: float | None
    median: float | None
    q1: float | None
    q3: float | None
    whisker_low: float | None
    whisker_high: float | None
    dispersion: Dispersion
    level: float | None
    n: float | None
    sd: float | None
    sd_method: str
    mean_u: float | None
    error_u: float | None
    x_px: float
    y_px: float
    source: str
    issues: tuple[Issue, ...] = field(default_factory=tuple)
    provenance: Provenance | None = None

    @property
    def confidence(self) -> float:
        """Confidence left after all issues, 0..1."""
        return confidence(self.issues)

    @property
    def flags(self) -> tuple[str, ...]:
        """Names of the doubts, each once, in the order they arose."""
        return tuple(dict.fromkeys(i.flag.value for i in self.issues if i.weight >= DOUBT))

    def to_record(self) -> dict[str, Any]:
        """Return the row as a mapping from contract column to cell (None = empty)."""
        record: dict[str, Any] = {
            name: getattr(self, name) for name in ROW_COLUMNS if name not in {"confidence", "flags"}
        }
        record["dispersion"] = self.dispersion.value
        record["confidence"] = round(self.confidence, 4)
        record["flags"] = ";".join(self.flags)
        return {name: record[name] for name in ROW_COLUMNS}


_OWN = [f.name for f in fields(GroupSummary) if f.name not in {"issues", "provenance", "source"}]

#: Columns of rows.csv, in order.
ROW_COLUMNS: tuple[str, ...] = (*_OWN, "confidence", "flags", "source")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms of one study, metafor's names; 1 is the treatment."""

    study: str
    comparison: str
    m1i: float | None
    sd1i: float | None
    n1i: float | None
    m2i: float | None
    sd2i: float | None
    n2i: float | None
