"""Pasts small enough to continue by hand, and worlds of many pairs made by a known law."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.short import BASELINES

Array = npt.NDArray[np.float64]
_Z95 = 1.6448536269514722


def past_of(times: Sequence[float], logs: Sequence[float], error: float = 0.0) -> Past:
    return Past.of(list(times), [float(np.exp(log)) for log in logs], [error] * len(times))


@pytest.fixture(params=sorted(BASELINES))
def name(request: pytest.FixtureRequest) -> str:
    """Each baseline in turn."""
    return str(request.param)


@pytest.fixture
def make() -> Callable[..., Past]:
    """Build a past from times and logarithms, all with one error."""
    return past_of


def inside(mean: Array, sd: Array, seen: Array, z: float = _Z95) -> float:
    """Part of what was seen that lies within z standard deviations."""
    return float((np.abs(seen - mean) <= z * sd).mean())


@pytest.fixture
def held() -> Callable[..., float]:
    """Part of what was seen that 90 % intervals hold, or other intervals of z standard deviations."""
    return inside
