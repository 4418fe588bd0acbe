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


def rivals(tier: Ints, group: Ints) -> tuple[Ints, Ints]:
    """The other offers of the same tier and group: a padded list for each offer, (offers, most), and its length."""
    same = (tier[:, None] == tier) & (group[:, None] == group) & ~np.eye(tier.size, dtype=np.bool_)
    number = same.sum(axis=1)
    lists = np.zeros((tier.size, max(int(number.max()), 1)), dtype=np.int64)
    for o, row in enumerate(same):
        lists[o, : number[o]] = np.flatnonzero(row)
    return lists, number


@kernel
def rival_price(log_prices: Array, others: Ints, kind: int) -> float:
    """Geometric mean price of the other sellers' offers; 0 where there are none that charge.

    `log_prices`: ln USD/Mtok, (offers, 3), -inf where nothing is charged. `others`: the rivals.
    """
    total, number = 0.0, 0
    for r in others:
        if log_prices[r, kind] > -np.inf:
            total += log_prices[r, kind]
            number += 1
    return math.exp(total / number) if number > 0 else 0.0


@kernel
def pressure_of(load: float, target: float, exponent: float) -> float:
    """Factor on the price by how busy the seller is: clip((load / target)^exponent, 1/4, 4)."""
    return min(max(math.pow(load / target, exponent), LOAD_CLIP[0]), LOAD_CLIP[1])


@kernel
def kept_gain(cost: float, first: float, kept: float) -> float:
    """Factor on the markup of a seller that keeps a part of what cost has fallen by: (first cost / cost)^kept."""
    return math.pow(first / cost, kept) if cost > 0.0 and first > 0.0 else 1.0


@kernel
def wanted_price(cost: float, markup: float, pressure: float, rivals: float, rivalry: float, floor: float) -> float:
    """Price that a provider would set if lists were free to move, USD/Mtok.

    cost x markup x pressure of load, drawn towards the rivals' mean (geometric weights), never below
    `floor` x cost.
    """
    own = cost * markup * pressure
    if own > rivals > 0.0:
        own = math.exp((1.0 - rivalry) * math.log(own) + rivalry * math.log(rivals))
    return max(own, floor * cost)


@kernel
def set_prices(
    prices: Array,
    cost: Array,
    first_cost: Array,
    kept: Array,
    markup: Array,
    seller: Ints,
    load: Array,
    others: Ints,
    number: Ints,
    released: Bools,
    horizon: Array,
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
        first_cost: cost when an offer was first listed, (offers, 3), filled then. kept: of `kept_gain`, (offers,).
        markup: price over cost, (offers,). seller: provider of an offer. load: of a provider.
        others, number: rivals of an offer, as from `rivals`.
        released: whether a provider releases a model. horizon: of an offer's model; 0 where there is none yet.
        first: first list price, 0 if unknown.
        own_machine: users' own machines cost what they cost.
        target, exponent: of `pressure_of`. rivalry, floor: of `wanted_price`.
        cached_share: least price of a cached token over a fresh one.
        at_release, otherwise: share of the logarithmic gap to the wanted price that closes.
    """
    logs = np.empty(prices.shape)
    for o in range(prices.shape[0]):
        for kind in range(KINDS):
            logs[o, kind] = math.log(prices[o, kind]) if prices[o, kind] > 0.0 else -np.inf
    for o in range(prices.shape[0]):
        if own_machine[o]:
            for kind in range(KINDS):
                prices[o, kind] = cost[o, kind]
            continue
        if horizon[o] > 0.0:
            pressure = pressure_of(load[seller[o]], target, exponent)
            step = at_release if released[seller[o]] else otherwise
            is_new = prices[o, _OUTPUT] <= 0.0 and prices[o, 0] <= 0.0
            for kind in range(KINDS):
                around = rival_price(logs, others[o, : number[o]], kind)
                before = prices[o, kind]
                if is_new or first_cost[o, kind] <= 0.0:
                    first_cost[o, kind] = cost[o, kind]
                own = markup[o] * kept_gain(cost[o, kind], first_cost[o, kind], kept[o])
                wanted = wanted_price(cost[o, kind], own, pressure, around, rivalry, floor)
                if is_new:
                    prices[o, kind] = first[o, kind] if first[o, 0] > 0.0 else wanted
                elif wanted > 0.0 and before > 0.0:
                    prices[o, kind] = before * (wanted / before) ** step
        prices[o, 1] = max(prices[o, 1], cached_share * prices[o, 0])
