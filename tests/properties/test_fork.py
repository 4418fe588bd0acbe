"""A fork is the run that it saves: the twin that takes over is the twin that lived all months, to the bit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from jevons import Scenario, simulate
from jevons.market.result import Result
from jevons.studies.twins import frozen, run_twins
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
    assert_same(twins.twin, simulate(frozen(scenario)))


@tried
@given(scenarios(), scores())
def test_in_any_world(scenario: Scenario, draw: dict[str, float]) -> None:
    twins = run_twins(scenario, draw=draw)
    assert_same(twins.base, simulate(scenario, draw=draw))
    assert_same(twins.twin, simulate(frozen(scenario), draw=draw))
