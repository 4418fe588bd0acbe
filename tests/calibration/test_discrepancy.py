"""Discrepancy: an offset is learnt, a drift fades, a pace goes on for a while, and nothing known leaves the prior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.discrepancy import START, Discrepancy
from jevons.market.parameters.declare import Array

STEADY = Discrepancy(offset=5.0, drift=0.4, memory=1.5, pace=0.0)
"""Without a pace: offset and drift alone."""
PACED = Discrepancy(pace=0.8, persistence=0.7)
LAGGING = Discrepancy(drift=0.0, pace=0.5, persistence=2.0)


def carried(
    times: list[float], residuals: list[float], at: float, error: float = 1e-6, law: Discrepancy = STEADY
) -> tuple[float, float]:
    mean, spread = law.carried(np.array(times), np.array(residuals)[:, None], np.full(len(times), error), at)
    return float(mean[0]), spread


def test_without_figures_the_prior_stands() -> None:
    """sqrt(5^2 + 0.4^2) = 5.016."""
    mean, spread = STEADY.carried(np.empty(0), np.empty((0, 3)), np.empty(0), 2026.0)
    assert mean.tolist() == [0.0, 0.0, 0.0]
    assert spread == pytest.approx(5.016, rel=1e-4)


def test_at_a_figure_without_error_the_discrepancy_is_known() -> None:
    mean, spread = carried([2025.0, 2026.0], [0.7, 1.1], 2026.0)
    assert mean == pytest.approx(1.1, abs=1e-6)
    assert spread < 1e-3


def test_one_figure_by_hand() -> None:
    """A year on k = 5^2 + 0.4^2 e^(-1/1.5) = 25.0821 of 25.16: 0.9969 of the residual, sd sqrt(25.16 - k^2 / 25.16)."""
    mean, spread = carried([2025.0], [1.0], 2026.0)
    assert mean == pytest.approx(0.9969, abs=1e-4)
    assert spread == pytest.approx(np.sqrt(25.16 - 25.0821**2 / 25.16), abs=1e-3)


def test_far_ahead_the_offset_is_left_and_the_drift_forgotten() -> None:
    """Two figures with residuals 1 +- 0.3: their mean stands for the offset, the last for where it drifted to."""
    near, _ = carried([2024.0, 2025.0], [0.7, 1.3], 2025.1)
    far, spread = carried([2024.0, 2025.0], [0.7, 1.3], 2045.0)
    assert near == pytest.approx(1.3, abs=0.06)
    assert far == pytest.approx(1.0, abs=0.06)
    assert spread > STEADY.drift


def test_a_figure_of_no_trust_teaches_nothing() -> None:
    mean, spread = carried([2025.0], [5.0], 2025.0, error=1e6)
    assert mean == pytest.approx(0.0, abs=1e-6)
    assert spread == pytest.approx(5.016, rel=1e-4)


def test_without_a_pace_there_is_no_lag() -> None:
    """The covariance is that of offset and drift alone: 25.16 at one time, 25 + 0.16 e^(-2/3) a year on."""
    times = START + np.array([0.0, 1.0])
    expected = 25.0 + 0.16 * np.array([[1.0, np.exp(-2 / 3)], [np.exp(-2 / 3), 1.0]])
    np.testing.assert_allclose(STEADY.between(times, times), expected)


def test_the_covariance_of_a_lag_by_hand() -> None:
    """Beside 25 of the offset: nothing at the start; with s tau = 1, t / tau = 1 and 2:

    2 (1 - 1 + e^-1) = 0.7358, 2 (2 - 1 + e^-2) = 2.2707, and between them 2 - 1 + e^-1 + e^-2 - e^-1 = 1.1353.
    """
    times = START + np.array([0.0, 2.0, 4.0])
    expected = 25.0 + np.array([[0.0, 0.0, 0.0], [0.0, 0.7358, 1.1353], [0.0, 1.1353, 2.2707]])
    np.testing.assert_allclose(LAGGING.between(times, times), expected, atol=1e-4)


def test_a_lag_is_a_pace_added_up() -> None:
    """Its covariance is the double integral of s^2 e^(-|a - b| / tau): by midpoints of 3 x 1.5 years, to 1e-3."""
    a, b = (np.arange(600) + 0.5) / 600 * 3.0, (np.arange(600) + 0.5) / 600 * 1.5
    summed = (0.25 * np.exp(-np.abs(a[:, None] - b) / 2.0)).mean() * 3.0 * 1.5
    found = LAGGING.between(START + np.array([3.0]), START + np.array([1.5]))[0, 0] - 25.0
    assert found == pytest.approx(summed, abs=1e-3)


def test_before_the_start_nothing_has_lagged() -> None:
    early = START - np.array([0.5, 3.0])
    np.testing.assert_allclose(LAGGING.between(early, early), 25.0)


def test_a_series_that_outgrew_the_model_goes_on_to_and_ever_less() -> None:
    """Ahead by half more in each of three years: by more again a year on, then by less and less."""
    times = (START + np.array([0.0, 1.0, 2.0, 3.0])).tolist()
    ahead = [carried(times, [0.0, 0.5, 1.0, 1.5], START + 3.0 + years, error=0.01, law=LAGGING) for years in range(5)]
    steps = np.diff([mean for mean, _ in ahead])
    assert 0.2 < steps[0] < 0.5
    assert (np.diff(steps) < 0.0).all()
    assert (steps > 0.0).all()
    assert (np.diff([spread for _, spread in ahead]) > 0.0).all()
    still, _ = carried(times, [0.0, 0.5, 1.0, 1.5], START + 4.0, error=0.01)
    assert still < 1.5


@given(
    st.lists(st.floats(2023.0, 2026.0), min_size=1, max_size=6, unique=True), st.floats(-3.0, 3.0), st.floats(0.0, 4.0)
)
def test_a_constant_residual_is_carried_on_nearly_whole(times: list[float], level: float, ahead: float) -> None:
    """The prior pulls a little towards nought; spread grows with the distance to the last figure."""
    times = sorted(times)
    mean, spread = carried(times, [level] * len(times), times[-1] + ahead, error=0.05)
    assert abs(mean - level) <= 0.01 * abs(level) + 1e-9
    _, later = carried(times, [level] * len(times), times[-1] + ahead + 1.0, error=0.05)
    assert later >= spread - 1e-9


def test_members_are_carried_each_by_its_own_residuals() -> None:
    mean, _ = STEADY.carried(np.array([2025.0]), np.array([[1.0, -2.0]]), np.array([0.1]), 2025.5)
    assert mean[1] == pytest.approx(-2.0 * mean[0])


def integrated(law: Discrepancy, times: Array, paths: int, step: float = 0.01) -> Array:
    """Covariance of a pace that wanders about nought from the start on, added up along its way: each path is drawn."""
    luck = np.random.default_rng(3)
    steps = round(float(times.max()) / step)
    kept = np.exp(-step / law.persistence)
    pace = law.pace * luck.standard_normal(paths)
    lag, along = np.zeros(paths), np.zeros((steps + 1, paths))
    for n in range(1, steps + 1):
        later = kept * pace + law.pace * np.sqrt(1.0 - kept**2) * luck.standard_normal(paths)
        lag = lag + step * (pace + later) / 2.0
        pace, along[n] = later, lag
    at = along[np.rint(times / step).astype(int)]
    return np.asarray(at @ at.T / paths)


def test_a_lag_has_the_covariance_of_an_integrated_pace() -> None:
    """By Monte Carlo, 40,000 paths: a few per cent."""
    times = np.array([0.3, 1.0, 2.0, 3.5])
    law = Discrepancy(offset=0.0, drift=0.0, pace=0.8, persistence=0.7)
    found = law.between(START + times, START + times)
    np.testing.assert_allclose(integrated(law, times, 40_000) / found, 1.0, atol=0.04)


def test_long_after_the_start_a_lag_walks() -> None:
    """Its variance grows by 2 s^2 tau a year: 2 x 0.64 x 0.7."""
    late = np.array([START + 50.0, START + 51.0])
    variance = np.diag(PACED.between(late, late))
    assert variance[1] - variance[0] == pytest.approx(2.0 * 0.64 * 0.7)


@given(
    st.lists(st.floats(START, START + 8.0), min_size=1, max_size=8, unique=True),
    st.floats(0.01, 3.0),
    st.floats(0.1, 5.0),
)
def test_the_covariance_is_positive_definite(times: list[float], pace: float, persistence: float) -> None:
    at = np.array(sorted(times))
    found = Discrepancy(pace=pace, persistence=persistence).between(at, at)
    np.testing.assert_allclose(found, found.T)
    np.linalg.cholesky(found + 1e-6 * np.eye(len(at)))


def test_one_that_fell_behind_is_carried_down_as_far() -> None:
    times = list(START + 1.0 + np.arange(0.0, 2.01, 0.25))
    residuals = [0.8 * (time - times[0]) for time in times]
    up, spread = carried(times, residuals, times[-1] + 1.0, law=PACED)
    down, same = carried(times, [-residual for residual in residuals], times[-1] + 1.0, law=PACED)
    assert down == pytest.approx(-up)
    assert same == spread


def test_a_pace_adds_to_the_doubt_the_farther_ahead_the_more() -> None:
    times = [START + 1.0, START + 2.0]
    more = [
        carried(times, [0.0, 0.0], times[-1] + ahead, law=PACED)[1] - carried(times, [0.0, 0.0], times[-1] + ahead)[1]
        for ahead in (0.25, 1.0, 3.0)
    ]
    assert 0.0 < more[0] < more[1] < more[2]


def test_with_a_pace_and_no_figures_the_prior_of_that_time_stands() -> None:
    at = START + 2.0
    _, spread = PACED.carried(np.empty(0), np.empty((0, 1)), np.empty(0), at)
    assert spread == pytest.approx(np.sqrt(PACED.between(np.array([at]), np.array([at]))[0, 0]))
    assert spread > STEADY.carried(np.empty(0), np.empty((0, 1)), np.empty(0), at)[1]
