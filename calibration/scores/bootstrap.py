"""How sure a mean over pairs is, with so few of them: whole units are drawn again with replacement.

Figures of one pair are alike, and so are pairs of one series (four firms' spending); what is drawn again must be the
unit that is alike within. All methods are weighed by the same draws, so that what is hard for all of them cancels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEED: Final = 20260318
"""Declared, so that a score is the same whoever computes it."""
DRAWS: Final = 4000
_EDGES: Final = (0.05, 0.95)


@dataclass(frozen=True)
class Interval:
    """A number with its 90 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Skill:
    """How much better than a reference: 1 - CRPS / CRPS of the reference.

    Attributes:
        value: above zero is better. low, high: 90 % bootstrap interval.
        probability: part of the draws in which the skill is above zero.
        reference: the better of those held against, over all pairs.
    """

    value: float
    low: float
    high: float
    probability: float
    reference: str


def resampled(units: Sequence[str], draws: int = DRAWS, seed: int = SEED) -> Array:
    """How often each row counts in each draw, shape (draws, rows).

    Args:
        units: for each row, the unit that it belongs to; rows of one unit are drawn together.

    Raises:
        ValueError: there is no row.
    """
    if not units:
        raise ValueError("nothing to draw from: a bootstrap needs at least one row")
    names, member = np.unique(np.array(units), return_inverse=True)
    chances = np.full(len(names), 1.0 / len(names))
    counts = np.random.default_rng(seed).multinomial(len(names), chances, size=draws)
    return counts[:, member].astype(np.float64)


def mean_interval(values: Array, units: Sequence[str], draws: int = DRAWS, seed: int = SEED) -> Interval:
    """Mean of one value a row, shape (rows,), with its 90 % interval."""
    means = _means(values, resampled(units, draws, seed))
    low, high = np.quantile(means, _EDGES)
    return Interval(float(values.mean()), float(low), float(high))


def skill(
    model: Array, references: dict[str, Array], units: Sequence[str], draws: int = DRAWS, seed: int = SEED
) -> Skill:
    """Skill of a model against the best of some references, from CRPS by row.

    The best is the one of the least mean CRPS. It is chosen again in each draw: that a reference is the best is itself
    only known from these rows.

    Args:
        model: CRPS by row (a pair), shape (rows,). references: the same by name. units: of the rows, as `resampled`.

    Raises:
        ValueError: rows differ in number, there are none, or a reference is without error.
    """
    if not references or any(values.shape != model.shape for values in references.values()):
        raise ValueError("a skill compares the same rows: the model and one reference or more, of one length")
    weights = resampled(units, draws, seed)
    best = min(references, key=lambda name: float(references[name].mean()))
    if any(float(values.min()) <= 0.0 for values in references.values()):
        raise ValueError("a reference has a CRPS of zero; skill is a ratio and needs references above zero")
    least = np.min([_means(values, weights) for values in references.values()], axis=0)
    skills = 1.0 - _means(model, weights) / least
    low, high = np.quantile(skills, _EDGES)
    return Skill(
        value=float(1.0 - model.mean() / references[best].mean()),
        low=float(low),
        high=float(high),
        probability=float((skills > 0.0).mean()),
        reference=best,
    )


def _means(values: Array, weights: Array) -> Array:
    """Weighted mean of the rows in each draw, shape (draws,)."""
    return np.asarray(weights @ values / weights.sum(axis=1), dtype=np.float64)
