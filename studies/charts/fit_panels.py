"""A fitted ensemble beside the facts that it was fitted to: small panels, one a published series."""

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator, YearLocator, num2date
from matplotlib.dates import date2num as day
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from jevons.studies.charts.style import (
    BLUE,
    GOLD,
    INK,
    LEFT,
    MUTED,
    PAPER,
    ROSE,
    TEAL,
    WIDTH,
    Heading,
    Page,
    house_style,
    page,
)
from jevons.studies.charts.timeline import extent, log_axis
from jevons.studies.checks.levels import READINGS, levelled
from jevons.studies.checks.names import kind_name, pair_name, unit_name, unit_of
from jevons.studies.magnitude import significant

FEWEST: Final = 3
"""Facts that a series needs for a panel of its own."""
MARKS: Final = {
    "measured": (INK, "o"),
    "company_claim": (ROSE, "D"),
    "vendor_claim": (ROSE, "v"),
    "analyst_estimate": (TEAL, "^"),
    "price_list": (GOLD, "s"),
}
"""Colour and shape of the points of each kind."""
_OTHER: Final = (MUTED, "P")
_COLUMNS: Final = 3
_WIDTH, _HEIGHT = 1.95, 1.25  # inch, of a panel
_STEP_X, _STEP_Y = 2.95, 2.16  # inch, between panels
_LEGEND: Final = 0.62  # inch, above the first row
_SHORTEST: Final = 365.0  # days that an axis covers at least
_THINNEST, _WIDEST = 2.4, 5.0  # points, of a bar
_AHEAD: Final = -44  # points, from the axes to where titles begin


