"""Log-linear: the straight line through the logarithms goes on; through all of them, or through the last five."""

from typing import Final

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool, scatter

Array = npt.NDArray[np.float64]

LAST: Final = 5
"""Points that the short line is drawn through."""


def log_linear(past: Past, at: Array, pool: Pool) -> Normal:
    """Least squares in ln, for a time t beyond n points with the mean time m.

        mean = a + b (t - m),   variance = s^2 (1/n + (t - m)^2 / sum(t_i - m)^2) + max(s^2 - e^2, 0)

    s^2 is the variance about the line, drawn to the pool's. The first term is what is not known of the line. The second
    is how far the quantity itself lies from it: what scatters less the mean squared error of publication e^2, which is
    added again for a figure that is published of it. Errors about the line are taken to be independent, as the method
    has it; on curves they are not, and its intervals are then too narrow.

    Args:
        past: three points or more. at: years, not before the last point, shape (times,). pool: of all pairs.

    Raises:
        PastError: a time lies before the last point.
    """
    past.years_ahead(at)
    middle, level = past.times.mean(), past.logs.mean()
    years, later = past.times - middle, np.asarray(at, dtype=np.float64) - middle
    squared = float(years @ years)
    slope = float(years @ past.logs) / squared
    about = scatter(past, pool.scatter).widened ** 2
    of_line = about * (1.0 / len(past) + later**2 / squared)
    about_line = max(about - float((past.errors**2).mean()), 0.0)
    return Normal(level + slope * later, np.sqrt(of_line + about_line))


def log_linear_last(past: Past, at: Array, pool: Pool) -> Normal:
    """The same through the last `LAST` points alone: what has bent in the past does not pull on it."""
    return log_linear(past.latest(LAST), at, pool)
