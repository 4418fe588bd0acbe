"""Causes: what a run has that its twin has not, over what it has grown by."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.causes import caused, find_causes

WORK = st.floats(1e-3, 1e6)


@pytest.mark.parametrize(
    ("end", "without", "share"),
    [(9.0, 1.0, 1.0), (9.0, 9.0, 0.0), (9.0, 5.0, 0.5), (9.0, 0.5, 1.0625), (9.0, 11.0, -0.25)],
)
def test_of_growth_from_one_to_nine_a_twin_lacks_its_part(end: float, without: float, share: float) -> None:
    """(9 - x) / 8: all of it, none, half; more than all where work falls; less than none where it grows more."""
    assert caused(end, without, 1.0) == pytest.approx(share)


def test_without_growth_nothing_is_caused() -> None:
    assert math.isnan(caused(2.0, 1.0, 2.0))


@given(WORK, WORK, WORK, st.floats(1e-3, 1e3))
def test_shares_do_not_depend_on_the_unit_of_work(end: float, without: float, start: float, unit: float) -> None:
    found, again = caused(end, without, start), caused(end * unit, without * unit, start * unit)
    assert found == pytest.approx(again, rel=1e-6, abs=1e-9, nan_ok=True)


def test_causes_are_read_between_two_months_of_the_run_and_of_twins_that_end_earlier() -> None:
    run, agents, prices = np.array([5.0, 2.0, 6.0, 10.0, 99.0]), np.array([5.0, 2.0, 2.0, 3.0]), np.full(4, 8.0)
    found = find_causes(run, {"agents": agents, "prices": prices}, 1, 3)
    assert found.growth == 5.0
    assert found.without == {"agents": 1.5, "prices": 4.0}
    assert found.share == {"agents": 0.875, "prices": 0.25}
    assert found.row() == {
        "work_growth": 5.0,
        "work_without_agents": 1.5,
        "work_without_prices": 4.0,
        "caused_agents": 0.875,
        "caused_prices": 0.25,
    }
