"""What a machine delivers for a model: tokens a second of a chip against those that one user sees."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from jevons.calibration.serving.rows import Row
from jevons.market.serving import Frontier
from jevons.market.serving.named import card_named, system_named
from jevons.studies.charts.fan import Array
from jevons.studies.charts.style import BLUE, GOLD, INK, PAPER, Heading, house_style, page, panel_title
from jevons.studies.charts.timeline import log_ticks
from jevons.studies.magnitude import factor, significant, span

ROUND_SPEEDS = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
SLOWEST = 5.0  # tokens/s: below it nobody reads on
APART = 0.55  # inch between the dots that are named
NAME_WIDTH, NAME_HEIGHT = 1.3, 0.2  # inches that a name takes
FAMILIES = {"infmax_agg": "InferenceX", "infmax_disagg": "InferenceX", "mlenergy": "ML.ENERGY", "mlperf": "MLPerf"}


def frontier_chart(found: Frontier, rows: Sequence[Row] = ()) -> Figure:
    """A frontier with its 5-95 % band on logarithmic axes, and measured points beside it.

    Args:
        found: the frontier.
        rows: measured points of the same machine and model, served alike; drawn where both rates are known.
    """
    measured = np.array([(row.user, row.output) for row in rows if row.user and row.output]).reshape(-1, 2)
    with house_style():
        sheet = page(_heading(found, rows), 5.0)
        axes = sheet.panel(0.85, 0.85, 7.75, 3.65)
        _limits(axes, found, measured)
        _band(axes, found)
        _ways_to_run(axes, found)
        if len(measured):
            _measured(axes, measured)
        axes.set_xlabel("tokens a second that one user sees", labelpad=7)
        panel_title(axes, "Output of a chip", "tokens a second; equal steps multiply, on both axes")
        return sheet.figure


def _limits(axes: Axes, found: Frontier, measured: Array) -> None:
    """Room for the band and all measured points; users slower than anybody reads are left out."""
    low, high = found.interval(1.0)
    slowest = float(min(max(found.user[0], SLOWEST), found.fastest / 3.0, *measured[:, 0]))
    outputs = np.array([found.at(max(slowest, float(found.user[0]))) * high, found.output[-1] * low, *measured[:, 1]])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(slowest / 1.08, max(found.fastest, *measured[:, 0], 0.0) * 1.5)
    axes.set_ylim(outputs.min() / 1.25, outputs.max() * 1.35)
    if len(found.user) == 1:
        axes.set_xlim(found.fastest / 3.0, found.fastest * 3.0)
        axes.set_ylim(found.output[0] * low / 1.8, found.output[0] * high * 1.8)
    log_ticks(axes.xaxis, *axes.get_xlim())
    log_ticks(axes.yaxis, *axes.get_ylim())


def _band(axes: Axes, found: Frontier) -> None:
    low, high = found.interval(1.0)
    if len(found.user) == 1:
        axes.vlines(found.user, found.output * low, found.output * high, color=BLUE, alpha=0.3, lw=9)
        return
    axes.fill_between(found.user, found.output * low, found.output * high, color=BLUE, alpha=0.14, linewidth=0)
    axes.plot(found.user, found.output, color=BLUE, lw=2.0)


def _ways_to_run(axes: Axes, found: Frontier) -> None:
    """Dots on the line, as far apart as their names need, each with chips of a replica and sequences in it."""
    taken: list[Array] = []
    inside = axes.get_xlim()[0]
    for user, output, chips, batch in _shown(found):
        place = np.array(axes.transData.transform((user, output))) / axes.figure.dpi
        if user < inside or any(_meet(place, other) for other in taken):
            continue
        taken.append(place)
        axes.plot([user], [output], "o", color=BLUE, ms=6, mec=PAPER, mew=1.0, zorder=4)
        text = f"{chips:,.0f} {'chip' if chips == 1 else 'chips'} × {batch:,.0f}"
        if len(found.user) == 1:
            rate = f"{significant(output)} ({span(*found.interval(output), significant)}) tokens/s a chip"
            text += f" {'answer' if batch == 1 else 'answers'} at once\n{rate}"
        axes.annotate(
            text, (user, output), (7, 5), textcoords="offset points", size=8.5, color=INK, zorder=5,
            path_effects=[withStroke(linewidth=2.5, foreground=PAPER)],
        )  # fmt: skip


def _meet(one: Array, other: Array) -> bool:
    """Whether two dots, in inches, are so near that their names would touch."""
    across, up = np.abs(one - other)
    return bool(np.hypot(across, up) < APART or (across < NAME_WIDTH and up < NAME_HEIGHT))


def _shown(found: Frontier) -> list[tuple[float, float, float, float]]:
    """Points whose batch is a power of two, the fastest first: user, output, chips, batch."""
    columns = [found.points[name].tolist() for name in ("user", "output", "chips", "batch")]
    points = [tuple(point) for point in zip(*columns, strict=True)][::-1]
    if len(points) == 1:
        return points
    return [point for point in points if abs(np.log2(point[3]) - round(np.log2(point[3]))) < 1e-9]


def _measured(axes: Axes, points: Array) -> None:
    axes.plot(points[:, 0], points[:, 1], "D", color=GOLD, ms=5.5, mec=PAPER, mew=0.8, zorder=6)
    axes.plot([0.985], [0.955], "D", color=GOLD, ms=5.5, mec=PAPER, mew=0.8, transform=axes.transAxes)
    axes.text(0.972, 0.95, "measured", size=9, color=GOLD, ha="right", va="center", transform=axes.transAxes)


def _heading(found: Frontier, rows: Sequence[Row]) -> Heading:
    dots = "Dots: chips of a replica × answers written at once." if len(found.user) > 1 else ""
    low, high = found.interval(1.0)
    believed = f"Band: 5\N{EN DASH}95 % of what is delivered, {factor(low)} to {factor(high)} ({found.doubt.grounds})."
    return Heading(_title(found), " ".join(part for part in (served(found), dots, believed) if part), _source(rows))


def _title(found: Frontier) -> str:
    model, system = card_named(found.model).name, system_named(found.system).name
    if len(found.user) == 1:
        user, output, chips = float(found.user[0]), float(found.output[0]), float(found.points["chips"][0])
        each = f"; each of {chips:,.0f} chips writes {significant(output)}" if chips > 1.0 else ""
        return f"{model} on {system}: a user sees {significant(user)} tokens a second{each}"
    speeds = [speed for speed in ROUND_SPEEDS if max(found.user[0], SLOWEST) <= speed <= found.fastest]
    middle = sqrt(found.user[0] * found.fastest)
    slow, fast = (speeds[0], speeds[-1]) if len(speeds) > 1 else (middle, found.fastest)
    fewer = significant(found.at(slow) / found.at(fast))
    return (
        f"{model} on {system}: a user who gets {significant(fast)} tokens a second instead of {significant(slow)} "
        f"takes {fewer} times as many chips"
    )


def served(found: Frontier) -> str:
    """How the model is held and served, in a sentence."""
    how, call = found.call.how, found.call
    parts = [f"Weights in {found.precision.name.lower()}", f"{call.prompt:,.0f} tokens in and {call.answer:,.0f} out"]
    if how.disaggregated:
        other = f"prefill on {system_named(found.prefill).name}" if how.prefill else "prefill on chips of its own"
        parts.append(f"{other}, which also attends" if how.beside else other)
    if how.drafts:
        parts.append(f"{how.drafts} drafted {'token' if how.drafts == 1 else 'tokens'} a step")
    if how.cached_share:
        parts.append(f"{100 * how.cached_share:.0f} % of the prompt sent before")
    if how.sessions > 1.0:
        parts.append(f"{how.sessions:g} sessions alive for one that is answered")
    if how.offload != "none":
        parts.append(f"caches offloaded to {'hosts' if how.offload == 'host' else 'hosts and flash'}")
    return f"{'; '.join(parts)}."


def _source(rows: Sequence[Row]) -> str:
    names = " and ".join(sorted({FAMILIES.get(row.group, row.group) for row in rows}))
    measured = (
        f" Diamonds: {len(rows)} measured by {names} at like lengths." if rows else " No measured row is served alike."
    )
    return f"Model: Jevons, serving equations (docs/serving.md).{measured}"
