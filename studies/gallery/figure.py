"""A response as a figure: one look for all, a panel below the other, names at the lines."""

from itertools import cycle, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from jevons.studies.charts.style import (
    BLUE,
    GOLD,
    INK,
    MUTED,
    PAPER,
    ROSE,
    TEAL,
    Heading,
    house_style,
    page,
    panel_title,
)
from jevons.studies.charts.timeline import EndLabel, label_ends, log_ticks
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.magnitude import tick

COLOURS = (BLUE, GOLD, TEAL, ROSE, INK)
HEIGHTS = {1: 3.6, 2: 2.5, 3: 1.75}
"""Inches of a panel's axes, by the number of panels."""
LEFT, WIDTH = 0.85, 6.1
LOWEST = 0.04
"""Height at which a line may be named, as a share of the axes."""
ABOVE, BELOW, SOURCE = 0.55, 0.6, 0.3
"""Inches for the words above and below a panel, and for the source line."""


def response_figure(response: Response) -> Figure:
    """Draw a response on a page of its own."""
    height, count = HEIGHTS[len(response.panels)], len(response.panels)
    with house_style():
        heading = Heading(_sentence(response.reading), response.held, f"Jevons: {response.source}")
        sheet = page(heading, count * (ABOVE + height + BELOW) + SOURCE)
        for place, panel in enumerate(response.panels):
            bottom = SOURCE + (count - 1 - place) * (ABOVE + height + BELOW) + BELOW
            _draw(sheet.panel(LEFT, bottom, WIDTH, height), panel)
        return sheet.figure


def _lift(names: list[Text]) -> None:
    """Raise names that would stand among the ticks of the horizontal axis, each no nearer to the next than it was."""
    rising = sorted(names, key=lambda name: name.get_position()[1])
    heights = [float(name.get_position()[1]) for name in rising]
    gaps = [upper - lower for lower, upper in pairwise(heights)]
    lowest = LOWEST
    for name, height, gap in zip(rising, heights, [*gaps, 0.0], strict=True):
        name.set_y(max(height, lowest))
        lowest = max(height, lowest) + min([gap, *gaps])


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _draw(axes: Axes, panel: Panel) -> None:
    _limits(axes, panel)
    labels = []
    for line, colour in zip(panel.lines, _colours(panel.lines), strict=True):
        style = (0, (4, 2)) if line.dashed else "solid"
        axes.plot(line.x, line.y, color=colour, lw=1.5 if line.dashed else 2.1, ls=style, zorder=3)
        labels.append(EndLabel(line.label, float(line.y[-1]), colour))
    upright = sorted(mark.x for mark in panel.marks if mark.y is None)
    for mark in panel.marks:
        _mark(axes, mark, leftwards=len(upright) > 1 and mark.x == upright[0])
    before = len(axes.texts)
    label_ends(axes, labels)
    _lift(axes.texts[before:])
    axes.set_xlabel(_with_unit(panel.x), labelpad=5)
    panel_title(axes, panel.y.meaning, f"{panel.y.unit}{'; equal steps multiply' if panel.y.log else ''}".lstrip("; "))


def _colours(lines: tuple[Line, ...]) -> list[str]:
    """A colour for each solid line in turn; dashed ones are grey."""
    turn = cycle(COLOURS)
    return [MUTED if line.dashed else next(turn) for line in lines]


def _with_unit(axis: Axis) -> str:
    return f"{axis.meaning}, {axis.unit}" if axis.unit else axis.meaning


def _limits(axes: Axes, panel: Panel) -> None:
    xs, ys = (np.concatenate([getattr(line, name) for line in panel.lines]) for name in ("x", "y"))
    dots = [mark.y for mark in panel.marks if mark.y is not None]
    ys = np.concatenate([ys, np.array(dots)]) if dots else ys
    axes.set_xlim(*_range(xs, panel.x.log, edge=1.0))
    axes.set_ylim(*_range(ys, panel.y.log, edge=1.12))
    if panel.x.log:
        axes.set_xscale("log")
        log_ticks(axes.xaxis, *axes.get_xlim())
    if panel.y.log:
        axes.set_yscale("log")
        log_ticks(axes.yaxis, *axes.get_ylim())
    for axis, log in ((axes.xaxis, panel.x.log), (axes.yaxis, panel.y.log)):
        if not log:
            axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value).replace("-", "\N{MINUS SIGN}")))
    if not panel.y.log:
        axes.locator_params(axis="y", nbins=5)


def _range(values: Array, log: bool, edge: float) -> tuple[float, float]:
    """Limits with some room above; a linear axis of values that come near zero begins there."""
    if log:
        values = values[values > 0.0]
        return float(values.min()) / edge, float(values.max()) * edge
    low, high = float(values.min()), float(values.max())
    low = 0.0 if 0.0 <= low < (0.05 if edge == 1.0 else 1.0) * high else low
    return low, high + (edge - 1.0) * 0.6 * (high - low)


def _mark(axes: Axes, mark: Mark, leftwards: bool) -> None:
    if mark.y is not None:
        axes.plot([mark.x], [mark.y], "o", color=INK, ms=5, mec=PAPER, mew=1.0, zorder=5)
        axes.annotate(
            mark.text, (mark.x, mark.y), (7, -12), textcoords="offset points", size=8.5, color=INK, zorder=6,
            path_effects=[withStroke(linewidth=2.5, foreground=PAPER)],
        )  # fmt: skip
        return
    axes.axvline(mark.x, color=MUTED, lw=0.9, dashes=(1, 2), zorder=1.5)
    axes.annotate(
        mark.text, (mark.x, 1.015), (-3 if leftwards else 3, 0), axes.get_xaxis_transform(), "offset points", size=8,
        color=MUTED, ha="right" if leftwards else "left", va="bottom",
    )  # fmt: skip
