"""Why the need of a resource grows or shrinks: the ledger of its growth as a waterfall of factors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from jevons.studies.charts.fan import QUANTILES, Array
from jevons.studies.charts.style import GRID, INK, MUTED, PAPER, ROSE, TEAL, Heading, house_style, page
from jevons.studies.magnitude import factor, tick
from jevons.studies.terms import FACTORS, RESOURCES
from jevons.studies.window import Window

_BOX = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
_ROW = 0.32  # inch
_LABELS = 1.75  # inch, left of the first panel
_WIDTH = 2.2  # inch, of a panel


@dataclass(frozen=True)
class Steps:
    """The factors of one resource: quantiles over runs of each (5, factors) and of their sum (5,), in ln."""

    factors: tuple[str, ...]
    levels: Array
    total: Array
    runs: int

    @property
    def starts(self) -> Array:
        """Where each factor's bar begins: the sum of the medians before it, shape (factors,)."""
        return np.concatenate([[0.0], np.cumsum(self.levels[2])[:-1]])


def steps(ledger: pd.DataFrame, resource: str) -> Steps:
    """Summarise one resource of a ledger of contributions (ln units) that sum to the total of each run.

    Raises:
        ValueError: the ledger does not hold that resource.
    """
    rows = ledger[(ledger["resource"] == resource) & (ledger["factor"] != "total")]
    if rows.empty:
        raise ValueError(f"the ledger has no resource {resource!r}")
    table = rows.groupby(["run", "factor"])["contribution"].sum().unstack(fill_value=0)
    order = [name for name in FACTORS if name in table] + sorted(set(map(str, table)) - set(FACTORS))
    values = table[order].to_numpy(float)
    quantiles = np.quantile(values, QUANTILES, axis=0)
    return Steps(tuple(order), quantiles, np.quantile(values.sum(axis=1), QUANTILES), len(values))


def ledger(ledger: pd.DataFrame, window: Window) -> Figure:
    """The growth of each resource as factors (multiples, log scale), demand first, then efficiency."""
    shown = {name: steps(ledger, name) for name in RESOURCES if name in set(ledger["resource"])}
    first = next(iter(shown.values()))
    limits = _limits(list(shown.values()))
    rows = len(first.factors) + 1
    with house_style():
        sheet = page(_heading(shown, window), rows * _ROW + 1.05)
        for column, (resource, each) in enumerate(shown.items()):
            axes = sheet.panel(_LABELS + column * (_WIDTH + 0.15), 0.65, _WIDTH, rows * _ROW)
            axes.set_xlim(limits)
            _waterfall(axes, each)
            axes.set_title(RESOURCES[resource].name, loc="left", size=10.5, weight="bold", color=INK, pad=8)
            axes.set_yticks(range(rows), _row_names(first) if column == 0 else [""] * rows)
            axes.tick_params(axis="y", labelcolor=INK, labelsize=9.5)
        return sheet.figure


def _row_names(each: Steps) -> list[str]:
    return [*(FACTORS.get(name, name.replace("_", " ")) for name in each.factors), "all together"]


def _waterfall(axes: Axes, each: Steps) -> None:
    rows = len(each.factors)
    axes.set_ylim(rows + 0.55, -0.6)
    axes.grid(axis="y", visible=False)
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    _ticks(axes)
    for row, start in enumerate(each.starts):
        _bar(axes, row, start, each.levels[:, row], each.runs)
        end = start + each.levels[2, row]
        axes.plot([end, end], [row + 0.3, row + 0.7], color=MUTED, lw=0.7, zorder=1)
    axes.axhline(rows - 0.5, color=GRID, lw=1.2)
    _bar(axes, rows, 0.0, each.total, each.runs, INK)


def _bar(axes: Axes, row: int, start: float, level: Array, runs: int, colour: str = "") -> None:
    colour = colour or (ROSE if level[2] >= 0 else TEAL)
    axes.barh(row, level[2], left=start, height=0.6, color=colour, alpha=0.85, linewidth=0)
    edge = start + level[2]
    if runs > 1:
        axes.plot(start + level[[0, 4]], [row, row], color=INK, lw=1.1, solid_capstyle="butt", zorder=3)
        edge = max(edge, start + level[4]) if level[2] >= 0 else min(edge, start + level[0])
    side = 1 if level[2] >= 0 else -1
    axes.annotate(
        _multiple(level[2]), (edge, row), (5 * side, 0), textcoords="offset points", size=8.5, bbox=_BOX,
        ha="left" if side > 0 else "right", va="center", weight="bold" if colour == INK else "normal",
    )  # fmt: skip


def _limits(shown: list[Steps]) -> tuple[float, float]:
    """Room for every bar, whisker and label of all resources on one scale."""
    parts = [np.concatenate([e.starts + e.levels[0], e.starts + e.levels[4], e.total, [0.0]]) for e in shown]
    ends = np.concatenate(parts)
    room = 0.32 * max(float(np.ptp(ends)), 0.1)
    return float(ends.min()) - room, float(ends.max()) + room


def _ticks(axes: Axes) -> None:
    """About four powers of ten, or of two on a short axis, 1 among them."""
    low, high = axes.get_xlim()
    base = 10 if high - low > 2.5 * np.log(10) else 2
    powers = np.arange(np.ceil(low / np.log(base)), np.floor(high / np.log(base)) + 1)
    powers = powers[powers % -(-len(powers) // 4) == 0]
    axes.xaxis.set_major_locator(FixedLocator(list(powers * np.log(base))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"×{tick(float(np.exp(value)))}"))


def _heading(shown: dict[str, Steps], window: Window) -> Heading:
    runs = next(iter(shown.values())).runs
    totals = ", ".join(f"{RESOURCES[name].short} {_multiple(each.total[2])}" for name, each in shown.items())
    how = "Bars: medians; lines: 5\N{EN DASH}95 %." if runs > 1 else "One run, so no interval is shown."
    return Heading(
        f"What moves {totals}",
        f"Demand from {window}, split into factors; each bar starts where the one above ends. To the right a "
        f"factor multiplies the resource needed, to the left it divides it. {how}",
        f"Model: Jevons, {_counted(runs)}. Exact in each run; medians need not multiply to the median.",
    )


def _multiple(logarithm: float) -> str:
    return factor(float(np.exp(logarithm)))


def _counted(runs: int) -> str:
    return "1 run" if runs == 1 else f"{runs:,} runs"
