"""The tally: tasks by the offers that do them, and how many run each pipeline."""

from dataclasses import dataclass

import numpy as np

from jevons.market.vocabulary import REGIONS, SEGMENTS, WORKLOADS
from jevons.market.wishes import Wishes

CHAT = WORKLOADS.index("chat")


def zeros(*shape: int) -> list:
    """Nested lists of zeros."""
    return np.zeros(shape).tolist()


@dataclass
class Tally:
    """Sums over real units, as in `Wishes`."""

    execute: list
    plan: list
    adopters: list
    chat: list
    machines: list

    @classmethod
    def empty(cls, offers: int, pairs: int) -> "Tally":
        """Nothing counted yet."""
        tasks = (len(REGIONS), len(WORKLOADS), offers)
        regions = len(REGIONS)
        return cls(zeros(*tasks), zeros(*tasks), zeros(pairs, regions), zeros(regions, offers), zeros(len(SEGMENTS)))

    def wishes(self) -> Wishes:
        """The same as arrays."""
        return Wishes(**{name: np.array(sums) for name, sums in vars(self).items()})
