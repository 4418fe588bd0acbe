"""Emulator: a quadratic surface of what the real model reads, with what it misses.

    y(z, f) = c + sum a_i z_i + sum b_i (z_i^2 - 1) + sum c_ij z_i z_j + sum d_k f_k + sum e_ik f_k z_i + residual

z are the scores of unknowns and f the factors, 0 or 1, of the forms of equations. It is fitted by ridge regression with
one penalty for all outputs, chosen by leave-one-out errors in closed form (Golub, Heath and Wahba 1979). Products are
taken between the unknowns that move the outputs most. The residuals hold the luck of a world, what the surface cannot
follow, and all unknowns that are left out; their covariance is that of leaving one out.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jevons.market.parameters.declare import Array

PENALTIES: Final = np.geomspace(1e-1, 1e4, 16)
PRODUCTS: Final = 20
"""Unknowns between which, and with factors, products are taken."""
MOST_LEVERAGE: Final = 0.95


@dataclass(frozen=True)
class Surface:
    """A quadratic surface of some unknowns.

    Attributes:
        columns: places of the unknowns that it depends on, (active,).
        constant: (outputs,). linear, square: by unknown, (active, outputs). product: by pair, (pairs, outputs).
        pairs: places of both within `columns`, (2, pairs).
        factor: by factor, (factors, outputs). tilt: by factor and unknown, (factors, active, outputs).
        missed: covariance of leave-one-out errors, (outputs, outputs).
    """

    columns: np.ndarray
    constant: Array
    linear: Array
    square: Array
    product: Array
    pairs: np.ndarray
    factor: Array
    tilt: Array
    missed: Array

    def given(self, factors: Array) -> "Surface":
        """The surface of one combination of forms, (factors,), whose factors are all nought."""
        return replace(
            self,
            constant=self.constant + factors @ self.factor,
            linear=self.linear + np.tensordot(factors, self.tilt, axes=1),
            factor=0.0 * self.factor,
            tilt=0.0 * self.tilt,
        )

    def at(self, scores: Array) -> Array:
        """Outputs at scores of all unknowns with all factors nought, (worlds, unknowns) -> (worlds, outputs)."""
        return self.of_active(scores[:, self.columns])

    def of_active(self, active: Array) -> Array:
        """Outputs at scores of `columns` alone, (worlds, active) -> (worlds, outputs)."""
        products = active[:, self.pairs[0]] * active[:, self.pairs[1]]
        curved = active @ self.linear + (active**2 - 1.0) @ self.square + products @ self.product
        return np.asarray(self.constant + curved)

    def slopes(self, active: Array) -> Array:
        """Derivative of the outputs by each active score at one point, (active,) -> (active, outputs)."""
        slopes = self.linear + 2.0 * active[:, None] * self.square
        np.add.at(slopes, self.pairs[0], active[self.pairs[1], None] * self.product)
        np.add.at(slopes, self.pairs[1], active[self.pairs[0], None] * self.product)
        return slopes


def fit_surface(scores: Array, factors: Array, outputs: Array, columns: np.ndarray, weights: Array) -> Surface:
    """Fit a surface to real runs.

    Args:
        scores: (worlds, unknowns). factors: 0 or 1, (worlds, factors). outputs: finite, (worlds, outputs).
        columns: places of the unknowns to depend on, (active,). weights: of the worlds, above zero, (worlds,).

    Raises:
        ValueError: fewer worlds than twice the unknowns.
    """
    if len(scores) < 2 * len(columns):
        raise ValueError(f"a surface of {len(columns)} unknowns needs {2 * len(columns)} worlds; got {len(scores)}")
    active, root = scores[:, columns], np.sqrt(weights / weights.mean())[:, None]
    most = np.sort(np.argsort(-activity(active, outputs))[:PRODUCTS])
    pairs = most[np.array(np.triu_indices(len(most), 1))]
    tilts = (factors[:, :, None] * active[:, None, most]).reshape(len(scores), -1)
    products = active[:, pairs[0]] * active[:, pairs[1]]
    terms = np.concatenate([active, active**2 - 1.0, products, factors, tilts], axis=1)
    mean, middle = (root**2 * terms).mean(axis=0), (root**2 * outputs).mean(axis=0)
    weight, missed = _ridge(root * (terms - mean), root * (outputs - middle), root)
    n, k, f = len(columns), pairs.shape[1], factors.shape[1]
    linear, square, product, factor, tilted = np.split(weight, np.cumsum([n, n, k, f]))
    tilt = np.zeros((f, n, outputs.shape[1]))
    tilt[:, most] = tilted.reshape(f, len(most), -1)
    return Surface(columns, middle - mean @ weight, linear, square, product, pairs, factor, tilt, missed)


def activity(scores: Array, outputs: Array) -> Array:
    """How much of all outputs each unknown moves by itself: mean share of variance, (unknowns,)."""
    z = (scores - scores.mean(axis=0)) / (scores.std(axis=0) + 1e-12)
    y = (outputs - outputs.mean(axis=0)) / (outputs.std(axis=0) + 1e-12)
    return np.asarray(((z.T @ y / len(z)) ** 2).mean(axis=1))


def _ridge(terms: Array, centred: Array, root: Array) -> tuple[Array, Array]:
    """Weights of the terms, and the covariance of leave-one-out errors, with the penalty that makes these smallest."""
    basis, size, turn = np.linalg.svd(terms, full_matrices=False)
    along = basis.T @ centred
    scale = (centred**2).mean(axis=0) + 1e-12

    def loss(errors: Array) -> float:
        return float(((errors**2).mean(axis=0) / scale).mean())

    missed = {float(penalty): _left_out(basis, size, along, centred, root, penalty) for penalty in PENALTIES}
    best = min(missed, key=lambda penalty: loss(missed[penalty]))
    shrunk = (size / (size**2 + best))[:, None]
    errors = missed[best]
    return np.asarray(turn.T @ (shrunk * along)), np.asarray(errors.T @ errors / len(root))


def _left_out(basis: Array, size: Array, along: Array, centred: Array, root: Array, penalty: float) -> Array:
    """Weighted errors at each world when it is left out: (y - y_fit) / (1 - h), h its leverage, on the mean too."""
    share = size**2 / (size**2 + penalty)
    fitted = basis @ (share[:, None] * along)
    leverage = np.minimum((basis**2) @ share + root[:, 0] ** 2 / len(root), MOST_LEVERAGE)
    return np.asarray((centred - fitted) / (1.0 - leverage)[:, None])
