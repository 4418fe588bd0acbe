"""Ordering: which systems a provider buys for the capacity it will miss, and how many its capital allows."""

import math

import numpy as np

from jevons.market.energy import KW_PER_GW
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import MID_TIER

WAIT_DISCOUNT = 0.06
UNSUITED_FOR_TRAINING = 3.0
_LOG_UNSUITED = math.log(UNSUITED_FOR_TRAINING)
# Tokens of a typical API call: what a provider without sales buys for.
USUAL_BASKET = (3000.0, 2000.0, 400.0, 400.0 * 5000.0)


@kernel
def fill_baskets(tokens: Array, provider: Ints, tier: Ints, basket: Array) -> None:
    """Keep each seller's mix of tokens by tier: what it chooses hardware for.

    Args:
        tokens: by offer, (offers, 4). provider, tier: of an offer.
        basket: filled, (providers, tiers, 4); the usual one for a seller without sales.
    """
    sold = np.zeros(basket.shape[0])
    for p in range(basket.shape[0]):
        for q in range(basket.shape[1]):
            for flow in range(basket.shape[2]):
                basket[p, q, flow] = 0.0
    for o in range(provider.size):
        for flow in range(basket.shape[2]):
            basket[provider[o], tier[o], flow] = tokens[o, flow]
            sold[provider[o]] += tokens[o, flow]
    for p in range(basket.shape[0]):
        if sold[p] <= 0.0:
            for flow in range(basket.shape[2]):
                basket[p, MID_TIER, flow] = USUAL_BASKET[flow]


@kernel
def usual_wait(systems: Ints, wait: Array, capacity: Array) -> float:
    """Months from order to delivery, the mean over systems on sale as their makers' capacity goes; 0 without any.

    `systems`: those on sale to anybody. `wait`, `capacity`: of a system and of its maker, (systems,).
    """
    total, weight = 0.0, 0.0
    for y in systems:
        total += wait[y] * capacity[y]
        weight += capacity[y]
    return total / weight if weight > 0.0 else 0.0


@kernel
def budgets(capital: Array, scale: float, intensity: float, income: Array, out: Array) -> None:
    """Most that can be spent on hardware and buildings this month, USD, (providers,).

    Args:
        capital: access to capital, USD a year. scale: of it. intensity: least spending over income.
        income: from tokens, fees and tenants, USD. out: filled.
    """
    for p in range(out.size):
        out[p] = max(capital[p] * (scale / 12.0), intensity * income[p])


@kernel
def screen_by_return(gap: Array, income: Array, cost: Array, wanted: float) -> None:
    """Keep of each gap what the fleet's return allows: income over cost / wanted, at most all; (providers,).

    A provider without a fleet has no return to go by, and orders as it likes.
    """
    for p in range(gap.size):
        if cost[p] > 0.0 and wanted > 0.0:
            gap[p] *= min(income[p] / (cost[p] * wanted), 1.0)


@kernel
def within_reach(open_now: Array, systems: Ints, capacity: Array, budget: Array, incumbency: float, out: Array) -> None:
    """How near each system is to each provider: capacity^incumbency of its maker, shared by buyers' budgets.

    Args:
        open_now: weight of a system for a buyer, (providers, systems). systems: those on sale to anybody.
        capacity: what the maker can make, USD a month, (systems,). budget: USD, (providers,).
        incumbency: 1 if buyers come to makers as capacity goes, 0 if to all alike.
        out: filled for those systems, (providers, systems).
    """
    for y in systems:
        total, near = 0.0, math.pow(capacity[y], incumbency)
        for p in range(budget.size):
            total += open_now[p, y] * budget[p]
        for p in range(budget.size):
            weight = open_now[p, y] * budget[p]
            out[p, y] = near * weight / total if weight > 0.0 else 0.0


@kernel
def fill_work(basket: Array, seconds: Array, slower: Array, systems: Ints, out: Array) -> None:
    """Time that systems take for a basket of tokens (tiers, 4), system-seconds, (systems,); inf if one cannot.

    `seconds`: system-seconds per token, (tiers, systems, 4). `slower`: factor of a system that is slower than the speed
    that is sold, (tiers, systems).
    """
    for y in systems:
        out[y] = 0.0
    for q in range(basket.shape[0]):
        for flow in range(basket.shape[1]):
            tokens = basket[q, flow]
            if tokens > 0.0:
                for y in systems:
                    out[y] += tokens * seconds[q, y, flow] * slower[q, y]


