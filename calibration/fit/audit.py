"""Audit: facts that the model cannot reconcile with all the others, found, listed and given less weight.

At the mode of a posterior each fact's residual from what all others say is known in closed form (see
`Likelihood.surprise`). Of each pair the most surprising fact beyond 2.8 standard deviations gets the square of its
residual as further variance, turn by turn: beside a gross error honest neighbours look odd too. The list is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jevons.calibration.fit.emulator import Surface
from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.likelihood import Drift, Likelihood
from jevons.calibration.fit.posterior import density, find_mode
from jevons.market.parameters.declare import Array

LIMIT: Final = 2.8
TURNS: Final = 6


@dataclass(frozen=True)
class Audit:
    """What was found.

    Attributes:
        extra: variances added, 0 for facts that fit in, (facts,). surprise: of each when it was first found, in its
            standard deviations; 0 for the others, (facts,).
    """

    extra: Array
    surprise: Array

    @property
    def found(self) -> np.ndarray:
        """Which facts cannot be reconciled, (facts,)."""
        return np.asarray(self.extra > 0)


def audited(facts: Facts, surface: Surface, factors: Sequence[Array], drift: Drift) -> Audit:
    """Look for facts that no combination of forms reconciles: those surprising at the best mode of all."""
    here = len(facts)
    extra, first = np.zeros(here), np.zeros(here)
    for _ in range(TURNS):
        likelihood = Likelihood.of(facts, surface.missed[:here, :here], drift, extra)
        logs = _best(surface, likelihood, factors)
        surprise, left = likelihood.surprise(logs), likelihood.left_over(logs)
        new = _most_surprising(facts, np.abs(surprise))
        if not new.any():
            break
        first = np.where(new & (first == 0.0), surprise, first)
        extra = extra + np.where(new, left**2, 0.0)
    return Audit(extra, first)


def _most_surprising(facts: Facts, sizes: Array) -> np.ndarray:
    """Of each pair the fact farthest beyond the limit, if one is, (facts,)."""
    most = np.where(facts.same_pair(), sizes[None, :], 0.0).max(axis=1)
    return np.asarray((sizes > LIMIT) & (sizes >= most))


def _best(surface: Surface, likelihood: Likelihood, factors: Sequence[Array]) -> Array:
    """Ln of the facts at the highest of the modes."""
    best, found = -np.inf, None
    for one in factors:
        given = surface.given(one)
        mode, _ = find_mode(given, likelihood)
        height = float(density(given, likelihood)(mode[None, :])[0])
        if found is None or height > best:
            best, found = height, given.of_active(mode[None, :])[0, : len(likelihood.figures)]
    if found is None:
        raise ValueError("an audit needs at least one combination of forms")
    return np.asarray(found)
