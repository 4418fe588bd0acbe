"""Brands: straight lines in time on every surface where a seller is, and nowhere else."""

import numpy as np
import pytest

from jevons.agents.brands import LEAST_REACH, reach_by_month
from jevons.market.parameters.entities import NOT_DISTRIBUTED
from jevons.market.parameters.registry import SURFACES
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import PROVIDERS
from jevons.market.world import World, build_world

CHAT, AMBIENT, API = range(3)
GROWTH = {"providers.anthropic.reach_growth": 0.6, "providers.google.reach_growth": -1.2}


def world(**overrides: float) -> World:
    return build_world(Scenario(overrides={**GROWTH, **overrides}))


def reach(of: World, provider: str, month: str) -> np.ndarray:
    """Reach of a provider's first offer in a month by surface, (surfaces,)."""
    offer = int(np.flatnonzero(of.structure.offer_provider == PROVIDERS.index(provider))[0])
    return np.asarray(reach_by_month(of)[of.calendar.index(month), offer])


def test_surfaces_stand_in_this_order() -> None:
    assert SURFACES == ("chat", "ambient", "api")


@pytest.mark.parametrize(
    ("month", "years"), [("2023-12", -2.0), ("2025-06", -0.5), ("2025-12", 0.0), ("2026-06", 0.5), ("2026-12", 1.0)]
)
def test_a_brand_rises_on_a_straight_line_through_the_end_of_2025(month: str, years: float) -> None:
    """Anthropic 0.3 and 2.2 with 0.6 a year: 1.0 on the API two years before. Google 2.2, 6 and 0.8, down by 1.2."""
    found = world()
    assert reach(found, "anthropic", month)[[CHAT, API]] == pytest.approx([0.3 + 0.6 * years, 2.2 + 0.6 * years])
    google = [2.2 - 1.2 * years, 6.0 - 1.2 * years, 0.8 - 1.2 * years]
    assert reach(found, "google", month) == pytest.approx(google)


def test_after_2026_brands_stay_where_they_are() -> None:
    """0.3 + 0.6 and 2.2 + 0.6 from the end of 2026 on."""
    found = world()
    for month in ("2027-01", "2030-12", "2035-12"):
        assert reach(found, "anthropic", month)[[CHAT, API]] == pytest.approx([0.9, 2.8])


def test_without_growth_a_brand_is_the_same_in_all_months() -> None:
    found = reach_by_month(build_world(Scenario()))
    assert (found == found[0]).all()


def test_who_is_not_distributed_stays_so() -> None:
    """Anthropic sells no built-in features, however its brand rises: -10 in all months."""
    found = reach_by_month(world(**{"providers.anthropic.reach_growth": 3.0}))
    offers = build_world(Scenario()).structure.offer_provider == PROVIDERS.index("anthropic")
    assert (found[:, offers, AMBIENT] == -10.0).all()
    assert (found[:, offers, CHAT] > NOT_DISTRIBUTED).all()


def test_a_brand_that_falls_is_not_taken_off_the_market() -> None:
    """-6.5 less 6 two years before would be -12.5, below the -9 at which nobody is reached: it stays at -8."""
    found = world(**{"providers.google.reach.chat": -6.5, "providers.google.reach_growth": 3.0})
    assert reach(found, "google", "2023-12")[CHAT] == LEAST_REACH == -8.0
    assert reach(found, "google", "2025-06")[CHAT] == LEAST_REACH
    assert reach(found, "google", "2025-09")[CHAT] == pytest.approx(-7.25)
    assert reach(found, "google", "2025-12")[CHAT] == -6.5
