"""Causes: how much of the growth of demanded work a thing brings about, told by twins that live without it.

Causes overlap: agents need capability, and capability sells because prices fall. Their parts need not add up to one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jevons.market.parameters.declare import Array

LEAST_GROWTH = 1e-9


@dataclass(frozen=True)
class Causes:
    """Growth of demanded work between two months, and what twins say of it.

    Attributes:
        growth: W(t1) / W(t0) of the run.
        without: the same of each twin, by what it is without; `W(t0)` is the run's.
        share: part of the run's growth that the twin does not have: (W_A - W_X) / (W_A - W_0); NaN without growth.
    """

    growth: float
    without: Mapping[str, float]
    share: Mapping[str, float]

    def row(self) -> dict[str, float]:
        """One flat row: work_growth, work_without_agents, ..., caused_agents, ..."""
        row = {"work_growth": self.growth}
        row |= {f"work_without_{name}": value for name, value in self.without.items()}
        return row | {f"caused_{name}": value for name, value in self.share.items()}


def find_causes(demanded: Array, twins: Mapping[str, Array], first: int, last: int) -> Causes:
    """What twins say of the growth of demanded work.

    Args:
        demanded: work of the run by month, H100e-hours at the base month's technology, (months,).
        twins: the same of its twins, by what each is without; at least up to `last`.
        first, last: numbers of the base month and of the target month.
    """
    start, end = float(demanded[first]), float(demanded[last])
    ends = {name: float(work[last]) for name, work in twins.items()}
    return Causes(
        growth=end / start,
        without={name: work / start for name, work in ends.items()},
        share={name: caused(end, work, start) for name, work in ends.items()},
    )


def caused(end: float, without: float, start: float) -> float:
    """(W_A - W_X) / (W_A - W_0): 1 if nothing grows without it, above 1 if work falls, 0 if it does not matter."""
    grown = end - start
    return (end - without) / grown if abs(grown) > LEAST_GROWTH * start else float("nan")
