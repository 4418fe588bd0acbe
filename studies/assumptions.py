"""The assumptions of a scenario: every number that it rests on, with unit, meaning, source and range."""

import math
from collections.abc import Mapping

import pandas as pd

from jevons.market import catalogue
from jevons.market.parameters.registry import GROUPS, KEYS, TABLES, Address, addresses
from jevons.market.scenario import Scenario

Row = dict[str, str | float]
Cells = Mapping[tuple[str, str, str], list[catalogue.Row]]


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Every parameter that a scenario may set, and what it is there.

    Returns:
        Columns path, value, unit, meaning, source, low, high; low and high are the 5 and 95 % ends of the
        range that an ensemble draws from, NaN where it is not drawn or the scenario sets it. Where a value
        is dated, it reads `2023-01: 4; 2025-12: 2`.
    """
    cells = {table: _cells(table) for table in TABLES}
    rows = []
    for path, address in addresses().items():
        row = _declared(address) if address.group in GROUPS else _catalogued(address, cells[address.group])
        if path in scenario.overrides:
            row |= _set(scenario.overrides[path], scenario.name)
        rows.append({"path": path, **row})
    return pd.DataFrame(rows, columns=["path", "value", "unit", "meaning", "source", "low", "high"])


def _cells(table: str) -> Cells:
    cells: dict[tuple[str, str, str], list[catalogue.Row]] = {}
    for row in catalogue.load(table).rows:
        cells.setdefault((row.entity, row.parameter, row.key), []).append(row)
    return cells


def _declared(address: Address) -> Row:
    """A parameter of the whole model, as declared."""
    d = address.declaration
    low, high = (d.prior.low, d.prior.high) if d.prior else (math.nan, math.nan)
    value = math.nan if d.value is None else float(d.value)
    return _named(address) | {"value": value, "source": d.source, "low": low, "high": high}


def _catalogued(address: Address, cells: Cells) -> Row:
    """A number of an entity, from its rows in the catalogue; drawn only where its column has a prior."""
    _, entities = TABLES[address.group]
    keys = KEYS.get(address.declaration.keyed, ())
    key = keys[address.key] if address.key >= 0 else ""
    rows = cells[entities[address.entity], address.field, key]
    value: str | float = rows[-1].number
    if address.declaration.dated and len(rows) > 1:
        value = _dated({row.month: row.number for row in rows})
    drawn = address.declaration.shared_prior
    low, high = (rows[-1].low, rows[-1].high) if drawn else (math.nan, math.nan)
    return _named(address) | {"value": value, "source": rows[-1].source, "low": low, "high": high}


def _named(address: Address) -> Row:
    return {"unit": str(address.declaration.unit), "meaning": address.declaration.meaning}


def _set(value: float | Mapping[str, float], scenario: str) -> Row:
    """What a scenario says instead."""
    shown = _dated(value) if isinstance(value, Mapping) else float(value)
    return {"value": shown, "source": f"set by scenario {scenario}", "low": math.nan, "high": math.nan}


def _dated(values: Mapping[str, float]) -> str:
    return "; ".join(f"{month}: {value:g}" for month, value in sorted(values.items()))
