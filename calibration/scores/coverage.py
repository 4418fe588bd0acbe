"""Where in its forecast a figure fell, and whether central intervals hold as much as they say.

Everything rests on the probability integral transform (PIT), the part of the distribution that lies below what was
seen: over many figures it is uniform where forecasts are honest, so a 90 % interval holds those from 0.05 to 0.95.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVELS = (0.5, 0.9)
"""Of the central intervals that are reported."""


def pit_normal(mean: Array | float, sd: Array | float, seen: Array | float) -> Array:
    """Part of normal distributions below what was seen; 0, 1/2 or 1 where the sd is zero."""
    return _below(np.subtract(seen, mean), sd)


def pit_ensemble(members: Array, seen: Array | float, error: Array | float = 0.0) -> Array:
    """Part of an ensemble below what was seen: (members below + 1/2) / (members + 1), shape (...).

    One who is drawn as the members are has each rank among them with the same chance, however few they are. Members
    stand for normals of sd `error` about them, as figures are published of them; at zero, ties count half.

    Args:
        members: shape (members, ...). seen, error: shape (...) or one for all.
    """
    below = _below(np.subtract(seen, members), error).sum(axis=0)
    return np.asarray((below + 0.5) / (len(members) + 1.0), dtype=np.float64)


def inside(pit: Array, level: float) -> Flags:
    """Whether the central interval of so much probability holds what was seen.

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level {level:g} of an interval; allowed is a probability above 0 and below 1")
    # A PIT is a sum of many terms: one that should lie on the edge must not fall off it by a rounding.
    return np.asarray(np.abs(np.asarray(pit) - 0.5) <= 0.5 * level + 1e-12, dtype=np.bool_)


def _below(beyond: Array, sd: Array | float) -> Array:
    """Probability that a normal about zero lies below `beyond`; half of what lies at it where the sd is zero."""
    apart, spread = np.broadcast_arrays(np.asarray(beyond, dtype=np.float64), np.asarray(sd, dtype=np.float64))
    z = apart / np.where(spread > 0.0, spread, 1.0)
    return np.asarray(np.where(spread > 0.0, ndtr(z), 0.5 + 0.5 * np.sign(apart)), dtype=np.float64)
