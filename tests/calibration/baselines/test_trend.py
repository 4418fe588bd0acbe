"""Damped local trend: a level and a growth that wander, filtered in continuous time."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.linalg import expm

from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.trend import DAMPING, FIRST_GROWTH, _Laws, _moved, _State, damped_trend

Make = Callable[..., Past]
DECAY = -12.0 * math.log(DAMPING)


def laws(level_noise: float, growth_noise: float) -> _Laws:
    """A single law."""
    return _Laws(np.array([level_noise]), np.array([growth_noise]), np.zeros(1), DECAY)


def state(level: float, growth: float, variances: tuple[float, float, float]) -> _State:
    return _State(*(np.array([value]) for value in (level, growth, *variances)))


def test_growth_keeps_the_damping_each_month() -> None:
    """After a year growth is 0.98^12 of itself and has added (1 - 0.98^12) / k, with k = -12 ln 0.98 a year."""
    kept = DAMPING**12
    found = _moved(state(2.0, 1.0, (0.0, 0.0, 0.0)), laws(0.0, 0.0), 1.0)
    assert found.growth[0] == pytest.approx(kept)
    assert found.level[0] == pytest.approx(2.0 + (1.0 - kept) / DECAY)


@pytest.mark.parametrize("years", [0.01, 0.4, 3.0])
def test_a_step_is_the_exact_solution(years: float) -> None:
    """Against the matrix exponential of van Loan (1978), which solves the same equation another way."""
    drift = np.array([[0.0, 1.0], [0.0, -DECAY]])
    noise = np.diag([0.3**2, 0.6**2])
    block = expm(np.block([[-drift, noise], [np.zeros((2, 2)), drift.T]]) * years)
    carried = block[2:, 2:].T
    added = carried @ block[:2, 2:]
    before = np.array([[0.2, 0.05], [0.05, 0.4]])
    after = carried @ before @ carried.T + added
    found = _moved(state(0.0, 0.0, (0.2, 0.05, 0.4)), laws(0.3, 0.6), years)
    parts = (found.level_variance[0], found.covariance[0], found.growth_variance[0])
    assert parts == pytest.approx((after[0, 0], after[0, 1], after[1, 1]), rel=1e-7)


def test_two_short_steps_are_one_long_one() -> None:
    start, law = state(1.0, 0.5, (0.1, 0.02, 0.3)), laws(0.3, 0.6)
    once, twice = _moved(start, law, 1.7), _moved(_moved(start, law, 0.6), law, 1.1)
    for name in vars(once):
        assert getattr(twice, name)[0] == pytest.approx(getattr(once, name)[0], rel=1e-9)


def test_the_filter_finds_what_conditioning_all_points_at_once_finds(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one law level and points are jointly normal: mean and variance by the covariance of all of them.

    Level at t: y_0 + growth's part and noise from the first point on, which has the variance e^2.
    """
    level_noise, growth_noise, error = 0.3, 0.6, 0.1
    monkeypatch.setattr(_Laws, "about", classmethod(lambda *_: laws(level_noise, growth_noise)))
    times, logs, later = np.array([0.0, 0.4, 0.9, 2.0]), np.array([1.0, 1.5, 1.4, 3.0]), 2.8
    found = damped_trend(make(times, logs, error=error), np.array([later]), Pool())

    moments = np.append(times[1:], later)
    covariance = np.empty((4, 4))
    for i, first in enumerate(moments):
        for j, second in enumerate(moments):
            early, gap = min(first, second), abs(second - first)
            at = _moved(state(0.0, 0.0, (error**2, 0.0, FIRST_GROWTH**2)), laws(level_noise, growth_noise), early)
            passed_on = (1.0 - math.exp(-DECAY * gap)) / DECAY
            covariance[i, j] = at.level_variance[0] + passed_on * at.covariance[0]
    seen = covariance[:3, :3] + np.eye(3) * error**2
    gain = np.linalg.solve(seen, covariance[:3, 3])
    assert found.mean[0] == pytest.approx(1.0 + gain @ (logs[1:] - 1.0), rel=1e-8)
    assert found.sd[0] ** 2 == pytest.approx(covariance[3, 3] - gain @ covariance[:3, 3], rel=1e-8)


