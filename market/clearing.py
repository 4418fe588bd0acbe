"""Clearing: load meets capacity; what does not fit is rationed by tier, spilled to others, or left unserved."""

from dataclasses import dataclass

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array

DELAY_LOAD_CAP = 0.95


@dataclass(frozen=True)
class Cleared:
    """Result of a month's clearing.

    Attributes:
        load: load over own capacity before spilling, (providers,).
        served: work served on each provider's capacity, own and spilled in, H100e-s, (providers,).
        unserved: share of each offer's demand left unserved, (offers,).
        allocation: unserved work that free capacity elsewhere would have served, H100e-s, (providers,).
        delay: time of an answer relative to an idle fleet, (providers,).
    """

    load: Array
    served: Array
    unserved: Array
    allocation: Array
    delay: Array


@kernel
def ration(
    work: Array, provider: np.ndarray, density: Array, capacity: Array, left: Array
) -> None:
    """Serve each provider's offers in order of income per unit of work until its capacity is used up.

    Args:
        work: load of each offer, H100e-s, (offers,).
        provider: provider of each offer, (offers,), offers of one provider next to each other.
        density: income per unit of work, (offers,).
        capacity: H100e-s, (providers,).
        left: filled with the load of each offer that found no room, (offers,).
    """
    n = work.size
    first = 0
    while first < n:
        last = first
        while last < n and provider[last] == provider[first]:
            last += 1
        room = capacity[provider[first]]
        for o in range(first, last):
            left[o] = -1.0
        for _ in range(last - first):
            best = -1
            for o in range(first, last):
                if left[o] < 0.0 and (best < 0 or density[o] > density[best]):
                    best = o
            taken = min(work[best], room)
            room -= taken
            left[best] = work[best] - taken
        first = last


def clear(
    work: Array,
    provider: np.ndarray,
    density: Array,
    capacity: Array,
    bloc: np.ndarray,
    spill_share: float,
    delay_exponent: float,
) -> Cleared:
    """Clear a month. Work is conserved: demanded = served + unserved over all providers of a bloc.

    Args:
        work, provider, density: as in `ration`; work of users' own machines must be left out (zero).
        capacity: H100e-s, (providers,).
        bloc: group of providers within which work may be spilled, (providers,).
        spill_share: share of rationed work whose owner has a second provider set up.
        delay_exponent: k in delay = 1 + u^k / (1 - u), u capped at 0.95.
    """
    left = np.empty(work.size)
    ration(work, provider, density, capacity, left)
    providers = capacity.size
    demand = np.bincount(provider, weights=work, minlength=providers)
    over = np.bincount(provider, weights=left, minlength=providers)
    served = demand - over
    free = np.maximum(capacity - served, 0.0)
    placed, allocation = np.zeros(providers), np.zeros(providers)
    for group in (0, 1):
        inside = bloc == group
        room, asked = float(free[inside].sum()), float(over[inside].sum())
        if asked <= 0.0:
            continue
        moved = min(asked * spill_share, room)
        placed[inside] = over[inside] * (moved / asked)
        if room > 0.0:
            served = served + np.where(inside, free * (moved / room), 0.0)
        allocation[inside] = (over[inside] - placed[inside]) * min((room - moved) / (asked - moved + 1e-300), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(over > 0.0, placed / over, 0.0)[provider]
        unserved = np.where(work > 0.0, left * (1.0 - kept) / work, 0.0)
        load = np.where(capacity > 0.0, demand / capacity, np.where(demand > 0.0, 10.0, 0.0))
    busy = np.minimum(load, DELAY_LOAD_CAP)
    return Cleared(load, served, unserved, allocation, 1.0 + busy**delay_exponent / (1.0 - busy))
