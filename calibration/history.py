"""The model beside the published figures: one row per observation, for a run or for an ensemble."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.evidence import Observation, load_observations
from jevons.calibration.operators import OPERATORS, Operator, operator_of
from jevons.calibration.quantities import Outputs
from jevons.calibration.reading import Array, Months

_Row = tuple[str | float | pd.Timestamp, ...]

_READ: Final = {(operator.series, operator.entity) for operator in OPERATORS}
_QUANTILES: Final = (0.05, 0.5, 0.95)
_COLUMNS: Final = (
    "id", "series", "entity", "date", "unit", "kind", "use", "observed", "low", "high",
    "modelled", "modelled_low", "modelled_high", "log10_error",
)  # fmt: skip


def compare(result: Outputs, observations: Sequence[Observation] | None = None) -> pd.DataFrame:
    """Published and modelled figures of one run.

    Args:
        result: the outputs of a run by name.
        observations: what to compare with; by default all of the registry that an operator reads. Only rows of use
            `fit` and `check` are compared.

    Returns:
        One row per observation with `id, series, entity, date` (last day of its period), `unit, kind, use,
        observed, low, high` (the observation's interval), `modelled` and `log10_error` =
        log10(modelled / observed). Left out: observations that the months of the run do not cover, and prices
        of what nobody sells at that date.
    """
    rows: list[_Row] = []
    for operator, group in _by_operator(observations):
        rows += _rows(operator, group, operator.monthly(result).to_frame())
    return _table(rows).drop(columns=["modelled_low", "modelled_high"])


def compare_forecast(series: pd.DataFrame, observations: Sequence[Observation] | None = None) -> pd.DataFrame:
    """Published figures beside the fan of an ensemble.

    Args:
        series: summary series in wide form: `run`, `month` (first of the month) and one column per quantity.
        observations: as for `compare`.

    Returns:
        The table of `compare` with `modelled` the median of the runs, and `modelled_low, modelled_high` their
        5 and 95 % quantiles. Only observations whose operator names a column of `series` are in it.
    """
    rows: list[_Row] = []
    for operator, group in _by_operator(observations):
        if operator.column in series.columns:
            runs = series.pivot(index="month", columns="run", values=operator.column)
            rows += _rows(operator, group, operator.published(runs))
    return _table(rows)


def summary(comparison: pd.DataFrame) -> pd.DataFrame:
    """How far the model is off, per series and entity.

    Returns:
        One row per series and entity: `points` (observations compared), `median_abs_log10` (0.3 is a factor of two)
        and `weak`, whether its sources are too weak to be held against the model.
    """
    size = comparison.assign(error=comparison["log10_error"].abs())
    grouped = size.groupby(["series", "entity"], sort=False)["error"]
    table = grouped.agg(points="size", median_abs_log10="median").reset_index()
    weak = {(operator.series, operator.entity) for operator in OPERATORS if operator.weak}
    return table.assign(weak=[key in weak for key in zip(table["series"], table["entity"], strict=True)])


def _by_operator(
    observations: Sequence[Observation] | None,
) -> Iterator[tuple[Operator, list[Observation]]]:
    """The observations in use, grouped by what reads them, each group in order of date."""
    groups: dict[Operator, list[Observation]] = {}
    for seen in filter(is_read, load_observations()) if observations is None else observations:
        if seen.use in ("fit", "check"):
            groups.setdefault(operator_of(seen), []).append(seen)
    for operator, group in groups.items():
        yield operator, sorted(group, key=lambda seen: seen.end)


def is_read(seen: Observation) -> bool:
    """Whether an operator reads the series of this entity; a row that was added may be one that none knows."""
    return (seen.series, seen.entity) in _READ


def _rows(operator: Operator, group: list[Observation], monthly: pd.DataFrame) -> list[_Row]:
    """The lines of one operator; `monthly` has the months as index and one column per run."""
    months, values = Months.of(pd.DatetimeIndex(monthly.index)), monthly.to_numpy(dtype=np.float64)
    return [_row(seen, months.read(values, seen.start, seen.end, operator.reading)) for seen in group]


def _row(seen: Observation, modelled: Array) -> _Row:
    """One line of the table; `modelled` has one value per run."""
    low, middle, high = np.quantile(modelled, _QUANTILES)
    with np.errstate(divide="ignore"):
        error = np.log10(middle / seen.value)
    facts = (seen.id, seen.series, seen.entity, pd.Timestamp(seen.end), seen.unit, seen.kind, seen.use)
    return (*facts, seen.value, *seen.interval, middle, low, high, error)


def _table(rows: list[_Row]) -> pd.DataFrame:
    """The rows as a table, without those that the model has no value for."""
    table = pd.DataFrame.from_records(rows, columns=list(_COLUMNS))
    return table[table["modelled"].notna()].reset_index(drop=True)
