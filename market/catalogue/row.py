"""One line of a catalogue file: a fact with its range, unit, source and the reason for its value."""

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jevons.market.calendar import month_number
from jevons.market.units import Unit

COLUMNS = (
    *("entity", "parameter", "month", "key", "value", "low", "high"),
    *("unit", "basis", "source", "url", "note"),
)
WORDS = (Unit.TEXT, Unit.LIST, Unit.MONTH)
"""Units of values that are not numbers."""

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_ITEM = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(:(?P<share>[0-9.]+))?(@(?P<month>\d{4}-\d{2}))?")
_BASIS = re.compile(r"evidence:obs\d{4}|source|judgement")


class CatalogueError(ValueError):
    """A data file says something that cannot be used; the message names file, row and what is allowed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list value, written `name`, `name:share` or `name@month`."""

    name: str
    share: float
    month: str


@dataclass(frozen=True)
class Row:
    """A value of one parameter of one entity.

    Attributes:
        file: the file it was read from, without folder.
        line: its line in that file, the header being line 1.
        entity: whose parameter it is; `_all` where the whole model shares it.
        parameter: snake_case name.
        month: `YYYY-MM` from or at which it holds; empty where it is not dated.
        key: workload, tier, region, provider or system that it is about; empty where there is none.
        value: as written.
        number: the value; of a month its count since year 0; NaN for text and lists.
        low: 5 % bound; NaN where no range is given.
        high: 95 % bound; NaN where no range is given.
        unit: of value, low and high.
        basis: `evidence:` and the id of an observation, `source` or `judgement`.
        source: the publication, or `judgement` and what it rests on.
        url: of the publication; empty for judgement.
        note: why this value.
    """

    file: str
    line: int
    entity: str
    parameter: str
    month: str
    key: str
    value: str
    number: float
    low: float
    high: float
    unit: Unit
    basis: str
    source: str
    url: str
    note: str

    @property
    def where(self) -> str:
        """File, line and name, to open an error message with."""
        name = ", ".join(filter(None, (self.entity, self.parameter, self.key, self.month)))
        return f"{self.file}, row {self.line} ({name})"

    def items(self) -> tuple[Item, ...]:
        """Entries of a list value; the word `none` is the empty list.

        Raises:
            CatalogueError: the value is no list or an entry is malformed.
        """
        if self.unit is not Unit.LIST:
            raise CatalogueError(f"{self.where}: holds {self.unit}, not a list")
        return () if self.value == "none" else tuple(self._item(text) for text in self.value.split("|"))

    def _item(self, text: str) -> Item:
        match = _ITEM.fullmatch(text)
        if match is None:
            raise CatalogueError(f"{self.where}: {text!r}; write a list as name, name:share or name@YYYY-MM")
        return Item(match["name"], float(match["share"] or "nan"), match["month"] or "")


def records(file: str, text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a data file with their numbers, each with exactly these columns.

    Raises:
        CatalogueError: the header or a line has other columns.
    """
    reader = csv.reader(io.StringIO(text))
    header = tuple(next(reader, ()))
    if header != columns:
        raise CatalogueError(f"{file}: columns {', '.join(header)}; they must be {', '.join(columns)}")
    for cells in reader:
        if len(cells) != len(columns):
            raise CatalogueError(f"{file}, row {reader.line_num}: {len(cells)} cells; there must be {len(columns)}")
        yield reader.line_num, dict(zip(columns, cells, strict=True))


def cite(basis: str, source: str, url: str, note: str) -> None:
    """Refuse a fact that does not say where it comes from.

    Raises:
        ValueError: the source, the address or the reason is missing.
    """
    if not source:
        raise ValueError("has no source; name the publication, or write judgement")
    if not url and basis != "judgement":
        raise ValueError("has a source without an address; give the url, or make its basis judgement")
    if not note:
        raise ValueError("has no note; say in a few words why this value")


def read_rows(file: str, text: str, entities: tuple[str, ...]) -> tuple[Row, ...]:
    """Every line of a long-format file, checked.

    Args:
        file: name for error messages.
        text: content, comma-separated with the header `COLUMNS`.
        entities: names allowed besides `_all`.

    Raises:
        CatalogueError: a line is unclear; the message names it and what is allowed.
    """
    return tuple(_row(file, line, cells, entities) for line, cells in records(file, text, COLUMNS))


def _row(file: str, line: int, cells: dict[str, str], entities: tuple[str, ...]) -> Row:
    name = ", ".join(filter(None, (cells["entity"], cells["parameter"], cells["key"], cells["month"])))
    try:
        _check_names(cells, entities)
        cite(cells["basis"], cells["source"], cells["url"], cells["note"])
        unit = _unit(cells["unit"])
        number, low, high = _words(cells, unit) if unit in WORDS else _numbers(cells)
    except ValueError as error:
        raise CatalogueError(f"{file}, row {line} ({name}): {error}") from None
    return Row(
        file=file,
        line=line,
        number=number,
        low=low,
        high=high,
        unit=unit,
        **{key: cells[key] for key in COLUMNS if key not in ("low", "high", "unit")},
    )


def _check_names(cells: dict[str, str], entities: tuple[str, ...]) -> None:
    if cells["entity"] not in ("_all", *entities):
        raise ValueError(f"unknown entity {cells['entity']!r}; allowed are _all, {', '.join(entities)}")
    if not _NAME.fullmatch(cells["parameter"]):
        raise ValueError(f"{cells['parameter']!r} is not a snake_case parameter name")
    if cells["month"]:
        month_number(cells["month"])
    if not _BASIS.fullmatch(cells["basis"]):
        raise ValueError(f"basis {cells['basis']!r}; allowed are evidence:obsNNNN, source, judgement")


def _unit(text: str) -> Unit:
    try:
        return Unit(text)
    except ValueError:
        raise ValueError(f"unknown unit {text!r}; allowed are {', '.join(Unit)}") from None


def _words(cells: dict[str, str], unit: Unit) -> tuple[float, float, float]:
    if not cells["value"]:
        raise ValueError(f"has no value; give a {unit}, or none for an empty list")
    if cells["low"] or cells["high"]:
        raise ValueError(f"a {unit} has no low and high")
    number = float(month_number(cells["value"])) if unit is Unit.MONTH else math.nan
    return number, math.nan, math.nan


def _numbers(cells: dict[str, str]) -> tuple[float, float, float]:
    value = _float("value", cells["value"])
    low = _float("low", cells["low"]) if cells["low"] else math.nan
    high = _float("high", cells["high"]) if cells["high"] else math.nan
    if low > value or value > high:
        raise ValueError(f"low {low:g}, value {value:g}, high {high:g}; they must rise in this order")
    return value, low, high


def _float(column: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{column} {text!r} is not a number") from None
    return number
