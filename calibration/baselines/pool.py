"""How much series vary: what is typical of all of them, and for one of them drawn towards that.

A pair with two points tells next to nothing of its own variance. So each variance is an average of what the pair
shows and of a prior that counts as `WEIGHT` further observations:

    s^2 = (WEIGHT prior^2 + sum of squares) / (WEIGHT + degrees of freedom)

The pool is the geometric mean over pairs of such s, drawn to declared values, one vote a pair: in one sum of squares
a few prices that fall in steps would set the width of all. A pair's own s is then drawn to the pool.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import student
from jevons.calibration.baselines.past import Increments, Past

Array = npt.NDArray[np.float64]

WEIGHT: Final = 3.0
"""Observations that a prior counts for."""
WALK: Final = 0.5
"""Declared before any data: standard deviation of ln value after a year, a factor of 1.6."""
SCATTER: Final = 0.2
"""Declared before any data: standard deviation of ln value about a straight line."""
# ln of the smallest and largest variance looked for, and how finely before the best is refined.
_SEARCH: Final = np.linspace(math.log(1e-8), math.log(1e4), 281)
_REFINED: Final = 3


@dataclass(frozen=True)
class Estimate:
    """A standard deviation, and the degrees of freedom that it rests on, those of its prior included."""

    sd: float
    freedom: float

    @property
    def widened(self) -> float:
        """The sd of a normal with the 5-95 % interval that the estimate's t distribution has."""
        return self.sd * student(self.freedom)


@dataclass(frozen=True)
class Pool:
    """What is typical of the variation of all pairs.

    Attributes:
        walk: sd of changes of ln value, per square root of a year.
        drift: the same about each pair's own mean growth.
        scatter: sd of ln value about each pair's own straight line.
    """

    walk: float = WALK
    drift: float = WALK
    scatter: float = SCATTER

    @classmethod
    def of(cls, pasts: Iterable[Past]) -> "Pool":
        """Pool the pasts of all pairs; the declared values where there is nothing to pool."""
        known = list(pasts)
        return cls(
            walk=_typical((volatility(past.increments(), WALK) for past in known if len(past) > 1), WALK),
            drift=_typical((volatility(about_growth(past), WALK, lost=1) for past in known if len(past) > 2), WALK),
            scatter=_typical((scatter(past, SCATTER) for past in known if len(past) > 2), SCATTER),
        )


def _typical(found: Iterable[Estimate], declared: float) -> float:
    """Geometric mean of some sds; the declared one where there is none."""
    sds = [one.sd for one in found]
    return math.exp(float(np.mean(np.log(sds)))) if sds else declared


def shrunk(squares: float, freedom: float, prior: float) -> Estimate:
    """An sd from a sum of squares of so many degrees of freedom, drawn to `prior`."""
    total = WEIGHT + freedom
    return Estimate(math.sqrt((WEIGHT * prior**2 + squares) / total), total)


def volatility(found: Increments, prior: float, lost: int = 0) -> Estimate:
    """Standard deviation of ln value per square root of a year, from increments whose ends have errors.

    An increment d over t years has the variance v = s^2 t + noise. Where nothing is noisy the estimate is
    `shrunk(sum of d^2 / t)`; else s^2 maximises, over ln s^2, the density that this is the maximum of:

        -1/2 [ share sum(ln v) + sum(d^2 / v) ] - WEIGHT/2 [ ln s^2 + prior^2 / s^2 ],   share = 1 - lost / increments

    Args:
        found: increments of a pair; none gives the prior. prior: what it is drawn to, by `WEIGHT` increments.
        lost: means that were estimated from the increments and taken out of them.
    """
    changes, years, noise = found.changes, found.years, found.noise
    freedom = float(changes.size - lost)
    if not noise.any():
        return shrunk(float((changes**2 / years).sum()), freedom, prior)
    share = freedom / changes.size

    def density(logs: Array) -> Array:
        squared = np.exp(logs)
        variance = squared[:, None] * years + noise
        said = share * np.log(variance).sum(axis=1) + (changes**2 / variance).sum(axis=1)
        return np.asarray(-0.5 * said - 0.5 * WEIGHT * (logs + prior**2 / squared), dtype=np.float64)

    # Noise may give the density two peaks, so all of the range is looked at before the highest is refined.
    logs = _SEARCH
    for _ in range(_REFINED):
        best, step = logs[int(np.argmax(density(logs)))], logs[1] - logs[0]
        logs = np.linspace(best - step, best + step, 41)
    return Estimate(math.exp(0.5 * float(logs[int(np.argmax(density(logs)))])), WEIGHT + freedom)


def about_growth(past: Past) -> Increments:
    """Increments less the pair's own mean growth; one degree of freedom is lost with it."""
    found = past.increments()
    return Increments(found.changes - past.growth * found.years, found.years, found.noise)


def scatter(past: Past, prior: float) -> Estimate:
    """Standard deviation of ln value about the least-squares line through three points or more."""
    return shrunk(float((residuals(past) ** 2).sum()), len(past) - 2.0, prior)


def residuals(past: Past) -> Array:
    """Distances in ln from the least-squares line through three points or more, shape (points,)."""
    years = past.times - past.times.mean()
    slope = float(years @ past.logs / (years @ years))
    return np.asarray(past.logs - past.logs.mean() - slope * years, dtype=np.float64)
