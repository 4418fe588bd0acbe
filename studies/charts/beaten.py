"""Series by series: where the model's forecasts were better than the baseline to beat, and where they were worse."""

from textwrap import shorten
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons.studies.charts.rows import name_rows, row_axes
from jevons.studies.charts.style import (
    BLUE,
    GOLD,
    INK,
    MUTED,
    PAPER,
    ROSE,
    Heading,
    house_style,
    page,
)
from jevons.studies.charts.timeline import factor_ticks
from jevons.studies.checks.against import LEVEL
from jevons.studies.checks.names import method_name

MOST: Final = 40
"""Series that are shown: those with the most facts."""
_ROW: Final = 0.24  # inch
_NAMES: Final = 2.95  # inch, left end of the first panel
_BOTTOM: Final = 0.72  # inch


def beaten(rows: pd.DataFrame, reference: str) -> Figure:
    """Bias left, CRPS right, one row a series, from where the model loses most on.

    Args:
        rows: as `checks.against.against`; not empty. reference: the baseline to beat.
    """
    kept = rows.sort_values("facts", ascending=False, kind="stable").head(MOST).sort_values("gain")
    body = len(kept) * _ROW
    with house_style():
        sheet = page(_heading(rows, reference, len(kept)), body + 1.3)
        _bias(sheet.panel(_NAMES, _BOTTOM, 2.65, body), kept)
        _errors(sheet.panel(6.0, _BOTTOM, 2.75, body), kept)
        name_rows(sheet, [shorten(str(name), 36, placeholder=" …") for name in kept["name"]], _BOTTOM, body)
        return sheet.figure


def _bias(axes: Axes, rows: pd.DataFrame) -> None:
    _lined(axes, len(rows), "Leaning", "forecast over published")
    own, other = np.exp(rows["bias"].to_numpy(float)), np.exp(rows["reference_bias"].to_numpy(float))
    reach = 1.15 * float(np.exp(np.abs(np.log(np.concatenate([own, other, [1.25]]))).max()))
    axes.set_xscale("log")
    axes.set_xlim(1 / reach, reach)
    factor_ticks(axes)
    axes.axvline(1.0, color=INK, lw=0.9, zorder=1.5)
    _dots(axes, own, other, rows)
    _counts(axes, rows)


def _errors(axes: Axes, rows: pd.DataFrame) -> None:
    _lined(axes, len(rows), "Error", "CRPS, ln: lower is better")
    own, other = rows["crps"].to_numpy(float), rows["reference_crps"].to_numpy(float)
    best = rows["best_crps"].to_numpy(float)
    axes.set_xlim(0, 1.06 * float(np.max([own, other])))
    axes.locator_params(axis="x", nbins=4)
    axes.hlines(range(len(rows)), own, other, color=_colours(rows), lw=2.2, alpha=0.5, zorder=2)
    axes.plot(best, range(len(rows)), "|", color=MUTED, ms=8, mew=1.4, zorder=3)
    _dots(axes, own, other, rows)


def _dots(axes: Axes, own: np.ndarray, other: np.ndarray, rows: pd.DataFrame) -> None:
    for place, colour in enumerate(_colours(rows)):
        axes.plot([other[place]], [place], "o", ms=5.5, mfc=PAPER, mec=GOLD, mew=1.4, zorder=4)
        axes.plot([own[place]], [place], "o", ms=5.5, color=colour, mec=PAPER, mew=0.6, zorder=5)


def _lined(axes: Axes, rows: int, title: str, unit: str) -> None:
    """Rows with a line under each, as there are many."""
    row_axes(axes, rows, title, unit)
    axes.set_yticks(range(rows), [""] * rows)
    axes.grid(axis="y", visible=True)


def _colours(rows: pd.DataFrame) -> list[str]:
    return [ROSE if gain < -LEVEL else BLUE for gain in rows["gain"]]


def _counts(axes: Axes, rows: pd.DataFrame) -> None:
    """Facts of each series, left of the first panel."""
    across = axes.get_yaxis_transform()
    for place, facts in enumerate(rows["facts"]):
        axes.annotate(f"{int(facts)}", (-0.04, place), xycoords=across, size=8, color=MUTED, va="center", ha="right")


def _heading(rows: pd.DataFrame, reference: str, shown: int) -> Heading:
    better, worse = int((rows["gain"] > LEVEL).sum()), int((rows["gain"] < -LEVEL).sum())
    some = f"The {shown} series with the most facts. " if shown < len(rows) else ""
    return Heading(
        f"Better than ‘{method_name(reference)}’ on {better} of {len(rows)} series, worse on {worse}",
        f"{some}Dots: the model, red where it is worse by more than {LEVEL} in CRPS. Rings: the baseline to "
        "beat. Ticks: the best baseline of each series, known only in hindsight. Grey numbers: facts.",
        "Model: Jevons, refitted at each origin with what was published by then.",
    )
