"""Clearing: load meets capacity; what does not fit is rationed by tier, spilled to others, or left unserved."""

import math
from typing import NamedTuple

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import BLOCS, Ints

DELAY_LOAD_CAP = 0.95
LOAD_WITHOUT_CAPACITY = 10.0


class Cleared(NamedTuple):
    """Result of a month's clearing.

    Attributes:
        demand: load of each provider's own offers, H100e-s, (providers,).
        load: that over own capacity, (providers,).
        served: work served on each provider's capacity, own and spilled in, H100e-s, (providers,).
        unserved: share of each offer's demand left unserved, (offers,).
        allocation: unserved work that free capacity elsewhere would have served, H100e-s, (providers,).
        delay: time of an answer relative to an idle fleet, (providers,).
    """

    demand: Array
    load: Array
    served: Array
    unserved: Array
    allocation: Array
    delay: Array


@kernel
def ration(work: Array, provider: Ints, density: Array, capacity: Array, left: Array, served: Array) -> None:
    """Serve each provider's offers in order of income per unit of work until its capacity is used up.

    Args:
        work: load of each offer, H100e-s, (offers,).
        provider: provider of each offer, (offers,), offers of one provider next to each other.
        density: income per unit of work, (offers,).
        capacity: H100e-s, (providers,).
        left: filled with the load of each offer that found no room, (offers,).
        served: filled with what each provider serves, (providers,).
    """
    n, first = work.size, 0
    served[:] = 0.0
    while first < n:
        last = first
        while last < n and provider[last] == provider[first]:
            left[last] = -1.0
            last += 1
        room = capacity[provider[first]]
        for _ in range(last - first):
            best = -1
            for o in range(first, last):
                if left[o] < 0.0 and (best < 0 or density[o] > density[best]):
                    best = o
            taken = min(work[best], room)
            room -= taken
            left[best] = work[best] - taken
            served[provider[first]] += taken
        first = last


@kernel
def delay_of(load: float, exponent: float) -> float:
    """Time of an answer relative to an idle fleet: 1 + u^k / (1 - u), with utilisation u capped at 0.95."""
    busy = min(load, DELAY_LOAD_CAP)
    return 1.0 + math.pow(busy, exponent) / (1.0 - busy)


@kernel
def spill(
    over: Array, served: Array, capacity: Array, bloc: Ints, share: float, placed: Array, allocation: Array
) -> None:
    """Move rationed work to free capacity of the same bloc, pro rata on both sides.

    Args:
        over: rationed work by provider, H100e-s. served: work served so far; what is moved in is added.
        capacity: H100e-s. bloc: group within which work may move. share: of rationed work that may move.
        placed: filled: rationed work of each provider that found room elsewhere.
        allocation: filled: rationed work that stays unserved though there is room elsewhere.
    """
    for group in range(BLOCS):
        asked, room = 0.0, 0.0
        for p in range(over.size):
            if bloc[p] == group:
                asked += over[p]
                room += max(capacity[p] - served[p], 0.0)
        if asked <= 0.0:
            continue
        moved = min(asked * share, room)
        idle = min((room - moved) / (asked - moved), 1.0) if asked > moved else 0.0
        for p in range(over.size):
            if bloc[p] != group:
                continue
            placed[p] = over[p] * (moved / asked)
            allocation[p] = (over[p] - placed[p]) * idle
            if room > 0.0:
                served[p] += max(capacity[p] - served[p], 0.0) * (moved / room)


@kernel
def clear(
    work: Array,
    provider: Ints,
    density: Array,
    capacity: Array,
    bloc: Ints,
    spill_share: float,
    delay_exponent: float,
) -> Cleared:
    """Clear a month. Work is conserved: demanded = served + unserved over all providers of a bloc.

    Args:
        work, provider, density: as in `ration`; work of users' own machines must be left out (zero).
        capacity: H100e-s, (providers,).
        bloc: group of providers within which work may be spilled, 0 or 1, (providers,).
        spill_share: share of rationed work whose owner has a second provider set up.
        delay_exponent: k of `delay_of`.
    """
    offers, providers = work.size, capacity.size
    left = np.empty(offers)
    demand, over, served = np.zeros(providers), np.zeros(providers), np.empty(providers)
    ration(work, provider, density, capacity, left, served)
    placed, allocation = np.zeros(providers), np.zeros(providers)
    load, delay, unserved = np.empty(providers), np.empty(providers), np.zeros(offers)
    for o in range(offers):
        demand[provider[o]] += work[o]
        over[provider[o]] += left[o]
    for p in range(providers):
        load[p] = demand[p] / capacity[p] if capacity[p] > 0.0 else LOAD_WITHOUT_CAPACITY * (demand[p] > 0.0)
        delay[p] = delay_of(load[p], delay_exponent)
    spill(over, served, capacity, bloc, spill_share, placed, allocation)
    for o in range(offers):
        p = provider[o]
        if work[o] > 0.0 and left[o] > 0.0:
            unserved[o] = left[o] / work[o] * (1.0 - placed[p] / over[p])
    return Cleared(demand, load, served, unserved, allocation, delay)
