"""What makes demanded work grow: the run beside twins that each are without one thing."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons.studies.charts.fan import Array
from jevons.studies.charts.strip import draw_strip
from jevons.studies.charts.style import BLUE, INK, MUTED, TEAL, Heading, house_style, page
from jevons.studies.charts.timeline import factor_ticks
from jevons.studies.magnitude import factor, percent
from jevons.studies.spread import Spread
from jevons.studies.terms import TWINS
from jevons.studies.window import Window

_NAMES = 3.2  # inch, left end of the axes
_PLOT = 3.6  # inch
_ROW = 0.46  # inch


def known_twins(verdicts: pd.DataFrame) -> list[str]:
    """Twins that a table of verdicts tells of in some run, in the order of `TWINS`."""
    return [name for name in TWINS if f"caused_{name}" in verdicts and verdicts[f"caused_{name}"].notna().any()]


def causes(verdicts: pd.DataFrame, window: Window) -> Figure:
    """Growth of demanded work in the runs that have all twins, and in each twin.

    Args:
        verdicts: with `work_growth` and, for each twin, `work_without_*` and `caused_*`, defined in some run.
        window: base and end month.
    """
    names = known_twins(verdicts)
    table = verdicts[verdicts[[f"caused_{name}" for name in names]].notna().all(axis=1)]
    columns = {"as it is": "work_growth"} | {TWINS[name]: f"work_without_{name}" for name in names}
    values = {words: table[column].to_numpy(float) for words, column in columns.items()}
    with house_style():
        sheet = page(_heading(table, window), len(values) * _ROW + 0.95)
        axes = sheet.panel(_NAMES, 0.65, _PLOT, len(values) * _ROW)
        _limits(axes, list(values.values()))
        for row, each in enumerate(values.values()):
            draw_strip(axes, row, each, INK if row == 0 else BLUE if names[row - 1] != "efficiency" else TEAL)
            spread = Spread.of(each)
            share = "" if row == 0 else f"{percent(float(table[f'caused_{names[row - 1]}'].median()))} of the growth"
            _say(axes, row, factor(spread.median), share)
        axes.set_yticks(range(len(values)), list(values))
        axes.tick_params(axis="y", labelcolor=INK, labelsize=9.5)
        return sheet.figure


def _limits(axes: Axes, values: list[Array]) -> None:
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.set_ylim(len(values) - 0.5, -0.5)
    known = np.concatenate([*values, [1.0]])
    axes.set_xscale("log")
    axes.set_xlim(float(np.quantile(known, 0.01)) / 1.2, float(np.quantile(known, 0.99)) * 1.2)
    factor_ticks(axes)
    axes.axvline(1, color=INK, lw=1.1)


def _say(axes: Axes, row: int, text: str, detail: str) -> None:
    beside, lift = axes.get_yaxis_transform(), 5 if detail else 0
    axes.annotate(text, (1.03, row), (0, lift), beside, "offset points", size=10, weight="bold", va="center")
    axes.annotate(detail, (1.03, row), (0, -7), beside, "offset points", size=8.5, color=MUTED, va="center")


def _heading(table: pd.DataFrame, window: Window) -> Heading:
    runs = f"{len(table):,} runs with all twins" if len(table) > 1 else "one run"
    how = "Bars: 25\N{EN DASH}75 % and 5\N{EN DASH}95 %, mark: median. " if len(table) > 1 else ""
    agents = percent(float(table["caused_agents"].median())) if "caused_agents" in table else ""
    return Heading(
        f"Agents bring {agents} of the growth of demand" if agents else "What makes demand grow",
        f"Demanded work in {window.last:%B %Y} over {window.first:%B %Y}, at the technology of the latter, and in "
        f"twins with the same luck that each are without one thing. {how}Parts overlap: they do not add up.",
        f"Model: Jevons, {runs}. Token kinds: fresh, cached and output, each weighted by the work that it takes.",
    )
