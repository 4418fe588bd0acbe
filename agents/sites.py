"""Sites: in which regions the halls of each provider stand, and where new systems find power.

A provider builds at home and, if it goes abroad at all, a part elsewhere; what finds no power at home then goes
where there is some within the bloc.
"""

import numpy as np

from jevons.market.energy import KW_PER_GW
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Ints


def first_sites(home: Ints, abroad: Array, bloc: Ints, power: Array) -> Array:
    """Shares of each provider's halls by region at the start, (providers, regions); rows sum to 1.

    Args:
        home: region of a provider. abroad: share of its systems elsewhere, (providers,).
        bloc: of a region. power: GW by region: what is abroad stands as the power of the bloc does.
    """
    sites = np.zeros((home.size, power.size))
    for p, here in enumerate(home):
        elsewhere = np.where(bloc == bloc[here], power, 0.0)
        elsewhere[here] = 0.0
        if elsewhere.sum() > 0.0:
            sites[p] = abroad[p] * elsewhere / elsewhere.sum()
        sites[p, here] = 1.0 - sites[p].sum()
    return sites


@kernel
def ask(waiting: Array, home: Ints, abroad: Array, bloc: Ints, room: Array, asked: Array) -> None:
    """Where waiting systems are first to stand: at home, and the usual part where there is power elsewhere.

    Args:
        waiting, home, abroad, bloc: of `place`. room: free power for IT by region, kW.
        asked: filled: kW, (providers, regions).
    """
    for p in range(waiting.size):
        elsewhere = 0.0
        for r in range(room.size):
            if r != home[p] and bloc[r] == bloc[home[p]]:
                elsewhere += room[r]
        leaves = waiting[p] * abroad[p] if elsewhere > 0.0 else 0.0
        for r in range(room.size):
            there = r != home[p] and bloc[r] == bloc[home[p]] and elsewhere > 0.0
            asked[p, r] = leaves * room[r] / elsewhere if there else 0.0
        asked[p, home[p]] = waiting[p] - leaves


@kernel
def grant(granted: Array, room: Array) -> None:
    """Cut what is asked for in each region, kW, (providers, regions), pro rata to its room, which is used up."""
    for r in range(room.size):
        total = granted[:, r].sum()
        if total > room[r]:
            for p in range(granted.shape[0]):
                granted[p, r] *= room[r] / total
        room[r] = max(room[r] - total, 0.0)


@kernel
def spill(waiting: Array, group_of: Ints, group: int, bloc: Ints, room: Array, granted: Array) -> None:
    """What found no power goes where there is room in the bloc `group`, all alike.

    Args:
        waiting: kW, (providers,). group_of: bloc within which a provider goes abroad, -1 for none.
        bloc, room: of a region; room in kW. granted: kW, (providers, regions), added to.
    """
    left, spare = 0.0, 0.0
    for p in range(waiting.size):
        if group_of[p] == group:
            left += max(waiting[p] - granted[p].sum(), 0.0)
    for r in range(room.size):
        if bloc[r] == group:
            spare += room[r]
    if left <= 0.0 or spare <= 0.0:
        return
    met = min(1.0, spare / left)
    for p in range(waiting.size):
        if group_of[p] == group:
            more = met * max(waiting[p] - granted[p].sum(), 0.0)
            for r in range(room.size):
                if bloc[r] == group:
                    granted[p, r] += more * room[r] / spare


@kernel
def place(
    waiting: Array,
    standing: Array,
    home: Ints,
    abroad: Array,
    bloc: Ints,
    free: Array,
    reserved: Array,
    sites: Array,
    on: Array,
) -> None:
    """Find power for waiting systems: first at home and for the usual part abroad, then anywhere in the bloc.

    Within a region power is shared pro rata. Who never builds abroad waits for power at home.

    Args:
        waiting, standing: rated IT power of what waits and of what is in use, kW, (providers,).
        home: region of a provider. abroad: share of its systems that it builds elsewhere, (providers,).
        bloc, free, reserved: of a region; free power in GW, and kW at the grid for a rated kW of IT.
        sites: shares of a provider's halls by region, (providers, regions), updated.
        on: filled: share of what waits that finds power, (providers,).
    """
    room, granted = np.empty(free.size), np.empty(sites.shape)
    group_of, groups = np.empty_like(home), 0
    for r in range(free.size):
        room[r] = max(free[r], 0.0) * KW_PER_GW / reserved[r]
        groups = max(groups, bloc[r] + 1)
    for p in range(home.size):
        group_of[p] = bloc[home[p]] if abroad[p] > 0.0 else -1
    ask(waiting, home, abroad, bloc, room, granted)
    grant(granted, room)
    for group in range(groups):
        spill(waiting, group_of, group, bloc, room, granted)
    for p in range(waiting.size):
        new = granted[p].sum()
        on[p] = min(new / waiting[p], 1.0) if waiting[p] > 0.0 else 1.0
        if new > 0.0:
            for r in range(free.size):
                sites[p, r] = (sites[p, r] * standing[p] + granted[p, r]) / (standing[p] + new)
