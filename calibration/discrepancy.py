"""Discrepancy: what stands between the model and one published series, learnt from the figures that are known.

    ln figure = ln prediction + offset + lag(t) + drift(t) + error

The offset is the same at all times and nearly free: definitions differ. The lag is what the model's growth misses of
the series' own: its pace is an Ornstein-Uhlenbeck process, so that a series that has outgrown the model goes on to do
so for a while, and ever less. The drift is one itself, and is forgotten. Conditioned on the known figures all are
carried forward: a forecast starts where the series is and grows as the model does, with what is left of the difference.

"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from jevons.market.parameters.declare import Array

START: Final = 2023.0 - 1970.0
"""Year from which a lag is counted, since 1970: the first month of the model. A free offset makes it immaterial."""


@dataclass(frozen=True)
class Discrepancy:
    """Constants of the processes, in ln units and years.

    Chosen on figures that followed the origin of December 2024, 15 pairs without list prices, before any later origin
    was scored with a fit: a pace of 0.3 with drift 0.4 gives a CRPS of 0.450 there, no pace 0.472 to 0.491, a pace of
    0.7 0.475 to 0.55; drift and memory hardly matter.

    Attributes:
        offset: standard deviation of the offset. drift: of the drift. memory: years after which a drift has faded to
            1/e. pace: standard deviation of the pace of a lag, ln a year. persistence: years after which a pace has
            faded to 1/e.
    """

    offset: float = 5.0
    drift: float = 0.4
    memory: float = 1.5
    pace: float = 0.3
    persistence: float = 1.0

    def between(self, one: Array, other: Array) -> Array:
        """Covariance of the discrepancy at times (n,) and (m,), years since 1970, (n, m)."""
        apart = np.abs(one[:, None] - other[None, :])
        drift = self.drift**2 * np.exp(-apart / self.memory)
        return np.asarray(self.offset**2 + drift + self._lag(one - START, other - START))

    def _lag(self, one: Array, other: Array) -> Array:
        """Covariance of a pace integrated from the start, at times since then.

        s^2 tau^2 (2 min(t, u) / tau - 1 + e^(-t/tau) + e^(-u/tau) - e^(-|t-u|/tau)), s the pace, tau its persistence.
        """
        if self.pace == 0.0:
            return np.zeros((len(one), len(other)))
        t, u = np.maximum(one, 0.0)[:, None] / self.persistence, np.maximum(other, 0.0)[None, :] / self.persistence
        inner = 2.0 * np.minimum(t, u) - 1.0 + np.exp(-t) + np.exp(-u) - np.exp(-np.abs(t - u))
        return np.asarray((self.pace * self.persistence) ** 2 * inner)

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
        there = np.array([at])
        prior = float(self.between(there, there)[0, 0])
        if times.size == 0:
            return np.zeros(residuals.shape[1]), float(np.sqrt(prior))
        known, towards = self.between(times, times) + np.diag(errors**2), self.between(times, there)[:, 0]
        weights = np.linalg.solve(known, towards)
        return weights @ residuals, float(np.sqrt(max(prior - float(weights @ towards), 0.0)))
