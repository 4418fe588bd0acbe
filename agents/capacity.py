"""Capacity: how much a provider wants, for whom, and how it divides what it has."""

import math

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.leasing import clear_leases, move_rents
from jevons.market.parameters.declare import Array
from jevons.market.structure import BLOCS, Bools, Ints

HIGHEST_PRESSURE = 20.0


def for_load(need: Array, growth: Array, ahead: float, busy: float) -> Array:
    """H100e that carry a load of `need` busy H100e, grown for `ahead` months, when a share `busy` of all is."""
    return need * np.exp(growth * ahead) / busy


@kernel
def training_scale(years: float, ambition: float, growth: float, decay: float) -> float:
    """Training capacity wanted over the fleet that plans count from: 0.6 x ambition x growth so far.

    The logarithm of yearly growth shrinks to `decay` each year: ln G(y) = ln g (1 - e^(-d y)) / d, d = -ln decay.
    """
    rate = max(-math.log(decay), 1e-9)
    return 0.6 * ambition * math.exp(math.log(growth) * (1.0 - math.exp(-rate * years)) / rate)


@kernel
def lease_wishes(
    later: Array,
    training: Array,
    owned: Array,
    other_use: Array,
    lessor: Bools,
    tenant: Bools,
    self_use: Array,
    now: Array,
    given: Array,
    release: float,
    purse: Array,
    bloc: Ints,
    wanted: Array,
    leasable: Array,
    pressure: Array,
) -> None:
    """What tenants want to rent, as far as they can pay for it, and lessors would rent out, H100e.

    What a lessor does not need for serving is asked for by tenants and by its own training. Where all of that, in a
    bloc, is more than there is, both have the same part of what they ask for.

    Args:
        later, training: capacity wanted for serving when a lease would run, and for training.
        owned, other_use: fleet and what of it does other things.
        lessor, tenant: who rents out, who rents.
        self_use: part of its own need `now` that a lessor keeps capacity for.
        given: rented out now. release: share of it whose contracts run out this month.
        purse: H100e that a tenant has the money to rent. bloc: leases stay within it.
        wanted, leasable: filled, all (providers,).
        pressure: filled: what is asked for over what there is, (blocs,).
    """
    asked, room = np.zeros(pressure.size), np.zeros(pressure.size)
    for p in range(owned.size):
        own, b = max(owned[p] - other_use[p], 0.0), bloc[p]
        wanted[p] = min(max(later[p] + training[p] - own, 0.0), purse[p]) if tenant[p] else 0.0
        leasable[p] = max(own - self_use[p] * now[p], 0.0) if lessor[p] else 0.0
        asked[b] += wanted[p] + (min(training[p], own) if lessor[p] else 0.0)
        room[b] += leasable[p]
    for p in range(owned.size):
        if lessor[p]:
            own, b = max(owned[p] - other_use[p], 0.0), bloc[p]
            kept = min(training[p], own) * min(room[b] / max(asked[b], 1e-9), 1.0)
            leasable[p] = min(max(leasable[p] - kept, given[p] * (1.0 - release)), own)
    for b in range(pressure.size):
        pressure[b] = min(asked[b] / max(room[b], 1.0), HIGHEST_PRESSURE)


@kernel
def llm_capacity(owned: Array, other_use: Array, given: Array, taken: Array, out: Array) -> None:
    """Capacity at hand for language models: owned, less other uses and leases given, plus leases taken; H100e."""
    for p in range(out.size):
        out[p] = max(owned[p] - other_use[p] - given[p], 0.0) + taken[p]


@kernel
def reallocate(inference: Array, wanted: Array, total: Array, rate: float, least_training: float) -> None:
    """Move capacity between training and serving, at most `rate` of the fleet a month; updates `inference`."""
    for p in range(inference.size):
        room = rate * total[p]
        step = min(max(wanted[p] - inference[p], -room), room)
        inference[p] = min(max(inference[p] + step, 0.0), (1.0 - least_training) * total[p])


