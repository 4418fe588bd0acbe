"""Expectations: growth is smoothed, so that nothing is remembered better than what is new."""

import math

import numpy as np
import pytest

from jevons.agents.expectations import follow_growth
from jevons.agents.population import open_market
from jevons.market.scenario import Scenario
from jevons.market.world import build_world

MEMORY = 6.0


def followed(loads: list[float], trend: float = 0.0) -> list[float]:
    """Trend after each month of a load that was 1 before."""
    before, now, found = np.ones(1), np.array([trend]), []
    for load in loads:
        follow_growth(before, np.array([load]), MEMORY, now)
        found.append(float(now[0]))
    return found


def test_constant_growth_is_a_fixed_point_that_other_expectations_come_to() -> None:
    """5 % a month is expected to be 5 %; of a gap of 5 % a sixth closes in the first month and (5/6)^24 is left."""
    loads = [1.05**month for month in range(1, 25)]
    assert followed(loads, math.log(1.05)) == pytest.approx([math.log(1.05)] * 24)
    found = followed(loads)
    assert found[0] == pytest.approx(math.log(1.05) / 6.0)
    assert found[-1] == pytest.approx(math.log(1.05) * (1.0 - (5.0 / 6.0) ** 24))


def test_a_jump_fades_month_by_month_and_leaves_no_echo() -> None:
    """ln 2 / 6 after the load has doubled once; 5/6 of it a month later, and so on: nothing happens as the doubling
    falls out of any window.
    """
    assert followed([2.0] * 40) == pytest.approx([math.log(2.0) / 6.0 * (5.0 / 6.0) ** month for month in range(40)])


def test_a_load_that_comes_or_goes_has_no_growth() -> None:
    """From nothing to 4 and to nothing again: no growth is known. From 4 to 8: a sixth of ln 2."""
    assert followed([0.0, 4.0], 0.1) == [0.1, 0.1]
    assert followed([0.0, 4.0, 8.0]) == pytest.approx([0.0, 0.0, math.log(2.0) / 6.0])


def test_providers_expect_a_damped_and_capped_part_of_growth() -> None:
    """Trends of 0.05, 0.9 and -0.9 a month go on: 0.6 of the first, 0.03; the others are held to 0.12 either way."""
    rules = {"investment.growth_damping": 0.6, "investment.growth_cap": 0.12}
    sellers = open_market(build_world(Scenario(users=500, overrides=rules))).sellers
    trend = np.zeros_like(sellers.need)
    trend[:3] = 0.05, 0.9, -0.9
    sellers.last_need, sellers.need, sellers.trend = np.ones_like(trend), np.exp(trend), trend
    sellers.forecast()
    np.testing.assert_allclose(sellers.growth[:4], [0.03, 0.12, -0.12, 0.0])
