"""What was public at an origin: the registry's rows as pasts, one for each series and entity."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from jevons.calibration.baselines.past import Past
from jevons.calibration.evidence import Observation

Pair = tuple[str, str]

_EPOCH = date(1970, 1, 1)


def years_of(day: date) -> float:
    """A day as years since 1970 of 365.25 days, so that equal spans of days are equal spans of time."""
    return (day - _EPOCH).days / 365.25


def known(rows: Iterable[Observation], origin: date) -> dict[Pair, Past]:
    """The past of every pair, from rows that were public at the origin.

    What counts is the day of publication, not the period: a restatement of last year is news. A figure stands at the
    last day of its period. Rows of a pair that state one fact are one point at their mean date and mean logarithm, with
    the root mean square of their errors. Left out are rows that the model is not held against (of a use other than
    `fit` and `check`) and those whose error is not one of logarithms.
    """
    facts: dict[Pair, dict[str, list[Observation]]] = {}
    for row in rows:
        if row.published <= origin and row.use in ("fit", "check") and row.logarithmic:
            facts.setdefault((row.series, row.entity), {}).setdefault(row.fact, []).append(row)
    return {pair: _past(list(groups.values())) for pair, groups in facts.items()}


def _past(facts: list[list[Observation]]) -> Past:
    return Past.of(
        [float(np.mean([years_of(row.end) for row in rows])) for rows in facts],
        [float(np.exp(np.mean([np.log(row.value) for row in rows]))) for rows in facts],
        [float(np.sqrt(np.mean([row.trust**2 for row in rows]))) for rows in facts],
    )
