"""Where a figure falls in its forecast, and what central intervals hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.scores.coverage import inside, pit_ensemble, pit_normal


def test_quantiles_of_a_normal() -> None:
    """-1.645, 0 and 0.674 sds from the mean: 5, 50 and 75 %."""
    found = pit_normal(2.0, 0.5, 2.0 + 0.5 * np.array([-1.6449, 0.0, 0.6745]))
    np.testing.assert_allclose(found, [0.05, 0.5, 0.75], atol=1e-4)


def test_without_spread_a_figure_lies_below_at_or_above() -> None:
    np.testing.assert_array_equal(pit_normal(1.0, 0.0, np.array([0.0, 1.0, 2.0])), [0.0, 0.5, 1.0])


def test_ranks_of_an_ensemble() -> None:
    """Nine members 1 to 9: below all (0 + 1/2) / 10; at the fifth (4 + 1/2 + 1/2) / 10; above all (9 + 1/2) / 10."""
    members = np.repeat(np.arange(1.0, 10.0)[:, None], 3, axis=1)
    np.testing.assert_allclose(pit_ensemble(members, np.array([0.0, 5.0, 10.0])), [0.05, 0.5, 0.95])


def test_an_error_spreads_members() -> None:
    """Members -1 and 1 with an error of 1, seen at 1: Phi(2) + Phi(0) = 1.4772; (1.4772 + 1/2) / 3."""
    assert float(pit_ensemble(np.array([-1.0, 1.0]), 1.0, 1.0)) == pytest.approx((0.97725 + 0.5 + 0.5) / 3.0, abs=1e-5)


def test_an_error_of_next_to_nothing_is_none() -> None:
    members, seen = np.array([0.1, 0.4, 0.9]), 0.5
    assert float(pit_ensemble(members, seen, 1e-9)) == pytest.approx(float(pit_ensemble(members, seen)))


def test_the_edges_of_an_interval_belong_to_it() -> None:
    pit = np.array([0.049, 0.05, 0.25, 0.5, 0.75, 0.95, 0.951])
    np.testing.assert_array_equal(inside(pit, 0.9), [False, True, True, True, True, True, False])
    np.testing.assert_array_equal(inside(pit, 0.5), [False, False, True, True, True, False, False])


@given(st.floats(0.0, 1.0))
def test_what_the_narrow_interval_holds_the_wide_one_holds(pit: float) -> None:
    assert not inside(np.array(pit), 0.5) or inside(np.array(pit), 0.9)


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_intervals_of_honest_forecasts_hold_what_they_say(level: float) -> None:
    luck = np.random.default_rng(10)
    mean, sd = luck.normal(size=40_000), luck.uniform(0.1, 2.0, size=40_000)
    assert inside(pit_normal(mean, sd, luck.normal(mean, sd)), level).mean() == pytest.approx(level, abs=0.01)


@pytest.mark.parametrize("count", [19, 99])
def test_so_do_those_of_ensembles_however_small(count: int) -> None:
    """19 members: ranks 0 to 19 have PITs 0.025, 0.075, ... 0.975; 18 of 20 lie in 0.05 to 0.95."""
    luck = np.random.default_rng(11)
    members, seen = luck.normal(size=(count, 20_000)), luck.normal(size=20_000)
    assert inside(pit_ensemble(members, seen), 0.9).mean() == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("level", [0.0, 1.0, 90.0])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="allowed is a probability above 0 and below 1"):
        inside(np.array([0.5]), level)
