"""Discrepancy: what stands between the model and one published series, learnt from the figures that are known.

    ln figure = ln prediction + offset + drift(t) + error

The offset is the same at all times and nearly free: definitions differ, and levels are not fitted yet. The
drift is an Ornstein-Uhlenbeck process: what the model misses of growth is forgotten within some years. Conditioned on
the known figures both are carried forward, so that a forecast starts where the series is and grows as the model does.
"""

from dataclasses import dataclass

import numpy as np

from jevons.market.parameters.declare import Array


@dataclass(frozen=True)
class Discrepancy:
    """Constants of the process, in ln units and years.

    Attributes:
        offset: standard deviation of the offset. drift: of the drift. memory: years after which a drift has faded to
            1/e.
    """

    offset: float = 5.0
    drift: float = 0.4
    memory: float = 1.5

    def between(self, one: Array, other: Array) -> Array:
        """Covariance of the discrepancy at times (n,) and (m,), (n, m)."""
        apart = np.abs(one[:, None] - other[None, :])
        return np.asarray(self.offset**2 + self.drift**2 * np.exp(-apart / self.memory))

    def carried(self, times: Array, residuals: Array, errors: Array, at: float) -> tuple[Array, float]:
        """Mean and standard deviation of the discrepancy at a time, given residuals of the known figures.

        Kriging: with K between known times plus the errors' variances and k to the time asked for, the mean is
        k K^-1 r and the variance k(0) - k K^-1 k.

        Args:
            times: of the known figures, years, (n,); none leaves the prior.
            residuals: ln figure - ln prediction, (n, members).
            errors: standard deviations of the figures' own errors, ln, (n,).
            at: year asked for.

        Returns:
            The mean for each member, (members,), and the standard deviation, the same for all.
        """
        prior = self.offset**2 + self.drift**2
        if times.size == 0:
            return np.zeros(residuals.shape[1]), float(np.sqrt(prior))
        known = self.between(times, times) + np.diag(errors**2)
        weights = np.linalg.solve(known, self.between(times, np.array([at]))[:, 0])
        left = prior - float(weights @ self.between(times, np.array([at]))[:, 0])
        return weights @ residuals, float(np.sqrt(max(left, 0.0)))
