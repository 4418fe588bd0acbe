"""The backtest: a fit at each origin, its ensemble run on, and the marks of what followed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.discrepancy import Discrepancy
from jevons.calibration.evidence import load_evidence
from jevons.calibration.fit.members import members, trials
from jevons.calibration.fit.rounds import Plan, Told, calibrate, untold_stages
from jevons.calibration.fit.worlds import FIRST_MONTH, run_worlds
from jevons.calibration.further import SCORED
from jevons.calibration.hindcast.targets import MODEL, marks_at
from jevons.calibration.predictions import label
from jevons.calibration.scoreboard.board import told_apart
from jevons.calibration.scores.marks import Mark
from jevons.calibration.scores.table import pair_table, score_table, skill_table
from jevons.market.parameters.declare import Array
from jevons.runs.runner import Progress

ORIGINS: Final = tuple(
    date(*day) for day in ((2024, 12, 31), (2025, 3, 31), (2025, 6, 30), (2025, 9, 30), (2025, 12, 31))
)
PLAN: Final = Plan(ranges="wide", worlds=600, draws=150)
"""Of each fit: worlds differ from origin to origin, as what is known of use does, so that none serves two."""
TUNED_ON: Final = ORIGINS[0]
"""The origin on which constants of the discrepancy were chosen; it is not counted in the scores."""


@dataclass(frozen=True, eq=False)
class Hindcast:
    """What was scored.

    Attributes:
        marks: of the model and all baselines at all origins.
        origins: from which.
    """

    marks: Sequence[Mark]
    origins: Sequence[date]

    def tables(self) -> dict[str, pd.DataFrame]:
        """`scores`, `skill` and `pairs`, pooled over all origins but that of the tuning, where there are others."""
        counted = [mark for mark in self.marks if not mark.fact.startswith(f"{TUNED_ON}/")] or list(self.marks)
        return {"scores": score_table(counted), "skill": skill_table(counted, MODEL), "pairs": pair_table(counted)}


def hindcast(
    origins: Sequence[date],
    plan: Plan,
    folder: Path,
    workers: int | None = None,
    told: Told | None = None,
    law: Discrepancy | None = None,
) -> Hindcast:
    """Refit at each origin with only what was published by then, in wide ranges, and mark what followed.

    Args:
        origins: last days of publication of what is known. plan: of each fit, its day and ranges apart.
        folder: where runs are kept.
        workers, told: as in `calibrate`. law: of the discrepancy; the usual one if None.

    Raises:
        jevons.runs.runner.WorkerLostError: a worker process was killed; finished runs are kept.
    """
    registry = told_apart(load_evidence())
    marks: list[Mark] = []
    for origin in origins:
        marks += marks_at(origin, predicted(origin, plan, folder, workers, told), registry, law)
    return Hindcast(tuple(marks), tuple(origins))


def predicted(
    origin: date, plan: Plan, folder: Path, workers: int | None = None, told: Told | None = None
) -> pd.DataFrame:
    """Predictions of an ensemble that was fitted to what was known at an origin, up to the last month of the data."""
    here = replace(plan, until=origin, ranges=PLAN.ranges)

    tell = told or untold_stages

    def at_origin(stage: str) -> Progress:
        return tell(f"{origin}: {stage}")

    fit = calibrate(here, folder, workers, at_origin)
    worlds = trials(members(fit), plan.seed)
    readings = run_worlds(worlds, folder, here.history, workers, at_origin("worlds of the ensemble"))
    return frame_of(readings)


def frame_of(readings: Array) -> pd.DataFrame:
    """Readings of worlds as a table of predictions, `run`, `month` and a column an operator."""
    runs, months, _ = readings.shape
    table = pd.DataFrame(
        readings[:, :, : len(SCORED)].reshape(runs * months, len(SCORED)), columns=[label(one) for one in SCORED]
    )
    table.insert(0, "month", np.tile(pd.date_range(f"{FIRST_MONTH}-01", periods=months, freq="MS"), runs))
    table.insert(0, "run", np.repeat(np.arange(runs), months))
    return table
