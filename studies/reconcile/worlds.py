"""The worlds of a stored ensemble, as quantities of summary series are read in them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jevons.calibration.assertion import Period, Quantity
from jevons.market.calendar import month_name
from jevons.market.parameters.declare import Array


class NotCoveredError(ValueError):
    """An ensemble cannot say what is asked of it: which series or months it lacks."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Monthly series of many worlds.

    Attributes:
        table: columns `run`, `month` and one a series, one row a run and month, sorted by run and month.
        runs: number of each world, (runs,).
        months: counts of months since year 0, (months,), one after the other.
    """

    table: pd.DataFrame
    runs: npt.NDArray[np.int64]
    months: npt.NDArray[np.int64]

    @classmethod
    def of(cls, series: pd.DataFrame) -> "Worlds":
        """The worlds of a table of summary series, which all have the same months.

        Raises:
            NotCoveredError: there is no world, or not all have the same months.
        """
        table = series.sort_values(["run", "month"], ignore_index=True)
        month = pd.DatetimeIndex(table["month"])
        numbers = np.asarray(month.year * 12 + month.month - 1, dtype=np.int64)
        runs, months = np.unique(table["run"].to_numpy(np.int64)), np.unique(numbers)
        if not len(runs) or not np.array_equal(numbers, np.tile(months, len(runs))):
            raise NotCoveredError("the series of an ensemble have a row for each run and month")
        return cls(table, runs, months)

    @property
    def span(self) -> str:
        """First and last month: `2023-01 to 2035-12`."""
        return f"{month_name(int(self.months[0]))} to {month_name(int(self.months[-1]))}"

    def mean(self, quantity: Quantity, period: Period) -> Array:
        """Level of a quantity over a period, (runs,): mean over months, all counting alike; of a quotient, of means.

        Raises:
            NotCoveredError: a series or a month is missing.
        """
        inside = self._inside(period)
        over = self._product(quantity.over)[:, inside].mean(axis=1)
        under = self._product(quantity.under)[:, inside].mean(axis=1)
        return quotient(over, under)

    def total(self, quantity: Quantity, since: Period, at: Period) -> Array:
        """Sum of a monthly flow from the first month of `since` to the last of `at`, (runs,).

        Raises:
            NotCoveredError: a series or a month is missing.
        """
        inside = self._inside(Period(since.first, at.last))
        return np.asarray(self._product(quantity.over)[:, inside].sum(axis=1))

    def _product(self, names: tuple[str, ...]) -> Array:
        """Product of series, month by month, (runs, months); 1 for none."""
        product = np.ones((len(self.runs), len(self.months)))
        for name in names:
            if name not in self.table:
                raise NotCoveredError(f"the ensemble holds no series {name}; run `jevons forecast` again")
            product *= self.table[name].to_numpy(np.float64).reshape(product.shape)
        return product

    def _inside(self, period: Period) -> npt.NDArray[np.bool_]:
        inside = (self.months >= period.first) & (self.months <= period.last)
        if inside.sum() != period.last - period.first + 1:
            raise NotCoveredError(f"the ensemble's months are {self.span}")
        return np.asarray(inside)


def quotient(top: Array, bottom: Array) -> Array:
    """Top over bottom, NaN where the bottom is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom != 0.0, top / bottom, np.nan)
