"""Errors of forecasts: CRPS of the model and of simple baselines, one panel a horizon."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons.calibration.baselines.short import TO_BEAT
from jevons.calibration.hindcast.targets import MODEL
from jevons.studies.charts.rows import name_rows, row_axes
from jevons.studies.charts.style import BLUE, GOLD, MUTED, WIDTH, Heading, house_style, page
from jevons.studies.checks.against import whole
from jevons.studies.checks.names import horizon_name, method_name
from jevons.studies.magnitude import signed

_ROW: Final = 0.3  # inch
_BOTTOM: Final = 0.72  # inch
_NAMES: Final = 2.1  # inch, left end of the first panel
_RIGHT: Final = 0.45  # inch, for the last number
_BETWEEN: Final = 0.5  # inch


def scored(scores: pd.DataFrame) -> Figure:
    """Bars of CRPS, methods from the best over all horizons down.

    Args:
        scores: as `scores.table.score_table`; not empty.
    """
    order = whole(scores).sort_values("crps")["method"].tolist()
    horizons = list(dict.fromkeys(scores["horizon"]))
    body = len(order) * _ROW
    wide = (WIDTH - _NAMES - _RIGHT - _BETWEEN * (len(horizons) - 1)) / len(horizons)
    most = 1.25 * float(scores["crps"].max())
    with house_style():
        sheet = page(_heading(order), body + 1.35)
        for place, horizon in enumerate(horizons):
            axes = sheet.panel(_NAMES + place * (wide + _BETWEEN), _BOTTOM, wide, body)
            _panel(axes, scores[scores["horizon"] == horizon].set_index("method"), order, most, str(horizon))
        name_rows(sheet, [method_name(one) for one in order], _BOTTOM, body, bold=method_name(MODEL))
        return sheet.figure


def _panel(axes: Axes, rows: pd.DataFrame, order: list[str], most: float, horizon: str) -> None:
    row_axes(axes, len(order), horizon_name(horizon), f"{int(rows['facts'].max()):,} facts")
    axes.set_xlim(0, most)
    axes.locator_params(axis="x", nbins=4)
    for place, method in enumerate(order):
        if method in rows.index:
            value = float(rows["crps"].loc[method])
            axes.barh(place, value, height=0.6, color=_colour(method), alpha=0.8, zorder=2)
            axes.annotate(signed(value), (value, place), (3, 0), textcoords="offset points", size=8, va="center")
    axes.set_xlabel("CRPS, ln", size=8.5)


def _colour(method: str) -> str:
    return BLUE if method == MODEL else GOLD if method in TO_BEAT else MUTED


def _heading(order: list[str]) -> Heading:
    place = order.index(MODEL) + 1
    return Heading(
        f"Over all horizons the model ranks {place} of {len(order)} methods",
        "CRPS: how far a forecast is from the figure that was published later, counting what spread it owns up to; "
        "lower is better, and 0.2 is about a fifth off. Mean over series, each with one vote. Gold: the two baselines "
        "that were named to beat before any forecast was scored.",
        "Model: Jevons, refitted at each origin with what was published by then. Horizon: from origin to figure.",
    )
