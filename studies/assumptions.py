"""The assumptions of a scenario: every number that it rests on, with unit, meaning, source and range."""

import math
from collections.abc import Mapping

import pandas as pd

from jevons.market.parameters.table import Entry, entries
from jevons.market.scenario import Scenario

COLUMNS = ("path", "value", "unit", "meaning", "source", "low", "high")


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Every parameter that a scenario may set, and what it is there.

    Returns:
        Columns path, value, unit, meaning, source, low, high; low and high are the 5 and 95 % ends of the
        range that an ensemble draws from, NaN where it is not drawn or the scenario sets it. Where a value
        is dated, it reads `2023-01:4,2025-12:2`.
    """
    rows = [_row(entry, scenario) for entry in entries()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(entry: Entry, scenario: Scenario) -> dict[str, str | float]:
    low, high = entry.range or (math.nan, math.nan)
    value: str | float = entry.value if isinstance(entry.value, float) else entry.written
    source = entry.source
    if entry.path in scenario.overrides:
        value = _written(scenario.overrides[entry.path])
        low, high, source = math.nan, math.nan, f"set by scenario {scenario.name}"
    named: dict[str, str | float] = {"path": entry.path, "unit": str(entry.unit), "meaning": entry.meaning}
    return {**named, "value": value, "source": source, "low": low, "high": high}


def _written(value: float | Mapping[str, float]) -> str | float:
    """A scenario's value: a number, or months and values as in `--set`."""
    if isinstance(value, Mapping):
        return ",".join(f"{month}:{number:g}" for month, number in sorted(value.items()))
    return float(value)
