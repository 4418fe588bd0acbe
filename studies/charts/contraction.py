"""What a fit learnt: by how much the data narrowed each unknown, and to where they moved it."""

from textwrap import shorten
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from jevons.market.parameters.declare import Z95
from jevons.studies.charts.rows import beside, row_axes
from jevons.studies.charts.style import (
    BLUE,
    GOLD,
    GRID,
    INK,
    LEFT,
    MUTED,
    PAPER,
    Heading,
    Page,
    house_style,
    page,
)
from jevons.studies.checks.unknowns import unknown
from jevons.studies.magnitude import percent, signed

MOST: Final = 30
"""Unknowns that are shown: those that the data narrowed most."""
_ROW: Final = 0.31  # inch
_BARS, _MOVES = 4.3, 6.7  # inch, left ends of the two panels
_BARS_WIDE, _MOVES_WIDE = 1.75, 1.75  # inch


def contraction(unknowns: pd.DataFrame, enough: float = 0.5) -> Figure:
    """A row an unknown: left the share of variance that it lost, right where it stands in its declared range.

    Args:
        unknowns: as `Findings.unknowns`. enough: share from which one counts as informed.
    """
    rows = unknowns.sort_values("contraction", ascending=False).head(MOST)
    body = len(rows) * _ROW
    with house_style():
        sheet = page(_heading(unknowns, enough), body + 1.35)
        bars, moves = (
            sheet.panel(left, 0.75, wide, body) for left, wide in ((_BARS, _BARS_WIDE), (_MOVES, _MOVES_WIDE))
        )
        _contractions(bars, rows, enough)
        _moves(moves, rows)
        for place, (_, row) in enumerate(rows.iterrows()):
            _name(sheet, 0.75 + body - (place + 0.5) * _ROW, str(row["name"]))
        return sheet.figure


def _contractions(axes: Axes, rows: pd.DataFrame, enough: float) -> None:
    row_axes(axes, len(rows), "Variance lost", "share of that of its range")
    axes.set_xlim(min(0.0, float(rows["contraction"].min())), 1.0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value).replace(".0", "")))
    places, lost = range(len(rows)), rows["contraction"].to_numpy(float)
    colours = [BLUE if share > enough else MUTED for share in lost]
    axes.barh(places, lost, height=0.55, color=colours, alpha=0.8, zorder=2)
    axes.axvline(enough, color=INK, lw=0.9, dashes=(2, 2), zorder=3)
    for place, share in zip(places, lost, strict=True):
        beside(axes, place, percent(share))


def _moves(axes: Axes, rows: pd.DataFrame) -> None:
    """The fit's range in grey and what the data left of it in blue, both 5-95 %; the dot is the mean."""
    row_axes(axes, len(rows), "Where it moved", "in standard deviations of its range")
    mean, sd = rows["mean"].to_numpy(float), rows["sd"].to_numpy(float)
    wide = Z95 * sd / np.sqrt(1.0 - rows["contraction"].to_numpy(float).clip(max=0.999))
    reach = 1.08 * float(np.max([wide, np.abs(mean) + Z95 * sd]))
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _whole(float(value))))
    places = range(len(rows))
    axes.hlines(places, -wide, wide, color=GRID, lw=8, capstyle="butt", zorder=2)
    axes.hlines(places, mean - Z95 * sd, mean + Z95 * sd, color=BLUE, lw=4, alpha=0.6, capstyle="butt", zorder=2.5)
    axes.axvline(0.0, color=MUTED, lw=0.9, dashes=(2, 2), zorder=1)
    axes.plot(mean, places, "o", color=GOLD, ms=5, mec=PAPER, mew=0.6, zorder=4)
    for place, value in zip(places, mean, strict=True):
        beside(axes, place, signed(value) if value < 0 else f"+{signed(value)}")


def _whole(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _name(sheet: Page, y: float, name: str) -> None:
    width, height = sheet.figure.get_size_inches()
    meaning = shorten(unknown(name).meaning, 68, placeholder=" …")
    sheet.figure.text(LEFT / width, y / height, name, size=8.5, va="bottom")
    sheet.figure.text(LEFT / width, (y - 0.005) / height, meaning, size=7, color=MUTED, va="top")


def _heading(unknowns: pd.DataFrame, enough: float) -> Heading:
    informed = int(unknowns["informed"].sum())
    return Heading(
        f"The data informed {informed} of {len(unknowns)} unknowns",
        f"The {min(MOST, len(unknowns))} that they narrowed most. Blue bars: informed, {percent(enough)} of the "
        "variance or more is gone. Right: the fit's range (grey), what the data left of it (blue; both 5\N{EN DASH}95 "
        "%) and its mean (dot); zero is the middle of the declared range.",
        "Model: Jevons, fitted ensemble. Bounds and judgement behind each range: jevons parameters.",
    )
