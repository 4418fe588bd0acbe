"""CRPS by hand, against numerical integration, and its properties."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from jevons.calibration.scores.crps import crps_ensemble, crps_normal, crps_published, distance

Array = npt.NDArray[np.float64]
number = st.floats(-20.0, 20.0)
spread = st.floats(0.01, 10.0)
ensemble = st.lists(number, min_size=1, max_size=12)


def integrated(mean: float, sd: float, seen: float) -> float:
    """The definition: (F - step)^2, integrated on both sides of what was seen."""
    below = quad(lambda x: norm.cdf(x, mean, sd) ** 2, mean - 12.0 * sd, seen)[0]
    above = quad(lambda x: norm.sf(x, mean, sd) ** 2, seen, mean + 12.0 * sd)[0]
    return float(below + above)


def pairwise(members: list[float], seen: float) -> float:
    """The fair estimator as it is written down, each pair visited."""
    count = len(members)
    apart = sum(abs(one - other) for one in members for other in members)
    return sum(abs(one - seen) for one in members) / count - apart / (2.0 * count * max(count - 1, 1))


def test_a_standard_normal_seen_at_its_mean() -> None:
    """2 phi(0) - 1 / sqrt(pi) = 0.7979 - 0.5642 = 0.2337."""
    assert float(crps_normal(0.0, 1.0, 0.0)) == pytest.approx(math.sqrt(2 / math.pi) - 1 / math.sqrt(math.pi))
    assert float(crps_normal(0.0, 1.0, 0.0)) == pytest.approx(0.2337, abs=1e-4)


@pytest.mark.parametrize(("mean", "sd", "seen"), [(0.0, 1.0, 0.0), (1.0, 0.3, 1.9), (-2.0, 2.0, 1.0), (0.5, 0.7, -0.4)])
def test_the_normal_s_is_the_integral_that_defines_it(mean: float, sd: float, seen: float) -> None:
    assert float(crps_normal(mean, sd, seen)) == pytest.approx(integrated(mean, sd, seen), rel=1e-6)


def test_without_spread_it_is_the_absolute_error() -> None:
    np.testing.assert_allclose(crps_normal(np.array([1.0, 1.0]), 0.0, np.array([3.0, 0.5])), [2.0, 0.5])
    assert float(crps_ensemble(np.array([1.0]), 3.0)) == 2.0
    assert float(crps_ensemble(np.full(7, 1.0), 3.0)) == pytest.approx(2.0)


def test_two_members_by_hand() -> None:
    """Members 0 and 2, seen 1: (1 + 1) / 2 - 2 / 2 = 0; seen 3: (3 + 1) / 2 - 2 / 2 = 1."""
    np.testing.assert_allclose(crps_ensemble(np.array([[0.0, 0.0], [2.0, 2.0]]), np.array([1.0, 3.0])), [0.0, 1.0])


def test_three_members_by_hand() -> None:
    """Members 0, 1, 3, seen 1: (1 + 0 + 2) / 3 - (1 + 3 + 2) / (3 x 2) = 0."""
    assert float(crps_ensemble(np.array([0.0, 1.0, 3.0]), 1.0)) == pytest.approx(0.0)
    assert float(crps_ensemble(np.array([3.0, 0.0, 1.0]), 4.0)) == pytest.approx((4 + 3 + 1) / 3 - 1.0)


@given(ensemble, number)
def test_sorting_gives_what_all_pairs_give(members: list[float], seen: float) -> None:
    assert float(crps_ensemble(np.array(members), seen)) == pytest.approx(pairwise(members, seen), abs=1e-9)


@given(ensemble, number)
def test_an_ensemble_s_is_never_below_zero(members: list[float], seen: float) -> None:
    assert float(crps_ensemble(np.array(members), seen)) >= -1e-9


@given(number, spread, number)
def test_a_normal_s_lies_between_zero_and_the_absolute_error_of_its_median_and_spread(
    mean: float, sd: float, seen: float
) -> None:
    found = float(crps_normal(mean, sd, seen))
    assert 0.0 < found <= abs(seen - mean) + 0.2337 * sd + 1e-6
    assert found >= abs(seen - mean) - sd / math.sqrt(math.pi) - 1e-9


@given(number, spread, number, st.floats(0.1, 10.0), number)
def test_it_is_in_the_unit_of_what_was_seen(mean: float, sd: float, seen: float, scale: float, shift: float) -> None:
    once, moved = crps_normal(mean, sd, seen), crps_normal(scale * mean + shift, scale * sd, scale * seen + shift)
    assert float(moved) == pytest.approx(scale * float(once), rel=1e-6, abs=1e-9)


@given(ensemble, number, st.floats(0.1, 10.0), number)
def test_so_is_an_ensemble_s(members: list[float], seen: float, scale: float, shift: float) -> None:
    once = crps_ensemble(np.array(members), seen)
    moved = crps_ensemble(scale * np.array(members) + shift, scale * seen + shift)
    assert float(moved) == pytest.approx(scale * float(once), abs=1e-7)


@pytest.mark.parametrize("count", [2, 5, 50])
def test_the_size_of_an_ensemble_does_not_favour_it(count: int) -> None:
    """On average over ensembles of any size: the score of the law that they are drawn from, 0.7 off by 0.4 of an sd."""
    luck = np.random.default_rng(7)
    members = luck.normal(0.0, 1.0, size=(count, 200_000 // count))
    found = crps_ensemble(members, 0.4)
    error = found.std() / math.sqrt(found.size)
    assert found.mean() == pytest.approx(float(crps_normal(0.0, 1.0, 0.4)), abs=4.0 * error)


def test_a_true_forecast_scores_best_and_costs_no_more_than_the_noise() -> None:
    """What is seen has noise of sd 0.5. The true law scores 0.5 / sqrt(pi) on average; a wider one, a narrower and a
    shifted one score more, and so does the mean alone, E|noise| = 0.5 sqrt(2 / pi).
    """
    seen = np.random.default_rng(8).normal(1.0, 0.5, size=200_000)
    true = float(crps_normal(1.0, 0.5, seen).mean())
    assert true == pytest.approx(0.5 / math.sqrt(math.pi), rel=0.01)
    for mean, sd in ((1.0, 0.8), (1.0, 0.3), (1.3, 0.5), (1.0, 0.0)):
        assert float(crps_normal(mean, sd, seen).mean()) > true
    assert true < 0.5 * math.sqrt(2.0 / math.pi)


def test_mean_distance_by_hand() -> None:
    """E|Z| = sqrt(2 / pi); far from zero |d| alone; without spread |d|."""
    np.testing.assert_allclose(
        distance(np.array([0.0, 50.0, -3.0]), np.array([1.0, 1.0, 0.0])), [math.sqrt(2.0 / math.pi), 50.0, 3.0]
    )


def test_figures_with_an_error_are_scored_as_the_mixture_that_members_and_error_make() -> None:
    """Members 0 and 2 with an error of 1, seen at 0.5: A(-.5, 1), A(1.5, 1) and A(2, sqrt 2) / 2, each integrated."""

    def mean_distance(apart: float, sd: float) -> float:
        return float(quad(lambda z: abs(apart + sd * z) * norm.pdf(z), -12.0, 12.0, points=[-apart / sd])[0])

    wanted = (mean_distance(-0.5, 1.0) + mean_distance(1.5, 1.0)) / 2.0 - mean_distance(2.0, math.sqrt(2.0)) / 2.0
    assert float(crps_published(np.array([[0.0], [2.0]]), 1.0, 0.5)[0]) == pytest.approx(wanted, rel=1e-7)


def test_a_single_member_with_an_error_is_a_normal() -> None:
    np.testing.assert_allclose(
        crps_published(np.array([[1.0, 2.0]]), np.array([0.3, 0.0]), np.array([1.4, 3.0])),
        crps_normal(np.array([1.0, 2.0]), np.array([0.3, 0.0]), np.array([1.4, 3.0])),
    )


@given(ensemble, number)
def test_without_an_error_it_is_the_ensemble_s(members: list[float], seen: float) -> None:
    column = np.array(members)[:, None]
    assert float(crps_published(column, 0.0, seen)[0]) == pytest.approx(pairwise(members, seen), abs=1e-9)


def test_the_error_is_exact_where_noise_would_be_drawn() -> None:
    """Many members with noise drawn on each score the same on average."""
    luck = np.random.default_rng(9)
    members = luck.normal(0.0, 0.6, size=(40, 3000))
    exact = crps_published(members[:, :400], 0.8, 0.7).mean()
    drawn = crps_ensemble(members + luck.normal(0.0, 0.8, size=members.shape), 0.7)
    assert exact == pytest.approx(float(drawn.mean()), abs=5.0 * float(drawn.std()) / math.sqrt(drawn.size) + 0.01)


def test_no_member_and_a_spread_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="an ensemble without a member; allowed is one or more"):
        crps_ensemble(np.empty((0, 3)), 1.0)
    with pytest.raises(ValueError, match=r"sd -0\.1 of a forecast; allowed is zero or above"):
        crps_normal(0.0, -0.1, 1.0)
    with pytest.raises(ValueError, match="error -1 of a figure; allowed is zero or above"):
        crps_published(np.zeros((2, 1)), -1.0, 1.0)
