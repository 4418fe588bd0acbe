"""A past: points in order, one a moment, and figures without a logarithm refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.baselines.past import Past, PastError


def test_figures_are_put_in_order_and_into_logarithms() -> None:
    past = Past.of([2025.0, 2024.0], [math.e**2, math.e], [0.2, 0.1])
    np.testing.assert_allclose(past.times, [2024.0, 2025.0])
    np.testing.assert_allclose(past.logs, [1.0, 2.0])
    np.testing.assert_allclose(past.errors, [0.1, 0.2])
    assert (len(past), past.span) == (2, 1.0)
    assert past.growth == pytest.approx(1.0)


def test_figures_of_one_moment_become_one() -> None:
    """Logarithms 1 and 3: 2. Errors 0.3 and 0.1: sqrt((0.09 + 0.01) / 2) = 0.2236, no less for being two."""
    past = Past.of([2025.0, 2025.0, 2024.0], [math.e, math.e**3, 1.0], [0.3, 0.1, 0.0])
    np.testing.assert_allclose(past.times, [2024.0, 2025.0])
    np.testing.assert_allclose(past.logs, [0.0, 2.0])
    np.testing.assert_allclose(past.errors, [0.0, math.sqrt(0.05)])


def test_increments_have_the_errors_of_both_ends() -> None:
    """0.1^2 + 0.2^2 = 0.05 and 0.2^2 + 0.3^2 = 0.13."""
    past = Past.of([2024.0, 2024.5, 2026.0], [1.0, math.e, 1.0], [0.1, 0.2, 0.3])
    found = past.increments()
    np.testing.assert_allclose(found.changes, [1.0, -1.0])
    np.testing.assert_allclose(found.years, [0.5, 1.5])
    np.testing.assert_allclose(found.noise, [0.05, 0.13])


def test_a_single_point_has_no_growth_and_no_increment() -> None:
    past = Past.of([2025.0], [7.0], [0.1])
    assert (past.span, past.growth, past.increments().changes.size) == (0.0, 0.0, 0)


def test_the_latest_points_are_the_last() -> None:
    past = Past.of([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [0.1, 0.2, 0.3])
    np.testing.assert_allclose(past.latest(2).times, [2.0, 3.0])
    assert len(past.latest(9)) == 3


@pytest.mark.parametrize("value", [0.0, -3.0, math.nan, math.inf])
def test_what_has_no_logarithm_is_refused_in_one_line(value: float) -> None:
    with pytest.raises(PastError, match=r"value \S+ at 2025; values must be finite and above zero") as refused:
        Past.of([2024.0, 2025.0], [1.0, value], [0.1, 0.1])
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("error", [-0.1, math.nan])
def test_a_wrong_error_is_refused(error: float) -> None:
    with pytest.raises(PastError, match=r"error \S+ at 2024; errors must be finite and zero or above"):
        Past.of([2024.0], [1.0], [error])


def test_no_figure_and_lists_of_unequal_length_are_refused() -> None:
    with pytest.raises(PastError, match="of one figure or more"):
        Past.of([], [], [])
    with pytest.raises(PastError, match=r"shapes \(2,\), \(1,\) and \(2,\)"):
        Past.of([1.0, 2.0], [1.0], [0.1, 0.1])
    with pytest.raises(PastError, match="time nan is no date"):
        Past.of([math.nan], [1.0], [0.1])


def test_a_time_before_the_last_point_is_refused_and_the_last_point_itself_is_not() -> None:
    past = Past.of([2024.0, 2025.0], [1.0, 2.0], [0.1, 0.1])
    np.testing.assert_allclose(past.years_ahead(np.array([2025.0, 2025.5])), [0.0, 0.5])
    with pytest.raises(PastError, match=r"time 2024\.9 lies before .* allowed are times from 2025 on"):
        past.years_ahead(np.array([2026.0, 2024.9]))


@given(
    st.lists(st.tuples(st.sampled_from([2024.0, 2024.5, 2025.0]), st.floats(0.1, 1e9), st.floats(0.0, 0.7)), min_size=1)
)
def test_the_order_of_figures_does_not_matter(figures: list[tuple[float, float, float]]) -> None:
    first, second = (Past.of(*map(list, zip(*some, strict=True))) for some in (figures, figures[::-1]))
    np.testing.assert_allclose(first.logs, second.logs, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(first.errors, second.errors, rtol=1e-9, atol=1e-12)
    assert (np.diff(first.times) > 0.0).all()
    assert len(first) == len({when for when, _, _ in figures})
