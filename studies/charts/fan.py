"""Many runs as one picture: quantiles by month and the bands drawn from them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from jevons.studies.window import Window

Array = npt.NDArray[np.float64]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Fan:
    """Quantiles over runs: `months` (months,) datetime64 and `levels` (5, months), low to high."""

    months: npt.NDArray[np.datetime64]
    levels: Array
    runs: int

    @property
    def median(self) -> Array:
        """The middle run of each month, shape (months,)."""
        middle: Array = self.levels[2]
        return middle

    def at(self, month: pd.Timestamp) -> Array:
        """The five quantiles in a month, shape (5,).

        Raises:
            ValueError: the forecast does not reach that month.
        """
        found = np.flatnonzero(self.months == np.datetime64(month))
        if found.size == 0:
            raise ValueError(f"the forecast has no month {month:%Y-%m}")
        quantiles: Array = self.levels[:, found[0]]
        return quantiles


def run_by_month(series: pd.DataFrame, column: str) -> tuple[npt.NDArray[np.datetime64], Array]:
    """Months (months,) and values (runs, months) of one column of a frame with one row a run and month.

    Raises:
        ValueError: some run lacks a month.
    """
    months = np.unique(series["month"].to_numpy())
    if len(series) % len(months):
        raise ValueError(f"{len(series)} rows cannot hold {len(months)} months for every run")
    if not (series["month"].to_numpy().reshape(-1, len(months)) == months).all():
        series = series.sort_values(["run", "month"])
    return months, series[column].to_numpy(float).reshape(-1, len(months))


def fan(series: pd.DataFrame, column: str, window: Window) -> Fan:
    """Quantiles of one column by month, up to the end month; undefined values are left out."""
    months, values = run_by_month(series, column)
    kept = months <= np.datetime64(window.last)
    return Fan(months[kept], _quantiles(values[:, kept]), len(values))


def _quantiles(values: Array) -> Array:
    """Quantiles (5, months) of values (runs, months); NaN in months where no run has a value."""
    unknown = np.isnan(values)
    if not unknown.any():
        return np.quantile(values, QUANTILES, axis=0)
    some = ~unknown.all(axis=0)
    levels = np.full((len(QUANTILES), values.shape[1]), np.nan)
    levels[:, some] = np.nanquantile(values[:, some], QUANTILES, axis=0)
    return levels


def draw_fan(axes: Axes, shown: Fan, window: Window, colour: str, width: float = 1.8) -> None:
    """Bands and median: a full line to the base month, dashed after it."""
    draw_bands(axes, shown, colour)
    draw_median(axes, shown, window, colour, width)


def draw_bands(axes: Axes, shown: Fan, colour: str) -> None:
    """Bands of 5-95 % and 25-75 %; nothing for one run."""
    low, quarter, _, three_quarters, high = shown.levels
    if shown.runs > 1:
        for bottom, top, alpha in ((low, high, 0.16), (quarter, three_quarters, 0.26)):
            axes.fill_between(shown.months, bottom, top, color=colour, alpha=alpha, linewidth=0)


def draw_median(axes: Axes, shown: Fan, window: Window, colour: str, width: float = 1.5) -> None:
    """The median alone, full to the base month and dashed after it."""
    past = shown.months <= np.datetime64(window.first)
    ahead = shown.months >= np.datetime64(window.first)
    axes.plot(shown.months[past], shown.median[past], color=colour, lw=width)
    axes.plot(shown.months[ahead], shown.median[ahead], color=colour, lw=width, dashes=(3.2, 1.4))


def reading(runs: int) -> str:
    """How to read line and bands, for a subtitle."""
    if runs == 1:
        return "One run, so no interval is shown."
    bands = "25\N{EN DASH}75 % and 5\N{EN DASH}95 %"
    return f"Line: median of {runs:,} runs; bands: {bands}; dashed: projection."
