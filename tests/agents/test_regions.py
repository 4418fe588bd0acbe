"""Regions: projects follow what is contracted for and its growth, within a limit, and enter after the lead time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.agents.regions import Regions, start_projects
from jevons.market.scenario import Scenario
from jevons.market.world import World, build_world

MONTH, LEAD = 2, 30


def started(load: float, expected: float = 0.0, *, limit: float = 0.5, lead: int = LEAD) -> float:
    """GW started in month 2 for a load where 3 GW stand and 1 GW is under way, at a response of a half."""
    coming, under_way = np.zeros((MONTH + lead + 2, 1)), np.ones(1)
    start_projects(
        *(coming, under_way, np.array([3.0]), MONTH, np.array([lead]), np.array([load])),
        *(np.array([expected]), np.array([limit]), 0.5),
    )
    assert coming.sum() == coming[MONTH + lead, 0] == pytest.approx(under_way[0] - 1.0)
    return float(coming[MONTH + lead, 0])


def test_projects_start_for_what_the_contracted_load_will_be_when_they_are_done() -> None:
    """2 GW that grow by 2 % a month for 30 months, with 15 % to spare, are 2.3 e^0.6 = 4.191 GW: half of the 0.191 GW
    that are missing is started. 4 GW that do not grow miss 0.6 GW; 3 GW miss none.
    """
    assert started(2.0, 0.02) == pytest.approx((2.3 * math.exp(0.6) - 4.0) / 2.0)
    assert started(4.0) == pytest.approx(0.3)
    assert started(3.0) == 0.0


def test_a_shrinking_load_is_built_for_as_if_it_stood_still() -> None:
    assert started(4.0, -0.1) == started(4.0)


def test_nobody_looks_further_ahead_than_36_months() -> None:
    """Of a lead time of 48 months 36 are looked ahead: 4.6 e^0.36."""
    assert started(4.0, 0.01, lead=48) == pytest.approx((4.6 * math.exp(0.36) - 4.0) / 2.0)


def test_the_limit_of_growth_counts_from_the_power_that_stands_or_is_under_way() -> None:
    """At 5 % a month 0.2 GW are started of 3 + 1 GW, however much is missing."""
    assert started(40.0, limit=0.05) == pytest.approx(0.2)


@given(load=st.floats(0.0, 1e4), expected=st.floats(-0.5, 0.2), limit=st.floats(0.0, 0.2))
def test_never_more_is_started_than_the_limit_of_growth(load: float, expected: float, limit: float) -> None:
    """As a share of the 4 GW that stand or are under way."""
    assert 0.0 <= started(load, expected, limit=limit) <= limit * 4.0


def test_without_load_there_are_no_projects_however_fast_it_grew() -> None:
    assert started(0.0, 0.5) == 0.0


@pytest.fixture(scope="module")
def world() -> World:
    rules = {"power.trend_share": 0.6, "power.build_response": 0.5, "regions.us.lead_time": 30.0}
    return build_world(Scenario(end="2031-12", overrides=rules))


def test_power_that_is_promised_is_connected_in_its_month(world: World) -> None:
    """1 GW enters in each month from the third on: 3 GW are promised five months after month 0."""
    grids = Regions(world)
    grids.coming[:], grids.under_way[:] = 0.0, 0.0
    grids.coming[3:9, 0], grids.under_way[0] = 1.0, 6.0
    start = grids.connect(0)[0]
    assert [grids.promised(0, ahead)[0] - start for ahead in (0.0, 2.4, 3.0, 5.0, 60.0)] == pytest.approx(
        [0, 0, 1, 3, 6]
    )
    assert [float(grids.connect(month)[0] - start) for month in range(1, 6)] == pytest.approx([0, 0, 1, 2, 3])
    assert grids.under_way[0] == pytest.approx(3.0)


def test_sites_are_built_for_a_part_of_the_smoothed_growth_of_the_load(world: World) -> None:
    """1 GW is contracted for and then 1.2 GW: a trend of 0.01 goes a twelfth of the way to ln 1.2, to 0.02436 a month.
    0.6 of that over the 30 months of the US makes 1.38 GW, with some to spare, 2.139 GW: half of the 0.039 GW beyond
    the 2.1 GW that stand is started.
    """
    grids, us = Regions(world), 0
    grids.coming[:], grids.under_way[:], grids.available[:], grids.trend[:] = 0.0, 0.0, 2.1, 0.01
    grids.load[:] = 1.0
    grids.plan(5, np.full(5, 1.2))
    trend = 0.01 + (math.log(1.2) - 0.01) / 12.0
    assert grids.lead[us] == 30
    assert grids.trend[us] == pytest.approx(trend)
    assert grids.coming[5 + 30, us] == pytest.approx((1.15 * 1.2 * math.exp(0.6 * trend * 30) - 2.1) / 2.0)
    assert grids.coming[5 + 30, us] == pytest.approx(0.0198, rel=0.02)
