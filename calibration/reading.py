"""How a monthly series of the model is read at the period of a published figure.

Four readings. Days are counted from 1970-01-01; a day's moment is its end for stocks, its middle for rates.

    stock    what stands at the end of the last day: month-end points, joined geometrically
    rate     mean over the period, each month weighted by its days; periods of up to two weeks are read at
             their middle instead, from mid-month points joined geometrically
    posted   the value of the month that holds the last day, as lists and announcements are step functions
    flow     total over the period, each month counted by the share of its days

Geometric, because most of these series grow by ten per cent a month or more.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Reading = Literal["stock", "rate", "posted", "flow"]
Array = npt.NDArray[np.float64]

FEWEST_READ = 0.9
"""A figure is used where at least this share of the worlds have something to read at its period."""
_SHORT_PERIOD_DAYS = 14
_EPOCH = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Months:
    """The months of a run on a line of days.

    Attributes:
        first: day number on which each month begins, shape (months,), one month after the other.
        length: days in each month, shape (months,).
    """

    first: Array
    length: Array

    @classmethod
    def of(cls, index: pd.DatetimeIndex) -> "Months":
        """The months whose first days are given, in order and without gaps."""
        first = index.to_numpy().astype("datetime64[D]").astype(np.float64)
        return cls(first, index.days_in_month.to_numpy().astype(np.float64))

    @property
    def last(self) -> Array:
        """End of the last day of each month, as a day number, shape (months,)."""
        return self.first + self.length

    @property
    def middle(self) -> Array:
        """Middle of each month, as a day number, shape (months,)."""
        return self.first + self.length / 2

    def read(self, values: Array, start: date, end: date, reading: Reading) -> Array:
        """Read a series at a period.

        Args:
            values: monthly values, shape (months, ...): further axes (runs) are kept.
            start: first day of the period.
            end: last day of the period.
            reading: one of the four of this module.

        Returns:
            The reading, shape (...); NaN where the months do not cover what is asked for.
        """
        begins, ends = float((start - _EPOCH).days), float((end - _EPOCH + _ONE_DAY).days)
        if reading == "stock":
            return _between(self.last, values, ends)
        days = np.clip(np.minimum(ends, self.last) - np.maximum(begins, self.first), 0, None)
        if days.sum() < ends - begins:
            return np.full(values.shape[1:], np.nan)
        if reading == "posted":
            return np.asarray(values[days > 0][-1], dtype=np.float64)
        if reading == "flow":
            return _weighted(days / self.length, values)
        if ends - begins <= _SHORT_PERIOD_DAYS:
            inside = np.clip((begins + ends) / 2, self.middle[0], self.middle[-1])
            return _between(self.middle, values, float(inside))
        return _weighted(days / days.sum(), values)


def _weighted(weights: Array, values: Array) -> Array:
    """Weighted sum over months; months of no weight may be NaN."""
    counted = weights > 0
    return np.asarray(np.tensordot(weights[counted], values[counted], axes=1), dtype=np.float64)


def _between(points: Array, values: Array, moment: float) -> Array:
    """The value at a moment, the points joined geometrically; NaN outside the first and the last point."""
    if not points[0] <= moment <= points[-1]:
        return np.full(values.shape[1:], np.nan)
    after = int(np.searchsorted(points, moment))
    if points[after] == moment:
        return np.asarray(values[after], dtype=np.float64)
    share = (moment - points[after - 1]) / (points[after] - points[after - 1])
    return np.asarray(values[after - 1] ** (1 - share) * values[after] ** share, dtype=np.float64)
