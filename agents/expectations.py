"""Expectations: how fast a load has grown of late, smoothed; who plans by it takes a damped part of it."""

import math

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array


@kernel
def follow_growth(before: Array, load: Array, memory: float, trend: Array) -> None:
    """Smooth the monthly growth of loads exponentially: trend += (ln(load / before) - trend) / memory.

    A load that was or is nothing has no growth, and leaves its trend as it is.

    Args:
        before: load of the last month, any unit, updated to `load`. load: of this month.
        memory: months over which growth is smoothed.
        trend: ln a month, updated.
    """
    for i in range(load.size):
        if before[i] > 0.0 and load[i] > 0.0:
            trend[i] += (math.log(load[i] / before[i]) - trend[i]) / memory
        before[i] = load[i]


@kernel
def damped(trend: Array, damping: float, cap: float, out: Array) -> None:
    """Growth that is planned for, ln a month: a damped part of the trend, within +-cap; fills `out`."""
    for i in range(trend.size):
        out[i] = min(max(damping * trend[i], -cap), cap)
