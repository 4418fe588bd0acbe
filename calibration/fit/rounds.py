"""Rounds: runs over the ranges, a surface of them, chains, more runs where the chains are, and so on.

Every number of a fit follows from its plan: designs, seeds of worlds and chains. Runs are kept on disk, so that a fit
that was stopped goes on where it was; the rest takes a few minutes and is done again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit.audit import Audit, audited
from jevons.calibration.fit.bounds import known_bounds
from jevons.calibration.fit.emulator import Surface, activity, fit_surface
from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.likelihood import Drift, Likelihood, read_totals
from jevons.calibration.fit.posterior import Posterior, sample
from jevons.calibration.fit.ranges import Ranges, stretches
from jevons.calibration.fit.space import Form, factors_of, forms, unknowns
from jevons.calibration.fit.worlds import FIRST_MONTH, USERS, Trial, history, months, run_worlds
from jevons.calibration.reading import FEWEST_READ
from jevons.market.calendar import REFERENCE_MONTH
from jevons.market.parameters.declare import Array
from jevons.market.scenario import Scenario
from jevons.runs.design import member_seed, sobol_scores
from jevons.runs.runner import Progress, processors, run_many, untold

Told = Callable[[str], Progress]
"""Called with what begins; returns what is told of its progress."""
T = TypeVar("T")
R = TypeVar("R")

FIRST_WEIGHT: Final = 0.3
"""Weight of a run over the ranges beside one where a chain has been."""
MOST_SPREADS: Final = 6.0
"""Readings farther from the median than this many robust spreads are pulled in: a surface is not for freak worlds."""
LEAST_SPREAD: Final = 0.05
APART: Final = 2
"""Fewest processes of chains: in one of their own they have one thread, and the same bits on any machine."""


@dataclass(frozen=True)
class Plan:
    """What a fit is to do.

    Attributes:
        until: last day of publication of what it sees. ranges: of the unknowns, `declared` or `wide`.
        worlds: runs over the ranges for each combination of forms. rounds: of runs where the chains are.
        draws: runs of each round and combination. steps: of a chain in the last round; half as many before.
        active: unknowns that the surface depends on. members: of the ensemble. users: of each run. seed: of all.
        drift: of the discrepancy.
    """

    until: date = CUTOFF
    ranges: Ranges = "declared"
    worlds: int = 1000
    rounds: int = 2
    draws: int = 200
    steps: int = 3000
    active: int = 60
    members: int = 400
    users: int = USERS
    seed: int = 1
    drift: Drift = field(default_factory=Drift)

    @property
    def history(self) -> Scenario:
        """What its worlds live through: use and sizes of models are dated no later than what it sees."""
        return history(self.users, known_until=min(max(f"{self.until:%Y-%m}", FIRST_MONTH), REFERENCE_MONTH))


@dataclass(frozen=True)
class Runs:
    """Real runs that a fit rests on.

    Attributes:
        forms: name of the combination of each, (worlds,). scores: in the fit's ranges, (worlds, unknowns).
        rounds: 0 for a run over the ranges, else the round, (worlds,). readings: (worlds, months, operators).
    """

    forms: np.ndarray
    scores: Array
    rounds: np.ndarray
    readings: Array

    @property
    def factors(self) -> Array:
        """Factors of the forms of each, (worlds, factors)."""
        known = {form.name: factors_of(form) for form in forms()}
        return np.array([known[name] for name in self.forms])

    @property
    def weights(self) -> Array:
        """Weight of each in a surface, (worlds,)."""
        return np.where(self.rounds > 0, 1.0, FIRST_WEIGHT)

    def and_more(self, other: "Runs") -> "Runs":
        """Both together."""
        mine, theirs = vars(self), vars(other)
        return Runs(**{name: np.concatenate([mine[name], theirs[name]]) for name in mine})


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    Attributes:
        plan: it was made by. facts: it was held to. surface: the last one. runs: all of them.
        posteriors: by name of the combination of forms. weights: of these, by evidence and declared weight.
        audit: what was found irreconcilable.
    """

    plan: Plan
    facts: Facts
    surface: Surface
    runs: Runs
    posteriors: Mapping[str, Posterior]
    weights: Mapping[str, float]
    audit: Audit


