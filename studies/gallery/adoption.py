"""Adoption: share of a segment that uses a workload over the months, at several sizes of the surplus."""

import numpy as np

from jevons.studies.gallery.bench import Bench, bench
from jevons.studies.gallery.response import Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent

MONTHS = 96
SURPLUS = {"10 times the usual surplus": 10.0, "usual surplus": 1.0, "a tenth of it": 0.1, "a hundredth": 0.01}
REFERENCE = 35.0
"""Months from January 2023 to the reference date."""


def adoption() -> Response:
    """Share of units over months from January 2023 for three pairs of segment and workload."""
    coding = bench(world(), "developers", "coding_agent")
    process = bench(world(), "enterprises", "process_automation")
    chat = bench(world(), "consumers", "chat")
    panels = (
        _panel("Developers who run coding agents", coding),
        _panel("Enterprises that automate processes", process),
        _panel("Consumers who chat", chat),
    )
    usual, tenth, little = (half_way(panels[0].line(n), coding.ceiling) for n in list(SURPLUS)[1:])
    return Response(
        name="adoption",
        reading=f"developers are half way to their ceiling of {percent(coding.ceiling)} after {usual:.0f} "
        "months at the "
        f"usual surplus, {tenth:.0f} at a tenth of it and {little:.0f} at a hundredth",
        held="Units in the US of the middle value type; offers, tasks and values of December 2025 from January "
        "2023 on. "
        "Surplus changes with the tasks there are to do; what costs nothing to set up (chat) does not wait for it.",
        panels=panels,
        source="agents.participation.fill_pull, agents.judging.judge, agents.blocks.take_up",
    )


def half_way(line: Line, ceiling: float) -> float:
    """Months after which half of those adopt who ever will."""
    return float(np.interp(0.5 * ceiling, line.y, line.x))


def _panel(title: str, one: Bench) -> Panel:
    months = np.arange(MONTHS + 1.0)
    lines = [Line("ceiling", months, np.full(MONTHS + 1, one.ceiling), dashed=True)]
    if one.pays:
        lines += [Line(name, months, one.at(to_do=size).months(MONTHS)) for name, size in SURPLUS.items()]
    else:
        lines.append(Line("any surplus", months, one.months(MONTHS)))
    return Panel(
        Axis("months from January 2023"),
        Axis(title, "share of units"),
        tuple(lines),
        (Mark("December 2025", REFERENCE),),
    )
