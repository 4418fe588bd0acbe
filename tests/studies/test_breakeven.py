"""Break-evens: rent over price, cost over price, and a year of owning over the purchase."""

from functools import cache

import numpy as np
import pytest

from jevons.agents.population import simulate
from jevons.market.catalogue import load_catalogue
from jevons.market.result import Result
from jevons.market.scenario import Scenario
from jevons.market.serving import ServingError
from jevons.market.vocabulary import TIERS, Flow
from jevons.studies.breakeven import CHAT, break_evens, conversation, prices_of, yearly_fees

MONTH = "2025-06"


@cache
def run() -> Result:
    return simulate(Scenario(users=500, end="2025-12", target_month="2025-12", base_month="2025-01"))


def test_a_conversation_is_the_mean_chat_task() -> None:
    """Tokens of the month over its tasks, by kind, so that conversations times tasks give the tokens back."""
    at = run().world.calendar.index(MONTH)
    tasks = run().record.tasks[at, :, CHAT].sum()
    tokens = run().record.tokens[at, :, CHAT].sum(axis=(0, 1))
    for found, flow in zip(conversation(run(), at), (Flow.FRESH, Flow.CACHED, Flow.OUTPUT), strict=True):
        assert found * tasks == pytest.approx(tokens[flow])


def test_hosting_breaks_even_where_rent_over_price_meets_what_the_chip_holds() -> None:
    """Conversations that pay the rent over those that a replica holds are the utilisation that breaks even; a replica
    of n chips is paid n x 24 rents a day; and a dearer seller is beaten by fewer conversations.
    """
    found = break_evens(run(), MONTH)
    for one in found.hosted:
        for price, day, busy in zip(one.price, one.conversations, one.utilisation, strict=True):
            assert busy == pytest.approx(day / one.capacity)
            assert day * price == pytest.approx(24.0 * found.rent * one.chips)
        assert one.price[0] <= one.price[1] <= one.price[2]
        assert one.conversations[0] >= one.conversations[1] >= one.conversations[2]


def test_prices_are_those_of_sellers_outside_china() -> None:
    """1,000 fresh and 500 output tokens: input price / 1,000 + output price / 2,000 in cents; some seller's."""
    at = run().world.calendar.index(MONTH)
    low, middle, high = prices_of(run(), at, "frontier", (1000.0, 0.0, 500.0))
    structure, prices = run().world.structure, run().record.prices[at]
    names = [
        name
        for name, tier in zip(structure.offer_names, structure.offer_tier, strict=True)
        if TIERS[tier] == "frontier"
    ]
    bills = {name: (1000.0 * prices[o, 0] + 500.0 * prices[o, 2]) / 1e6 for o, name in enumerate(structure.offer_names)}
    western = [bills[name] for name in names if bills[name] > 0.0 and not name.startswith(("bytedance", "china"))]
    assert (low, middle, high) == pytest.approx((min(western), float(np.median(western)), max(western)))


def test_a_year_of_owning_is_annuity_operations_and_electricity() -> None:
    """An H100 at the geometric mean of 22,000 and 40,000 with its server (x 1.35) is 40,047 USD; 0.7 kW x 1.35 of power
    are 0.945 kW. Five years at 15 %: 0.2983 x (1 + 0.945 x 11,000 / 40,047) + 0.12 + 0.945 x 8,766 h x 0.081 x 1.2 /
    40,047 = 0.5158.
    """
    h100 = next(one for one in load_catalogue().systems if one.system == "h100")
    assert (h100.price_low_usd, h100.price_high_usd, h100.power_w) == (22000.0, 40000.0, 700.0)
    assert yearly_fees(run(), "h100", 60.0) == pytest.approx(0.5158, rel=1e-3)
    assert yearly_fees(run(), "h100", 36.0) > yearly_fees(run(), "h100", 48.0) > yearly_fees(run(), "h100", 60.0)


def test_a_system_that_is_not_known_is_refused() -> None:
    with pytest.raises(ServingError, match="'h101' is not in the catalogue"):
        break_evens(run(), MONTH, "h101")
