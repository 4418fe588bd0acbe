"""A shorter run is the beginning of a longer one, to the bit: no month depends on how many follow."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons import Scenario, simulate
from jevons.market.result import Result
from tests.properties.worlds import scenarios, tried


@pytest.fixture(scope="module")
def whole() -> Result:
    return simulate(Scenario(users=500))


@pytest.mark.parametrize("end", ["2024-06", "2025-12", "2031-01"])
def test_a_run_that_ends_sooner_is_the_same_until_then(whole: Result, end: str) -> None:
    scenario = Scenario(users=500, base_month="2023-03", target_month=end, end=end)
    assert_beginning(simulate(scenario), whole)


@tried
@given(scenarios(), st.integers(1, 6))
def test_any_world_lives_the_same_months_if_more_follow(scenario: Scenario, more: int) -> None:
    year, month = divmod(int(scenario.end[:4]) * 12 + int(scenario.end[5:]) - 1 + more, 12)
    longer = scenario.with_(end=min(f"{year:04d}-{month + 1:02d}", "2035-12"))
    assert_beginning(simulate(scenario), simulate(longer))


def assert_beginning(short: Result, long: Result) -> None:
    """Everything recorded of the short run's months has the same bits in the long one."""
    for field in dataclasses.fields(short.record):
        part, whole = getattr(short.record, field.name), getattr(long.record, field.name)
        np.testing.assert_array_equal(part, whole[: len(part)], err_msg=field.name)