def fit_panels(facts: pd.DataFrame, title: str) -> Figure:
    """One panel for each series and entity, with a bar for the ensemble at the date of each fact.

    Args:
        facts: as `Findings.facts`; not empty.
        title: what the series have in common, to open the heading with.
    """
    pairs = [levelled(rows) for _, rows in facts.groupby(["series", "entity"], sort=False)]
    rows = -(-len(pairs) // _COLUMNS)
    with house_style():
        sheet = page(_heading(pairs, title), rows * _STEP_Y + _LEGEND + 0.1)
        _legend(sheet, facts)
        for place, pair in enumerate(pairs):
            _panel(_place(sheet, place, rows), pair.sort_values("date"))
        return sheet.figure


def _place(sheet: Page, place: int, rows: int) -> Axes:
    row, column = divmod(place, _COLUMNS)
    return sheet.panel(0.95 + column * _STEP_X, 0.62 + (rows - 1 - row) * _STEP_Y, _WIDTH, _HEIGHT)


def _panel(axes: Axes, pair: pd.DataFrame) -> None:
    free = bool(pair["free"].iloc[0])
    _scales(axes, pair, free)
    _bars(axes, pair, free)
    for kind, points in pair.groupby("kind"):
        colour, shape = MARKS.get(str(kind), _OTHER)
        axes.plot(points["date"], points["observed"], zorder=4, **_look(colour, shape))
    odd = pair[pair["surprise"] != 0]
    axes.plot(odd["date"], odd["observed"], "o", ms=8.5, mfc="none", mec=INK, mew=0.9, zorder=5, clip_on=False)
    _words(axes, pair, free)


def _scales(axes: Axes, pair: pd.DataFrame, free: bool) -> None:
    held = ["observed", *READINGS] if free else ["observed", *READINGS, "low", "high"]
    low, high = extent(pair[held].to_numpy(float))
    log_axis(axes, low / 1.4, high * 1.4, most=4)
    first, last = day(pair["date"].min()), day(pair["date"].max())
    room = 0.06 * (last - first) + max(0.0, _SHORTEST - (last - first)) / 2
    axes.set_xlim(first - room, last + room)
    if last - first > 2 * _SHORTEST:
        axes.xaxis.set_major_locator(YearLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{1970 + round(value / 365.2425)}"))
    else:
        axes.xaxis.set_major_locator(MonthLocator((1, 7)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _month(value)))
    axes.tick_params(labelsize=8)


def _month(value: float) -> str:
    """A month under an axis, with the year below each January."""
    when = num2date(value)
    return f"{when:%b}\n{when:%Y}" if when.month == 1 else f"{when:%b}"


def _bars(axes: Axes, pair: pd.DataFrame, free: bool) -> None:
    """The ensemble at each fact: thin what could have been published, pale 5-95 %, dark 25-75 %, a tick the median."""
    days = day(pair["date"].to_numpy())
    left, right = axes.get_xlim()
    apart = float(np.quantile(np.diff(days), 0.25)) / (right - left) * _WIDTH * 72
    wide = min(max(0.7 * apart, _THINNEST), _WIDEST)
    if not free:
        axes.vlines(days, pair["low"], pair["high"], color=BLUE, lw=0.9, alpha=0.45, zorder=2)
    for low, high, alpha in (("p5", "p95", 0.3), ("p25", "p75", 0.6)):
        axes.vlines(days, pair[low], pair[high], color=BLUE, lw=wide, alpha=alpha, capstyle="butt", zorder=2.5)
    axes.plot(days, pair["p50"], "_", color=BLUE, ms=wide + 2.5, mew=1.6, zorder=3)


def _words(axes: Axes, pair: pd.DataFrame, free: bool) -> None:
    series, entity = str(pair["series"].iloc[0]), str(pair["entity"].iloc[0])
    axes.annotate(
        pair_name(series, entity), (0, 1), (_AHEAD, 22), "axes fraction", "offset points", size=9.5, weight="bold"
    )
    axes.annotate(
        unit_name(unit_of(series, entity)), (0, 1), (_AHEAD, 10), "axes fraction", "offset points", size=8, color=MUTED
    )
    off = f"off ×{significant(10 ** float(pair['log10_error'].abs().median()), 3)}"
    said = f"growth only, {off}" if free else off
    axes.annotate(said, (1, 1), (0, 10), "axes fraction", "offset points", size=8, color=MUTED, ha="right")


def _legend(sheet: Page, facts: pd.DataFrame) -> None:
    """What marks and bars mean, once for all panels, in two rows under the heading."""
    kinds = [kind for kind in (*MARKS, *sorted(set(facts["kind"]) - set(MARKS))) if kind in set(facts["kind"])]
    points = [_point(kind_name(kind), *MARKS.get(kind, _OTHER)) for kind in kinds]
    if (facts["surprise"] != 0).any():
        points.append(Line2D([], [], ls="", marker="o", ms=8.5, mfc="none", mec=INK, label="audited: weighs less"))
    levels = "25\N{EN DASH}75 %", "5\N{EN DASH}95 %"
    bars = [
        Line2D([], [], ls="", marker="_", ms=8, mew=1.6, color=BLUE, label="median of worlds"),
        Line2D([], [], lw=5, alpha=0.75, color=BLUE, label=f"{levels[0]} of worlds", solid_capstyle="butt"),
        Line2D([], [], lw=5, alpha=0.3, color=BLUE, label=f"{levels[1]} of worlds", solid_capstyle="butt"),
        Line2D([], [], lw=0.9, alpha=0.6, color=BLUE, label=f"{levels[1]} of what could be published"),
    ]
    height = sheet.figure.get_figheight()
    for line, handles in enumerate((points, bars)):
        sheet.figure.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(LEFT / WIDTH, (sheet.top - 0.02 - 0.21 * line) / height),
            ncol=len(handles), frameon=False, fontsize=8.5, borderpad=0, borderaxespad=0, handletextpad=0.5,
            columnspacing=1.4, handlelength=1.3,
        )  # fmt: skip


def _point(name: str, colour: str, shape: str) -> Line2D:
    return Line2D([], [], label=name, **_look(colour, shape))


def _look(colour: str, shape: str) -> dict[str, Any]:
    """A filled point with a pale rim; triangles are hollow, as their colour is close to that of the bars."""
    if shape == "^":
        return {"ls": "", "marker": shape, "ms": 5.0, "mfc": PAPER, "mec": colour, "mew": 1.1}
    return {"ls": "", "marker": shape, "ms": 4.6, "mfc": colour, "mec": PAPER, "mew": 0.6}


def _heading(pairs: list[pd.DataFrame], title: str) -> Heading:
    near = sum(bool(pair["log10_error"].abs().median() <= 0.15) for pair in pairs)
    growth = (
        " Growth only: definitions leave the level open, so the model is moved to the published level and only its "
        "growth is held against it."
        if any(bool(pair["free"].iloc[0]) for pair in pairs)
        else ""
    )
    return Heading(
        f"{title}: {near} of {len(pairs)} series within a factor of 1.4",
        "Points: published. Bars: worlds of the fitted ensemble at the same dates; they are simulated, not read in. "
        f"Off: the median factor between them.{growth}",
        "Model: Jevons, fitted ensemble. Published figures: the project's registry of observations.",
    )
