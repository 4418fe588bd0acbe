"""Break-evens: when hardware of one's own, or rented by the hour, costs less than tokens at list price.

Three rules of thumb of the trade, computed from the prices, rents and uses of a run at a month, and from what the
serving equations say a machine delivers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jevons.market.hardware import ownership_cost, recovery_factor
from jevons.market.parameters.declare import Array
from jevons.market.purchase import cost_of_host, power_in_a_host
from jevons.market.result import Result
from jevons.market.serving import ServingError, Techniques, cost_per_token, frontier
from jevons.market.structure import BLOCS
from jevons.market.vocabulary import PROVIDERS, REGIONS, TIERS, WORKLOADS, Flow

LIVES: Final = (36.0, 48.0, 60.0)
"""Months over which a buyer writes hardware off: short, usual, long."""
CHAT: Final = WORKLOADS.index("chat")
SOURCE: Final = "The Inference Economy (seed article, 2026-03-18)"


@dataclass(frozen=True)
class SelfHosted:
    """A model on a rented chip against tokens at list price, for conversations as users hold them in the run.

    Attributes:
        model, system, tier: what is hosted on what, and the tier of offers that it is held against.
        chips: of a replica.
        price: list price of a conversation, USD, of the cheapest, median and dearest seller.
        conversations: a day at which the rent of a replica is what these would have cost, for the same three.
        capacity: conversations a day that a replica can hold.
        utilisation: share of that at which hosting breaks even, for the same three; above 1: never.
        published: what is said of it, as a share; None if nothing.
    """

    model: str
    system: str
    tier: str
    chips: float
    price: tuple[float, float, float]
    conversations: tuple[float, float, float]
    capacity: float
    utilisation: tuple[float, float, float]
    published: float | None


@dataclass(frozen=True)
class BreakEvens:
    """All break-evens of a run at a month.

    Attributes:
        month: `YYYY-MM`. rent: of an H100e outside China, USD an hour.
        fresh, cached, output: tokens of a usual conversation.
        fees: fees of a year over the purchase price at which buying pays, by life in months.
        published_fees: the same as published. published_conversations: a day, as published.
        hosted: models on a rented chip.
        local_share: of demanded tokens, on users' own machines. published_local: as published of hybrid users.
    """

    month: str
    rent: float
    fresh: float
    cached: float
    output: float
    fees: dict[float, float]
    published_fees: tuple[float, float]
    published_conversations: float
    hosted: tuple[SelfHosted, ...]
    local_share: float
    published_local: float


# What is hosted, the tier of offers that it stands against, and the utilisation that is said to break even.
MODELS: Final = (
    ("llama_3_8b", "small", 0.5),
    ("qwen3_14b", "mid", 0.1),
    ("llama_3_70b", "frontier", None),
)


def break_evens(found: Result, month: str, system: str = "h100") -> BreakEvens:
    """Compute the break-evens of a run at a month.

    Args:
        found: a run. month: `YYYY-MM`, a month of the run. system: chip that is rented, by its name in the catalogue.

    Raises:
        jevons.market.serving.ServingError: there is no such system, or it does not hold a model.
    """
    at = found.world.calendar.index(month)
    fresh, cached, output = conversation(found, at)
    rent = float(found.record.rent[at, 0])
    hosted = []
    for model, tier, published in MODELS:
        price = prices_of(found, at, tier, (fresh, cached, output))
        hosted.append(host(found, model, tier, system, rent, price, (fresh, cached, output), published))
    tokens = found.record.tokens[at, :, :, :, : int(Flow.CONTEXT)].sum(axis=(0, 1, 3))
    own = found.world.structure.own_machine
    return BreakEvens(
        month=month,
        rent=rent,
        fresh=fresh,
        cached=cached,
        output=output,
        fees={life: yearly_fees(found, system, life) for life in LIVES},
        published_fees=(0.6, 0.7),
        published_conversations=8000.0,
        hosted=tuple(hosted),
        local_share=float(tokens[own].sum() / max(tokens.sum(), 1e-300)),
        published_local=0.8,
    )


def conversation(found: Result, at: int) -> tuple[float, float, float]:
    """Fresh, cached and output tokens of a mean chat task of a month."""
    tokens = found.record.tokens[at, :, CHAT].sum(axis=(0, 1))
    tasks = max(float(found.record.tasks[at, :, CHAT].sum()), 1e-300)
    fresh, cached, output = (float(tokens[flow]) / tasks for flow in (Flow.FRESH, Flow.CACHED, Flow.OUTPUT))
    return fresh, cached, output


def prices_of(found: Result, at: int, tier: str, tokens: Sequence[float]) -> tuple[float, float, float]:
    """List price of a conversation in a tier outside China: of its cheapest, median and dearest seller, USD."""
    structure, prices = found.world.structure, found.record.prices[at]
    sold = (structure.offer_tier == TIERS.index(tier)) & ~structure.own_machine & (prices[:, Flow.OUTPUT] > 0.0)
    sold &= (structure.bloc[structure.offer_provider] < BLOCS - 1) & (
        structure.offer_provider != PROVIDERS.index("meta")
    )
    bills: Array = prices[sold].dot(np.array(tokens)) / 1e6
    low, middle, high = np.quantile(bills, (0.0, 0.5, 1.0))
    return float(low), float(middle), float(high)


def host(
    found: Result,
    model: str,
    tier: str,
    system: str,
    rent: float,
    price: tuple[float, float, float],
    tokens: tuple[float, float, float],
    published: float | None,
) -> SelfHosted:
    """A model on a chip rented at `rent` USD an H100e-hour, held against the prices of a conversation.

    n = 24 rent / price conversations a day pay the rent; the chip holds 24 rent / cost of them, where cost is what a
    conversation takes of it when it is busy all day. So hosting breaks even at a utilisation of cost / price.
    """
    fresh, cached, output = tokens
    prompt = fresh + cached
    drawn = frontier(system, model, None, prompt, output, Techniques(cached_share=cached / prompt))
    speed = min(float(found.world.tiers.speed[TIERS.index(tier)]), drawn.fastest)
    point, systems = drawn.point(speed), found.world.systems
    if point is None:
        raise ServingError(f"speed {speed:g} tokens/s: {model} on {system} reaches {drawn.fastest:.4g}")
    y = systems.index(system)
    hour = rent * float(systems.h100e[y] / systems.chips[y])
    cost = cost_per_token(drawn, speed, usd_hour=hour).call * output / 1e6
    day = 24.0 * hour * point.chips
    low, middle, high = price
    return SelfHosted(
        model=model,
        system=system,
        tier=tier,
        chips=point.chips,
        price=price,
        conversations=(day / low, day / middle, day / high),
        capacity=day / cost,
        utilisation=(cost / low, cost / middle, cost / high),
        published=published,
    )


def yearly_fees(found: Result, system: str, life: float) -> float:
    """Cost of owning a system for a year over what it costs to buy; higher fees favour buying.

    Life in months.
    """
    return yearly_cost(found, system, life) / _purchase(found, system)


def _purchase(found: Result, system: str) -> float:
    """USD a system with its host, between both ends of its price range."""
    world, y = found.world, found.world.systems.index(system)
    dear = max(world.systems.price_high_usd[y], world.systems.price_low_usd[y])
    return float(np.sqrt(world.systems.price_low_usd[y] * dear) * cost_of_host(world)[y])


def yearly_cost(found: Result, system: str, life: float) -> float:
    """Cost of owning a system for a year in the United States, USD.

    The purchase and its place in a hall are paid back over the life at the return that owners ask for; operations and
    electricity come on top. Life in months.
    """
    world, y = found.world, found.world.systems.index(system)
    us = REGIONS.index("us")
    electricity = float(world.regions.electricity_price[us] * world.regions.pue[us, 0])
    out = np.empty((1, 1))
    ownership_cost(
        np.array([_purchase(found, system)]),
        power_in_a_host(world)[[y]],
        world.investment.facility_cost,
        recovery_factor(world.prices.owner_return, life),
        world.investment.operating_cost,
        np.array([electricity]),
        out,
    )
    return float(out[0, 0]) * 12.0
