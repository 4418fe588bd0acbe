"""AR(1) on growth: interpolated months, a growth that is remembered in part, and what is not known of both."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from jevons.calibration.baselines.drift import drift
from jevons.calibration.baselines.growth import MOST_MEMORY, growth_memory, monthly_growth
from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool

Make = Callable[..., Past]


def monthly(make: Make, growths: list[float] | npt.NDArray[np.float64], error: float = 0.0) -> Past:
    logs = np.concatenate([[0.0], np.cumsum(growths)])
    return make(2024.0 + np.arange(logs.size) / 12.0, logs, error=error)


def test_points_are_joined_by_months_that_end_at_the_last(make: Make) -> None:
    """From 0 to 0.6 in six months and to 0 in the two after: 0.1 a month six times, then -0.3 twice."""
    past = make([2024.0, 2024.5, 2024.0 + 8.0 / 12.0], [0.0, 0.6, 0.0])
    np.testing.assert_allclose(monthly_growth(past), [0.1] * 6 + [-0.3] * 2)


def test_a_part_of_a_month_before_the_first_whole_one_is_left_out(make: Make) -> None:
    """2.5 months at 0.12 a month: the last two."""
    past = make([2024.0, 2024.0 + 2.5 / 12.0], [0.0, 0.3])
    np.testing.assert_allclose(monthly_growth(past), [0.12, 0.12])


def test_growth_falls_back_to_its_mean_by_its_autocorrelation(make: Make) -> None:
    """Growths 1, 1, 0, 0, 1, 0: mean 1/2, deviations + + - - + - of a half. Products of neighbours + - + - -, so the
    memory is -1/6. The last deviation is -1/2, then 1/12 and -1/72: growth 7/12 and 35/72 in two months.
    """
    past = monthly(make, [1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
    at = past.times[-1] + np.array([1.0, 2.0]) / 12.0
    found = growth_memory(past, at, Pool())
    np.testing.assert_allclose(found.mean - past.logs[-1], [7.0 / 12.0, 7.0 / 12.0 + 35.0 / 72.0])


def test_between_months_mean_and_variance_are_joined(make: Make) -> None:
    past = monthly(make, [0.3, 0.1, 0.2, 0.4, 0.2, 0.3])
    found = growth_memory(past, past.times[-1] + np.array([1.0, 1.5, 2.0]) / 12.0, Pool())
    assert found.mean[1] == pytest.approx((found.mean[0] + found.mean[2]) / 2.0)
    assert found.sd[1] ** 2 == pytest.approx((found.sd[0] ** 2 + found.sd[2] ** 2) / 2.0)


def test_variance_of_a_month_by_hand(make: Make) -> None:
    """Seven points on a line: no memory is told, squares are zero, n = 6. s^2 = (3 x 0.25 / 12) / (3 + 3), widened;
    the next month adds s^2 by its shock and s^2 / 6 by the mean, the last figure 0.1^2.
    """
    found = growth_memory(monthly(make, [0.2] * 6, error=0.1), np.array([2024.5 + 1.0 / 12.0]), Pool())
    shock = 0.75 / 12.0 / 6.0 * student(6.0) ** 2
    assert found.mean[0] == pytest.approx(1.4)
    assert found.sd[0] == pytest.approx(math.sqrt(shock * (1.0 + 1.0 / 6.0) + 0.01), rel=1e-6)


def test_variance_with_memory_by_hand(make: Make) -> None:
    """Growths 1, 1, 0, 0, 1, 0 again: memory f = -1/6, six increments, so three degrees of freedom. Shocks 7/12, -5/12,
    -7/12, 5/12, -5/12 have squares of 173/144 together, over 5 - 2 = 3. The pool's shock is 0.5 / sqrt(12) x 7/6.

    s^2 = (3 x 0.25 / 12 x 49/36 + 173/144) / 6, widened at six. The next month adds s^2 by its shock, s^2 / 6 by its
    mean and (1/2)^2 (1 - 1/36) / 6 by the memory of a deviation of -1/2.
    """
    past = monthly(make, [1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
    found = growth_memory(past, past.times[-1:] + 1.0 / 12.0, Pool())
    shock = (0.0625 * 49.0 / 36.0 + 173.0 / 144.0) / 6.0 * student(6.0) ** 2
    assert found.sd[0] ** 2 == pytest.approx(shock * 7.0 / 6.0 + 0.25 * 35.0 / 36.0 / 6.0)


def test_interpolated_months_are_no_evidence_of_their_own(make: Make) -> None:
    """The same line over two years, seen at 25 dates and at 5; six months on. s^2 = 3 x 0.25 / 12 over 3 + 21 and 3 + 1
    degrees of freedom; six shocks add 6 s^2, and the mean 36 s^2 over 24 and 4 increments.
    """
    many = monthly(make, [0.1] * 24)
    few = make([2024.0, 2024.5, 2025.0, 2025.5, 2026.0], [0.0, 0.6, 1.2, 1.8, 2.4])
    at = np.array([2026.5])
    of_many, of_few = growth_memory(many, at, Pool()), growth_memory(few, at, Pool())
    assert of_few.mean[0] == pytest.approx(of_many.mean[0])
    assert of_many.sd[0] ** 2 == pytest.approx(0.0625 / 24.0 * student(24.0) ** 2 * (6.0 + 36.0 / 24.0), rel=1e-6)
    assert of_few.sd[0] ** 2 == pytest.approx(0.0625 / 4.0 * student(4.0) ** 2 * (6.0 + 36.0 / 4.0), rel=1e-6)


def test_a_step_just_before_the_end_is_not_continued_for_ever(make: Make) -> None:
    """A price that stood for a year and halves in a month: least squares would take memory for more than one."""
    past = monthly(make, [0.0] * 12 + [-0.7])
    found = growth_memory(past, np.array([past.times[-1] + 1.0]), Pool())
    assert abs(found.mean[0] - past.logs[-1]) < 0.7 * (1.0 + 1.0 / (1.0 - MOST_MEMORY))
    assert abs(found.mean[0] - past.logs[-1]) < 1.5


def test_without_memory_far_ahead_it_grows_as_drift_does(make: Make) -> None:
    growths = np.tile([0.3, 0.1, 0.2, 0.2], 6)
    past = monthly(make, growths)
    at = np.array([past.times[-1] + 2.0])
    assert growth_memory(past, at, Pool()).mean[0] == pytest.approx(drift(past, at, Pool()).mean[0], abs=0.15)


def test_intervals_hold_nine_of_ten_on_growth_with_memory(make: Make, held: Callable[..., float]) -> None:
    """400 pairs of 30 months: growth about a mean of each pair's own, half of it kept, shocks of 0.1; six months on."""
    luck = np.random.default_rng(5)
    mean = luck.normal(0.05, 0.05, size=400)
    growth, kept = mean.copy(), []
    for _ in range(60):
        growth = mean + 0.5 * (growth - mean) + luck.normal(0.0, 0.1, size=400)
        kept.append(growth)
    logs = np.array(kept).T.cumsum(axis=1)[:, 23:]
    times = 2024.0 + np.arange(logs.shape[1]) / 12.0
    pasts = [make(times[:31], seen[:31]) for seen in logs]
    pool = Pool.of(pasts)
    found = [growth_memory(past, times[36:37], pool) for past in pasts]
    centre, sd = (np.array([getattr(one, name)[0] for one in found]) for name in ("mean", "sd"))
    assert 0.85 <= held(centre, sd, logs[:, 36]) <= 0.97
    assert 0.42 <= held(centre, sd, logs[:, 36], 0.6745) <= 0.65
