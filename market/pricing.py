"""Prices: what a provider would like to charge, and how far the list moves in a month."""

import numpy as np

from jevons.market.parameters.declare import Array
from jevons.market.vocabulary import Flow

SECONDS_PER_HOUR = 3600.0
# Context at which an output token is priced: a chat or retrieval call; longer ones pay through cached reads.
PRICED_CONTEXT = 8000.0
LOAD_CLIP = (0.25, 4.0)


def unit_costs(seconds: Array, hour_cost: Array, goodput: float) -> Array:
    """Technical cost of fresh, cached and output tokens in USD/Mtok, (offers, 3).

    Args:
        seconds: H100e-seconds per token in four flows, (offers, 4).
        hour_cost: cost of owning and running an H100e for an hour, USD, (offers,).
        goodput: share of computed throughput that is delivered.
    """
    scale = (1e6 / SECONDS_PER_HOUR / goodput) * hour_cost[:, None]
    out = seconds[:, :3] * scale
    out[:, Flow.OUTPUT] += seconds[:, Flow.CONTEXT] * PRICED_CONTEXT * scale[:, 0]
    return out


def wanted_prices(
    cost: Array,
    markup: Array,
    load: Array,
    target: float,
    exponent: float,
    rivals: Array,
    rivalry: float,
    floor: float,
) -> Array:
    """Prices that providers would set if lists were free to move, USD/Mtok, (offers, 3).

    cost x markup x clip((load / target)^exponent, 1/4, 4), drawn towards the rivals' mean (geometric weights),
    never below `floor` x cost.
    """
    own = cost * (markup * np.clip((load / target) ** exponent, *LOAD_CLIP))[:, None]
    with np.errstate(divide="ignore"):
        mixed = np.exp((1.0 - rivalry) * np.log(own) + rivalry * np.log(np.where(rivals > 0, rivals, own)))
    return np.maximum(np.where(own > 0, mixed, 0.0), floor * cost)


def moved(price: Array, wanted: Array, share: Array) -> Array:
    """Prices after closing a share of the logarithmic gap to the wanted ones, (offers, 3)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where((price > 0) & (wanted > 0), (wanted / price) ** share[:, None], 1.0)
    return price * step
