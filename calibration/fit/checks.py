"""Checks that the method works: truths that are known, data made from them, and where the truth lies in the posterior.

Folds: runs over the ranges play the truth in turn, each for a surface that has not seen it (simulation-based
calibration, Talts et al. 2018, with no further run). Planted worlds: fresh runs of the real model. The readings of
either with all errors of the likelihood added are the data. Where intervals are honest, ranks of truths are uniform.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.fit.emulator import Surface, fit_surface
from jevons.calibration.fit.likelihood import EMULATOR_FACTOR, Likelihood, discrepancy
from jevons.calibration.fit.posterior import sample
from jevons.calibration.fit.rounds import Fit, Told, outputs_of, run_chains, trials_of, untold_stages
from jevons.calibration.fit.space import factors_of, forms, unknowns
from jevons.calibration.fit.worlds import run_worlds
from jevons.market.parameters.declare import Array
from jevons.runs.design import sobol_scores
from jevons.runs.runner import Progress

FOLDS: Final = 5
TRUTHS: Final = 60
"""Runs that play the truth in the folds."""
PLANTED: Final = 24
"""Fresh worlds that play it, the same number of each combination of forms."""
STEPS: Final = 800


@dataclass(frozen=True)
class _Task:
    surface: Surface
    likelihood: Likelihood
    truth: Array
    seed: int


def checked(fit: Fit, folder: Path, workers: int | None = None, told: Told | None = None) -> pd.DataFrame:
    """Recover known truths.

    Args:
        fit: whose runs, facts and errors are used. folder, workers, told: as in `calibrate`.

    Returns:
        A row for each truth and unknown of its surface: `kind` (fold or planted), `truth`, `form`, `name`, `rank` of
        the true score among the samples, 0 to 1, and `contraction` of its variance.
    """
    tell = told or untold_stages
    folds = _of_folds(fit)
    planted = _of_planted(fit, folder, workers, tell("planted worlds"))
    tasks = [task for _, task in (*folds, *planted)]
    found = run_chains(tasks, _ranked, workers, tell("posteriors of known truths"))
    kinds = ["fold"] * len(folds) + ["planted"] * len(planted)
    labels = [form for form, _ in (*folds, *planted)]
    names = np.array(unknowns())
    tables = [
        pd.DataFrame(
            {
                "kind": kind,
                "truth": number,
                "form": form,
                "name": names[task.surface.columns],
                "rank": ranks,
                "contraction": contraction,
            }
        )
        for number, (kind, form, task, (ranks, contraction)) in enumerate(zip(kinds, labels, tasks, found, strict=True))
    ]
    return pd.concat(tables, ignore_index=True)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Shares of truths inside the central 50 and 90 %, of all unknowns and of those that the data contract by half."""
    rows = []
    for kind, group in table.groupby("kind", sort=False):
        for which, lines in (("all", group), ("informed", group[group["contraction"] > 0.5])):
            off = (lines["rank"] - 0.5).abs()
            rows.append((kind, which, lines["truth"].nunique(), len(lines), (off <= 0.25).mean(), (off <= 0.45).mean()))
    return pd.DataFrame(rows, columns=["kind", "unknowns", "truths", "n", "coverage_50", "coverage_90"])


def _of_folds(fit: Fit) -> list[tuple[str, _Task]]:
    runs, outputs = fit.runs, _facts_alone(fit, fit.runs.readings)
    factors, weights = runs.factors, runs.weights
    over = np.flatnonzero(runs.rounds == 0)
    chosen = over[np.linspace(0, len(over) - 1, TRUTHS).astype(np.int64)]
    found = []
    for fold in range(FOLDS):
        held = over[np.arange(len(over)) % FOLDS == fold]
        rest = np.setdiff1d(np.arange(len(outputs)), held)
        surface = fit_surface(runs.scores[rest], factors[rest], outputs[rest], fit.surface.columns, weights[rest])
        for n in np.intersect1d(chosen, held):
            given = surface.given(factors[n])
            found.append((str(runs.forms[n]), _task(fit, given, outputs[n], runs.scores[n], int(n))))
    return found


def _of_planted(fit: Fit, folder: Path, workers: int | None, progress: Progress) -> list[tuple[str, _Task]]:
    each = PLANTED // len(forms())
    trials, labels, truths = [], [], []
    for place, form in enumerate(forms()):
        scores = sobol_scores(900_000 + fit.plan.seed * 100 + place, each, len(unknowns()))
        trials += trials_of(form, scores, fit.plan.ranges, 900_000 + place)
        labels += [form] * each
        truths += list(scores)
    readings = run_worlds(trials, folder, fit.plan.history, workers, progress)
    outputs = _facts_alone(fit, readings)
    return [
        (form.name, _task(fit, _alone(fit).given(np.array(factors_of(form))), line, truth, 1_000_000 + n))
        for n, (form, line, truth) in enumerate(zip(labels, outputs, truths, strict=True))
    ]


def _facts_alone(fit: Fit, readings: Array) -> Array:
    return outputs_of(fit.facts, readings, fit.plan.until)[:, : len(fit.facts)]


def _alone(fit: Fit) -> Surface:
    """The surface of the facts without the bounded totals: truths from the ranges need not keep within those."""
    here = slice(0, len(fit.facts))
    surface = fit.surface
    return Surface(
        surface.columns, surface.constant[here], surface.linear[:, here], surface.square[:, here],
        surface.product[:, here], surface.pairs, surface.factor[:, here], surface.tilt[:, :, here],
        surface.missed[here, here],
    )  # fmt: skip


def _task(fit: Fit, surface: Surface, outputs: Array, scores: Array, seed: int) -> _Task:
    """Data from a truth: what it reads, and errors drawn from all that the likelihood knows of but the emulator's."""
    errors = discrepancy(fit.facts, fit.plan.drift)
    random = np.random.default_rng([fit.plan.seed, seed])
    figures = outputs + np.linalg.cholesky(errors) @ random.standard_normal(len(outputs))
    root: Array = np.asarray(np.linalg.cholesky(errors + EMULATOR_FACTOR * surface.missed), dtype=np.float64)
    return _Task(surface, Likelihood(figures, root), scores[surface.columns], seed)


def _ranked(task: _Task) -> tuple[Array, Array]:
    chain = sample(task.surface, task.likelihood, task.seed, STEPS)
    return (chain.samples < task.truth).mean(axis=0), 1.0 - chain.samples.var(axis=0)
