"""Damped local trend: level and growth both wander, and growth fades as time passes.

    d level = growth dt + s dW,    d growth = -k growth dt + q dW'

in years, with k such that growth keeps `DAMPING` of itself a month. In continuous time irregular dates are no gaps: a
Kalman filter steps from point to point by the exact solution. s and q are not picked but averaged over: each pair of
values on a grid counts by its prior and by how well it foretold the points seen, so that no optimiser can fail.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool

Array = npt.NDArray[np.float64]

DAMPING: Final = 0.98
"""Of growth, kept after a month without news."""
FIRST_GROWTH: Final = 1.0
"""Declared before any data: sd of growth of ln value a year at the first point."""
GROWTH_NOISE: Final = 0.5
"""Declared before any data: middle of q, ln value a year per square root of a year."""
# The prior of ln s and ln q is normal with this sd; the grid reaches two of them to each side.
_PRIOR_SPREAD: Final = 1.0
_STEPS: Final = np.linspace(-2.0, 2.0, 9)


@dataclass(frozen=True)
class _Laws:
    """Values of s and q on the grid, and the log prior of each; all of shape (laws,). `decay`: k, per year."""

    level_noise: Array
    growth_noise: Array
    prior: Array
    decay: float

    @classmethod
    def about(cls, level_noise: float, damping: float) -> "_Laws":
        """The grid about a middle value of s."""
        rows, columns = (steps.ravel() for steps in np.meshgrid(_STEPS, _STEPS, indexing="ij"))
        return cls(
            level_noise * np.exp(_PRIOR_SPREAD * rows),
            GROWTH_NOISE * np.exp(_PRIOR_SPREAD * columns),
            -0.5 * (rows**2 + columns**2),
            -12.0 * float(np.log(damping)),
        )


@dataclass(frozen=True)
class _State:
    """Means of level and growth, and their variances and covariance under each law; all of shape (laws,)."""

    level: Array
    growth: Array
    level_variance: Array
    covariance: Array
    growth_variance: Array


def damped_trend(past: Past, at: Array, pool: Pool, damping: float = DAMPING) -> Normal:
    """Continue level and growth as the points seen tell them.

    Args:
        past: two points or more. at: years, not before the last point, shape (times,).
        pool: of all pairs; its sd about drift is the middle of the prior of s.
        damping: part of growth that is kept after a month, above 0 and below 1.

    Returns:
        Mean and sd of the mixture over the laws of the grid.

    Raises:
        PastError: a time lies before the last point.
        ValueError: the damping is not between 0 and 1.
    """
    if not 0.0 < damping < 1.0:
        raise ValueError(f"damping {damping:g} a month; allowed is a part above 0 and below 1")
    laws = _Laws.about(pool.drift, damping)
    state, weights = _filtered(past, laws)
    foretold = [_moved(state, laws, float(years)) for years in past.years_ahead(at)]
    level = np.array([one.level for one in foretold]).reshape(-1, weights.size)
    variance = np.array([one.level_variance for one in foretold]).reshape(-1, weights.size)
    mean = level @ weights
    return Normal(mean, np.sqrt((variance + (level - mean[:, None]) ** 2) @ weights))


def _filtered(past: Past, laws: _Laws) -> tuple[_State, Array]:
    """The state after the last point, and the weight of each law, shape (laws,), which add up to one."""
    nothing = np.zeros_like(laws.level_noise)
    state = _State(nothing + past.logs[0], nothing, nothing + past.errors[0] ** 2, nothing, nothing + FIRST_GROWTH**2)
    log_weight = laws.prior.copy()
    for years, seen, error in zip(np.diff(past.times), past.logs[1:], past.errors[1:], strict=True):
        state = _moved(state, laws, float(years))
        surprise, variance = seen - state.level, state.level_variance + error**2
        log_weight -= 0.5 * (np.log(variance) + surprise**2 / variance)
        state = _updated(state, surprise, variance)
    weights = np.exp(log_weight - log_weight.max())
    return state, weights / weights.sum()


def _updated(state: _State, surprise: Array, variance: Array) -> _State:
    """What is believed once a point has been seen: `surprise` off its forecast, which had that variance."""
    to_level, to_growth = state.level_variance / variance, state.covariance / variance
    return _State(
        state.level + to_level * surprise,
        state.growth + to_growth * surprise,
        state.level_variance - to_level * state.level_variance,
        state.covariance - to_level * state.covariance,
        state.growth_variance - to_growth * state.covariance,
    )


def _moved(state: _State, laws: _Laws, years: float) -> _State:
    """The state so many years on without news: growth decays as e^(-k t) and has added (1 - e^(-k t)) / k of itself."""
    k, kept = laws.decay, float(np.exp(-laws.decay * years))
    added, kept_twice = (1.0 - kept) / k, (1.0 - kept**2) / (2.0 * k)
    noise = laws.growth_noise**2
    carried = state.covariance + added * state.growth_variance
    return _State(
        state.level + added * state.growth,
        kept * state.growth,
        state.level_variance
        + added * (state.covariance + carried)
        + laws.level_noise**2 * years
        + noise / k**2 * max(years - 2.0 * added + kept_twice, 0.0),
        kept * carried + 0.5 * noise * added**2,
        kept**2 * state.growth_variance + noise * kept_twice,
    )
