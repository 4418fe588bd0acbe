"""Published series that nothing in the model answers to, each with the reason, from `unused.csv`.

A line names a series and the entities that it speaks of: one by its name, or several with `*` for any text. What has
an operator is not named there; a test holds the two tables apart, and together they cover the registry.
"""

import csv
import io
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Unused:
    """Entities of a series that are not set beside the model.

    Attributes:
        series: series of the observations.
        entity: name of the entity, with `*` for any text.
        reason: why no operator reads them.
    """

    series: str
    entity: str
    reason: str


@cache
def load_unused() -> tuple[Unused, ...]:
    """The table of what is not used, in the order of its file."""
    text = (resources.files("jevons.calibration") / "unused.csv").read_text(encoding="utf-8")
    return tuple(Unused(row["series"], row["entity"], row["reason"]) for row in csv.DictReader(io.StringIO(text)))


def reason_unused(series: str, entity: str) -> str | None:
    """Why nothing reads this series of this entity; None where no reason is declared."""
    return next((row.reason for row in load_unused() if row.series == series and fnmatchcase(entity, row.entity)), None)
