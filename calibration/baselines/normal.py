"""What a baseline gives: a normal distribution of ln of a quantity at each of several times."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Array = npt.NDArray[np.float64]

# 95 % quantile of the standard normal distribution.
_Z95: Final = 1.6448536269514722


@dataclass(frozen=True)
class Normal:
    """The quantity itself, in ln; both of shape (times,).

    Attributes:
        mean: of ln value; e to it is the median of the quantity. sd: standard deviation of ln value.
    """

    mean: Array
    sd: Array

    def published(self, errors: Array | float) -> "Normal":
        """The distribution of a figure that is published of the quantity, with an error of its own.

        Args:
            errors: one standard deviation in ln, shape (times,) or one for all.
        """
        return Normal(self.mean, np.hypot(self.sd, errors))


def student(freedom: float) -> float:
    """By how much a normal must be wider for what is not known of its variance.

    With a variance estimated from `freedom` degrees of freedom the predictive distribution is Student's t. Forecasts
    here are normal, so the sd is stretched until the 5-95 % interval is that of the t: t_0.95(freedom) / z_0.95, which
    is 1.30 at 4, 1.10 at 10 and 1 at infinity.
    """
    return float(stdtrit(freedom, 0.95)) / _Z95
