"""Trends: how paths of use go on after the last month that is known."""

from typing import Final

import numpy as np

from jevons.market.parameters.declare import Array

SLOPE_MONTHS: Final = 6
"""Months before the last known one over which its trend is read."""


def faded(path: Array, known: int, persistence: float) -> Array:
    """A path whose trend fades after the last month that is known: what grew for years stops in no single month.

    ln x(t) = ln x(T) + g tau (1 - exp(-(t - T) / tau)), with T the last known month, g the monthly growth of ln x over
    the half year before it and tau the persistence.

    Args:
        path: values by month, (..., months), none negative. known: index of the last known month; within the
            first half year there is no trend to read, and the path is held. persistence: months, positive.

    Returns:
        The path up to then as it was, and its continuation; what is zero then, or was half a year before, is held.
    """
    before = known - SLOPE_MONTHS
    if before < 0:
        return held(path, known)
    last, earlier = path[..., known], path[..., before]
    grows = (last > 0) & (earlier > 0)
    slope = np.log(np.where(grows, last, 1.0) / np.where(grows, earlier, 1.0)) / SLOPE_MONTHS
    later = np.maximum(np.arange(path.shape[-1]) - known, 0)
    gone = persistence * -np.expm1(-later / persistence)
    return np.asarray(held(path, known) * np.exp(slope[..., None] * gone))


def held(path: Array, month: int, axis: int = -1) -> Array:
    """A path that stays from a month on as it is in that month; `axis` is that of the months."""
    return np.take(path, np.minimum(np.arange(path.shape[axis]), month), axis)
