"""The leasing market: labs and hosts rent capacity from clouds; the rent clears what is wanted and offered."""

import math

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import BLOCS, Ints

RENT_CLIP = (0.25, 4.0)


@kernel
def clear_leases(
    taken: Array,
    wanted: Array,
    leasable: Array,
    bloc: Ints,
    adjustment: float,
    given: Array,
    unmet: Array,
) -> None:
    """Move leases towards what tenants want, as far as lessors have room; H100e.

    Args:
        taken: capacity rented, (providers,), updated.
        wanted: capacity that tenants want to rent, (providers,).
        leasable: capacity that lessors would rent out, leases in force included, (providers,).
        bloc: leases stay within a bloc, 0 or 1, (providers,).
        adjustment: share of the gap that closes in a month.
        given: filled: capacity rented out, (providers,); sums to `taken` within each bloc.
        unmet: filled: requests that found no capacity, (providers,).
    """
    n = taken.size
    for group in range(BLOCS):
        held, added, room = 0.0, 0.0, 0.0
        for p in range(n):
            if bloc[p] == group:
                aim = max(taken[p] + adjustment * (wanted[p] - taken[p]), 0.0)
                taken[p] = min(aim, taken[p])
                unmet[p] = aim - taken[p]
                held += taken[p]
                added += unmet[p]
                room += leasable[p]
        # Contracts in force come first; what room is left goes to new ones.
        kept = min(1.0, room / held) if held > 0.0 else 1.0
        # What rounding leaves below nothing is no lease.
        met = min(1.0, max(room - held * kept, 0.0) / added) if added > 0.0 else 0.0
        total = 0.0
        for p in range(n):
            if bloc[p] == group:
                taken[p] = taken[p] * kept + unmet[p] * met
                unmet[p] = max(wanted[p] - taken[p], 0.0)
                total += taken[p]
        for p in range(n):
            if bloc[p] == group:
                given[p] = leasable[p] * (total / room) if room > 0.0 else 0.0


@kernel
def wanted_rent(ownership: float, pressure: float, exponent: float) -> float:
    """Rent in USD per H100e-hour at which the market would clear.

    Cost of owning the capacity x pressure^exponent, pressure being what is asked for over what there is, between
    a quarter and four times the cost: an owner with idle machines takes any rent above running cost, and a tenant
    in need bids up to the price of building for itself in a hurry.
    """
    return ownership * min(max(math.pow(max(pressure, 1e-9), exponent), RENT_CLIP[0]), RENT_CLIP[1])


@kernel
def move_rents(rent: Array, ownership: float, pressure: Array, exponent: float, adjustment: float) -> None:
    """Move the rent of each bloc, (blocs,), a part of the way to the wanted one; the first rent is the wanted one."""
    for group in range(rent.size):
        aim = wanted_rent(ownership, pressure[group], exponent)
        old = aim if math.isnan(rent[group]) else rent[group]
        rent[group] = old + adjustment * (aim - old)
