"""Months: the step of the model, their names and their arithmetic."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

HOURS_PER_MONTH = 365.25 * 24 / 12
SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
REFERENCE_MONTH = "2025-12"
"""Month at which demand is set and of which the latest sizes of models are known."""
TRENDS_END = "2026-12"
"""Month after which brands and fees stay where trends have brought them: nothing tells for how long one goes on."""


def month_number(name: str) -> int:
    """Count of months since year 0 of `YYYY-MM`.

    Raises:
        ValueError: the text is not a month, with what is allowed.
    """
    year, _, month = name.partition("-")
    if len(year) == 4 and len(month) == 2 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
        return int(year) * 12 + int(month) - 1
    raise ValueError(f"{name!r} is not a month: write YYYY-MM, for example 2027-01")


def month_name(number: int) -> str:
    """`YYYY-MM` of a count of months since year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


@dataclass(frozen=True)
class Calendar:
    """The months of a run, first and last included."""

    start: str
    end: str

    def __post_init__(self) -> None:
        """Refuse a calendar that ends before it starts."""
        if month_number(self.end) < month_number(self.start):
            raise ValueError(f"the run ends in {self.end}, before it starts in {self.start}")

    def __len__(self) -> int:
        """Number of months."""
        return self._count

    def index(self, month: str) -> int:
        """Position of a month; negative or beyond the end where it lies outside the run."""
        return month_number(month) - self._first

    @cached_property
    def _first(self) -> int:
        return month_number(self.start)

    @cached_property
    def _count(self) -> int:
        return month_number(self.end) - self._first + 1

    @cached_property
    def months(self) -> tuple[str, ...]:
        """All month names in order."""
        return tuple(month_name(self._first + i) for i in range(len(self)))

    @cached_property
    def dates(self) -> npt.NDArray[np.datetime64]:
        """First day of each month, shape (months,)."""
        return np.array([f"{m}-01" for m in self.months], dtype="datetime64[ns]")

    @cached_property
    def years_since_start(self) -> npt.NDArray[np.float64]:
        """Years from the first month, shape (months,)."""
        return np.arange(len(self)) / 12.0