@kernel
def share_orders(
    reach: Array,
    systems: Ints,
    h100e: Array,
    trains: Bools,
    wait: Array,
    owning: Array,
    work: Array,
    training: float,
    sharpness: float,
    out: Array,
) -> float:
    """Shares of one provider's orders by system, in H100e; returns their sum: 1, or 0 if nothing is on sale.

    A logit in ln cost: cost of the provider's own basket of tokens for serving and of an H100e for training,
    mixed by the share of training, made worse by the wait. Weights are of `within_reach`: a maker with less
    capacity has fewer salesmen and qualified designs, and who asks it for more than it makes waits.

    Args:
        reach: as from `within_reach`, (systems,). systems: those on sale to anybody.
        h100e, trains, wait: of a system; wait in months. owning: cost of a system a month, USD, (systems,).
        work: time that a system takes for the basket, as from `fill_work`; turned into its cost.
        training: share of training in wanted capacity. sharpness: logit weight of ln cost.
        out: filled for those systems, (systems,).
    """
    least_work, least_h100e, total = np.inf, np.inf, 0.0
    for y in systems:
        if reach[y] > 0.0:
            work[y] *= owning[y]
            least_work = min(least_work, work[y])
            if trains[y]:
                least_h100e = min(least_h100e, owning[y] / h100e[y])
    for y in systems:
        out[y] = 0.0
        if reach[y] <= 0.0 or not work[y] < np.inf:
            continue
        log_dear = _LOG_UNSUITED
        if trains[y] and least_h100e < np.inf:
            log_dear = math.log(owning[y] / h100e[y] / least_h100e)
        log_cost = (1.0 - training) * math.log(work[y] / least_work) + training * log_dear
        out[y] = reach[y] * math.exp(-sharpness * (log_cost + WAIT_DISCOUNT * wait[y]))
        total += out[y]
    if total <= 0.0:
        return 0.0
    for y in systems:
        out[y] /= total
    return 1.0


@kernel
def order_systems(
    gap: Array,
    budget: Array,
    open_now: Array,
    systems: Ints,
    capacity: Array,
    h100e: Array,
    trains: Bools,
    price: Array,
    building: Array,
    wait: Array,
    owning: Array,
    seconds: Array,
    slower: Array,
    basket: Array,
    training: Array,
    sharpness: float,
    incumbency: float,
    spends_all: bool,
    units: Array,
    refused: Array,
) -> None:
    """Order systems for each provider's gap, as far as its budget goes; for all of its budget if it spends all.

    Args:
        gap: H100e wanted this month, (providers,). budget: USD this month, (providers,).
        open_now, systems, capacity, incumbency: of `within_reach`. h100e, trains, wait, owning, training, sharpness: of
            `share_orders`, with owning by provider, (providers, systems).
        price, building: USD a system with host and network, and for its place in a hall, (systems,).
        seconds, slower, basket: of `fill_work`, by provider.
        spends_all: whether orders follow capital and not the gap.
        units: filled: systems ordered, (providers, systems).
        refused: filled: H100e that money did not allow, (providers,).
    """
    reach, work, choice = np.empty(open_now.shape), np.empty(h100e.size), np.empty(systems.size, np.int64)
    within_reach(open_now, systems, capacity, budget, incumbency, reach)
    for p in range(gap.size):
        refused[p] = 0.0
        for y in range(h100e.size):
            units[p, y] = 0.0
        if gap[p] <= 0.0 and not spends_all:
            continue
        number = 0
        for y in systems:
            if reach[p, y] > 0.0:
                choice[number] = y
                number += 1
        mine = choice[:number]
        fill_work(basket[p], seconds[p], slower[p], mine, work)
        found = share_orders(reach[p], mine, h100e, trains, wait, owning[p], work, training[p], sharpness, units[p])
        if found == 0.0:
            continue
        dollars = 0.0
        for y in mine:
            if units[p, y] > 0.0:
                dollars += units[p, y] / h100e[y] * (price[y] + building[y])
        affordable = budget[p] / dollars
        bought = affordable if spends_all else min(gap[p], affordable)
        refused[p] = max(gap[p] - bought, 0.0)
        for y in mine:
            if units[p, y] > 0.0:
                units[p, y] *= bought / h100e[y]


@kernel
def fit_order_books(units: Array, systems: Ints, low: Array, vendor: Ints, room: Array) -> None:
    """Cut the orders at a vendor, all alike, to what it still takes; buyers look elsewhere a month later.

    Args:
        units: systems ordered, (providers, systems), updated. systems: those on sale to anybody.
        low, vendor: low price and maker of a system.
        room: USD at low prices that a vendor still takes, (vendors,).
    """
    wanted = np.zeros(room.size)
    for p in range(units.shape[0]):
        for y in systems:
            if units[p, y] > 0.0:
                wanted[vendor[y]] += units[p, y] * low[y]
    for v in range(room.size):
        wanted[v] = min(1.0, room[v] / wanted[v]) if wanted[v] > 0.0 else 1.0
    for p in range(units.shape[0]):
        for y in systems:
            units[p, y] *= wanted[vendor[y]]


@kernel
def hold_back(
    units: Array,
    systems: Ints,
    power_kw: Array,
    bloc: Ints,
    reserved: Array,
    free: Array,
    h100e: Array,
    withheld: Array,
) -> None:
    """Cut the orders of a bloc, all alike, to what will have power when it arrives.

    Args:
        units: systems ordered, (providers, systems), updated. systems: those on sale to anybody.
        power_kw, h100e: of a system.
        bloc, reserved: of a provider; kW at the grid for a rated kW of IT. free: power that will be free, GW, (blocs,).
        withheld: filled: H100e that are not ordered for lack of power, (providers,).
    """
    wanted = np.zeros(free.size)
    for p in range(bloc.size):
        for y in systems:
            if units[p, y] > 0.0:
                wanted[bloc[p]] += units[p, y] * power_kw[y] * reserved[p] / KW_PER_GW
    for p in range(bloc.size):
        b = bloc[p]
        kept = min(1.0, free[b] / wanted[b]) if wanted[b] > 0.0 else 1.0
        withheld[p] = 0.0
        if kept < 1.0:
            for y in systems:
                withheld[p] += units[p, y] * (1.0 - kept) * h100e[y]
                units[p, y] *= kept
