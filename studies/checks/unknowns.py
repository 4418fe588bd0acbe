"""Unknowns of a fit in words: what each means, its declared range, and whether the data told anything of it."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import pandas as pd

from jevons.market.parameters.registry import addresses, dimension_of
from jevons.market.parameters.table import entries
from jevons.studies.magnitude import significant

UNTOLD: Final = 0.1
"""An unknown that lost less than this share of its variance is not identified by the data."""
MOVED: Final = 0.5
"""Shift of the mean, in standard deviations of the range, from which an unknown has moved."""


@dataclass(frozen=True)
class Unknown:
    """A declared unknown.

    Attributes:
        meaning: one line in plain words. unit: of its values.
        range: 5 and 95 % quantiles as declared, in its unit; None where it moves several numbers at once.
    """

    meaning: str
    unit: str
    range: tuple[float, float] | None

    @property
    def declared(self) -> str:
        """Its range in words."""
        if self.range is None:
            return "several ranges"
        return " to ".join(_number(end) for end in self.range) + f" {self.unit}"


@cache
def _declared() -> dict[str, Unknown]:
    held: dict[str, list[str]] = {}
    for path, address in addresses().items():
        held.setdefault(dimension_of(address), []).append(path)
    known = {entry.path: entry for entry in entries()}
    found = {}
    for name, paths in held.items():
        first = known[paths[0]]
        found[name] = Unknown(first.meaning.replace("`", ""), str(first.unit), first.range if len(paths) == 1 else None)
    return found


def unknown(name: str) -> Unknown:
    """What is declared of an unknown; nothing where this version has no such one."""
    return _declared().get(name, Unknown("not declared in this version", "", None))


def untold(unknowns: pd.DataFrame) -> pd.DataFrame:
    """Unknowns that the data neither narrowed nor moved: they keep their declared ranges.

    Args:
        unknowns: as `Findings.unknowns`.
    """
    return unknowns[(unknowns["contraction"] < UNTOLD) & (unknowns["mean"].abs() < MOVED)]


def moved_only(unknowns: pd.DataFrame) -> pd.DataFrame:
    """Unknowns whose middle the data moved within a range that they did not narrow."""
    return unknowns[(unknowns["contraction"] < UNTOLD) & (unknowns["mean"].abs() >= MOVED)]


def _number(value: float) -> str:
    return significant(value, 3).replace("-", "\N{MINUS SIGN}")