def calibrate(plan: Plan, folder: Path, workers: int | None = None, told: Told | None = None) -> Fit:
    """Make a fit.

    Args:
        plan: what to do. folder: where runs are kept. workers: as in `run_many`. told: of the progress.

    Raises:
        jevons.runs.runner.WorkerLostError: a worker process was killed; finished runs are kept.
    """
    tell = told or untold_stages
    runs = _run(plan, folder, 0, _first_scores(plan), workers, tell("worlds over the ranges"))
    facts = seen(Facts.known(plan.until), runs.readings)
    for number in range(1, plan.rounds + 1):
        surface = surface_of(plan, facts, runs)
        chains = _chains(plan, facts, surface, number, plan.steps // 2, workers, tell(f"chains of round {number}"))
        scores = {name: _draws(plan, number, name, chain) for name, chain in chains.items()}
        runs = runs.and_more(_run(plan, folder, number, scores, workers, tell(f"worlds of round {number}")))
    surface = surface_of(plan, facts, runs)
    audit = audited(facts, surface, [np.array(factors_of(form)) for form in forms()], plan.drift)
    last = plan.rounds + 1
    chains = _chains(plan, facts, surface, last, plan.steps, workers, tell("chains"), audit)
    return Fit(plan, facts, surface, runs, chains, weights_of(chains), audit)


def seen(facts: Facts, readings: Array) -> Facts:
    """Facts of which nearly all worlds have something to say."""
    finite = np.isfinite(facts.read(readings, months()))
    return facts.only(finite.mean(axis=0) >= FEWEST_READ)


def outputs_of(facts: Facts, readings: Array, until: date) -> Array:
    """Ln of what worlds have for facts and for totals that are bounded by a day, freak values pulled in."""
    logs = facts.read(readings, months())
    logs[~np.isfinite(logs)] = np.nan
    middle = np.nanmedian(logs, axis=0)
    spread = np.maximum(1.4826 * np.nanmedian(np.abs(logs - middle), axis=0), LEAST_SPREAD)
    pulled = np.clip(
        np.where(np.isnan(logs), middle, logs), middle - MOST_SPREADS * spread, middle + MOST_SPREADS * spread
    )
    return np.concatenate([pulled, read_totals(readings, months(), known_bounds(until))], axis=1)


def surface_of(plan: Plan, facts: Facts, runs: Runs) -> Surface:
    """The surface of all runs, of the unknowns that move the facts most."""
    outputs = outputs_of(facts, runs.readings, plan.until)
    moved = activity(runs.scores[runs.rounds == 0], outputs[runs.rounds == 0])
    columns = np.sort(np.argsort(-moved)[: plan.active])
    return fit_surface(runs.scores, runs.factors, outputs, columns, runs.weights)


def weights_of(posteriors: Mapping[str, Posterior]) -> dict[str, float]:
    """Weights of combinations of forms: declared weight x evidence, adding up to one."""
    logs = {form.name: np.log(form.weight) + posteriors[form.name].log_evidence for form in forms()}
    most = max(logs.values())
    shares = {name: float(np.exp(log - most)) for name, log in logs.items()}
    return {name: share / sum(shares.values()) for name, share in shares.items()}


@dataclass(frozen=True)
class _Chain:
    surface: Surface
    likelihood: Likelihood
    seed: int
    steps: int


def _sampled(task: _Chain) -> Posterior:
    return sample(task.surface, task.likelihood, task.seed, task.steps)


def _chains(
    plan: Plan,
    facts: Facts,
    surface: Surface,
    number: int,
    steps: int,
    workers: int | None,
    progress: Progress,
    audit: Audit | None = None,
) -> dict[str, Posterior]:
    """A chain for each combination of forms, each in a process of one thread: small matrices want no more."""
    here = len(facts)
    extra = None if audit is None else audit.extra
    likelihood = Likelihood.of(facts, surface.missed[:here, :here], plan.drift, extra)
    tasks = [
        _Chain(surface.given(np.array(factors_of(form))), likelihood, _seed(plan, number, place, "chain"), steps)
        for place, form in enumerate(forms())
    ]
    found = run_chains(tasks, _sampled, workers, progress)
    return {form.name: chain for form, chain in zip(forms(), found, strict=True)}


def run_chains(tasks: Sequence[T], function: Callable[[T], R], workers: int | None, progress: Progress) -> list[R]:
    """Apply a function that samples to every task, never in this process: see `APART`."""
    return run_many(tasks, function, max(processors() if workers is None else workers, APART), progress)


def untold_stages(_stage: str) -> Progress:
    """Nobody listens to any stage."""
    return untold


def _first_scores(plan: Plan) -> dict[str, Array]:
    return {
        form.name: sobol_scores(_seed(plan, 0, place, "scores"), plan.worlds, len(unknowns()))
        for place, form in enumerate(forms())
    }


def _draws(plan: Plan, number: int, name: str, chain: Posterior) -> Array:
    place = [form.name for form in forms()].index(name)
    rest = sobol_scores(_seed(plan, number, place, "scores"), plan.draws, len(unknowns()))
    return spread_over(chain, rest)


def spread_over(chain: Posterior, rest: Array) -> Array:
    """Scores of all unknowns, evenly spaced samples of a chain and `rest` where it says nothing, (n, unknowns)."""
    taken = np.linspace(0, len(chain.samples) - 1, len(rest)).astype(np.int64)
    out = rest.copy()
    out[:, chain.columns] = chain.samples[taken]
    return out


def _run(
    plan: Plan, folder: Path, number: int, scores: Mapping[str, Array], workers: int | None, progress: Progress
) -> Runs:
    trials, rows = [], []
    for place, form in enumerate(forms()):
        seed = _seed(plan, number, place, "worlds")
        trials += trials_of(form, scores[form.name], plan.ranges, seed)
        rows += [form.name] * len(scores[form.name])
    readings = run_worlds(trials, folder, plan.history, workers, progress)
    every = np.concatenate([scores[form.name] for form in forms()])
    return Runs(np.array(rows), every, np.full(len(rows), number), readings)


def trials_of(form: Form, scores: Array, ranges: Ranges, seed: int) -> list[Trial]:
    """Worlds of one combination of forms at scores in the fit's ranges."""
    wider = stretches(ranges)
    names = unknowns()
    return [
        Trial.of(form.variants, member_seed(seed, n), dict(zip(names, map(float, row), strict=True)))
        for n, row in enumerate(scores * wider)
    ]


def _seed(plan: Plan, number: int, place: int, purpose: str) -> int:
    return int.from_bytes(f"{plan.seed}/{number}/{place}/{purpose}".encode(), "little") % (2**61 - 1)
