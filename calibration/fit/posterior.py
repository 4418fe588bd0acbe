"""Posterior of one combination of forms: its mode, a chain of samples, and the evidence for the forms.

The chain is run by emcee (Foreman-Mackey et al. 2013) with mixed moves: differential evolution alone was not converged
in a trial. The snooker move of its version 3.1.6 is left out: it takes half of its Jacobian's exponent, and a tenth of
such moves leaves 0.85 of the variance of 60 unknowns. A chain starts from the normal distribution that the surface's
slopes give at the mode.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import emcee
import numpy as np

from jevons.calibration.fit.emulator import Surface
from jevons.calibration.fit.likelihood import Likelihood
from jevons.market.parameters.declare import Array

MOVES: Final = (
    (emcee.moves.DEMove(), 0.8),
    (emcee.moves.StretchMove(), 0.2),
)
WALKERS_PER_UNKNOWN: Final = 4
STEPS: Final = 4000
WARM_UP: Final = 0.4
"""Share of the steps that is thrown away."""
KEPT: Final = 4000
"""Samples that are kept of a chain, evenly spaced."""
NEWTON_STEPS: Final = 30


@dataclass(frozen=True)
class Posterior:
    """What the data say under one combination of forms.

    Attributes:
        columns: places of the unknowns that the surface depends on; the others keep their priors.
        mode: scores of these, (active,). samples: (samples, active).
        log_evidence: ln of the probability of the data, from the density at the mode and the chain's
            covariance, as of a normal distribution (Lewis and Raftery 1997).
        acceptance: share of proposals taken. autocorrelation: longest integrated time of a score, in steps.
        effective: independent samples by that time.
    """

    columns: np.ndarray
    mode: Array
    samples: Array
    log_evidence: float
    acceptance: float
    autocorrelation: float
    effective: float


def sample(surface: Surface, likelihood: Likelihood, seed: int, steps: int = STEPS) -> Posterior:
    """Sample a posterior: likelihood of the surface's outputs times a standard normal prior of each score.

    Args:
        surface: of facts, then bounds. likelihood: of these. seed: of the chain. steps: of each walker.
    """
    log_density = density(surface, likelihood)
    mode, spread = find_mode(surface, likelihood)
    n, random = len(mode), np.random.default_rng(seed)
    walkers = 2 * (WALKERS_PER_UNKNOWN * n // 2 + 1)
    start = mode + random.standard_normal((walkers, n)) @ np.linalg.cholesky(spread).T
    sampler = emcee.EnsembleSampler(walkers, n, log_density, moves=list(MOVES), vectorize=True)
    state = np.random.RandomState(seed % 2**32).get_state()
    sampler.run_mcmc(emcee.State(start, random_state=state), steps)
    chain = sampler.get_chain(discard=int(WARM_UP * steps))
    time = float(np.max(emcee.autocorr.integrated_time(chain, tol=0)))
    flat = chain.reshape(-1, n)
    taken = flat[np.linspace(0, len(flat) - 1, min(KEPT, len(flat))).astype(np.int64)]
    _, log_determinant = np.linalg.slogdet(np.atleast_2d(np.cov(flat.T)))
    evidence = float(log_density(mode[None, :])[0]) + n / 2 * np.log(2 * np.pi) + log_determinant / 2
    return Posterior(
        columns=surface.columns,
        mode=mode,
        samples=taken,
        log_evidence=float(evidence),
        acceptance=float(np.mean(sampler.acceptance_fraction)),
        autocorrelation=time,
        effective=len(flat) / time,
    )


def density(surface: Surface, likelihood: Likelihood) -> Callable[[Array], Array]:
    """Ln of the posterior's density up to a constant, of scores (worlds, active)."""
    n = len(surface.columns)

    def of(active: Array) -> Array:
        prior = -0.5 * (active**2).sum(axis=1) - n / 2 * np.log(2 * np.pi)
        return np.asarray(prior + likelihood.of_outputs(surface.of_active(active)))

    return of


def find_mode(surface: Surface, likelihood: Likelihood) -> tuple[Array, Array]:
    """Mode of the posterior and the inverse of its curvature there, by damped Gauss-Newton steps; bounds apart."""
    here, n = len(likelihood.figures), len(surface.columns)
    log_density = density(surface, likelihood)
    at: Array = np.zeros(n)
    spread: Array = np.eye(n)
    best = float(log_density(at[None, :])[0])
    for _ in range(NEWTON_STEPS):
        slopes = np.linalg.solve(likelihood.root, surface.slopes(at)[:, :here].T)
        left = np.linalg.solve(likelihood.root, likelihood.figures - surface.of_active(at[None, :])[0, :here])
        spread = np.asarray(np.linalg.inv(np.eye(n) + slopes.T @ slopes), dtype=np.float64)
        step = spread @ (slopes.T @ left - at)
        moved = _shortened(log_density, at, step, best)
        if moved is None:
            break
        at, best = moved
    return at, (spread + spread.T) / 2


def _shortened(
    log_density: Callable[[Array], Array], at: Array, step: Array, best: float
) -> tuple[Array, float] | None:
    """The first of ever shorter steps that raises the density, with it; None where none does."""
    tries = at + step * 0.5 ** np.arange(8)[:, None]
    values = log_density(tries)
    better = np.flatnonzero(values > best + 1e-9)
    return (tries[better[0]], float(values[better[0]])) if better.size else None
