"""No change: the last figure stands, and doubt of it grows with the square root of time."""

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool, volatility

Array = npt.NDArray[np.float64]


def no_change(past: Past, at: Array, pool: Pool) -> Normal:
    """A random walk without drift, h years after the last point y_n with error e_n.

        mean = y_n,   variance = e_n^2 + s^2 h

    s is what the pair's own increments say, drawn to the pool's: a pair that grew by much in the past is expected to
    move by much, in either direction.

    Args:
        past: one point or more. at: years, not before the last point, shape (times,). pool: of all pairs.

    Raises:
        PastError: a time lies before the last point.
    """
    ahead = past.years_ahead(at)
    spread = volatility(past.increments(), pool.walk).widened
    return Normal(np.full_like(ahead, past.logs[-1]), np.sqrt(past.errors[-1] ** 2 + spread**2 * ahead))
