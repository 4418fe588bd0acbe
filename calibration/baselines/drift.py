"""Drift: growth goes on at its mean from the first point to the last."""

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool, about_growth, volatility

Array = npt.NDArray[np.float64]


def drift(past: Past, at: Array, pool: Pool) -> Normal:
    """A random walk with drift, h years after the last of points that span T years.

        growth g = (y_n - y_1) / T,   mean = y_n + g h
        variance = s^2 h + s^2 h^2 / T + e_n^2 (1 + h/T)^2 + e_1^2 (h/T)^2

    The first term is what is to come, the second the standard error of the growth, the rest the errors of the two
    figures that it was read from. s is estimated about the pair's own growth.

    Args:
        past: two points or more. at: years, not before the last point, shape (times,). pool: of all pairs.

    Raises:
        PastError: a time lies before the last point.
    """
    ahead = past.years_ahead(at)
    spread = volatility(about_growth(past), pool.drift, lost=1).widened
    first, last = past.errors[0], past.errors[-1]
    longer = ahead / past.span
    walked = spread**2 * ahead * (1.0 + longer)
    return Normal(
        past.logs[-1] + past.growth * ahead,
        np.sqrt(walked + (last * (1.0 + longer)) ** 2 + (first * longer) ** 2),
    )
