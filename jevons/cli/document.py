"""What a program is told at the end: verdicts, key series at a few dates and the manifest, ready for JSON."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario
from jevons.studies.sentences import Sentences

QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}
"""What is told of a number over runs."""

HISTORY = ("2023-12", "2024-12", "2025-12")
"""Months before the base month at which series are told."""


class Found(Protocol):
    """What a document tells of: one run or an ensemble."""

    @property
    def series(self) -> pd.DataFrame:
        """Columns `run`, `month` and the summary series."""

    @property
    def verdicts(self) -> pd.DataFrame:
        """One row a run."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """What made it."""


def document(found: Found, scenario: Scenario, said: Sentences, out: Path, files: Sequence[str]) -> dict[str, object]:
    """The document that `--json` prints; numbers are null where they are not defined.

    Of one run a number is told as it is; of several by its quantiles (`low` 5 %, `median`, `high` 95 %), a
    yes or no by its share of runs, a cause by the share of runs in which it leads.
    """
    months = dict.fromkeys((*HISTORY, scenario.base_month, scenario.target_month, scenario.end))
    return {
        "scenario": scenario.name,
        "runs": int(found.series["run"].nunique()),
        "answer": said.answer,
        "warning": said.warning,
        "sentences": {"growth": said.growth, "rebound": said.rebound, "scarcity": said.scarcity},
        "verdicts": {name: _told(column) for name, column in found.verdicts.items() if name != "run"},
        "above_one": _above_one(found.verdicts),
        "series": {name: _series(found.series, name, sorted(months)) for name in SUMMARY},
        "manifest": dict(found.manifest),
        "out": str(out),
        "files": list(files),
    }


def _series(series: pd.DataFrame, name: str, months: Sequence[str]) -> dict[str, object]:
    at = {month: series.loc[series["month"] == pd.Timestamp(f"{month}-01"), name] for month in months}
    values = {month: _told(column) for month, column in at.items() if len(column)}
    return {"unit": str(SUMMARY[name].unit), "meaning": SUMMARY[name].meaning, "values": values}


def _told(column: "pd.Series[float]") -> object:
    one = len(column) == 1
    if column.dtype == bool:
        return bool(column.iloc[0]) if one else float(column.mean())
    if not pd.api.types.is_numeric_dtype(column):
        shares = column.value_counts(normalize=True)
        return str(column.iloc[0]) if one else {str(cause): float(share) for cause, share in shares.items()}
    if one:
        return _number(column.iloc[0])
    return {name: _number(float(column.quantile(level))) for name, level in QUANTILES.items()}


def _above_one(verdicts: pd.DataFrame) -> dict[str, float | None]:
    """Share of runs in which growth or rebound exceeds 1, of those in which it is defined."""
    names = [name for name in map(str, verdicts.columns) if name.startswith(("growth_", "rebound_"))]
    return {name: _number(float((verdicts[name].dropna() > 1.0).mean())) for name in names}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
