"""The leasing market: labs and hosts rent capacity from clouds; the rent clears what is wanted and offered."""

import math
from typing import NamedTuple

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import BLOCS, Ints

HIGHEST_PRESSURE = 20.0
RENT_CLIP = (0.25, 4.0)


class Leases(NamedTuple):
    """Leases after a month's clearing, H100e.

    Attributes:
        taken: capacity rented, (providers,).
        given: capacity rented out, (providers,); sums to `taken` within each bloc.
        unmet: requests that found no capacity, (providers,).
        pressure: wanted over leasable capacity, by bloc, (2,).
    """

    taken: Array
    given: Array
    unmet: Array
    pressure: Array


@kernel
def clear_leases(taken: Array, wanted: Array, leasable: Array, bloc: Ints, adjustment: float) -> Leases:
    """Move leases towards what tenants want, as far as lessors have room.

    Args:
        taken: capacity rented now, H100e, (providers,).
        wanted: capacity that tenants want to rent, (providers,).
        leasable: capacity that lessors would rent out, leases in force included, (providers,).
        bloc: leases stay within a bloc, 0 or 1, (providers,).
        adjustment: share of the gap that closes in a month.
    """
    n = taken.size
    new, given, unmet, pressure = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(BLOCS)
    for group in range(BLOCS):
        held, added, room, whole = 0.0, 0.0, 0.0, 0.0
        for p in range(n):
            if bloc[p] == group:
                aim = max(taken[p] + adjustment * (wanted[p] - taken[p]), 0.0)
                new[p] = min(aim, taken[p])
                unmet[p] = aim - new[p]
                held += new[p]
                added += unmet[p]
                room += leasable[p]
                whole += wanted[p]
        # Contracts in force come first; what room is left goes to new ones.
        kept = min(1.0, room / held) if held > 0.0 else 1.0
        met = min(1.0, (room - held * kept) / added) if added > 0.0 else 0.0
        total = 0.0
        for p in range(n):
            if bloc[p] == group:
                new[p] = new[p] * kept + unmet[p] * met
                unmet[p] = max(wanted[p] - new[p], 0.0)
                total += new[p]
        for p in range(n):
            if bloc[p] == group:
                given[p] = leasable[p] * (total / room) if room > 0.0 else 0.0
        pressure[group] = min(whole / max(room, 1.0), HIGHEST_PRESSURE)
    return Leases(new, given, unmet, pressure)


@kernel
def wanted_rent(ownership: float, pressure: float, exponent: float) -> float:
    """Rent in USD per H100e-hour at which the market would clear.

    Cost of owning the capacity x (wanted / leasable)^exponent, between a quarter and four times the cost:
    an owner with idle machines takes any rent above running cost, and a tenant in need bids up to the price
    of building for itself in a hurry.
    """
    return ownership * min(max(math.pow(max(pressure, 1e-9), exponent), RENT_CLIP[0]), RENT_CLIP[1])
