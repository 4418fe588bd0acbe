"""Likelihood: how well a world's readings agree with the facts, all errors counted.

    ln y = ln f(z) + e,  e ~ N(0, S)
    S = figures' own errors + offsets of publishers + discrepancy of each pair + emulator's errors x 1.5

The discrepancy of a pair is a constant scope bias, as its operator declares it, and a drift that is forgotten. Bounds
on totals are added as tails of normals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import solve_triangular

from jevons.calibration.fit.bounds import BOUNDS, Bound
from jevons.calibration.fit.facts import PUBLISHER_SPREAD, Facts
from jevons.calibration.fit.worlds import READ
from jevons.calibration.operators import Operator
from jevons.calibration.reading import Months
from jevons.market.parameters.declare import Array

EMULATOR_FACTOR: Final = 1.5
"""On the covariance of the emulator's errors: without it intervals come out a few points short (simulation-based
calibration of an earlier trial)."""


@dataclass(frozen=True)
class Drift:
    """Drift of a pair's discrepancy, an Ornstein-Uhlenbeck process.

    Attributes:
        spread: one standard deviation in ln. posted: of prices on lists, which jump with each release.
        memory: years after which it has faded to 1/e.
    """

    spread: float = 0.15
    posted: float = 0.5
    memory: float = 1.0

    def of(self, operator: Operator) -> float:
        """Spread of a pair's drift."""
        return self.posted if operator.reading == "posted" else self.spread


@dataclass(frozen=True)
class Likelihood:
    """Log-likelihood of outputs: facts first, then bounded totals.

    Attributes:
        figures: ln of the facts, (facts,). root: lower Cholesky factor of S, (facts, facts).
    """

    figures: Array
    root: Array

    @classmethod
    def of(cls, facts: Facts, emulator: Array, drift: Drift | None = None, extra: Array | None = None) -> "Likelihood":
        """Put S together.

        Args:
            facts: what is fitted. emulator: covariance of the emulator's errors, (facts, facts). drift: of pairs.
            extra: variances added by the audit, (facts,).
        """
        covariance = discrepancy(facts, drift or Drift()) + EMULATOR_FACTOR * emulator
        if extra is not None:
            covariance = covariance + np.diag(extra)
        return cls(facts.logs, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))

    def of_facts(self, logs: Array) -> Array:
        """Log-likelihood of readings ln f, (worlds, facts) -> (worlds,)."""
        apart = solve_triangular(self.root, (self.figures - logs).T, lower=True, check_finite=False)
        constant = np.log(np.diag(self.root)).sum() + len(self.figures) / 2 * np.log(2 * np.pi)
        return np.asarray(-0.5 * (apart**2).sum(axis=0) - constant)

    def of_outputs(self, outputs: Array) -> Array:
        """Log-likelihood of facts and bounds, (worlds, facts + bounds) -> (worlds,)."""
        here = len(self.figures)
        return self.of_facts(outputs[:, :here]) + within_bounds(outputs[:, here:])

    def surprise(self, logs: Array) -> Array:
        """How far each fact is from what all others say, in its own standard deviations, (facts,).

        With K = S^-1 and r the residuals, (K r)_i / sqrt(K_ii).
        """
        inverse = np.linalg.inv(self.root @ self.root.T)
        return np.asarray((inverse @ (self.figures - logs)) / np.sqrt(np.diag(inverse)))

    def left_over(self, logs: Array) -> Array:
        """Residual of each fact from what all others say of it, in ln, (facts,)."""
        inverse = np.linalg.inv(self.root @ self.root.T)
        return np.asarray((inverse @ (self.figures - logs)) / np.diag(inverse))


def discrepancy(facts: Facts, drift: Drift) -> Array:
    """Covariance of all that stands between facts and model but the emulator's errors, (facts, facts)."""
    pair, publisher = facts.same_pair(), facts.same_publisher()
    bias = np.array([operator.bias for operator in facts.operators])
    apart = np.abs(facts.years[:, None] - facts.years[None, :])
    spread = np.array([drift.of(operator) for operator in facts.operators])
    shared = np.outer(bias, bias) + np.outer(spread, spread) * np.exp(-apart / drift.memory)
    return np.asarray(np.diag(facts.errors**2) + PUBLISHER_SPREAD**2 * publisher + pair * shared)


def within_bounds(totals: Array) -> Array:
    """Log-likelihood of ln totals by world, (worlds, bounds) -> (worlds,): 0 within all bounds; none for no totals."""
    out = np.zeros(len(totals))
    for n, bound in enumerate(BOUNDS[: totals.shape[1]]):
        above = np.maximum(totals[:, n] - np.log(bound.high), 0.0)
        below = np.maximum(np.log(bound.low) - totals[:, n], 0.0) if bound.low > 0 else 0.0
        out -= 0.5 * ((above + below) / bound.spread) ** 2
    return out


def read_totals(readings: Array, months: Months, bounds: Sequence[Bound] = BOUNDS) -> Array:
    """Ln of each bounded total by world, (worlds, bounds)."""
    columns: Sequence[Array] = [
        months.read(readings[:, :, READ.index(bound.operator)].T, bound.start, bound.end, bound.operator.reading)
        for bound in bounds
    ]
    return np.log(np.maximum(np.array(columns).reshape(len(bounds), len(readings)).T, 1.0))
