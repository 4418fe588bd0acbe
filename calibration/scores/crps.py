"""The continuous ranked probability score: how far a distribution lies from what was seen, in the unit of both.

    CRPS(F, y) = integral of (F(x) - 1{x >= y})^2 dx = E|X - y| - E|X - X'| / 2

Smaller is better; of a forecast without spread it is the absolute error (Gneiting and Raftery 2007, "Strictly proper
scoring rules, prediction, and estimation"). Everything here is in ln of the figure.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Array = npt.NDArray[np.float64]

_SQRT_PI: Final = math.sqrt(math.pi)
_SQRT_2PI: Final = math.sqrt(2.0 * math.pi)


def crps_normal(mean: Array | float, sd: Array | float, seen: Array | float) -> Array:
    """CRPS of normal distributions, shape of the three together.

    With z = (y - mean) / sd: sd [z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)]; |y - mean| where sd is zero.

    Raises:
        ValueError: an sd is below zero.
    """
    spread = np.asarray(sd, dtype=np.float64)
    if not np.all(spread >= 0.0):
        raise ValueError(f"sd {float(np.min(spread)):g} of a forecast; allowed is zero or above")
    return np.asarray(distance(np.subtract(seen, mean), spread) - spread / _SQRT_PI, dtype=np.float64)


def crps_ensemble(members: Array, seen: Array | float) -> Array:
    """CRPS of an ensemble, without the bias that its size brings (the fair estimator: Ferro 2014).

    mean |x_i - y| - sum over pairs |x_i - x_j| / (M (M - 1)): the score that infinitely many members of the same law
    would have on average. With one member it is the absolute error.

    Args:
        members: shape (members, ...). seen: shape (...).

    Raises:
        ValueError: there is no member.
    """
    count = _count(members)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    apart = np.tensordot(ranks, np.sort(members, axis=0), axes=1) / max(count * (count - 1), 1)
    return np.asarray(np.abs(members - seen).mean(axis=0) - apart, dtype=np.float64)


def crps_published(members: Array, error: Array | float, seen: Array | float) -> Array:
    """CRPS of an ensemble of quantities for figures that are published of them with a normal error.

    Each member stands for a normal about it, and the score is exact in the error: no noise is drawn. Fair as
    `crps_ensemble`, which it is where the error is zero. With A(d, s) = E|d + s Z|:

        mean A(x_i - y, s) - sum over pairs A(x_i - x_j, s sqrt 2) / (M (M - 1))

    Args:
        members: shape (members, facts). error: one sd in ln, shape (facts,) or one for all. seen: shape (facts,).

    Raises:
        ValueError: there is no member, or an error is below zero.
    """
    count = _count(members)
    facts = np.broadcast_to(np.asarray(seen, dtype=np.float64), members.shape[1:])
    spread = np.broadcast_to(np.asarray(error, dtype=np.float64), facts.shape)
    if not np.all(spread >= 0.0):
        raise ValueError(f"error {float(np.min(spread)):g} of a figure; allowed is zero or above")
    if count == 1:
        return crps_normal(members[0], spread, facts)
    first, second = np.triu_indices(count, k=1)
    scores = []
    for values, s, y in zip(members.T, spread, facts, strict=True):
        apart = distance(values[first] - values[second], s * math.sqrt(2.0)).sum() / (count * (count - 1))
        scores.append(float(distance(values - y, s).mean() - apart))
    return np.array(scores, dtype=np.float64)


def distance(difference: Array | float, sd: Array | float) -> Array:
    """E|d + s Z| for a standard normal Z: d (2 Phi(d/s) - 1) + 2 s phi(d/s); |d| where s is zero."""
    apart, spread = np.broadcast_arrays(np.asarray(difference, dtype=np.float64), np.asarray(sd, dtype=np.float64))
    z = apart / np.where(spread > 0.0, spread, 1.0)
    found = apart * (2.0 * ndtr(z) - 1.0) + 2.0 * spread * np.exp(-0.5 * z**2) / _SQRT_2PI
    return np.asarray(np.where(spread > 0.0, found, np.abs(apart)), dtype=np.float64)


def _count(members: Array) -> int:
    if members.ndim == 0 or len(members) == 0:
        raise ValueError("an ensemble without a member; allowed is one or more")
    return len(members)
