"""Every parameter as a line of a table: what documentation, schema and command line say of it, derived."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jevons.market import catalogue
from jevons.market.catalogue import Row
from jevons.market.parameters.registry import TABLES, Address, addresses, dimension_of, uncertain
from jevons.market.units import Unit

HEAD = ("path", "value", "unit", "bounds", "5 to 95 %", "meaning", "source")
"""Heads of the columns of `cells`."""


@dataclass(frozen=True)
class Entry:
    """A parameter as declared, before a scenario touches it.

    Attributes:
        path: under which a scenario overrides it.
        value: central value; where it is dated in the catalogue, months and values.
        unit: of value, bounds and range.
        bounds: lowest and highest value that a scenario may set.
        range: 5 and 95 % quantiles of its prior; None where an ensemble does not move it.
        meaning: one line in plain words.
        source: where the value comes from.
        dated: whether a scenario may give values by month.
        lever: whether a policy or a plan may move it.
    """

    path: str
    value: float | tuple[tuple[str, float], ...]
    unit: Unit
    bounds: tuple[float, float]
    range: tuple[float, float] | None
    meaning: str
    source: str
    dated: bool
    lever: bool

    @property
    def written(self) -> str:
        """The value as it is written in `--set`."""
        if isinstance(self.value, float):
            return f"{self.value:.6g}"
        return ",".join(f"{month}:{value:.6g}" for month, value in self.value)


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All parameters in the order of their declaration."""
    rows = _rows()
    return tuple(
        _of_table(address, rows[path]) if address.group in TABLES else _of_group(address)
        for path, address in addresses().items()
    )


def _rows() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for table in TABLES:
        for row in catalogue.load(table).rows:
            path = ".".join(filter(None, (table, row.entity, row.parameter, row.key)))
            found.setdefault(path, []).append(row)
    return found


def _of_group(address: Address) -> Entry:
    declared = address.declaration
    if declared.value is None:
        raise TypeError(f"{address.path} is declared without a value")
    return Entry(
        path=address.path,
        value=float(declared.value),
        unit=declared.unit,
        bounds=declared.bounds,
        range=(declared.prior.low, declared.prior.high) if declared.prior else None,
        meaning=declared.meaning,
        source=declared.source,
        dated=declared.dated,
        lever=declared.lever,
    )


def _of_table(address: Address, rows: list[Row]) -> Entry:
    declared = address.declaration
    held = sorted(rows, key=lambda row: row.month) if declared.dated else rows[-1:]
    dates = tuple((row.month, row.number) for row in held)
    last = held[-1]
    return Entry(
        path=address.path,
        value=last.number if len(held) == 1 else dates,
        unit=declared.unit,
        bounds=declared.bounds,
        range=(last.low, last.high) if dimension_of(address) in uncertain() else None,
        meaning=declared.meaning,
        source="; ".join(dict.fromkeys(_cited(row) for row in held)),
        dated=declared.dated,
        lever=declared.lever,
    )


def _cited(row: Row) -> str:
    """A row's source with what makes it checkable: the address, the observation, or the reason."""
    if row.basis == "judgement":
        opening = "" if row.source.startswith("judgement") else "judgement on "
        return f"{opening}{row.source}: {row.note}"
    return f"{row.source}, {row.url if row.basis == 'source' else row.basis}"


def markdown(shown: Iterable[Entry]) -> str:
    """A Markdown table: path, value, unit, bounds, range, meaning, source."""
    lines = [HEAD, ("---",) * len(HEAD), *(cells(entry) for entry in shown)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def cells(entry: Entry) -> tuple[str, ...]:
    """The texts of a parameter's line, as in `markdown`."""
    low, high = entry.bounds
    middle = f"{entry.range[0]:.6g} to {entry.range[1]:.6g}" if entry.range else ""
    bounds = f"{low:.6g} to {high:.6g}"
    return (entry.path, entry.written, str(entry.unit), bounds, middle, entry.meaning, entry.source)