@kernel
def lease_and_reallocate(
    now: Array,
    later: Array,
    training: Array,
    owned: Array,
    other_use: Array,
    lessor: Bools,
    tenant: Bools,
    self_use: Array,
    bloc: Ints,
    ownership: float,
    purse: Array,
    release: float,
    lease_adjustment: float,
    rent_exponent: float,
    rent_adjustment: float,
    rate: float,
    least_training: float,
    taken: Array,
    given: Array,
    unmet: Array,
    rent: Array,
    llm: Array,
    inference: Array,
) -> None:
    """A month's leases and rents, and then the division between training and serving.

    Args:
        now, later, training, owned, other_use, lessor, tenant, self_use, purse, release, bloc: of `lease_wishes`.
        lease_adjustment: of `clear_leases`. ownership, rent_exponent, rent_adjustment: of `move_rents`.
        rate, least_training: of `reallocate`.
        taken, given, unmet, rent, llm, inference: updated by them, (providers,), rent (blocs,).
    """
    wanted, leasable, pressure = np.empty(owned.size), np.empty(owned.size), np.empty(BLOCS)
    lease_wishes(
        *(later, training, owned, other_use, lessor, tenant, self_use, now, given, release, purse, bloc),
        *(wanted, leasable, pressure),
    )
    clear_leases(taken, wanted, leasable, bloc, lease_adjustment, given, unmet)
    move_rents(rent, ownership, pressure, rent_exponent, rent_adjustment)
    llm_capacity(owned, other_use, given, taken, llm)
    reallocate(inference, now, llm, rate, least_training)


@kernel
def pool_leases(
    fleet: Array, systems: Ints, h100e: Array, owned: Array, given: Array, taken: Array, bloc: Ints, out: Array
) -> None:
    """Systems that serve each provider, leases included: tenants use the mix that lessors rent out.

    Args:
        fleet: owned systems, (providers, systems). systems: those that anybody may have.
        h100e: of a system. owned, given, taken: H100e.
        bloc: leases stay within a bloc. out: filled for those systems, (providers, systems).
    """
    pool, size = np.zeros((BLOCS, h100e.size)), np.zeros(BLOCS)
    for p in range(owned.size):
        share = min(given[p] / owned[p], 1.0) if owned[p] > 0.0 else 0.0
        for y in systems:
            out[p, y] = fleet[p, y] * (1.0 - share)
            if share > 0.0 and fleet[p, y] > 0.0:
                pool[bloc[p], y] += fleet[p, y] * share
                size[bloc[p]] += fleet[p, y] * share * h100e[y]
    for p in range(owned.size):
        if taken[p] > 0.0 and size[bloc[p]] > 0.0:
            part = taken[p] / size[bloc[p]]
            for y in systems:
                out[p, y] += part * pool[bloc[p], y]


@kernel
def for_tenants(
    given: Array,
    unmet: Array,
    bloc: Ints,
    lessor: Bools,
    purse: Array,
    rent: Array,
    owning: float,
    out: Array,
) -> None:
    """Capacity that lessors build for tenants: leases in force and unmet requests, by access to capital.

    Requests are built for as far as the rent pays for owning.

    Args:
        given, unmet: H100e rented out, and asked for in vain, (providers,).
        bloc, lessor: as above. purse: access to capital.
        rent: USD/H100e-h, (blocs,). owning: cost of owning, USD/H100e-h. out: filled, (providers,).
    """
    for group in range(BLOCS):
        asked, money = 0.0, 0.0
        for p in range(out.size):
            if bloc[p] == group:
                asked += unmet[p]
                money += purse[p] * lessor[p]
        pays = min(max(rent[group] / owning, 0.0), 1.0)
        for p in range(out.size):
            if bloc[p] == group:
                out[p] = lessor[p] * (given[p] + (asked * pays * purse[p] / money if money > 0.0 else 0.0))


@kernel
def missing_capacity(
    serving: Array,
    training: Array,
    tenants: Array,
    build_share: Array,
    owned: Array,
    other_use: Array,
    coming: Array,
    smoothing: float,
    gap: Array,
    training_share: Array,
) -> None:
    """What a provider orders for this month, H100e: a share of what it wants to build beyond what it has.

    Args:
        serving, training, tenants: capacity wanted for each. build_share: part of the own that it builds itself.
        owned, other_use, coming: fleet, what of it does other things, and what is ordered or waits for power.
        smoothing: share of the gap that is ordered in a month.
        gap, training_share: filled: orders, and training over all own use, all (providers,).
    """
    for p in range(gap.size):
        own = serving[p] + training[p]
        have = owned[p] - other_use[p] + coming[p]
        gap[p] = max(build_share[p] * own + tenants[p] - have, 0.0) * smoothing
        training_share[p] = training[p] / (own + 1e-9)
