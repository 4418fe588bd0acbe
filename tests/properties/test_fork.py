"""A fork is the run that it saves: the twin that takes over is the twin that lived all months, to the bit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from jevons import Scenario, simulate
from jevons.agents.fork import live_together
from jevons.agents.population import open_market
from jevons.market.result import Result, result_of
from jevons.market.world import build_world
from jevons.studies.twins import TWINS, run_twins, twin_of
from tests.properties.worlds import scenarios, scores, tried


def assert_same(found: Result, expected: Result) -> None:
    """Everything recorded has the same bits."""
    for field in dataclasses.fields(expected.record):
        values = (getattr(result.record, field.name) for result in (found, expected))
        np.testing.assert_array_equal(*values, err_msg=field.name)


@pytest.mark.parametrize("base", ["2024-02", "2026-03", "2029-07"])
def test_the_frozen_twin_is_the_one_that_lived_all_months(base: str) -> None:
    scenario = Scenario(users=500, base_month=base, target_month="2031-06", end="2032-01")
    twins = run_twins(scenario)
    assert_same(twins.base, simulate(scenario))
    assert_same(twins.frozen, simulate(twin_of(scenario)))


@pytest.mark.parametrize("base", ["2024-02", "2026-03"])
def test_all_twins_of_a_run_are_the_ones_that_lived_all_months(base: str) -> None:
    scenario = Scenario(users=500, base_month=base, target_month="2028-06", end="2029-01")
    twins = run_twins(scenario, tuple(TWINS))
    assert list(twins.others) == list(TWINS)
    assert_same(twins.base, simulate(scenario))
    for name, twin in twins.others.items():
        assert_same(twin, simulate(twin_of(scenario, name)))


def test_a_null_twin_differs_by_exactly_nothing() -> None:
    """It takes over at the base month and lives on by itself."""
    scenario = Scenario(users=500, end="2030-12")
    market, twin = (open_market(build_world(scenario)) for _ in range(2))
    live_together(market, [twin], scenario.calendar.index(scenario.base_month))
    assert twin.month == market.month > 0
    for one in (market, twin):
        one.run_model()
    found, same = (result_of(one.world, one.technology, one.record) for one in (market, twin))
    assert found.record is not same.record
    assert_same(found, same)


@tried
@given(scenarios(), scores())
def test_in_any_world(scenario: Scenario, draw: dict[str, float]) -> None:
    twins = run_twins(scenario, tuple(TWINS), draw=draw)
    assert_same(twins.base, simulate(scenario, draw=draw))
    for name, twin in twins.others.items():
        assert_same(twin, simulate(twin_of(scenario, name), draw=draw))
