"""Worlds: real runs up to the last month of the data, each kept on disk as soon as it is done.

A file holds what the operators read of one world, by month. What is there is never run again: a fit that was stopped
goes on where it was. The folder's name is a hash of all that the files depend on.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from jevons.agents.population import simulate
from jevons.calibration import further, operators, quantities, reading
from jevons.calibration import predictions as predictions_of_run
from jevons.calibration.fit import bounds
from jevons.calibration.fit.bounds import BOUNDED
from jevons.calibration.further import SCORED
from jevons.calibration.predictions import predictions
from jevons.calibration.reading import Months
from jevons.market.calendar import REFERENCE_MONTH
from jevons.market.parameters.declare import Array
from jevons.market.provenance import code_version, package_versions
from jevons.market.scenario import Scenario, load
from jevons.market.variants import Variants
from jevons.runs.runner import Progress, run_many

READ: Final = (*SCORED, *BOUNDED)
"""Operators whose readings are kept, in the order of the columns."""
USERS: Final = 5000
LAST_MONTH: Final = "2026-03"
FIRST_MONTH: Final = "2023-01"


@dataclass(frozen=True)
class Trial:
    """A world to be run.

    Attributes:
        name: of its file, without folder: a hash of all the rest.
        variants: form of each equation, or `mixed`. seed: of all chance in it. draw: score of each unknown.
    """

    name: str
    variants: Mapping[str, str]
    seed: int
    draw: Mapping[str, float]

    @classmethod
    def of(cls, variants: Mapping[str, str], seed: int, draw: Mapping[str, float]) -> "Trial":
        """The trial of a world, under the name that is its own."""
        text = json.dumps([dict(variants), seed, dict(draw)])
        return cls(hashlib.blake2b(text.encode(), digest_size=10).hexdigest(), variants, seed, draw)


@dataclass(frozen=True)
class _Task:
    trial: Trial
    scenario: Scenario
    folder: Path


def history(users: int = USERS, last: str = LAST_MONTH, known_until: str = REFERENCE_MONTH) -> Scenario:
    """The baseline up to the last month of the data; its window asks nothing and only has to fit in.

    Args:
        users: simulated. last: month of the run. known_until: last month whose dated use and sizes are taken as known.
    """
    plain = load("baseline").model_dump()
    window = {"end": last, "target_month": last, "base_month": FIRST_MONTH[:5] + "02"}
    return Scenario.model_validate({**plain, **window, "users": users, "known_until": known_until})


def key_of(scenario: Scenario) -> str:
    """Hash of what readings depend on beside the trial: the model, its packages, the scenario, what operators read."""
    text = json.dumps([code_version(), package_versions(), scenario.key(), _rules_version()])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def _rules_version() -> str:
    """Hash of the sources that say what operators read of a run."""
    digest = hashlib.blake2b(digest_size=6)
    for module in (bounds, further, operators, quantities, predictions_of_run, reading):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def run_worlds(
    trials: Sequence[Trial],
    folder: Path,
    scenario: Scenario | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Array:
    """Run what is not there yet and read all of it.

    Args:
        trials: worlds. folder: where their files are kept. scenario: `history()` if None.
        workers, progress: as in `run_many`.

    Returns:
        Readings by world, month and operator of `READ`, (trials, months, operators); NaN where there is nothing.

    Raises:
        jevons.runs.runner.WorkerLostError: a worker process was killed; what was finished is kept.
    """
    plan = scenario or history()
    place = folder / key_of(plan)
    place.mkdir(parents=True, exist_ok=True)
    tasks = [_Task(trial, plan, place) for trial in trials]
    run_many([task for task in tasks if not _file(task).exists()], _run, workers, progress)
    return np.array([np.load(_file(task)) for task in tasks], dtype=np.float64)


def months(last: str = LAST_MONTH) -> Months:
    """The months of the readings."""
    return Months.of(pd.date_range(f"{FIRST_MONTH}-01", f"{last}-01", freq="MS"))


def _file(task: _Task) -> Path:
    return task.folder / f"{task.trial.name}.npy"


def _run(task: _Task) -> None:
    """Run a world and keep its readings; the file appears whole or not at all."""
    trial = task.trial
    plan = task.scenario.model_copy(update={"variants": Variants.model_validate(dict(trial.variants))})
    table = predictions(simulate(plan, seed=trial.seed, draw=trial.draw), READ)
    draft = task.folder / f".{trial.name}-{os.getpid()}.npy"
    np.save(draft, table.drop(columns="month").to_numpy(dtype=np.float32))
    draft.replace(_file(task))
