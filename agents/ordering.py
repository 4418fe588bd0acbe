"""Ordering: which systems a provider buys for the capacity it will miss, and how many its capital allows."""

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools

WAIT_DISCOUNT = 0.06
UNSUITED_FOR_TRAINING = 3.0


@kernel
def seconds_of_basket(basket: Array, seconds: Array) -> float:
    """Time that a system takes for a basket of tokens, system-seconds; both (tiers, 4). inf if it cannot."""
    busy = 0.0
    for q in range(basket.shape[0]):
        for flow in range(4):
            if basket[q, flow] > 0.0:
                busy += basket[q, flow] * seconds[q, flow]
    return busy


@kernel
def usual_wait(open_now: Array, wait: Array) -> float:
    """Mean months from order to delivery over the systems on sale to anybody; 0 if there are none."""
    total, number = 0.0, 0
    for y in range(wait.size):
        if open_now[:, y].max() > 0.0:
            total += wait[y]
            number += 1
    return total / number if number > 0 else 0.0


@kernel
def within_reach(open_now: Array, capacity: Array, budget: Array, out: Array) -> None:
    """What the vendor of each system could sell to each provider: its capacity, shared by buyers' budgets.

    Args:
        open_now: weight of a system for a buyer, (providers, systems).
        capacity: sales the vendor can make, USD a month, (systems,). budget: USD, (providers,).
        out: filled, USD a month, (providers, systems).
    """
    for y in range(capacity.size):
        total = 0.0
        for p in range(budget.size):
            total += open_now[p, y] * budget[p]
        for p in range(budget.size):
            out[p, y] = capacity[y] * open_now[p, y] * budget[p] / total if total > 0.0 else 0.0


@kernel
def share_orders(
    reach: Array,
    h100e: Array,
    trains: Bools,
    wait: Array,
    owning: Array,
    seconds: Array,
    basket: Array,
    training: float,
    sharpness: float,
    out: Array,
) -> float:
    """Shares of one provider's orders by system, in H100e; returns their sum: 1, or 0 if nothing is on sale.

    A logit in ln cost: cost of the provider's own basket of tokens for serving and of an H100e for training,
    mixed by the share of training, made worse by the wait. Weights are what vendors could sell to it: a maker
    with a hundredth of the capacity has a hundredth of the slots, salesmen and qualified designs.

    Args:
        reach: USD a month, (systems,). h100e, trains, wait: of a system; wait in months.
        owning: cost of a system a month, USD, (systems,).
        seconds: system-seconds per token, (systems, tiers, 4). basket: tokens served, (tiers, 4).
        training: share of training in wanted capacity. sharpness: logit weight of ln cost.
        out: filled, (systems,).
    """
    n = h100e.size
    per_work = np.full(n, np.inf)
    least_work, least_h100e, total = np.inf, np.inf, 0.0
    for y in range(n):
        out[y] = 0.0
        if reach[y] <= 0.0:
            continue
        per_work[y] = owning[y] * seconds_of_basket(basket, seconds[y])
        least_work = min(least_work, per_work[y])
        if trains[y]:
            least_h100e = min(least_h100e, owning[y] / h100e[y])
    for y in range(n):
        if not per_work[y] < np.inf:
            continue
        dear = UNSUITED_FOR_TRAINING
        if trains[y] and least_h100e < np.inf:
            dear = owning[y] / h100e[y] / least_h100e
        log_cost = (1.0 - training) * np.log(per_work[y] / least_work) + training * np.log(dear)
        out[y] = reach[y] * np.exp(-sharpness * (log_cost + WAIT_DISCOUNT * wait[y]))
        total += out[y]
    if total <= 0.0:
        return 0.0
    for y in range(n):
        out[y] /= total
    return 1.0


@kernel
def order_systems(
    gap: Array,
    budget: Array,
    open_now: Array,
    capacity: Array,
    h100e: Array,
    trains: Bools,
    price: Array,
    wait: Array,
    owning: Array,
    seconds: Array,
    basket: Array,
    training: Array,
    sharpness: float,
    units: Array,
    refused: Array,
) -> None:
    """Order systems for each provider's gap, as far as its budget goes.

    Args:
        gap: H100e wanted this month, (providers,). budget: USD this month, (providers,).
        open_now, capacity: of `within_reach`. h100e, trains, wait, owning, seconds, basket, training, sharpness:
            of `share_orders`, with owning (providers, systems), basket (providers, tiers, 4).
        price: USD a system with host, network and building, (systems,).
        units: filled: systems ordered, (providers, systems).
        refused: filled: H100e that money did not allow, (providers,).
    """
    reach = np.empty(open_now.shape)
    within_reach(open_now, capacity, budget, reach)
    for p in range(gap.size):
        units[p] = 0.0
        refused[p] = 0.0
        if gap[p] <= 0.0:
            continue
        found = share_orders(
            reach[p], h100e, trains, wait, owning[p], seconds, basket[p], training[p], sharpness, units[p]
        )
        if found == 0.0:
            continue
        dollars = 0.0
        for y in range(h100e.size):
            if units[p, y] > 0.0:
                dollars += units[p, y] / h100e[y] * price[y]
        bought = min(gap[p], budget[p] / dollars)
        refused[p] = gap[p] - bought
        for y in range(h100e.size):
            if units[p, y] > 0.0:
                units[p, y] *= bought / h100e[y]
