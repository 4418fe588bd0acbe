"""Do intervals of forecasts hold what they promise? Coverage of each method with its uncertainty."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from jevons.calibration.hindcast.targets import MODEL
from jevons.studies.charts.rows import beside, name_rows, row_axes
from jevons.studies.charts.style import BLUE, GOLD, MUTED, PAPER, Heading, house_style, page
from jevons.studies.checks.against import whole
from jevons.studies.checks.listing import small
from jevons.studies.checks.names import method_name
from jevons.studies.magnitude import percent

LEVELS: Final = (50, 90)
_ROW: Final = 0.3  # inch
_BOTTOM: Final = 0.72  # inch


def covered(scores: pd.DataFrame) -> Figure:
    """One panel an interval: the share of figures that it holds, by method, over all horizons.

    Args:
        scores: as `scores.table.score_table`; not empty.
    """
    rows = whole(scores).sort_values("crps")
    body = len(rows) * _ROW
    with house_style():
        sheet = page(_heading(rows), body + 1.3)
        for level, left in zip(LEVELS, (2.2, 5.75), strict=True):
            _panel(sheet.panel(left, _BOTTOM, 2.6, body), rows, level)
        name_rows(sheet, [method_name(one) for one in rows["method"]], _BOTTOM, body, bold=method_name(MODEL))
        return sheet.figure


def _panel(axes: Axes, rows: pd.DataFrame, level: int) -> None:
    row_axes(axes, len(rows), f"Intervals of {level} %", "share of figures that they hold")
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: small(float(value))))
    axes.axvline(level / 100, color=GOLD, lw=1.6, zorder=1.5)
    name = f"coverage_{level}"
    for place, (_, row) in enumerate(rows.iterrows()):
        colour = BLUE if row["method"] == MODEL else MUTED
        axes.hlines(place, row[f"{name}_low"], row[f"{name}_high"], color=colour, lw=3, alpha=0.5, zorder=2)
        axes.plot([row[name]], [place], "o", ms=6, color=colour, mec=PAPER, mew=0.8, zorder=3)
        beside(axes, place, percent(row[name]))


def _heading(rows: pd.DataFrame) -> Heading:
    model = rows[rows["method"] == MODEL].iloc[0]
    half, most = (percent(model[f"coverage_{level}"]) for level in LEVELS)
    return Heading(
        f"The model's 50 % intervals hold {half} of figures, its 90 % ones {most}",
        "Dots: mean over series, each with one vote; bars: 90 % bootstrap interval. Left of the gold line intervals "
        "are too narrow, right of it wider than they need be.",
        "Model: Jevons, refitted at each origin with what was published by then. All horizons together.",
    )
