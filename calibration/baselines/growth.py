"""AR(1) on growth: each month's growth is drawn to its mean and remembers the growth of the month before."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool, shrunk

Array = npt.NDArray[np.float64]

MONTHS: Final = 12.0
"""Of a year."""
MOST_MEMORY: Final = 0.9
"""Of a month's growth, kept in the next: beyond it a mean of growth is not told from a walk of growth itself."""


@dataclass(frozen=True)
class _Law:
    """g' = mean + memory (g - mean) + shock of sd `shock`, with the variances of the first two; ln value a month."""

    mean: float
    memory: float
    shock: float
    mean_variance: float
    memory_variance: float


def growth_memory(past: Past, at: Array, pool: Pool) -> Normal:
    """Iterate g' = m + f (g - m) + shock from the last month's growth, and sum.

    ln value is interpolated linearly to a monthly grid that ends at the last point. m is the mean growth of the grid's
    months and f their autocorrelation (Yule-Walker, which keeps it below 1 where least squares on few points do not).
    After h months the variance is the last figure's own, e_n^2, with what shocks of sd s add, s^2 sum of a_k^2 with
    a_k = 1 + f + ... + f^(k-1), and what is not known of m and f, to first order: their variances are
    s^2 / ((1 - f)^2 n) and (1 - f^2) / n. Interpolated months are no evidence of their own: n is the number of
    increments, or of months where there are fewer.

    Args:
        past: points that span two months or more. at: years, not before the last point, shape (times,).
        pool: of all pairs.

    Raises:
        PastError: a time lies before the last point.
    """
    months = past.years_ahead(at) * MONTHS
    growths = monthly_growth(past)
    law = _fitted(growths, min(len(past) - 1, growths.size), pool)
    whole = math.ceil(float(months.max(initial=0.0)))
    mean, variance = _cumulated(law, float(growths[-1]), whole)
    grid = np.arange(whole + 1)
    return Normal(
        past.logs[-1] + np.interp(months, grid, mean),
        np.sqrt(past.errors[-1] ** 2 + np.interp(months, grid, variance)),
    )


def monthly_growth(past: Past) -> Array:
    """Growth of ln value in each whole month before the last point, points joined linearly, shape (months,)."""
    whole = math.floor(past.span * MONTHS + 1e-6)
    grid = past.times[-1] - np.arange(whole, -1, -1) / MONTHS
    return np.diff(np.interp(grid, past.times, past.logs))


def _fitted(growths: Array, seen: int, pool: Pool) -> _Law:
    """The law that some months' growth tells, as evidence of so many independent months."""
    mean = float(growths.mean())
    about = growths - mean
    squares = float(about @ about)
    memory = float(about[1:] @ about[:-1]) / squares if squares > 1e-12 else 0.0
    memory = min(max(memory, -MOST_MEMORY), MOST_MEMORY)
    left = about[1:] - memory * about[:-1]
    freedom = max(seen - 3, 0)
    # Far ahead shocks of sd s add s / (1 - f) a month: the pool's part of s is what makes that the pool's own drift.
    prior = pool.drift / math.sqrt(MONTHS) * (1.0 - memory)
    shock = shrunk(freedom * float(left @ left) / max(left.size - 2, 1), freedom, prior).widened
    return _Law(mean, memory, shock, (shock / (1.0 - memory)) ** 2 / seen, (1.0 - memory**2) / seen)


def _cumulated(law: _Law, last: float, months: int) -> tuple[Array, Array]:
    """Mean and variance of the growth of 0, 1, ... `months` months together, both of shape (months + 1,)."""
    mean, variance = np.zeros(months + 1), np.zeros(months + 1)
    above, by_memory = last - law.mean, 0.0
    total_by_mean, total_by_memory, carried, shocks = 0.0, 0.0, 0.0, 0.0
    for month in range(1, months + 1):
        by_memory = above + law.memory * by_memory
        above *= law.memory
        total_by_mean += 1.0 - law.memory**month
        total_by_memory += by_memory
        carried = 1.0 + law.memory * carried
        shocks += (law.shock * carried) ** 2
        mean[month] = mean[month - 1] + law.mean + above
        unknown = total_by_mean**2 * law.mean_variance + total_by_memory**2 * law.memory_variance
        variance[month] = shocks + unknown
    return mean, variance
