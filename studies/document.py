"""What a program is told of runs: verdicts, sentences, series, ledger and manifest, ready for JSON."""

import math
from collections.abc import Mapping, Sequence
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


class FoundSplit(Found, Protocol):
    """The same with its growth split by factor."""

    @property
    def ledger(self) -> pd.DataFrame:
        """Columns `run`, `resource`, `factor` and `contribution` (ln units)."""


def document(found: Found, scenario: Scenario, said: Sentences) -> dict[str, object]:
    """What was found, series at a few months; numbers are null where they are not defined.

    Of one run a number is told as it is; of several by its quantiles (`low` 5 %, `median`, `high` 95 %), a
    yes or no by its share of runs, a cause by the share of runs in which it leads.
    """
    months = sorted({*HISTORY, scenario.base_month, scenario.target_month, scenario.end})
    rows = {month: found.series[found.series["month"] == pd.Timestamp(f"{month}-01")] for month in months}
    known = {month: at for month, at in rows.items() if len(at)}
    series = {name: _described(name, {month: _told(at[name]) for month, at in known.items()}) for name in SUMMARY}
    return {**_said(found, scenario, said), "series": series, "manifest": dict(found.manifest)}


def _said(found: Found, scenario: Scenario, said: Sentences) -> dict[str, object]:
    """What is said of runs in words and verdicts."""
    return {
        "scenario": scenario.name,
        "runs": int(found.series["run"].nunique()),
        "answer": said.answer,
        "warning": said.warning,
        "sentences": said.by_name(),
        "verdicts": {name: _told(column) for name, column in found.verdicts.items() if name != "run"},
        "above_one": _above_one(found.verdicts),
    }


def run_document(found: FoundSplit, scenario: Scenario, said: Sentences, names: Sequence[str]) -> dict[str, object]:
    """What one run found: as `document`, but some series at every month, with the ledger and the caveat.

    Args:
        found: one run. scenario: that was run. said: its verdicts in sentences.
        names: series that are told, each in `market.outputs.SUMMARY`.
    """
    months = [f"{month:%Y-%m}" for month in found.series["month"]]
    return {
        **_said(found, scenario, said),
        "caveat": said.caveat,
        "ledger": ledger_document(found.ledger),
        "series": {
            name: _described(name, dict(zip(months, map(_number, found.series[name].tolist()), strict=True)))
            for name in names
        },
        "manifest": dict(found.manifest),
    }


def ledger_document(ledger: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Contributions of each factor to the growth of each resource, ln units: the mean over runs."""
    means = ledger.groupby(["resource", "factor"], sort=False)["contribution"].mean().reset_index()
    found: dict[str, dict[str, float | None]] = {}
    for resource, factor, contribution in means.itertuples(index=False):
        found.setdefault(str(resource), {})[str(factor)] = _number(float(contribution))
    return found


def _described(name: str, values: Mapping[str, object]) -> dict[str, object]:
    return {"unit": str(SUMMARY[name].unit), "meaning": SUMMARY[name].meaning, "values": dict(values)}


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
