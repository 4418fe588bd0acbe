"""The result of a run (outputs follow)."""

from dataclasses import dataclass

from jevons.market.record import Record
from jevons.market.technology import Technology
from jevons.market.world import World


@dataclass
class Result:
    """A finished run."""

    world: World
    technology: Technology
    record: Record
    draw: dict[str, float]
