"""The leasing market: labs and hosts rent capacity from clouds; the rent clears what is wanted and offered."""

from dataclasses import dataclass

import numpy as np

from jevons.market.parameters.declare import Array


@dataclass(frozen=True)
class Leases:
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


def clear_leases(
    taken: Array, wanted: Array, leasable: Array, bloc: np.ndarray, adjustment: float
) -> Leases:
    """Move leases towards what tenants want, as far as lessors have room.

    Args:
        taken: capacity rented now, H100e, (providers,).
        wanted: capacity that tenants want to rent, (providers,).
        leasable: capacity that lessors would rent out, leases in force included, (providers,).
        bloc: leases stay within a bloc, (providers,).
        adjustment: share of the gap that closes in a month.
    """
    aim = np.maximum(taken + adjustment * (wanted - taken), 0.0)
    new, given, unmet = np.zeros_like(taken), np.zeros_like(taken), np.zeros_like(taken)
    pressure = np.zeros(2)
    for group in (0, 1):
        inside = bloc == group
        asked, room = float(aim[inside].sum()), float(leasable[inside].sum())
        met = min(1.0, room / asked) if asked > 0.0 else 1.0
        new[inside] = aim[inside] * met
        unmet[inside] = np.maximum(wanted[inside] - new[inside], 0.0)
        if room > 0.0:
            given[inside] = leasable[inside] * (asked * met / room)
        pressure[group] = min(float(wanted[inside].sum()) / max(room, 1.0), 20.0)
    return Leases(new, given, unmet, pressure)


def wanted_rent(ownership: float, pressure: float, exponent: float) -> float:
    """Rent in USD per H100e-hour at which the market would clear.

    Cost of owning the capacity x (wanted / leasable)^exponent, between a quarter and four times the cost:
    an owner with idle machines takes any rent above running cost, and a tenant in need bids up to the price
    of building for itself in a hurry.
    """
    return float(ownership * np.clip(max(pressure, 1e-9) ** exponent, 0.25, 4.0))
