"""The axis of months: where history ends, where the verdict is measured, and names at the ends of lines."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import YearLocator
from matplotlib.dates import date2num as day
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from jevons.studies.charts.fan import Array, Fan
from jevons.studies.charts.style import INK, MUTED, SHADE
from jevons.studies.magnitude import span, tick
from jevons.studies.window import Window

Side = Literal["left", "right"]
_SAME_MARK = pd.Timedelta(days=20)


@dataclass(frozen=True)
class EndLabel:
    """A name at the right end of a line, at the height of the value `y`; it may have several lines."""

    text: str
    y: float
    colour: str = INK


def end_label(name: str, shown: Fan, colour: str, write: Callable[[float], str]) -> EndLabel:
    """A line's name, its median in the end month and, for several runs, its 5-95 % range."""
    text = f"{name}\n{write(shown.median[-1])}"
    if shown.runs > 1:
        text += f"\n({span(shown.levels[0, -1], shown.levels[-1, -1], write)})"
    return EndLabel(text, shown.median[-1], colour)


def month_axis(axes: Axes, shown: Fan, window: Window) -> None:
    """Limits from the first month to the end month, a tick every January, and the projection tinted."""
    start, end = day(shown.months[0]), day(shown.months[-1])
    axes.set_xlim(start, end)
    axes.axvspan(day(window.first), end, color=SHADE, zorder=0, linewidth=0)
    axes.xaxis.set_major_locator(YearLocator(2 if end - start > 10 * 365 else 1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{1970 + round(value / 365.2425)}"))


def mark_dates(axes: Axes, window: Window, last_seen: pd.Timestamp | None, words: bool = True) -> None:
    """Vertical marks at base month and last observation, named above the axes if `words`."""
    axes.axvline(day(window.first), color=INK, lw=0.9, zorder=1.5)
    apart = last_seen is not None and abs(window.first - last_seen) > _SAME_MARK
    if last_seen is not None and apart:
        axes.axvline(day(last_seen), color=MUTED, lw=0.9, dashes=(1, 2), zorder=1.5)
    if not words:
        return
    also = ""
    if last_seen is not None:
        also = "" if apart else " and last observation"
        if apart:
            _name(axes, last_seen, f"last observation {last_seen:%b %Y}", "right")
    _name(axes, window.first, f"base month {window.first:%b %Y}{also}", "left")
    _name(axes, window.last, f"{window.last:%b %Y}", "right")


def _name(axes: Axes, when: pd.Timestamp, text: str, side: Side) -> None:
    place, shift = (day(when), 1.015), (3 if side == "left" else -3, 0)
    where = axes.get_xaxis_transform()
    axes.annotate(text, place, shift, where, "offset points", size=8, color=MUTED, ha=side, va="bottom")


def label_ends(axes: Axes, labels: list[EndLabel]) -> None:
    """Names right of the axes, moved apart so that none covers another."""
    lines = max(label.text.count("\n") + 1 for label in labels)
    gap = (0.155 * lines + 0.05) / (axes.bbox.height / axes.figure.dpi)
    labels = sorted((label for label in labels if np.isfinite(label.y)), key=lambda label: label.y)
    to_axes = axes.transData + axes.transAxes.inverted()
    wanted = np.array([to_axes.transform((axes.get_xlim()[1], label.y))[1] for label in labels])
    for label, height in zip(labels, spread(wanted.clip(0, 1), gap), strict=True):
        axes.text(1.012, height, label.text, transform=axes.transAxes, va="center", size=9, color=label.colour)


def spread(wanted: Array, gap: float) -> list[float]:
    """Heights at least `gap` apart and close to those wanted, ascending; neighbours share their middle."""
    blocks: list[tuple[float, int]] = []  # middle of a block of touching labels, and how many it holds
    for height in wanted:
        blocks.append((float(height), 1))
        while len(blocks) > 1 and blocks[-1][0] - blocks[-2][0] < gap * (blocks[-1][1] + blocks[-2][1]) / 2:
            (upper, above), (lower, below) = blocks.pop(), blocks.pop()
            blocks.append(((upper * above + lower * below) / (above + below), above + below))
    return [middle + gap * (i - (count - 1) / 2) for middle, count in blocks for i in range(count)]


def extent(*values: Array) -> tuple[float, float]:
    """The smallest positive and the largest of some values, undefined ones left out; 0.1 and 1 if none is."""
    known = np.concatenate([np.ravel(part) for part in values])
    known = known[np.isfinite(known) & (known > 0)]
    return (float(known.min()), float(known.max())) if known.size else (0.1, 1.0)


def log_axis(axes: Axes, low: float, high: float, most: int = 7) -> str:
    """A logarithmic value axis over [low, high] with about `most` labelled lines.

    Returns:
        How far the lines are apart, for the axis title.
    """
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    first, last = int(np.ceil(np.log10(low))), int(np.floor(np.log10(high)))
    step = max(1, -(-(last - first + 1) // most))
    ticks = 10.0 ** np.arange(first, last + 1, step)
    if last - first < 2:
        ticks = np.outer(10.0 ** np.arange(first - 1, last + 1), (1, 2, 5)).ravel()
    axes.yaxis.set_major_locator(FixedLocator([mark for mark in ticks if low <= mark <= high]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    return "equal steps multiply" if last - first < 2 else f"gridlines ×{10**step:,} apart"


def linear_axis(axes: Axes, high: float, most: int = 5) -> None:
    """A value axis from zero, written in words."""
    axes.set_ylim(0, high)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axes.locator_params(axis="y", nbins=most)


def factor_ticks(axes: Axes) -> None:
    """Ticks of a logarithmic horizontal axis as multiples: powers of ten, and more where there is room."""
    low, high = axes.get_xlim()
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    between = (1, 2, 5) if high / low < 40 else (1, 3) if high / low < 2000 else (1,)
    ticks = np.outer(decades, between).ravel()
    axes.xaxis.set_major_locator(FixedLocator([mark for mark in ticks if low <= mark <= high]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"×{tick(value)}"))


def log_ticks(axis: Axis, first: float, last: float) -> None:
    """Round numbers on a logarithmic axis over [first, last], more of them the fewer decades there are."""
    steps = (1, 2, 3, 5, 7) if last / first < 20.0 else (1, 2, 5) if last / first < 3000.0 else (1,)
    decades = 10.0 ** np.arange(np.floor(np.log10(first)), np.ceil(np.log10(last)) + 1)
    axis.set_major_locator(FixedLocator([mark for mark in np.outer(decades, steps).ravel() if first <= mark <= last]))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
