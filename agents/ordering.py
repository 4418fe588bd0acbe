"""Ordering: which systems a provider buys for the capacity it will miss, and how many its capital allows."""

import math

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import TIERS

WAIT_DISCOUNT = 0.06
UNSUITED_FOR_TRAINING = 3.0
_LOG_UNSUITED = math.log(UNSUITED_FOR_TRAINING)
# Tokens of a typical API call: what a provider without sales buys for.
USUAL_BASKET = (3000.0, 2000.0, 400.0, 400.0 * 5000.0)
_MID = TIERS.index("mid")


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
                basket[p, _MID, flow] = USUAL_BASKET[flow]


@kernel
def usual_wait(systems: Ints, wait: Array) -> float:
    """Mean months from order to delivery over the systems on sale to anybody; 0 if there are none."""
    total = 0.0
    for y in systems:
        total += wait[y]
    return total / systems.size if systems.size > 0 else 0.0


@kernel
def budgets(capital: Array, scale: float, intensity: float, api: Array, fees: Array, rent: Array, out: Array) -> None:
    """Most that can be spent on hardware and buildings this month, USD, (providers,).

    Args:
        capital: access to capital, USD a year. scale: of it. intensity: least spending over income.
        api, fees, rent: income from tokens, fees and tenants, USD. out: filled.
    """
    for p in range(out.size):
        out[p] = max(capital[p] * (scale / 12.0), intensity * (api[p] + fees[p] + rent[p]))


@kernel
def screen_by_return(gap: Array, income: Array, cost: Array, wanted: float) -> None:
    """Keep of each gap what the fleet's return allows: income over cost / wanted, at most all; (providers,).

    A provider without a fleet has no return to go by, and orders as it likes.
    """
    for p in range(gap.size):
        if cost[p] > 0.0 and wanted > 0.0:
            gap[p] *= min(income[p] / (cost[p] * wanted), 1.0)


@kernel
def within_reach(open_now: Array, systems: Ints, capacity: Array, budget: Array, out: Array) -> None:
    """What the vendor of each system could sell to each provider: its capacity, shared by buyers' budgets.

    Args:
        open_now: weight of a system for a buyer, (providers, systems). systems: those on sale to anybody.
        capacity: sales the vendor can make, USD a month, (systems,). budget: USD, (providers,).
        out: filled for those systems, USD a month, (providers, systems).
    """
    for y in systems:
        total = 0.0
        for p in range(budget.size):
            total += open_now[p, y] * budget[p]
        for p in range(budget.size):
            weight = open_now[p, y] * budget[p]
            out[p, y] = capacity[y] * open_now[p, y] * budget[p] / total if weight > 0.0 else 0.0


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
    mixed by the share of training, made worse by the wait. Weights are what vendors could sell to it: a maker
    with a hundredth of the capacity has a hundredth of the slots, salesmen and qualified designs.

    Args:
        reach: USD a month, (systems,). systems: those on sale to anybody.
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
    region: Ints,
    seconds: Array,
    slower: Array,
    basket: Array,
    training: Array,
    sharpness: float,
    spends_all: bool,
    units: Array,
    refused: Array,
) -> None:
    """Order systems for each provider's gap, as far as its budget goes; for all of its budget if it spends all.

    Args:
        gap: H100e wanted this month, (providers,). budget: USD this month, (providers,).
        open_now, systems, capacity: of `within_reach`. h100e, trains, wait, owning, training, sharpness: of
            `share_orders`, with owning by region of the provider, (regions, systems).
        price, building: USD a system with host and network, and for its place in a hall, (systems,).
        seconds, slower, basket: of `fill_work`, by provider.
        spends_all: whether orders follow capital and not the gap.
        units: filled: systems ordered, (providers, systems).
        refused: filled: H100e that money did not allow, (providers,).
    """
    reach, work, choice = np.empty(open_now.shape), np.empty(h100e.size), np.empty(systems.size, np.int64)
    within_reach(open_now, systems, capacity, budget, reach)
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
        found = share_orders(
            reach[p], mine, h100e, trains, wait, owning[region[p]], work, training[p], sharpness, units[p]
        )
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
