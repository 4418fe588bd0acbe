"""Tokens of a task by kind against the horizon of the best model."""

import numpy as np

from jevons.market.shelf import tokens_of_task
from jevons.market.technology import task_shapes
from jevons.market.vocabulary import KINDS, WORKLOADS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import reference, technology, world
from jevons.studies.magnitude import words

WORK = {"Coding agent": "coding_agent", "Research agent": "research_agent", "Chat": "chat"}
HORIZONS = np.geomspace(4.0, 60_000.0, 181)
"""Minutes."""


def tokens() -> Response:
    """Fresh, cached and output tokens of a task of three workloads."""
    now = float(technology().horizon[reference()])
    panels = tuple(_panel(title, WORKLOADS.index(name), now) for title, name in WORK.items())
    coding, chat = panels[0], panels[-1]
    total, longer = (sum(line.at(h) for line in coding.lines) for h in (now, 10.0 * now))
    return Response(
        name="tokens",
        reading=f"a coding agent's task takes {words(total)} tokens at the horizon of {now:.0f} minutes and "
        f"{longer / total:.1f} times as many at ten times the horizon, {_cached(coding, now):.0f} % of them "
        "cached; a chat "
        f"takes {words(sum(line.at(now) for line in chat.lines))} at any",
        held="Calls, contexts, windows and caches of December 2025; usual effort. A task's length follows the "
        "horizon up to "
        "its cap, and calls follow length.",
        panels=panels,
        source="market.technology.task_shapes, market.shelf.tokens_of_task",
    )


def _panel(title: str, w: int, now: float) -> Panel:
    flows = tokens_at(w)
    lines = tuple(Line(kind, HORIZONS, flows[:, k]) for k, kind in enumerate(KINDS))
    marks = [Mark("December 2025", now)]
    share, cap = float(world().workloads.length_over_horizon[w]), float(world().workloads.length_cap[w])
    if share > 0.0 and HORIZONS[0] < cap / share < HORIZONS[-1]:
        marks.append(Mark(f"longest task, {cap / 60.0:g} hours", cap / share))
    calls, full = _calls(w)
    if calls[0] < full < calls[-1]:
        at = float(np.interp(full, calls, HORIZONS))
        marks.append(Mark("window full", at, lines[1].at(at)))
    x = Axis("50 % task horizon of the best model, minutes", log=True)
    return Panel(x, Axis(title, "tokens a task", log=True), lines, tuple(marks))


def tokens_at(w: int) -> Array:
    """Tokens of a task in four flows by horizon, (horizons, 4)."""
    month, months = reference(), len(world().calendar)
    found = []
    for horizon in HORIZONS:
        s = task_shapes(world(), np.full(months, horizon))
        at = month, w
        flows = tokens_of_task(
            s.calls[at],
            s.first_context[at],
            s.appended[at],
            s.visible[at] * s.reasoning[at],
            s.window[at],
            s.hit_rate[at],
            s.prefix[at],
            s.repeats[at],
        )
        found.append(flows)
    return np.array(found)


def _calls(w: int) -> tuple[Array, float]:
    """Calls of a task by horizon, and the number at which a call's context fills the window."""
    at, months = (reference(), w), len(world().calendar)
    shapes = [task_shapes(world(), np.full(months, horizon)) for horizon in HORIZONS]
    last = shapes[-1]
    full = (last.window[at] - last.first_context[at]) / last.appended[at] + 1.0
    return np.array([shape.calls[at] for shape in shapes]), float(full)


def _cached(panel: Panel, horizon: float) -> float:
    """Cached tokens in per cent of all."""
    by_kind = [line.at(horizon) for line in panel.lines]
    return 100.0 * by_kind[1] / sum(by_kind)
