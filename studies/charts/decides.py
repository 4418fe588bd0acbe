"""What decides each verdict: how far every unknown that was tried moves it, and where it turns."""

from collections.abc import Callable
from textwrap import shorten
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from jevons.runs.stored import FORM
from jevons.studies.charts.style import BLUE, INK, LEFT, MUTED, ROSE, WIDTH, Heading, Page, house_style, page
from jevons.studies.charts.timeline import factor_ticks
from jevons.studies.magnitude import factor, percent, signed, significant
from jevons.studies.why.verdicts import VERDICTS, Verdict
from jevons.studies.window import Window

_NAMES: Final = 4.1  # inch, left end of the axes
_PLOT: Final = 3.2  # inch
_ROW: Final = 0.37  # inch
_GAP: Final = 0.85  # inch, between panels
MOST: Final = 6
"""Unknowns that are shown for a verdict: those that move it most."""

_TITLES: Final = {
    "outrun": ("Growth of serving cost", "right of the line demand outruns efficiency"),
    "backfire": ("Rebound in serving cost", "right of the line efficiency raises the total"),
    "scarce": ("Share of scarce months", "right of the line most months are scarce"),
}


def decides(shares: pd.DataFrame, flips: pd.DataFrame, window: Window) -> Figure:
    """One panel a verdict: from a low to a high value of each unknown, all others at their central values.

    Args:
        shares, flips: as in `why.tables.Why`; not empty.
        window: base and end month of the verdicts.
    """
    shown = {name: _rows(flips[flips["verdict"] == name]) for name in VERDICTS if (flips["verdict"] == name).any()}
    height = sum(len(rows) for rows in shown.values()) * _ROW + _GAP * len(shown)
    with house_style():
        sheet = page(_heading(window), height + 0.45)
        top = height + 0.35
        for name, rows in shown.items():
            top -= _GAP + len(rows) * _ROW
            _panel(sheet, top + 0.2, name, rows, shares[shares["verdict"] == name])
        return sheet.figure


def _rows(flips: pd.DataFrame) -> pd.DataFrame:
    """Unknowns from the one that moves the verdict most on; forms that move nothing are left out."""
    centre = flips["centre"]
    move = pd.concat([(flips[end] - centre).abs() for end in ("low", "high")], axis=1).max(axis=1)
    kept = flips.assign(move=move)[move > 1e-9 * (1.0 + centre.abs())]
    return kept.sort_values("move", ascending=False).head(MOST)


def _panel(sheet: Page, bottom: float, name: str, rows: pd.DataFrame, shares: pd.DataFrame) -> None:
    verdict, axes = VERDICTS[name], sheet.panel(_NAMES, bottom, _PLOT, len(rows) * _ROW)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    write = _scale(axes, verdict, rows)
    axes.axvline(verdict.threshold, color=INK, lw=1.3, zorder=3)
    centre = float(rows["centre"].iloc[0])
    axes.axvline(centre, color=MUTED, lw=0.9, dashes=(2, 2), zorder=1)
    title, reading = _TITLES[name]
    height = sheet.figure.get_figheight()
    top = (bottom + len(rows) * _ROW + 0.14) / height
    sheet.figure.text(LEFT / WIDTH, top, title, size=12, weight="bold", va="bottom")
    axes.annotate(reading, (0, 1), (0, 8), "axes fraction", "offset points", size=8.5, color=MUTED, va="bottom")
    for place, (_, row) in enumerate(rows.iterrows()):
        _name(sheet, bottom + (len(rows) - place - 0.5) * _ROW, row, shares)
        _bar(axes, place, row, verdict, write)


def _scale(axes: Axes, verdict: Verdict, rows: pd.DataFrame) -> Callable[[float], str]:
    known = np.concatenate([rows[["centre", "low", "high"]].to_numpy(float).ravel(), [verdict.threshold]])
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    if verdict.log:
        axes.set_xscale("log")
        axes.set_xlim(low / 1.3, high * 1.3)
        factor_ticks(axes)
        return factor
    room = 0.08 * (high - low)
    axes.set_xlim(low - room, high + room)
    write = percent if verdict.column.startswith("scarcity") else signed
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(float(value))))
    return write


def _name(sheet: Page, y: float, row: "pd.Series[float]", shares: pd.DataFrame) -> None:
    """Name, meaning and share of an unknown, left of the axes."""
    width, height = sheet.figure.get_size_inches()
    name = str(row["name"])
    words = (
        "another form of an equation" if name.startswith(FORM) else shorten(str(row["meaning"]), 62, placeholder=" …")
    )
    sheet.figure.text(LEFT / width, y / height, name.removeprefix(FORM).replace("=", ": "), size=9, va="bottom")
    sheet.figure.text(LEFT / width, (y - 0.01) / height, words, size=7.5, color=MUTED, va="top")
    share = shares[shares["name"] == name.partition("=")[0]]
    if len(share):
        told = percent(max(float(share["share"].iloc[0]), 0.0))
        sheet.figure.text((_NAMES - 0.12) / width, y / height, told, size=9, weight="bold", va="bottom", ha="right")


def _bar(axes: Axes, place: int, row: "pd.Series[float]", verdict: Verdict, write: Callable[[float], str]) -> None:
    centre, ends = float(row["centre"]), (float(row["low"]), float(row["high"]))
    for end, filled in zip(ends, (False, True), strict=True):
        if np.isfinite(end):
            turned = verdict.holds(end) != verdict.holds(centre)
            colour = ROSE if turned else BLUE
            axes.plot([centre, end], [place, place], color=colour, lw=6, alpha=0.55, solid_capstyle="butt")
            axes.plot([end], [place], "o", ms=5, color=colour, mfc=colour if filled else "none", mew=1.2)
    says, beside = _turn(row), axes.get_yaxis_transform()
    known = sorted(value for value in ends if np.isfinite(value))
    told = [write(value) for value in (known[:1] if str(row["name"]).startswith(FORM) else known)]
    lift = 4 if says else 0
    axes.annotate(" to ".join(told), (1.03, place), (0, lift), beside, "offset points", size=8.5, va="center")
    if says:
        axes.annotate(says, (1.03, place), (0, -6), beside, "offset points", size=7.5, color=ROSE, va="center")


def _turn(row: "pd.Series[float]") -> str:
    """Where it turns: a value with its unit, or a percentile."""
    quantile, value = float(row["quantile"]), float(row["value"])
    if np.isnan(quantile):
        return ""
    return (
        f"turns at {significant(value)} {row['unit']}"
        if np.isfinite(value)
        else f"turns at {100 * quantile:.0f} % of range"
    )


def _heading(window: Window) -> Heading:
    return Heading(
        "What decides the verdicts, and where they would turn",
        f"From {window}. Bold: share of the variance between runs. Lines: the verdict with one unknown at 1 % (ring) "
        "and 99 % (dot) of its range, or under another form of an equation, all else central (dashed). Red: it turns.",
        "Model: Jevons, run anew for every end; shares from the ensemble's draws.",
    )
