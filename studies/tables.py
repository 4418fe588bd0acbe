"""The report's tables as rows of text: published figures beside modelled ones, and assumptions by group."""

from dataclasses import dataclass

import pandas as pd

from jevons.calibration.history import summary
from jevons.calibration.operators import OPERATORS
from jevons.studies.magnitude import significant, span, words


@dataclass(frozen=True)
class SeriesRow:
    """How well the model meets one published series."""

    series: str
    entity: str
    unit: str
    meaning: str
    points: int
    off: str


@dataclass(frozen=True)
class FigureRow:
    """One published figure beside the modelled one, as text."""

    series: str
    entity: str
    date: str
    published: str
    modelled: str
    ratio: str
    kind: str


@dataclass(frozen=True)
class Assumption:
    """One parameter of the scenario."""

    path: str
    value: str
    unit: str
    meaning: str
    source: str


def series_rows(history: pd.DataFrame) -> list[SeriesRow]:
    """One row for each published series and entity, with the median factor between model and publication."""
    known = {(operator.series, operator.entity): operator for operator in OPERATORS}
    rows = []
    for found in summary(history).to_dict("records"):
        operator = known[found["series"], found["entity"]]
        off = _times(found["median_abs_log10"])
        name = _plain(operator.series)
        rows.append(SeriesRow(name, operator.entity, operator.unit, operator.meaning, int(found["points"]), off))
    return rows


def figure_rows(history: pd.DataFrame) -> list[FigureRow]:
    """One row for each published figure, in the order of the comparison."""
    return [
        FigureRow(
            series=_plain(found["series"]),
            entity=found["entity"],
            date=f"{found['date']:%Y-%m-%d}",
            published=f"{_with_range(found['observed'], found['low'], found['high'])} {found['unit']}",
            modelled=_with_range(found["modelled"], found["modelled_low"], found["modelled_high"]),
            ratio=_times(found["log10_error"]),
            kind=_plain(found["kind"]),
        )
        for found in history.to_dict("records")
    ]


def _with_range(value: float, low: float, high: float) -> str:
    return f"{words(value, 3)} ({span(low, high)})" if low < high else words(value, 3)


def _times(log10_ratio: float) -> str:
    return f"×{significant(10**log10_ratio, 3)}"


def assumption_groups(parameters: pd.DataFrame) -> dict[str, list[Assumption]]:
    """The assumptions by the first word of their path.

    Args:
        parameters: columns path, value, unit, meaning, source.
    """
    groups: dict[str, list[Assumption]] = {}
    for found in parameters.to_dict("records"):
        row = Assumption(
            path=str(found["path"]),
            value=_value(found["value"]),
            unit=str(found["unit"]),
            meaning=str(found["meaning"]),
            source=str(found["source"]),
        )
        groups.setdefault(row.path.partition(".")[0], []).append(row)
    return groups


def _value(value: object) -> str:
    """A number without superfluous digits; anything else as it prints."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")
