"""The world that responses are drawn in: the baseline at central values, held at the reference date."""

from functools import lru_cache

from jevons.market.calendar import REFERENCE_MONTH
from jevons.market.machine_time import MachineTime, machine_time
from jevons.market.purchase import Buyable, build_buyable
from jevons.market.scenario import load
from jevons.market.technology import Technology, build_technology
from jevons.market.world import World, build_world


@lru_cache(maxsize=1)
def world() -> World:
    """The baseline's world."""
    return build_world(load("baseline"))


@lru_cache(maxsize=1)
def technology() -> Technology:
    """Its paths of technology."""
    return build_technology(world(), world().scenario.seed)


@lru_cache(maxsize=1)
def buyable() -> Buyable:
    """What can be bought in it."""
    time: MachineTime = machine_time(world())
    return build_buyable(world(), time.own, time.own_speed)


def reference() -> int:
    """Number of the month at which everything else is held."""
    return world().calendar.index(REFERENCE_MONTH)
