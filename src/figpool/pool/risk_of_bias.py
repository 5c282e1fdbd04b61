"""Risk of bias: items per study, a rule for the overall judgement, and the sensitivity analysis by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.formula import as_labels
from figpool.pool.subgroup import Subgroups, SubgroupSettings, subgroups

if TYPE_CHECKING:
    import pandas as pd

LOW, CONCERN, HIGH, UNCLEAR = "low", "some concern", "high", "unclear"
JUDGEMENTS = (LOW, CONCERN, HIGH, UNCLEAR)
_WORDS = {
    **dict.fromkeys(("low", "l", "yes", "y", "+", "green"), LOW),
    **dict.fromkeys(("some concern", "some concerns", "some", "moderate", "c", "-/+", "yellow"), CONCERN),
    **dict.fromkeys(("high", "h", "no", "n", "-", "serious", "critical", "red"), HIGH),
    **dict.fromkeys(("unclear", "u", "?", "not reported", "nr", "no information"), UNCLEAR),
}


@dataclass(frozen=True)
class BiasRule:
    """How the overall judgement follows from the items.

    Attributes
    ----------
    fatal : tuple of str
        Items that make a study high risk when they are high or unclear.
    concern_from : int
        Number of other items not low from which there is some concern.
    high_from : int
        Number of other items not low from which the risk is high.
    """

    fatal: tuple[str, ...] = ()
    concern_from: int = 1
    high_from: int = 1000


SYRCLE_EXAMPLE = BiasRule(fatal=("blinding of outcome assessment", "random sequence generation"), concern_from=1)
"""An example rule as reviews of animal studies use it: blinded assessment and randomization are fatal items."""


@dataclass(frozen=True)
class BiasTable:
    """Judgements of all studies.

    Attributes
    ----------
    studies : tuple of str
    items : tuple of str
    judgements : tuple of tuple of str
        One row a study, one of low, some concern, high, unclear per item.
    overall : tuple of str
        Judgement of each study by the rule (or as the table states it).
    """

    studies: tuple[str, ...]
    items: tuple[str, ...]
    judgements: tuple[tuple[str, ...], ...]
    overall: tuple[str, ...]

    def shares(self) -> dict[str, dict[str, float]]:
        """Percent of the studies with each judgement, by item and overall."""
        columns = {item: [row[j] for row in self.judgements] for j, item in enumerate(self.items)}
        columns["overall"] = list(self.overall)
        count = len(self.studies)
        return {name: {j: 100 * cells.count(j) / count for j in JUDGEMENTS} for name, cells in columns.items()}

    def to_frame(self) -> pd.DataFrame:
        """Return the judgements as a table."""
        import pandas as pd

        table = pd.DataFrame(self.judgements, columns=list(self.items))
        table.insert(0, "study", list(self.studies))
        table["overall"] = list(self.overall)
        return table


def judge(items: Mapping[str, str], rule: BiasRule) -> str:
    """Overall judgement of one study.

    Examples
    --------
    >>> judge({"blinding": "high", "randomization": "low"}, BiasRule(fatal=("blinding",)))
    'high'
    >>> judge({"blinding": "low", "randomization": "unclear"}, BiasRule(fatal=("blinding",)))
    'some concern'
    """
    if any(items.get(name, LOW) in {HIGH, UNCLEAR} for name in rule.fatal):
        return HIGH
    doubts = sum(value != LOW for name, value in items.items() if name not in rule.fatal)
    doubts += sum(items.get(name) == CONCERN for name in rule.fatal)
    if doubts >= rule.high_from:
        return HIGH
    return CONCERN if doubts >= rule.concern_from else LOW


def read_bias_table(table: Any, rule: BiasRule | None = None) -> BiasTable:
    """Read the items of a risk-of-bias table and judge every study.

    Parameters
    ----------
    table : DataFrame
        Column ``study``; every other column is an item (low, some concern, high, unclear, and their
        usual short forms). A column ``overall`` is taken as stated where no rule is given.
    rule : BiasRule, optional

    Raises
    ------
    UsageError
        No column study, no items, or a rule that names an item the table lacks.
    PoolingError
        A cell that is no judgement, named by study and item.
    """
    if "study" not in table:
        raise UsageError("The risk-of-bias table lacks the column study.", "Name the studies in it.")
    items = [str(name) for name in table.columns if name not in {"study", "overall"}]
    if not items:
        raise UsageError("The risk-of-bias table has no items.", "Add one column an item.")
    chosen = rule or BiasRule()
    absent = [name for name in chosen.fatal if name not in items]
    if absent:
        raise UsageError(f"The rule names {absent[0]!r}, which the table lacks.", f"Items: {', '.join(items)}.")
    studies = [name or "" for name in as_labels(np.asarray(table["study"], dtype=object))]
    columns = {name: _judgements(table, name, studies) for name in items}
    rows = [tuple(columns[name][i] for name in items) for i in range(len(studies))]
    if rule is None and "overall" in table:
        overall = _judgements(table, "overall", studies)
    else:
        overall = [judge(dict(zip(items, row, strict=True)), chosen) for row in rows]
    return BiasTable(tuple(studies), tuple(items), tuple(rows), tuple(overall))


def _judgements(table: Any, name: str, studies: Sequence[str]) -> list[str]:
    cells = as_labels(np.asarray(table[name], dtype=object))
    out = []
    for study, cell in zip(studies, cells, strict=True):
        word = _WORDS.get((cell or "unclear").strip().lower())
        if word is None:
            raise PoolingError(f"{study}, {name}: {cell!r} is no judgement.", f"Write {', '.join(JUDGEMENTS)}.")
        out.append(word)
    return out


def bias_sensitivity(es: Any, bias: BiasTable, settings: SubgroupSettings | None = None) -> Subgroups:
    """Pool by overall risk of bias: low against the rest.

    Raises
    ------
    PoolingError
        Studies of the effects table that have no judgement, by name.
    """
    judged = dict(zip(bias.studies, bias.overall, strict=True))
    names = [name or "" for name in as_labels(np.asarray(es["study"], dtype=object))]
    without = sorted({name for name in names if name not in judged})
    if without:
        raise PoolingError(f"No judgement for {', '.join(without[:5])}.", "Name the studies alike in both tables.")
    labels = ["low" if judged[name] == LOW else "high and some concern" for name in names]
    return subgroups(es, by=labels, settings=settings)
