"""Logarithmic mean Divisia index (LMDI-I): the growth of a sum of products, split exactly among its factors.

Source: B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33 (2005);
zero cells: Ang and Liu, Energy Policy 35 (2007).
"""

import numpy as np

from jevons.market.parameters.declare import Array


def logarithmic_mean(a: Array, b: Array) -> Array:
    """L(a, b) = (a - b) / ln(a / b), a where both are equal, for positive a and b.

    Computed as sqrt(ab) sinh(d) / d with d = ln(a / b) / 2, which does not cancel.
    """
    half = 0.5 * (np.log(a) - np.log(b))
    small = np.abs(half) < 1e-8
    ratio = np.where(small, 1.0, np.sinh(half) / np.where(small, 1.0, half))
    return np.asarray(np.sqrt(a) * np.sqrt(b) * ratio)


def decompose(before: Array, after: Array, shared_before: Array, shared_after: Array) -> Array:
    """Contributions of factors to ln R1/R0, R = sum over cells of a cell's own factors times the shared ones.

    A factor of a cell contributes L(R1c, R0c) / L(R1, R0) ln(x1 / x0). A cell that is empty at one end takes
    the analytical limit, +-Rc / L(R1, R0), and stands whole under entered or ended.

    Args:
        before, after: factors of cells at both ends, (own, ...cells), none negative.
        shared_before, shared_after: factors of all cells, (shared,), positive.

    Returns:
        (own + shared + 2, ...cells): own factors, shared ones, entered, ended. They add up to ln R1/R0.

    Raises:
        ValueError: all cells are empty at one end, so that no factor can be told from another.
    """
    old, new = before.prod(axis=0) * shared_before.prod(), after.prod(axis=0) * shared_after.prod()
    if not (old.sum() > 0.0 and new.sum() > 0.0):
        raise ValueError("nothing to split: no work at one of the two months")
    mean = logarithmic_mean(new.sum(), old.sum())
    stays = (old > 0.0) & (new > 0.0)
    weight = np.zeros_like(old)
    weight[stays] = logarithmic_mean(new[stays], old[stays]) / mean
    own = np.zeros_like(before)
    own[:, stays] = np.log(after[:, stays] / before[:, stays])
    common = np.log(shared_after / shared_before).reshape(-1, *(1,) * old.ndim)
    entered = np.where(stays, 0.0, new / mean)
    ended = np.where(stays, 0.0, -old / mean)
    return np.concatenate([own * weight, common * weight, entered[None], ended[None]])
