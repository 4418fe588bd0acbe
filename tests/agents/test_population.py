"""A market with its participants: it opens, lives its months, and leaves nothing behind."""

import gc
import weakref

from jevons.agents.population import open_market, simulate
from jevons.market.vocabulary import PROVIDERS, REGIONS, VENDORS
from jevons.market.world import build_world
from tests.markets import lived, small
from tests.reference import ReferencePopulation


def test_every_participant_is_an_agent_of_the_model() -> None:
    market = open_market(build_world(small("2023-06")))
    names = [agent.name for agent in market.agents]
    assert sorted(names) == sorted(["users", *PROVIDERS, *VENDORS, *REGIONS])
    assert len({agent.unique_id for agent in market.agents}) == len(names)


def test_a_market_that_nobody_needs_any_more_is_forgotten() -> None:
    """An ensemble lives thousands of them, each 30 MB large."""
    for population in ({}, {"population": ReferencePopulation}):
        market = weakref.ref(lived(small("2023-06"), 2, **population))
        gc.collect()
        assert market() is None


def test_the_reference_has_an_agent_for_every_user() -> None:
    market = open_market(build_world(small("2023-06", users=600)), population=ReferencePopulation)
    assert len(market.buyers.people) == 600


def test_a_seed_given_to_a_run_takes_the_place_of_the_scenarios() -> None:
    one, other = simulate(small("2023-06", seed=5)), simulate(small("2023-06"), seed=5)
    assert one.record.tokens.tobytes() == other.record.tokens.tobytes()
    assert other.world.scenario.seed == 5
