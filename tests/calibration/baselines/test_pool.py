"""Variances of a pair drawn to those of all pairs, and these to what was declared."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Increments, Past
from jevons.calibration.baselines.pool import SCATTER, WALK, WEIGHT, Pool, about_growth, residuals, shrunk, volatility

Make = Callable[..., Past]


def increments(changes: list[float], years: list[float], noise: float = 0.0) -> Increments:
    return Increments(np.array(changes), np.array(years), np.full(len(changes), noise))


def test_a_variance_is_the_mean_of_what_is_seen_and_of_three_of_the_prior() -> None:
    """(3 x 0.5^2 + 2.0) / (3 + 2) = 2.75 / 5 = 0.55."""
    found = shrunk(squares=2.0, freedom=2.0, prior=0.5)
    assert found.sd**2 == pytest.approx(0.55)
    assert found.freedom == 5.0
    assert found.widened == pytest.approx(math.sqrt(0.55) * student(5.0))


def test_increments_without_noise_are_squared_a_year() -> None:
    """0.3^2 / 0.25 = 0.36 and 0.6^2 / 1 = 0.36: (3 x 0.25 + 0.72) / 5 = 0.294."""
    found = volatility(increments([0.3, -0.6], [0.25, 1.0]), prior=0.5)
    assert found.sd**2 == pytest.approx(0.294)
    assert found.freedom == WEIGHT + 2.0


def test_a_lost_mean_is_a_lost_degree_of_freedom() -> None:
    """(3 x 0.25 + 0.72) / (3 + 2 - 1) = 0.3675."""
    assert volatility(increments([0.3, -0.6], [0.25, 1.0]), prior=0.5, lost=1).sd ** 2 == pytest.approx(0.3675)


def test_without_increments_the_prior_stands() -> None:
    found = volatility(increments([], []), prior=0.7)
    assert (found.sd, found.freedom) == (pytest.approx(0.7), WEIGHT)


def test_hardly_any_noise_gives_what_none_gives() -> None:
    """The two ways to the same number: the search for a maximum, and the closed form where nothing is noisy."""
    changes, years = [0.3, -0.6, 0.1], [0.25, 1.0, 0.5]
    found = volatility(increments(changes, years, noise=1e-12), prior=0.5)
    assert found.sd == pytest.approx(volatility(increments(changes, years), prior=0.5).sd, rel=1e-3)


def test_what_errors_explain_is_not_taken_for_movement() -> None:
    """Changes of 0.3 within a month: 0.3^2 / (1/12) = 1.08 a year, unless each figure has an error of 0.2."""
    changes, years = [0.3, -0.3] * 5, [1.0 / 12.0] * 10
    bare, noisy = (volatility(increments(changes, years, noise), prior=0.5).sd for noise in (0.0, 0.08))
    assert bare**2 == pytest.approx((0.75 + 10.8) / 13.0)
    assert noisy < 0.5


@given(
    st.lists(st.tuples(st.floats(-2.0, 2.0), st.floats(0.02, 2.0)), min_size=1, max_size=8),
    st.floats(0.01, 0.5),
    st.floats(0.05, 2.0),
)
def test_the_estimate_is_the_highest_point_of_its_density(
    parts: list[tuple[float, float]], noise: float, prior: float
) -> None:
    """Held against a grid of its own, thirty times finer than the data could tell."""
    changes, years = (np.array(column) for column in zip(*parts, strict=True))
    logs = np.linspace(math.log(1e-6), math.log(1e3), 3001)
    variance = np.exp(logs)[:, None] * years + noise
    density = -0.5 * (np.log(variance) + changes**2 / variance).sum(axis=1)
    density -= 0.5 * WEIGHT * (logs + prior**2 / np.exp(logs))
    found = volatility(Increments(changes, years, np.full(changes.size, noise)), prior).sd
    variance = found**2 * years + noise
    own = -0.5 * float((np.log(variance) + changes**2 / variance).sum())
    own -= 0.5 * WEIGHT * (2.0 * math.log(found) + prior**2 / found**2)
    assert own >= density.max() - 1e-4


def test_increments_about_growth_leave_nothing_of_a_straight_line(make: Make) -> None:
    past = make([2024.0, 2024.3, 2025.0], [1.0, 1.6, 3.0])
    np.testing.assert_allclose(about_growth(past).changes, 0.0, atol=1e-12)


def test_residuals_are_distances_from_the_least_squares_line(make: Make) -> None:
    """Points 0, 1, 0 at 0, 1, 2: the line is flat at 1/3."""
    np.testing.assert_allclose(residuals(make([0.0, 1.0, 2.0], [0.0, 1.0, 0.0])), [-1 / 3, 2 / 3, -1 / 3], atol=1e-12)


def test_nothing_to_pool_gives_what_was_declared(make: Make) -> None:
    assert Pool.of([]) == Pool(WALK, WALK, SCATTER)
    assert Pool.of([make([2024.0], [1.0])]) == Pool()


def test_a_pool_is_the_geometric_mean_over_pairs(make: Make) -> None:
    """One pair moves by 1 in a year: (0.75 + 1) / 4 = 0.4375; one stands: 0.75 / 4 = 0.1875. Their sds' geometric mean
    is (0.4375 x 0.1875)^(1/4) = 0.5352. Two points tell nothing of drift or scatter.
    """
    pool = Pool.of([make([0.0, 1.0], [0.0, 1.0]), make([0.0, 1.0], [0.0, 0.0])])
    assert pool.walk == pytest.approx(0.5352, abs=1e-4)
    assert (pool.drift, pool.scatter) == (WALK, SCATTER)


def test_drift_and_scatter_are_pooled_from_three_points_on(make: Make) -> None:
    """Points 0, 1, 0 at 0, 1, 2: two changes of 1 about a growth of 0, (0.75 + 2) / (3 + 1); about
    the line 1/9 + 4/9 + 1/9 = 2/3 with one degree left, (3 x 0.04 + 2/3) / 4.
    """
    pool = Pool.of([make([0.0, 1.0, 2.0], [0.0, 1.0, 0.0])])
    assert pool.drift == pytest.approx(math.sqrt(2.75 / 4.0))
    assert pool.scatter == pytest.approx(math.sqrt((0.12 + 2.0 / 3.0) / 4.0))


def test_one_restless_pair_does_not_set_the_width_of_all(make: Make) -> None:
    quiet = [make([0.0, 1.0, 2.0], [0.0, 0.1, 0.2]) for _ in range(9)]
    wild = make(np.arange(40.0) / 12.0, np.tile([0.0, 2.0], 20))
    assert Pool.of([*quiet, wild]).walk < 1.5 * Pool.of(quiet).walk
