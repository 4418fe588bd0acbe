"""One number over many runs in three figures: median and 5-95 % interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.studies.magnitude import span


@dataclass(frozen=True)
class Spread:
    """Quantiles over the `runs` in which the number is defined; all NaN where it never is."""

    low: float
    median: float
    high: float
    runs: int

    @classmethod
    def of(cls, values: npt.NDArray[np.float64]) -> "Spread":
        """Summarise one value a run, shape (runs,); NaN stands for undefined."""
        known = values[~np.isnan(values)]
        low, median, high = np.quantile(known, (0.05, 0.5, 0.95)) if known.size else (np.nan,) * 3
        return cls(float(low), float(median), float(high), int(known.size))

    def interval(self, write: Callable[[float], str]) -> str:
        """The 5-95 % interval, such as `×0.49 to ×10`; empty below two runs, where there is none."""
        return span(self.low, self.high, write) if self.runs > 1 else ""

    def say(self, write: Callable[[float], str]) -> str:
        """Median with interval, such as `×1.7 (×0.49 to ×10)`; the median alone below two runs."""
        interval = self.interval(write)
        return f"{write(self.median)} ({interval})" if interval else write(self.median)
