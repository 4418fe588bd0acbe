"""Targets: figures that were published after an origin, of series that had a past by then, and their marks."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from jevons.calibration.aliases import standing_for
from jevons.calibration.baselines.known import known, years_of
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.short import BASELINES, predict
from jevons.calibration.carried import Forecasts
from jevons.calibration.discrepancy import Discrepancy
from jevons.calibration.evidence import Observation
from jevons.calibration.scores.marks import HORIZONS, Mark, Target, mark_ensemble, mark_normal

MODEL = "model"
MONTHS_PER_DAY = 12 / 365.25
OTHER_LISTS = ("price_input", "price_output", "price_cached", "price_blended", "flagship_price_input")
"""Openings of series that repeat what the list of a tier says: output prices of flagships stand for a tier's list."""


def targets(registry: Sequence[Observation], origin: date) -> Iterator[Observation]:
    """Facts to fit that were published after an origin, about the time from then on, within the last horizon."""
    for row in registry:
        ahead = (row.end - origin).days * MONTHS_PER_DAY
        fitted = row.use == "fit" and row.logarithmic and not row.series.startswith(OTHER_LISTS)
        if fitted and row.published > origin and 0 < ahead <= HORIZONS[-1][1]:
            yield row


def marks_at(
    origin: date, predictions: pd.DataFrame, registry: Sequence[Observation], law: Discrepancy | None = None
) -> list[Mark]:
    """Marks of the ensemble and of all baselines on what followed an origin.

    Args:
        origin: last day of publication of what is known. predictions: of an ensemble fitted to that, as
            `Forecast.predictions`. registry: all figures that a forecast may start from or be held against.
        law: of the discrepancy; the usual one if None.
    """
    pasts = known(registry, origin)
    pool, forecasts = Pool.of(pasts.values()), Forecasts(predictions, law)
    marks: list[Mark] = []
    for row in targets(registry, origin):
        past = pasts.get((row.series, row.entity))
        if past is not None and years_of(row.end) >= past.times[-1]:
            marks += _marks(row, origin, past, pool, forecasts, registry)
    return marks


def _marks(
    row: Observation, origin: date, past: Past, pool: Pool, forecasts: Forecasts, registry: Sequence[Observation]
) -> list[Mark]:
    standing = standing_for(row.series, row.entity)
    if standing is None:
        return []
    earlier = [
        one
        for one in registry
        if (one.series, one.entity) == (row.series, row.entity) and one.published <= origin and one.end <= row.end
    ]
    found = forecasts.of(standing.operator, earlier, row.start, row.end)
    if found is None or not found.known:
        return []
    ahead = (row.end - origin).days * MONTHS_PER_DAY
    target = Target(row.series, row.entity, f"{origin}/{row.fact}", ahead, float(np.log(row.value)), row.trust)
    at = np.array([years_of(row.end)])
    told = [mark_normal(name, target, predict(name, past, at, pool).normal) for name in BASELINES]
    return [mark_ensemble(MODEL, target, found.members), *told]
