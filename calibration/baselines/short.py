"""All baselines by name, what each needs, and which stands in where a past is too short for it.

from jevons.calibration.baselines.short import predict

predict("log_linear", past, at, pool)     # .used says that "drift" stood in for two points
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jevons.calibration.baselines.drift import drift
from jevons.calibration.baselines.growth import MONTHS, growth_memory
from jevons.calibration.baselines.log_linear import log_linear, log_linear_last
from jevons.calibration.baselines.no_change import no_change
from jevons.calibration.baselines.normal import Normal
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.trend import damped_trend

Array = npt.NDArray[np.float64]
Law = Callable[[Past, Array, Pool], Normal]


@dataclass(frozen=True)
class Baseline:
    """A way to continue a past, and how much past it needs.

    Attributes:
        law: the forecast. points: needed. months: that they must span at least.
        stand_in: baseline that is used instead where the past is shorter; empty if one point is enough.
    """

    law: Law
    points: int = 1
    months: float = 0.0
    stand_in: str = ""

    def serves(self, past: Past) -> bool:
        """Whether the past is long enough."""
        return len(past) >= self.points and past.span * MONTHS >= self.months - 1e-6


BASELINES: Final[Mapping[str, Baseline]] = {
    "no_change": Baseline(no_change),
    "drift": Baseline(drift, points=2, stand_in="no_change"),
    "log_linear": Baseline(log_linear, points=3, stand_in="drift"),
    "log_linear_last_5": Baseline(log_linear_last, points=3, stand_in="drift"),
    "ar1_growth": Baseline(growth_memory, points=4, months=6.0, stand_in="drift"),
    "damped_trend": Baseline(damped_trend, points=2, stand_in="no_change"),
}
TO_BEAT: Final = ("no_change", "log_linear")
"""The two that a forecast is held against, named before any forecast was scored."""


@dataclass(frozen=True)
class Prediction:
    """What was asked for, what was used for it, and the distribution of ln of the quantity."""

    name: str
    used: str
    normal: Normal


def predict(name: str, past: Past, at: Array, pool: Pool) -> Prediction:
    """Continue a past by a baseline, or by what stands in for it.

    Args:
        name: one of `BASELINES`. past: at least one point. at: years, not before its last point, shape (times,).
        pool: of all pairs that were known at the origin.

    Raises:
        ValueError: there is no such baseline.
        PastError: a time lies before the last point.
    """
    if name not in BASELINES:
        raise ValueError(f"baseline {name!r}; allowed are {', '.join(BASELINES)}")
    used = name
    while not BASELINES[used].serves(past):
        used = BASELINES[used].stand_in
    return Prediction(name, used, BASELINES[used].law(past, at, pool))
