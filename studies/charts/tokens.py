"""Tokens served a month: the world's total as a fan, each kind as a line, and what has been published."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from jevons.studies.charts.fan import Fan, draw_fan, draw_median, fan, reading
from jevons.studies.charts.observed import draw_points, heights, last_date, sightings
from jevons.studies.charts.style import BLUE, GOLD, INK, ROSE, TEAL, Heading, house_style, page, panel_title
from jevons.studies.charts.timeline import EndLabel, extent, label_ends, log_axis, mark_dates, month_axis
from jevons.studies.magnitude import factor, percent, words
from jevons.studies.window import Window

_KINDS = (("cached", "re-read from cache", BLUE), ("fresh", "fresh input", GOLD), ("output", "output", ROSE))
_MARKS = {"o": "\N{BLACK CIRCLE}", "D": "\N{BLACK DIAMOND}"}
_PUBLISHED = (("tokens_google", "Google", "o"), ("tokens_china", "China", "D"))


def tokens(series: pd.DataFrame, history: pd.DataFrame, window: Window) -> Figure:
    """Tokens served in the world a month, by kind (token/month, log axis)."""
    with house_style():
        total = fan(series, "tokens_total", window)
        kinds = {kind: fan(series, f"tokens_{kind}", window) for kind, _, _ in _KINDS}
        points = {name: sightings(history, column) for column, name, _ in _PUBLISHED}
        sheet = page(_heading(series, total, window), 4.9)
        axes = sheet.panel(1.2, 0.7, 6.2, 3.65)
        month_axis(axes, total, window)
        drawn = [total.levels, *(kind.median for kind in kinds.values()), *map(heights, points.values())]
        low, high = extent(*drawn)
        steps = log_axis(axes, 0.4 * low, 1.6 * high)
        panel_title(axes, "Tokens served", f"tokens a month, world; {steps}")
        draw_fan(axes, total, window, INK)
        for kind, _, colour in _KINDS:
            draw_median(axes, kinds[kind], window, colour)
        for _, name, marker in _PUBLISHED:
            draw_points(axes, points[name], TEAL, marker)
        _name_published(axes, points, window)
        _name_lines(axes, total, kinds)
        mark_dates(axes, window, last_date(*points.values()))
        return sheet.figure


def _name_lines(axes: Axes, total: Fan, kinds: dict[str, Fan]) -> None:
    ends = [
        EndLabel(f"{name}\n{words(kinds[kind].median[-1])}", kinds[kind].median[-1], colour)
        for kind, name, colour in _KINDS
    ]
    label_ends(axes, [EndLabel(f"all kinds\n{words(total.median[-1])}", total.median[-1]), *ends])


def _name_published(axes: Axes, points: dict[str, pd.DataFrame], window: Window) -> None:
    """Marks and names of the point sets, low in the projection, where growing curves leave room."""
    place = (date2num(window.first), 0.06)
    for row, (_, name, marker) in enumerate(_PUBLISHED):
        if len(points[name]):
            text = f"{_MARKS[marker]} {name}, published"
            axes.annotate(text, place, (8, 15 * row), axes.get_xaxis_transform(), "offset points", size=8.5, color=TEAL)


def _heading(series: pd.DataFrame, total: Fan, window: Window) -> Heading:
    growth = total.at(window.last)[2] / total.at(window.first)[2]
    return Heading(
        f"Tokens served grow {factor(growth)} from {window}",
        "Fresh input is read for the first time, re-reading from a cache takes far less work, output is what "
        f"the model writes. Agents take {_agents(series, window)}. {reading(total.runs)}",
        "Model: Jevons. Points: published counts of one firm or one country, so below the world's total.",
    )


def _agents(series: pd.DataFrame, window: Window) -> str:
    """The median share of agentic workloads in all tokens, at the base month and at the end month."""
    shares = []
    for month in (window.first, window.last):
        rows = series[series["month"] == month]
        shares.append(percent(float((rows["tokens_agentic"] / rows["tokens_total"]).median())))
    return f"{shares[0]} of all tokens in {window.first:%b %Y}, {shares[1]} in {window.last:%b %Y}"