def test_laws_that_disagree_widen_the_forecast(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two laws with means m, m' and variances v, v' the mixture has w v + (1 - w) v' + w (1 - w) (m - m')^2."""
    past, at = make([0.0, 0.5, 1.0, 1.5], [0.0, 0.1, 0.3, 1.5], error=0.05), np.array([2.5])
    calm, restless = laws(0.6, 0.02), laws(0.05, 3.0)
    mixed = _Laws(*(np.append(getattr(calm, n), getattr(restless, n)) for n in list(vars(calm))[:3]), DECAY)
    said = []
    for law in (calm, restless, mixed):
        monkeypatch.setattr(_Laws, "about", classmethod(lambda *_, law=law: law))
        found = damped_trend(past, at, Pool())
        said.append((found.mean[0], found.sd[0] ** 2))
    (one, narrow), (other, wide), (both, variance) = said
    weight = (both - other) / (one - other)
    assert 0.05 < weight < 0.95
    between = weight * (1.0 - weight) * (one - other) ** 2
    assert between > 0.1 * variance
    assert variance == pytest.approx(weight * narrow + (1.0 - weight) * wide + between)


def test_a_steady_growth_is_found_and_fades(make: Make) -> None:
    """Twelve points of a line of slope 1: a year on nearly 0.887 = (1 - 0.98^12) / k more, never a full 1."""
    times = np.arange(12.0) / 4.0
    found = damped_trend(make(times, times), times[-1] + np.array([1.0, 8.0]), Pool(drift=0.1))
    assert 0.7 < found.mean[0] - times[-1] < 0.887
    assert found.mean[1] - times[-1] < 1.0 / DECAY


def test_less_damping_goes_further(make: Make) -> None:
    past, at = make([0.0, 0.5, 1.0, 1.5], [0.0, 0.5, 1.0, 1.5]), np.array([3.0])
    slow, fast = (damped_trend(past, at, Pool(), damping).mean[0] for damping in (0.9, 0.999))
    assert 1.5 < slow < fast < 3.0


@pytest.mark.parametrize("damping", [0.0, 1.0, -0.5, 1.2])
def test_a_damping_out_of_bounds_is_refused(make: Make, damping: float) -> None:
    with pytest.raises(ValueError, match="allowed is a part above 0 and below 1"):
        damped_trend(make([0.0, 1.0], [0.0, 1.0]), np.array([2.0]), Pool(), damping)


def test_restless_points_widen_the_forecast(make: Make) -> None:
    times, at = np.arange(8.0) / 4.0, np.array([2.5])
    calm, wild = (damped_trend(make(times, size * np.tile([0.0, 1.0], 4)), at, Pool()).sd[0] for size in (0.1, 1.0))
    assert wild > 2.0 * calm


def test_intervals_hold_nine_of_ten_on_damped_trends(make: Make, held: Callable[..., float]) -> None:
    """400 pairs by the law itself, level noise 0.3, growth noise 0.5, seen at eight irregular dates with errors of 0.1;
    forecast nine months on. Made in steps of a hundredth of a year, so that not the filter's own step makes them.
    """
    luck = np.random.default_rng(6)
    level, growth = np.zeros(400), luck.normal(0.0, FIRST_GROWTH, size=400)
    paths = [level]
    for _ in range(275):
        level = level + growth * 0.01 + luck.normal(0.0, 0.03, size=400)
        growth = growth * (1.0 - DECAY * 0.01) + luck.normal(0.0, 0.05, size=400)
        paths.append(level)
    days = np.array([0, 30, 45, 90, 120, 150, 190, 200, 275])
    seen = np.array(paths)[days].T + luck.normal(0.0, 0.1, size=(400, 9))
    times = days / 100.0
    pasts = [make(times[:-1], logs[:-1], error=0.1) for logs in seen]
    pool = Pool.of(pasts)
    found = [damped_trend(past, times[-1:], pool).published(0.1) for past in pasts]
    mean, sd = (np.array([getattr(one, name)[0] for one in found]) for name in ("mean", "sd"))
    assert 0.85 <= held(mean, sd, seen[:, -1]) <= 0.97
    assert 0.42 <= held(mean, sd, seen[:, -1], 0.6745) <= 0.65
