"""A share of simulated worlds with the error that comes from counting only so many of them."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Probability:
    """`share` of `runs` worlds in which something holds.

    It measures the ensemble, not the world: `standard_error` covers the number of runs only.
    """

    share: float
    runs: int

    @classmethod
    def of(cls, happened: npt.NDArray[np.bool_]) -> "Probability":
        """Count one truth value a run, shape (runs,).

        Raises:
            ValueError: there is no run to count.
        """
        if happened.size == 0:
            raise ValueError("a probability needs at least one run")
        return cls(float(happened.mean()), int(happened.size))

    @property
    def standard_error(self) -> float:
        """Monte Carlo standard error: the standard deviation of the Jeffreys posterior Beta(k+1/2, n-k+1/2).

        Unlike sqrt(p(1-p)/n) it stays above zero when all runs agree.
        """
        hits = self.share * self.runs
        return math.sqrt((hits + 0.5) * (self.runs - hits + 0.5) / ((self.runs + 1) ** 2 * (self.runs + 2)))

    def __str__(self) -> str:
        """`84 ± 2 %`, the second number being one standard error."""
        error = 100 * self.standard_error
        decimals = 0 if error >= 0.95 else 1
        return f"{100 * self.share:.{decimals}f} ± {error:.{decimals}f} %"
