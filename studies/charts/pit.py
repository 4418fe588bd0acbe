"""Are the bands of a fit as wide as they should be? Where published figures fall in them, beside what chance does."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from scipy.stats import binom

from jevons.studies.charts.style import BLUE, GOLD, INK, MUTED, PAPER, Heading, house_style, page, panel_title
from jevons.studies.checks.bands import held_to_level, over_series, within
from jevons.studies.magnitude import percent

BINS: Final = 10
_LEVELS: Final = np.linspace(0.0, 1.0, 41)
_SHOWN: Final = (0.5, 0.9)


def pit(facts: pd.DataFrame) -> Figure:
    """Histogram of the places of published figures in their bands, and how many each band holds.

    Args:
        facts: as `Findings.facts`; those whose level is free are left out, as their bands hold anything.
    """
    held = held_to_level(facts)
    with house_style():
        sheet = page(_heading(held), 3.75)
        _histogram(sheet.panel(0.75, 0.8, 4.0, 2.25), held)
        _coverage(sheet.panel(5.75, 0.8, 2.85, 2.25), held)
        return sheet.figure


def _histogram(axes: Axes, held: pd.DataFrame) -> None:
    number, expected = len(held), len(held) / BINS
    counts, edges = np.histogram(held["pit"], bins=BINS, range=(0.0, 1.0))
    low, high = (float(binom.ppf(level, number, 1 / BINS)) for level in (0.05, 0.95))
    axes.axhspan(low, high, color=GOLD, alpha=0.22, lw=0, zorder=1)
    axes.axhline(expected, color=GOLD, lw=1.2, zorder=3)
    axes.bar(edges[:-1], counts, width=1 / BINS, align="edge", color=BLUE, alpha=0.75, ec=PAPER, lw=1.0, zorder=2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.12 * max(float(counts.max()), high))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value).replace(".0", "")))
    axes.locator_params(axis="y", nbins=5, integer=True)
    axes.set_xlabel("place of the published figure: share of the band below it", size=8.5)
    panel_title(axes, "Where figures fall", "facts in each tenth; gold: by chance")


def _coverage(axes: Axes, held: pd.DataFrame) -> None:
    number = len(held)
    found = [float(within(held, level).mean()) for level in _LEVELS]
    low, high = (binom.ppf(edge, number, _LEVELS) / number for edge in (0.05, 0.95))
    axes.fill_between(_LEVELS, low, high, color=GOLD, alpha=0.22, lw=0)
    axes.plot([0, 1], [0, 1], color=GOLD, lw=1.2)
    axes.plot(_LEVELS, found, color=BLUE, lw=1.8)
    for level in _SHOWN:
        share = over_series(held, within(held, level))
        axes.vlines(level, share.low, share.high, color=INK, lw=1.2, zorder=3)
        axes.plot([level], [share.value], "o", color=INK, ms=5.5, mec=PAPER, mew=0.8, zorder=4)
        axes.annotate(f"{percent(share.value)} in {percent(level)}", (level, share.value), (-9, 5),
                      textcoords="offset points", size=8.5, ha="right")  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.03)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value).replace(".0", "")))
    axes.set_xlabel("width of the central band", size=8.5, color=MUTED)
    panel_title(axes, "What bands hold", "share of facts")


def _heading(held: pd.DataFrame) -> Heading:
    return Heading(
        f"Bands of 90 % hold {percent(float(within(held, 0.9).mean()))} of {len(held)} facts",
        "Bands are what could have been published: worlds of the ensemble with the error of publication and what "
        "definitions put between model and figure. Honest bands give even bars (left) and the straight line "
        "(right); a hump says that they are too wide, horns that they are too narrow.",
        "Gold: 5\N{EN DASH}95 % of what chance does if facts were independent; those of one series are not. "
        "Bars at dots: 90 % bootstrap over series.",
    )
