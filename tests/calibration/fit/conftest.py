"""Facts, surfaces and fits small enough to work out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from jevons.calibration.evidence import Observation
from jevons.calibration.fit.audit import Audit
from jevons.calibration.fit.bounds import BOUNDS
from jevons.calibration.fit.emulator import Surface
from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.likelihood import Likelihood
from jevons.calibration.fit.posterior import Posterior
from jevons.calibration.fit.rounds import Fit, Plan, Runs
from jevons.calibration.fit.space import forms, unknowns
from jevons.calibration.fit.worlds import READ, months
from jevons.calibration.further import SCORED
from jevons.market.parameters.declare import Array
from tests.calibration.scoreboard.conftest import row

USERS = ("weekly_active_users", "ChatGPT")
GOOGLE = ("tokens_processed_per_month", "Google (all surfaces)")
FOUNDRY = ("tokens_processed_per_month", "Microsoft Foundry")
OPUS = ("flagship_price_output", "Anthropic (top tier)")
REVENUE = ("datacenter_revenue", "NVIDIA")
WITHIN = np.array([np.log(bound.high) - 1.0 for bound in BOUNDS])
"""Totals that no bound minds."""


def fact(pair: tuple[str, str], day: str, value: float = 100.0, **more: object) -> Observation:
    """A figure to fit of an instant, published on its day, with an error of 0.05."""
    return row(*pair, day, value, **more)


def bias(pair: tuple[str, str]) -> float:
    """What the pair's operator declares."""
    return next(one.bias for one in SCORED if (one.series, one.entity) == pair)


def place(pair: tuple[str, str]) -> int:
    """Column of the pair in readings."""
    return next(n for n, one in enumerate(SCORED) if (one.series, one.entity) == pair)


def linear(constant: Array, slopes: Array, missed: float = 0.0) -> Surface:
    """Facts = constant + z slopes, (facts,) and (unknowns, facts); totals that no bound minds follow."""
    active, outputs = len(slopes), len(constant) + len(WITHIN)
    nothing = np.zeros((active, outputs))
    tilts = nothing.copy()
    tilts[:, : len(constant)] = slopes
    return Surface(
        columns=np.arange(active),
        constant=np.concatenate([constant, WITHIN]),
        linear=tilts,
        square=nothing,
        product=np.zeros((0, outputs)),
        pairs=np.zeros((2, 0), dtype=np.int64),
        factor=np.zeros((0, outputs)),
        tilt=np.zeros((0, active, outputs)),
        missed=missed * np.eye(outputs),
    )


def gaussian(active: int, facts: int, seed: int = 1) -> tuple[Surface, Likelihood]:
    """A linear surface and figures whose errors share an offset."""
    luck = np.random.default_rng(seed)
    surface = linear(luck.normal(size=facts), 0.5 * luck.normal(size=(active, facts)))
    covariance = np.diag(luck.uniform(0.2, 0.6, facts) ** 2) + 0.1
    return surface, Likelihood(luck.normal(size=facts), np.linalg.cholesky(covariance))


def closed_form(surface: Surface, likelihood: Likelihood) -> tuple[Array, Array]:
    """Mean and covariance of the posterior of a linear surface: C = (1 + A' S^-1 A)^-1 and C A' S^-1 (y - c)."""
    here = len(likelihood.figures)
    by, left = surface.linear[:, :here], likelihood.figures - surface.constant[:here]
    weighed = np.linalg.solve(likelihood.root @ likelihood.root.T, by.T)
    covariance = np.linalg.inv(np.eye(len(by)) + by @ weighed)
    return covariance @ weighed.T @ left, covariance


def readings_of(worlds: int, level: float = 100.0) -> Array:
    """Readings of worlds that have the same level in all months and columns, totals within their bounds."""
    out = np.full((worlds, len(months().first), len(READ)), level)
    out[:, :, len(SCORED) :] = np.exp(WITHIN)
    return out


def chain(samples: Array, columns: Array) -> Posterior:
    """A posterior of which only the samples count."""
    return Posterior(np.asarray(columns), samples.mean(axis=0), samples, 0.0, 0.3, 10.0, len(samples) / 10.0)


def invented() -> Fit:
    """A fit of 3 facts: the first two unknowns are known to be 1.5 and -0.5 up to 0.1, forms have declared weights."""
    luck = np.random.default_rng(5)
    rows = (fact(USERS, "2025-01-31"), fact(USERS, "2025-07-31"), fact(GOOGLE, "2025-07-31"))
    samples = np.array([1.5, -0.5]) + 0.1 * luck.normal(size=(4000, 2))
    surface = replace(linear(np.full(3, np.log(100.0)), np.full((2, 3), 0.1), missed=0.01), factor=np.zeros((3, 8)))
    return Fit(
        plan=Plan(members=200, users=500),
        facts=Facts(rows),
        surface=replace(surface, tilt=np.zeros((3, 2, 8))),
        runs=Runs(np.array(["load-saturating"]), np.zeros((1, len(unknowns()))), np.zeros(1), readings_of(1)),
        posteriors={form.name: chain(samples, np.arange(2)) for form in forms()},
        weights={form.name: form.weight for form in forms()},
        audit=Audit(np.zeros(3), np.zeros(3)),
    )


@pytest.fixture
def fit() -> Fit:
    """An invented fit."""
    return invented()
