"""Aliases: which operator's growth stands for a published series that none reads, from `aliases.csv`.

A line names a series and its entities, either with `*` for any text; the first that fits counts.
"""

import csv
import io
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

from jevons.calibration.further import SCORED
from jevons.calibration.operators import Operator


@dataclass(frozen=True)
class Alias:
    """A series and entities of it, the operator that stands for them, and why.

    Attributes:
        series, entity: patterns. operator: whose growth they are given. why: in a clause.
    """

    series: str
    entity: str
    operator: Operator
    why: str

    def fits(self, series: str, entity: str) -> bool:
        """Whether it speaks of this series of this entity."""
        return fnmatchcase(series, self.series) and fnmatchcase(entity, self.entity)


@dataclass(frozen=True)
class Standing:
    """The operator of a published pair.

    Attributes:
        operator: that reads it or stands for it. why: it stands for another; empty where it reads the pair itself.
    """

    operator: Operator
    why: str


@cache
def load_aliases() -> tuple[Alias, ...]:
    """The table of aliases, in the order of its file.

    Raises:
        KeyError: a line names an operator that there is none of.
    """
    text = (resources.files("jevons.calibration") / "aliases.csv").read_text(encoding="utf-8")
    known = {(operator.series, operator.entity): operator for operator in SCORED}
    return tuple(
        Alias(row["series"], row["entity"], known[row["stands_for_series"], row["stands_for_entity"]], row["why"])
        for row in csv.DictReader(io.StringIO(text))
    )


def standing_for(series: str, entity: str) -> Standing | None:
    """The operator that reads a pair, or the one that stands for it; None where neither does."""
    for operator in SCORED:
        if (operator.series, operator.entity) == (series, entity):
            return Standing(operator, "")
    for alias in load_aliases():
        if alias.fits(series, entity):
            return Standing(alias.operator, alias.why)
    return None
