"""No change: the last figure, and doubt that grows with the square root of time."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from jevons.calibration.baselines.no_change import no_change
from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool

Make = Callable[..., Past]


def test_variance_is_the_last_error_and_the_walk_since(make: Make) -> None:
    """Increments 1 and -1 in a year each: s^2 = (3 x 0.25 + 2) / 5 = 0.55, widened by t at 5 degrees of freedom; after
    half a year 0.275 of it.
    """
    found = no_change(make([0.0, 1.0, 2.0], [0.0, 1.0, 0.0]), np.array([2.0, 2.5]), Pool())
    np.testing.assert_allclose(found.mean, [0.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(found.sd, [0.0, math.sqrt(0.275) * student(5.0)])


def test_a_single_point_takes_the_pool_s_walk_and_keeps_its_own_error(make: Make) -> None:
    """After a year: 0.1^2 + (0.8 x student(3))^2."""
    found = no_change(make([2025.0], [3.0], error=0.1), np.array([2026.0]), Pool(walk=0.8))
    assert found.mean[0] == pytest.approx(3.0)
    assert found.sd[0] == pytest.approx(math.hypot(0.1, 0.8 * student(3.0)))


def test_intervals_hold_nine_of_ten_on_random_walks(make: Make, held: Callable[..., float]) -> None:
    """600 pairs that walk by 0.5 per square root of a year, seen at seven irregular dates with errors of 0.1; forecast
    nine months on, the figure published then with an error of 0.1 as well.
    """
    luck = np.random.default_rng(1)
    times = np.array([0.0, 0.3, 0.4, 0.9, 1.5, 1.6, 2.0, 2.75])
    steps = luck.normal(size=(600, 8)) * 0.5 * np.sqrt(np.diff(times, prepend=-1.0))
    seen = steps.cumsum(axis=1) + luck.normal(size=(600, 8)) * 0.1
    pasts = [make(times[:-1], logs[:-1], error=0.1) for logs in seen]
    pool = Pool.of(pasts)
    found = [no_change(past, times[-1:], pool).published(0.1) for past in pasts]
    mean, sd = (np.array([getattr(one, name)[0] for one in found]) for name in ("mean", "sd"))
    assert pool.walk == pytest.approx(0.5, abs=0.05)
    assert 0.85 <= held(mean, sd, seen[:, -1]) <= 0.97
    assert 0.42 <= held(mean, sd, seen[:, -1], 0.6745) <= 0.65
