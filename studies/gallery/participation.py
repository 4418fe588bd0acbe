"""Participation: tasks that run against the price of tokens, beside the declared elasticity."""

import numpy as np

from jevons.agents.judging import TASKS
from jevons.market.world import World, replace_group
from jevons.studies.gallery.bench import Bench, bench
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import factor, signed

WORK = {
    "coding agent": "coding_agent",
    "research agent": "research_agent",
    "support agent": "support_agent",
    "bulk extraction": "bulk_extraction",
    "embeddings": "embeddings",
}
SEGMENT = {"coding_agent": "developers"}
PRICES = np.geomspace(0.01, 100.0, 161)
STEP = 1.01
"""Factor of price over which the elasticity is taken."""


def participation() -> Response:
    """Share of candidate tasks that pay, and tasks run over those at the usual price, against price."""
    benches = benches_of(usual_wage(world()))
    declared = world().demand.price_elasticity
    paying = tuple(Line(name, PRICES, _shares(one)) for name, one in benches.items())
    run = tuple(Line(name, PRICES, _tasks(one)) for name, one in benches.items())
    slope = Line(f"elasticity {signed(declared)}", PRICES, PRICES**declared, dashed=True)
    lost = sorted({f"{-elasticity(one):.2f}" for one in benches.values()})
    far = {line.label: line.at(10.0) for line in run}
    x, usual = Axis("price of tokens over the usual one", log=True), (Mark("usual price", 1.0),)
    return Response(
        name="participation",
        reading=f"one per cent on the price of tokens takes {' to '.join((lost[0], *lost[1:][-1:]))} % of tasks away "
        f"(declared {-declared:g}); at ten times the price {factor(far['coding agent'])} of coding agents' "
        "tasks run and "
        f"{factor(far['embeddings'])} of embeddings",
        held="Users paid the reference wage, of the middle value type; tasks, success and oversight of December 2025. "
        "Below: paying tasks and new uses together; the dashed line has the declared elasticity everywhere.",
        panels=(
            Panel(x, Axis("Candidate tasks that pay", "share"), paying, usual),
            Panel(x, Axis("Tasks run", "usual price = 1", log=True), (slope, *run), usual),
        ),
        source="agents.participation.participation_score, new_uses, as agents.judging.judge puts them together",
    )


def usual_wage(world: World) -> World:
    """The world with the reference wage everywhere: elsewhere money is another part of a task's cost."""
    wages = np.full_like(world.segments.wage, world.demand.reference_wage)
    return replace_group(world, "segments", wage=wages)


def benches_of(world: World) -> dict[str, Bench]:
    """The benches of the workloads, by their names in words."""
    return {name: bench(world, SEGMENT.get(w, "enterprises"), w) for name, w in WORK.items()}


def elasticity(one: Bench) -> float:
    """D ln tasks / d ln price at the usual price."""
    return float(np.log(one.at(STEP).tasks() / one.at(1.0 / STEP).tasks()) / np.log(STEP**2))


def _tasks(one: Bench) -> Array:
    return np.array([one.at(price).tasks() for price in PRICES]) / one.tasks()


def _shares(one: Bench) -> Array:
    """Share of candidate tasks that pay at each price: tasks without new uses over candidates."""
    still = one.without_new_uses()
    return np.array([still.at(price).judged()[TASKS] for price in PRICES]) / float(one.terms.rate[1])
