"""The speed that a provider sells against what speed is worth to its users."""

import numpy as np

from jevons.agents.practice import best_speed, fleet_rate, worth_of_speed
from jevons.market.machine_time import USUAL, machine_time
from jevons.market.serving import SPEEDS
from jevons.market.serving.lookup import fresh_seconds
from jevons.market.serving.named import system_named
from jevons.market.vocabulary import TIERS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import reference, world
from jevons.studies.magnitude import significant

FLEETS = ("gb200_nvl72", "h100", "a100")
TIER = TIERS.index("frontier")
WORTH = np.linspace(0.0, 3.0, 301)
SIZE = 1000.0
"""Systems of a fleet."""


def speed() -> Response:
    """Tokens/s of a user that sell best against the worth of ln speed in ln price, by fleet."""
    lines = tuple(Line(system_named(name).name, WORTH, speeds_sold(name)) for name in FLEETS)
    worth = worth_of_speed(world())
    now = {line.label: significant(line.at(worth)) for line in lines}
    (best, fast), _, (last, slow) = now.items()
    rates = tuple(Line(system_named(name).name, *rates_at(name)) for name in FLEETS)
    return Response(
        name="speed",
        reading=f"where twice the speed is worth {2.0**worth:.2f} times the price, a fleet of {best} sells "
        f"{fast} tokens a "
        f"second and one of {last} {slow}",
        held="A frontier model of December 2025, served as a usual provider did then, for the usual call; all "
        "speeds that "
        "sell are looked at. A fleet sells the speed with the highest worth × ln speed + ln calls.",
        panels=(
            Panel(
                Axis("worth of speed, ln price for ln speed"),
                Axis("Speed sold", "tokens a second of a user", log=True),
                lines,
                (Mark(f"worth to the mean user {worth:g}", worth),),
            ),
            Panel(
                Axis("speed sold, tokens a second of a user", log=True),
                Axis("Calls of a fleet", "at the slowest speed = 1"),
                rates,
            ),
        ),
        source="agents.practice.best_speed, fleet_rate",
    )


def rates_at(name: str) -> tuple[Array, Array]:
    """Speeds that a fleet of one system reaches, tokens/s, and its calls at each over those at the slowest."""
    time, month = machine_time(world()), reference()
    y, tables = world().systems.index(name), time.tables
    place, practice = time.place(month, TIER), time.practice(month, USUAL, TIER)
    fleet, held = np.ones(len(world().systems)), np.array([y])
    fresh = np.array([fresh_seconds(tables.number[y], place, practice, tables)])
    found = [
        fleet_rate(place, practice, s, tables, world().delivered, fleet, held, fresh, np.zeros(4))
        for s in range(int(time.slowest[TIER]), len(SPEEDS))
    ]
    calls, reached = np.array(found).T
    speeds, first = np.unique(np.exp(reached), return_index=True)
    return speeds, calls[first] / calls[0]


def speeds_sold(name: str, worths: Array = WORTH) -> Array:
    """Tokens/s that users see of a fleet of one system, by the worth of speed."""
    time, month = machine_time(world()), reference()
    fleet, systems = np.zeros(len(world().systems)), np.arange(len(world().systems))
    fleet[world().systems.index(name)] = SIZE
    place, practice = time.place(month, TIER), time.practice(month, USUAL, TIER)
    ends = int(time.slowest[TIER]), len(SPEEDS) - 1
    found = [
        best_speed(place, practice, *ends, worth, time.tables, world().delivered, fleet, systems, np.zeros(4))[1]
        for worth in worths
    ]
    return np.asarray(np.exp(np.array(found)))
