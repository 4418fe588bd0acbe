"""Log-linear: least squares through all points or the last five, with what is not known of the line."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import linregress

from jevons.calibration.baselines.log_linear import LAST, log_linear, log_linear_last
from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.short import Law

Make = Callable[..., Past]


def test_three_points_by_hand(make: Make) -> None:
    """Points 0, 1, 0 at 0, 1, 2: flat at 1/3, squares 2/3. s^2 = (3 x 0.04 + 2/3) / 4 = 0.19667, widened at 4 degrees.
    At 3, two years from the mean time with sum of squares 2: s^2 (1/3 + 4/2 + 1) without errors of publication.
    """
    found = log_linear(make([0.0, 1.0, 2.0], [0.0, 1.0, 0.0]), np.array([3.0]), Pool())
    assert found.mean[0] == pytest.approx(1.0 / 3.0)
    variance = (0.12 + 2.0 / 3.0) / 4.0 * student(4.0) ** 2
    assert found.sd[0] == pytest.approx(math.sqrt(variance * (1.0 / 3.0 + 2.0 + 1.0)))


def test_errors_of_publication_are_not_counted_twice(make: Make) -> None:
    """What scatters about the line holds the errors; a figure with such an error again has the same sd either way."""
    times, logs, at = [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 0.0, 1.0], np.array([4.0])
    bare = log_linear(make(times, logs), at, Pool())
    noisy = log_linear(make(times, logs, error=0.15), at, Pool())
    assert noisy.sd[0] < bare.sd[0]
    assert noisy.published(0.15).sd[0] == pytest.approx(bare.sd[0])


def test_a_scatter_below_the_errors_leaves_the_line_s_own_doubt(make: Make) -> None:
    """s^2 = 3 x 0.04 / 5, widened, is below 0.5^2: what is left is s^2 (1/4 + 2.5^2 / 5)."""
    found = log_linear(make([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0], error=0.5), np.array([4.0]), Pool())
    assert found.mean[0] == pytest.approx(4.0)
    assert found.sd[0] == pytest.approx(math.sqrt(0.12 / 5.0 * (0.25 + 6.25 / 5.0)) * student(5.0))


def test_the_line_is_that_of_an_independent_least_squares(make: Make) -> None:
    luck = np.random.default_rng(3)
    times, logs = np.sort(luck.uniform(0.0, 3.0, 9)), luck.normal(size=9)
    fitted = linregress(times, logs)
    found = log_linear(make(times, logs), np.array([4.0, 5.0]), Pool())
    np.testing.assert_allclose(found.mean, fitted.intercept + fitted.slope * np.array([4.0, 5.0]))


def test_the_last_five_forget_what_was_before(make: Make) -> None:
    """Seven points: two high ones long ago, then a line of slope 1. All of them bend the long line, not the short."""
    times, logs = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [9.0, 9.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    past, at = make(times, logs), np.array([7.0])
    assert log_linear_last(past, at, Pool()).mean[0] == pytest.approx(7.0)
    assert log_linear(past, at, Pool()).mean[0] < 5.0
    of_five = log_linear(make(times[-LAST:], logs[-LAST:]), at, Pool())
    assert log_linear_last(past, at, Pool()).sd[0] == pytest.approx(of_five.sd[0])


@pytest.mark.parametrize("law", [log_linear, log_linear_last])
def test_intervals_hold_nine_of_ten_on_noisy_lines(make: Make, held: Callable[..., float], law: Law) -> None:
    """600 pairs, each on a line of its own, seen at eight irregular dates with a scatter of 0.3, of which 0.1 is error
    of publication; forecast eight months on.
    """
    luck = np.random.default_rng(4)
    times = np.array([0.0, 0.1, 0.5, 0.9, 1.0, 1.5, 1.7, 2.0, 2.67])
    seen = luck.normal(1.0, 1.0, size=(600, 1)) * times + luck.normal(size=(600, 9)) * 0.3
    pasts = [make(times[:-1], logs[:-1], error=0.1) for logs in seen]
    pool = Pool.of(pasts)
    said = [law(past, times[-1:], pool).published(0.1) for past in pasts]
    mean, sd = (np.array([getattr(one, name)[0] for one in said]) for name in ("mean", "sd"))
    assert 0.85 <= held(mean, sd, seen[:, -1]) <= 0.97
    assert 0.42 <= held(mean, sd, seen[:, -1], 0.6745) <= 0.65
