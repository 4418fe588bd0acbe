"""One number over many runs, drawn as a horizontal strip or as a hill."""

import numpy as np
from matplotlib.axes import Axes

from jevons.studies.charts.fan import QUANTILES, Array
from jevons.studies.charts.style import INK, PAPER


def draw_strip(axes: Axes, row: float, values: Array, colour: str) -> None:
    """Bars of 5-95 % and 25-75 % with a mark at the median; one run is a mark alone.

    Args:
        axes: where to draw, its limits set.
        row: height of the strip.
        values: one value a run, shape (runs,), all defined.
        colour: of the bars.
    """
    low, quarter, middle, three_quarters, high = np.quantile(values, QUANTILES)
    if len(values) > 1:
        axes.plot([low, high], [row, row], color=colour, alpha=0.3, lw=11, solid_capstyle="butt")
        axes.plot([quarter, three_quarters], [row, row], color=colour, alpha=0.75, lw=11, solid_capstyle="butt")
    axes.plot([middle], [row], "|", color=INK, ms=15, mew=2.4)


def draw_hill(axes: Axes, base: float, values: Array, height: float, zones: tuple[tuple[float, str], ...]) -> None:
    """The density of one value a run, on `base`, coloured by zone; one run is a mark alone.

    Args:
        axes: where to draw, its limits set.
        base: height of the hill's foot.
        values: one value a run, shape (runs,), all defined.
        height: of the summit above the foot.
        zones: the lower end of each zone, ascending, and its colour.
    """
    left, right = axes.get_xlim()
    middle = float(np.median(values))
    if len(values) > 1:
        places, density = _density(values, left, right)
        top = base + height * density / density.max()
        ends = [*(start for start, _ in zones[1:]), right]
        for (start, colour), end in zip(zones, ends, strict=True):
            inside = (places >= start) & (places <= end)
            axes.fill_between(places, base, top, where=inside, color=colour, alpha=0.75, linewidth=0)
    axes.plot([middle, middle], [base, base + 1.1 * height], color=INK, lw=2.2, solid_capstyle="butt")
    axes.plot([middle], [base + 1.1 * height], "o", color=INK, ms=4, mec=PAPER, mew=0.6)


def _density(values: Array, left: float, right: float) -> tuple[Array, Array]:
    """Gaussian kernel density on a grid over [left, right], its width by Silverman's rule for long tails."""
    places = np.linspace(left, right, 401)
    quarter, three_quarters = np.quantile(values, (0.25, 0.75))
    spread = min(float(values.std()), (three_quarters - quarter) / 1.34) or float(values.std())
    width = max(0.9 * spread * len(values) ** -0.2, (right - left) / 200)
    return places, np.exp(-0.5 * ((places[:, None] - values) / width) ** 2).sum(axis=1)
