"""Drift: mean growth goes on, with its standard error."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from jevons.calibration.baselines.drift import drift
from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool

Make = Callable[..., Past]


def test_growth_of_a_line_goes_on(make: Make) -> None:
    """Three points on a line of slope 2 over two years: s^2 = 3 x 0.25 / 4. A year on, 1 + 1/2 of it."""
    found = drift(make([0.0, 0.5, 2.0], [1.0, 2.0, 5.0]), np.array([3.0]), Pool())
    assert found.mean[0] == pytest.approx(7.0)
    assert found.sd[0] == pytest.approx(math.sqrt(0.1875 * 1.5) * student(4.0))


def test_errors_of_the_first_and_the_last_figure_are_carried_on(make: Make) -> None:
    """Two points a year apart, two years on: the last one's error counts 1 + 2 times, the first one's twice. One
    increment about its own growth tells nothing, so s is the pool's.
    """
    found = drift(make([0.0, 1.0], [0.0, 1.0], error=0.1), np.array([3.0]), Pool(drift=0.4))
    walked = (0.4 * student(3.0)) ** 2 * 2.0 * (1.0 + 2.0)
    assert found.mean[0] == pytest.approx(3.0)
    assert found.sd[0] == pytest.approx(math.sqrt(walked + 0.3**2 + 0.2**2), rel=2e-3)


def test_a_growth_read_from_a_short_span_is_much_doubted(make: Make) -> None:
    short, long = (drift(make([2.0 - span, 2.0], [0.0, span]), np.array([3.0]), Pool()) for span in (0.1, 2.0))
    assert short.mean[0] == pytest.approx(0.1 + 1.0)
    assert short.sd[0] > 2.0 * long.sd[0]


def test_intervals_hold_nine_of_ten_on_walks_with_drift(make: Make, held: Callable[..., float]) -> None:
    """600 pairs, each with a growth of its own about 1 a year and a walk of 0.5; six irregular dates, errors of 0.1."""
    luck = np.random.default_rng(2)
    times = np.array([0.0, 0.2, 0.7, 1.0, 1.6, 1.8, 2.4])
    steps = luck.normal(size=(600, 7)) * 0.5 * np.sqrt(np.diff(times, prepend=-1.0))
    truth = steps.cumsum(axis=1) + luck.normal(1.0, 0.7, size=(600, 1)) * times
    seen = truth + luck.normal(size=truth.shape) * 0.1
    pasts = [make(times[:-1], logs[:-1], error=0.1) for logs in seen]
    pool = Pool.of(pasts)
    found = [drift(past, times[-1:], pool).published(0.1) for past in pasts]
    mean, sd = (np.array([getattr(one, name)[0] for one in found]) for name in ("mean", "sd"))
    assert 0.85 <= held(mean, sd, seen[:, -1]) <= 0.97
    assert 0.42 <= held(mean, sd, seen[:, -1], 0.6745) <= 0.65
