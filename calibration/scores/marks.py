"""The marks of single forecasts, and their way to one vote per fact and one per pair."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.scores.coverage import inside, pit_ensemble, pit_normal
from jevons.calibration.scores.crps import crps_normal, crps_published

Array = npt.NDArray[np.float64]

HORIZONS: Final = ((0.0, 3.0), (3.0, 6.0), (6.0, 12.0))
"""Months from the origin to the figure: above the first and up to the second, the very first with its zero."""
MARKS: Final = ("crps", "error", "inside_50", "inside_90")


@dataclass(frozen=True)
class Mark:
    """One forecast of one published figure.

    Attributes:
        method: whose forecast. series, entity: the pair. fact: label shared by rows that state the same fact.
        months: from the origin to the figure's date.
        crps: in ln. error: ln (median of the forecast / figure), above zero where too much was forecast.
        inside_50, inside_90: whether the central intervals hold the figure.
    """

    method: str
    series: str
    entity: str
    fact: str
    months: float
    crps: float
    error: float
    inside_50: bool
    inside_90: bool


@dataclass(frozen=True)
class Target:
    """A published figure that was not known at the origin.

    Attributes:
        series, entity, fact: as of its row. months: from the origin. log: ln of the figure.
        error: one sd of its error of publication, in ln.
    """

    series: str
    entity: str
    fact: str
    months: float
    log: float
    error: float


def mark_normal(method: str, target: Target, normal: Normal, at: int = 0) -> Mark:
    """Mark a normal forecast of the quantity, the `at`-th of its times; the figure's own error is added to it."""
    said = normal.published(target.error)
    mean, sd = float(said.mean[at]), float(said.sd[at])
    return _marked(
        method,
        target,
        float(crps_normal(mean, sd, target.log)),
        mean - target.log,
        float(pit_normal(mean, sd, target.log)),
    )


def mark_ensemble(method: str, target: Target, members: Array) -> Mark:
    """Mark an ensemble of ln of the quantity, shape (members,); the figure's own error is added to each."""
    return _marked(
        method,
        target,
        float(crps_published(members[:, None], target.error, target.log)[0]),
        float(np.median(members)) - target.log,
        float(pit_ensemble(members, target.log, target.error)),
    )


def _marked(method: str, target: Target, crps: float, error: float, pit: float) -> Mark:
    half, most = (bool(inside(np.array(pit), level)) for level in (0.5, 0.9))
    return Mark(method, target.series, target.entity, target.fact, target.months, crps, error, half, most)


def horizon(months: float) -> str:
    """The bin of a horizon, such as `0-3 months`; empty before the origin and beyond the last bin."""
    for first, last in HORIZONS:
        if first < months <= last or months == first == 0.0:
            return f"{first:.0f}-{last:.0f} months"
    return ""


def table_of(marks: Iterable[Mark]) -> pd.DataFrame:
    """One line a mark with the columns of `Mark` and `horizon`; marks outside all bins are left out.

    Raises:
        ValueError: a CRPS or an error is not finite.
    """
    rows = [(*vars(mark).values(), horizon(mark.months)) for mark in marks]
    table = pd.DataFrame.from_records(rows, columns=[*Mark.__dataclass_fields__, "horizon"])
    wrong = ~np.isfinite(table[["crps", "error"]].to_numpy(dtype=np.float64)).all(axis=1)
    if wrong.any():
        first = table[wrong].iloc[0]
        raise ValueError(f"{first['method']} of {first['fact']}: CRPS and error must be finite numbers")
    return table[table["horizon"] != ""].reset_index(drop=True)


def by_fact(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One line a fact: rows with the same `fact` are averaged, so that a fact told five times has one vote.

    Args:
        table: as from `table_of`. keys: columns within which facts are told apart, such as `method` and `horizon`.
    """
    grouped = table.astype(dict.fromkeys(MARKS, float)).groupby([*keys, "series", "entity", "fact"], sort=False)
    return grouped[list(MARKS)].mean().reset_index()


def by_pair(facts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One line a pair: means over its facts of all marks, `facts` counted, and the median of |error| as `size`."""
    grouped = facts.assign(size=facts["error"].abs()).groupby([*keys, "series", "entity"], sort=False)
    means = grouped[list(MARKS)].mean()
    return means.assign(facts=grouped["fact"].size(), size=grouped["size"].median()).reset_index()
