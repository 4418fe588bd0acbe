"""Published figures as points on a chart, in the unit and scope of the forecast's own columns."""

import pandas as pd
from matplotlib.axes import Axes

from jevons.calibration.operators import OPERATORS, Operator
from jevons.studies.charts.fan import Array
from jevons.studies.charts.style import INK, PAPER

_MONTHS = {"USD/quarter": 3, "USD/year": 12}


def sightings(history: pd.DataFrame, column: str) -> pd.DataFrame:
    """Points to draw beside a column of the forecast, by date.

    The observation operator is turned round: each published figure becomes the monthly value of the column
    that would have produced it, placed in the middle of a quarter or year, else at the end of its period.

    Args:
        history: the comparison of `calibration.history.compare_forecast`.
        column: summary series of the forecast.

    Returns:
        Columns entity, date, observed, low, high, log10_error; no row where nothing was published.
    """
    parts = [_monthly(history, operator) for operator in OPERATORS if operator.column == column]
    return pd.concat(parts).sort_values("date") if parts else _monthly(history.iloc[:0], OPERATORS[0])


def _monthly(history: pd.DataFrame, operator: Operator) -> pd.DataFrame:
    rows = history[(history["series"] == operator.series) & (history["entity"] == operator.entity)]
    months = _MONTHS.get(operator.unit, 1)
    published = rows[["observed", "low", "high"]].astype(float) / months
    values = (published - operator.offset) / operator.scale
    middle = rows["date"] - pd.Timedelta(days=30.4 * months / 2 if months > 1 else 0)
    return values.assign(entity=rows["entity"], date=middle, log10_error=rows["log10_error"])


def draw_points(axes: Axes, points: pd.DataFrame, colour: str = INK, marker: str = "o", size: float = 5.0) -> None:
    """Published values as points, their intervals as bars."""
    axes.vlines(points["date"], points["low"], points["high"], color=colour, lw=1.0, alpha=0.7, zorder=3.5)
    axes.plot(points["date"], points["observed"], marker, color=colour, ms=size, mec=PAPER, mew=0.8, zorder=4)


def name_points(axes: Axes, points: pd.DataFrame, text: str, colour: str = INK) -> None:
    """The name of a set of points, above and left of its last one: the empty side of a growing curve."""
    if len(points):
        last = points.iloc[-1]
        place = (last["date"], last["observed"])
        axes.annotate(text, place, (-6, 5), textcoords="offset points", size=8.5, color=colour, ha="right")


def last_date(*frames: pd.DataFrame) -> pd.Timestamp | None:
    """The latest date among several sets of points; None where there are none."""
    dates = [frame["date"].max() for frame in frames if len(frame)]
    return pd.Timestamp(max(dates)) if dates else None


def heights(points: pd.DataFrame) -> Array:
    """All values of a set of points, ends of their intervals included."""
    return points[["observed", "low", "high"]].to_numpy(float).ravel()
