"""Prices: what a token costs to make, what a provider would like to charge, how far the list moves."""

import math

import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import Flow

SECONDS_PER_HOUR = 3600.0
KINDS = 3
# Context at which an output token is priced: a chat or retrieval call; longer ones pay through cached reads.
PRICED_CONTEXT = 8000.0
LOAD_CLIP = (0.25, 4.0)
_OUTPUT, _CONTEXT = int(Flow.OUTPUT), int(Flow.CONTEXT)


def blended(prices: Array) -> Array:
    """Price of three fresh tokens to one of output, USD/Mtok, from list prices by kind on the last axis."""
    return np.asarray((3.0 * prices[..., Flow.FRESH] + prices[..., Flow.OUTPUT]) / 4.0)


@kernel
def unit_costs(seconds: Array, hour_cost: Array, goodput: float, out: Array) -> None:
    """Technical cost of fresh, cached and output tokens in USD/Mtok; 0 where a provider cannot serve the tier.

    Args:
        seconds: H100e-seconds per token in four flows, (offers, 4).
        hour_cost: cost of owning and running an H100e for an hour, USD, (offers,).
        goodput: share of computed throughput that is delivered.
        out: filled, (offers, 3).
    """
    for o in range(seconds.shape[0]):
        scale = 1e6 / SECONDS_PER_HOUR / goodput * hour_cost[o]
        for kind in range(KINDS):
            busy = seconds[o, kind]
            if kind == _OUTPUT:
                busy += seconds[o, _CONTEXT] * PRICED_CONTEXT
            out[o, kind] = busy * scale if busy < np.inf else 0.0


@kernel
def rival_price(log_prices: Array, tier: Ints, group: Ints, o: int, kind: int) -> float:
    """Geometric mean price of the other sellers' offers of the same tier and group; 0 where there are none.

    `log_prices`: ln USD/Mtok, (offers, 3), -inf where nothing is charged.
    """
    total, number = 0.0, 0
    for r in range(tier.size):
        if tier[r] == tier[o] and group[r] == group[o] and r != o and log_prices[r, kind] > -np.inf:
            total += log_prices[r, kind]
            number += 1
    return math.exp(total / number) if number > 0 else 0.0


@kernel
def wanted_price(
    cost: float,
    markup: float,
    load: float,
    target: float,
    exponent: float,
    rivals: float,
    rivalry: float,
    floor: float,
) -> float:
    """Price that a provider would set if lists were free to move, USD/Mtok.

    cost x markup x clip((load / target)^exponent, 1/4, 4), drawn towards the rivals' mean (geometric weights),
    never below `floor` x cost.
    """
    pressure = math.pow(load / target, exponent)
    own = cost * markup * min(max(pressure, LOAD_CLIP[0]), LOAD_CLIP[1])
    if own > 0.0 and rivals > 0.0:
        own = math.exp((1.0 - rivalry) * math.log(own) + rivalry * math.log(rivals))
    return max(own, floor * cost)


@kernel
def set_prices(
    prices: Array,
    cost: Array,
    markup: Array,
    load: Array,
    tier: Ints,
    group: Ints,
    released: Bools,
    sold: Bools,
    first: Array,
    own_machine: Bools,
    target: float,
    exponent: float,
    rivalry: float,
    floor: float,
    cached_share: float,
    at_release: float,
    otherwise: float,
) -> None:
    """Move the lists of all offers by a month.

    Args:
        prices: USD/Mtok, (offers, 3), updated. cost: as from `unit_costs`.
        markup, load: price over cost, load of the seller, (offers,).
        tier, group: offers of the same tier and group are rivals, (offers,).
        released: the seller releases a model. sold: the offer exists. first: first list price, 0 if unknown.
        own_machine: users' own machines cost what they cost.
        target, exponent, rivalry, floor: of `wanted_price`.
        cached_share: least price of a cached token over a fresh one.
        at_release, otherwise: share of the logarithmic gap to the wanted price that closes.
    """
    before, logs = prices.copy(), np.log(prices)
    for o in range(prices.shape[0]):
        for kind in range(KINDS):
            if own_machine[o]:
                prices[o, kind] = cost[o, kind]
                continue
            if not sold[o]:
                continue
            rivals = rival_price(logs, tier, group, o, kind)
            wanted = wanted_price(cost[o, kind], markup[o], load[o], target, exponent, rivals, rivalry, floor)
            if before[o, _OUTPUT] <= 0.0 and before[o, 0] <= 0.0:
                prices[o, kind] = first[o, kind] if first[o, 0] > 0.0 else wanted
            elif wanted > 0.0 and before[o, kind] > 0.0:
                step = at_release if released[o] else otherwise
                prices[o, kind] = before[o, kind] * (wanted / before[o, kind]) ** step
        if not own_machine[o]:
            prices[o, 1] = max(prices[o, 1], cached_share * prices[o, 0])
