"""The three verdicts as gauges: how far need grows, how much of the gain rebounds, how often it is scarce."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from jevons.studies.charts.fan import Array
from jevons.studies.charts.strip import draw_hill, draw_strip
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
from jevons.studies.charts.timeline import factor_ticks
from jevons.studies.magnitude import factor, percent, signed
from jevons.studies.probability import Probability
from jevons.studies.spread import Spread
from jevons.studies.terms import CAUSES, RESOURCES
from jevons.studies.window import Window

_NAMES = 3.95  # inch, right end of the row names
_PLOT = 3.35  # inch
_HEIGHT = 1.55  # inch, of a gauge's axes
_STEP = 2.3  # inch, from one gauge to the next

_COLOURS = dict(zip(CAUSES, (TEAL, ROSE, GOLD, BLUE, MUTED), strict=True))

_GROWTH = """How many times more of each
resource would demand need?

Demanded work, divided by the work
that one unit of it can serve. Right
of ×1, demand outruns efficiency."""
_REBOUND = """How much of what efficiency saves
is used up by the demand it brings?

0: all is saved. 1: all is used up.
Above 1, efficiency raises the total:
backfire, the Jevons paradox."""
_SCARCITY = """How often does demand outrun both
efficiency and building?

A month is scarce when 5 % or more
of demanded work finds no capacity."""


def verdicts(verdicts: pd.DataFrame, window: Window) -> Figure:
    """Growth, rebound and scarcity over the runs, one gauge each."""
    with house_style():
        sheet = page(_heading(verdicts, window), 3 * _STEP + 0.3)
        _growth(_gauge(sheet, 2, "Growth", _GROWTH), verdicts)
        _rebound(_gauge(sheet, 1, "Rebound", _REBOUND), verdicts)
        _scarcity(_gauge(sheet, 0, "Scarcity", _SCARCITY), verdicts, window)
        return sheet.figure


def _gauge(sheet: Page, place: int, name: str, words: str) -> Axes:
    bottom = 0.7 + place * _STEP
    height = sheet.figure.get_figheight()
    top = (bottom + _HEIGHT + 0.1) / height
    sheet.figure.text(LEFT / WIDTH, top, name, size=12.5, weight="bold", va="top")
    sheet.figure.text(LEFT / WIDTH, top - 0.28 / height, words, size=9, color=MUTED, va="top", linespacing=1.3)
    axes = sheet.panel(_NAMES, bottom, _PLOT, _HEIGHT)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=9.5)
    return axes


def _rows(axes: Axes, names: list[str]) -> None:
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)


def _say(axes: Axes, row: float, text: str, detail: str = "") -> None:
    """The result of a row, right of the axes."""
    place = axes.get_yaxis_transform()
    below = 11 * (detail.count("\n") + 1) if detail else 0
    start = (1.03, row)
    axes.annotate(text, start, (0, below / 2), place, "offset points", size=10, weight="bold", va="center")
    axes.annotate(
        detail,
        start,
        (0, below / 2 - 7),
        place,
        "offset points",
        size=8.5,
        color=MUTED,
        va="top",
        linespacing=1.15,
    )


def _defined(verdicts: pd.DataFrame, column: str) -> Array:
    return verdicts[column].dropna().to_numpy(float)


def _said(values: Array, write: Callable[[float], str]) -> tuple[str, str]:
    spread = Spread.of(values)
    return write(spread.median), spread.interval(write)


def _growth(axes: Axes, verdicts: pd.DataFrame) -> None:
    columns = {name: _defined(verdicts, f"growth_{name}") for name in RESOURCES}
    _rows(axes, [resource.name for resource in RESOURCES.values()])
    known = np.concatenate([*columns.values(), [1.0]])
    low, high = np.quantile(known, 0.02), np.quantile(known, 0.98)
    axes.set_xscale("log")
    axes.set_xlim(min(low, 0.8) / 1.15, max(high, 2.0) * 1.15)
    factor_ticks(axes)
    axes.axvline(1, color=INK, lw=1.1)
    for row, values in enumerate(columns.values()):
        if len(values):
            draw_strip(axes, row, values, BLUE)
            _say(axes, row, *_said(values, factor))


def _rebound(axes: Axes, verdicts: pd.DataFrame) -> None:
    columns = {name: _defined(verdicts, f"rebound_{name}") for name in RESOURCES}
    _rows(axes, [resource.name for resource in RESOURCES.values()])
    axes.set_ylim(len(RESOURCES) - 0.75, -0.7)
    known = np.concatenate([*columns.values(), [0.0, 1.0]])
    low, high = np.clip(np.quantile(known, (0.005, 0.995)), -2, 4)
    axes.set_xlim(min(low, -0.15) - 0.1, max(high, 1.15) + 0.1)
    axes.xaxis.set_major_locator(MultipleLocator(0.5 if high - low < 4 else 1))
    for mark in (0, 1):
        axes.axvline(mark, color=INK, lw=1.1 if mark else 0.8)
    axes.annotate(
        "backfire \N{RIGHTWARDS ARROW}",
        (1, 1),
        (4, 4),
        ("data", "axes fraction"),
        "offset points",
        size=8.5,
        color=ROSE,
    )
    for row, values in enumerate(columns.values()):
        if len(values):
            draw_hill(axes, row + 0.25, values, -0.62, ((-np.inf, TEAL), (0.0, GOLD), (1.0, ROSE)))
            _say(axes, row, signed(float(np.median(values))), _backfire(values))


def _backfire(values: Array) -> str:
    """The 5-95 % range and the share of runs above 1, or nothing for one run."""
    return f"{Spread.of(values).interval(signed)}\nbackfire in {Probability.of(values > 1)}" if len(values) > 1 else ""


def _scarcity(axes: Axes, verdicts: pd.DataFrame, window: Window) -> None:
    _rows(axes, ["share of months", f"scarce in {window.last:%b %Y}", "main cause"])
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    months = _defined(verdicts, "scarcity_share_5")
    draw_strip(axes, 0, months, BLUE)
    _say(axes, 0, *_said(months, percent))
    _bar(axes, 1, 0.0, float(verdicts["scarcity_at_end_5"].mean()), BLUE)
    _say(axes, 1, _chance(verdicts["scarcity_at_end_5"].to_numpy(bool)))
    _causes(axes, 2, verdicts["scarcity_cause"])


def _chance(happened: npt.NDArray[np.bool_]) -> str:
    if len(happened) == 1:
        return "yes" if happened[0] else "no"
    return f"{Probability.of(happened)}"


def _bar(axes: Axes, row: float, left: float, width: float, colour: str) -> None:
    axes.barh(row, width, left=left, height=0.42, color=colour, alpha=0.75, edgecolor=PAPER, linewidth=1)


def _causes(axes: Axes, row: float, causes: "pd.Series[str]") -> None:
    """Shares of runs by their main cause, from the left; runs without scarcity are left blank."""
    shares = causes.value_counts() / len(causes)
    left = 0.0
    for cause, share in shares.items():
        _bar(axes, row, left, share, _COLOURS.get(str(cause), MUTED))
        if share > 0.02 * len(str(cause)):
            axes.text(left + share / 2, row, str(cause), ha="center", va="center", size=8.5, color=PAPER)
        left += share
    if len(shares):
        happened = (causes == shares.index[0]).to_numpy(bool)
        _say(axes, row, str(shares.index[0]), f"in {Probability.of(happened)}" if len(causes) > 1 else "")


def _heading(verdicts: pd.DataFrame, window: Window) -> Heading:
    growth, rebound, months = (
        Spread.of(_defined(verdicts, column)).median for column in ("growth_usd", "rebound_usd", "scarcity_share_5")
    )
    how = "one run, so no interval is shown."
    if len(verdicts) > 1:
        bars = "Bars: 25\N{EN DASH}75 % and 5\N{EN DASH}95 %, mark: median; ±: Monte Carlo standard error."
        how = f"{len(verdicts):,} runs. {bars}"
    scarce = f"{percent(months)} of months scarce"
    return Heading(
        f"Serving cost needed {factor(growth)}; rebound {signed(rebound)}; {scarce}",
        f"From {window}; {how}",
        "Model: Jevons. Token kinds: fresh, cached and output, each weighted by the work that it takes.",
    )
