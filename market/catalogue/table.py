"""A data file in memory, with typed lookups that say what exists when something does not."""

import math
from dataclasses import dataclass
from functools import cached_property

from jevons.market.catalogue.row import CatalogueError, Row
from jevons.market.units import Unit


@dataclass(frozen=True)
class Table:
    """All rows of one long-format file, in the order of the file.

    Raises:
        CatalogueError: two rows give the same value, or one parameter has two units.
    """

    file: str
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Refuse double rows and parameters that change their unit."""
        seen: dict[tuple[str, str, str, str], Row] = {}
        units: dict[str, Row] = {}
        for row in self.rows:
            name = (row.entity, row.parameter, row.key, row.month)
            if (other := seen.setdefault(name, row)) is not row:
                raise CatalogueError(f"{row.where}: row {other.line} gives the same; keep one")
            if (other := units.setdefault(row.parameter, row)).unit is not row.unit:
                raise CatalogueError(
                    f"{row.where}: in {row.unit}, but row {other.line} in {other.unit}; a parameter has one unit"
                )

    def entities(self) -> tuple[str, ...]:
        """Names that have rows, without `_all`."""
        return tuple(entity for entity in self._by_entity if entity != "_all")

    def parameters(self, entity: str) -> tuple[str, ...]:
        """Names of the parameters of an entity."""
        return tuple(dict.fromkeys(row.parameter for row in self._by_entity.get(entity, ())))

    def keys(self, entity: str, parameter: str) -> tuple[str, ...]:
        """Workloads, tiers, regions or systems for which a parameter is given, without the empty key."""
        rows = self._by_entity.get(entity, ())
        return tuple(dict.fromkeys(row.key for row in rows if row.parameter == parameter and row.key))

    def has(self, entity: str, parameter: str, key: str = "") -> bool:
        """Whether there is at least one row."""
        return (entity, parameter, key) in self._by_name

    def row(self, entity: str, parameter: str, key: str = "", month: str | None = None) -> Row:
        """The row of a parameter; `month` picks one of several dated rows.

        Raises:
            CatalogueError: there is none, or several and no month; the message lists what there is.
        """
        rows = self._rows(entity, parameter, key)
        if month is None and len(rows) == 1:
            return rows[0]
        for row in rows:
            if row.month == month:
                return row
        name = ", ".join(filter(None, (entity, parameter, key)))
        months = ", ".join(row.month or "no month" for row in rows)
        raise CatalogueError(f"{self.file} ({name}): name one of its months: {months}; not {month}")

    def number(self, entity: str, parameter: str, key: str = "", month: str | None = None) -> float:
        """The value of a numeric parameter, in the unit of its row.

        Raises:
            CatalogueError: there is no such row, or it holds no number.
        """
        return _number(self.row(entity, parameter, key, month))

    def text(self, entity: str, parameter: str, key: str = "", month: str | None = None) -> str:
        """The value as written: a word, a month or a list.

        Raises:
            CatalogueError: there is no such row.
        """
        return self.row(entity, parameter, key, month).value

    def dated(self, entity: str, parameter: str, key: str = "") -> tuple[tuple[str, float], ...]:
        """Months and values of a numeric parameter, in order of time.

        Raises:
            CatalogueError: there is no such row, or one holds no number.
        """
        return tuple((row.month, _number(row)) for row in self._rows(entity, parameter, key))

    def names(self, entity: str, parameter: str, key: str = "") -> tuple[str, ...]:
        """Names in a list value.

        Raises:
            CatalogueError: there is no such row, or it holds no list.
        """
        return tuple(item.name for item in self.row(entity, parameter, key).items())

    def shares(self, entity: str, parameter: str, key: str = "") -> tuple[tuple[str, float], ...]:
        """Names and shares in a list written `name:share`.

        Raises:
            CatalogueError: there is no such row, or an entry has no share.
        """
        row = self.row(entity, parameter, key)
        for item in row.items():
            if math.isnan(item.share):
                raise CatalogueError(f"{row.where}: {item.name} has no share; write {item.name}:share")
        return tuple((item.name, item.share) for item in row.items())

    def steps(self, entity: str, parameter: str, key: str = "") -> tuple[tuple[str, str], ...]:
        """Months and names in a list written `name@month`: from when each holds; empty month = always.

        Raises:
            CatalogueError: there is no such row, or it holds no list.
        """
        return tuple((item.month, item.name) for item in self.row(entity, parameter, key).items())

    def unit(self, parameter: str) -> Unit:
        """The unit of a parameter, the same for all entities.

        Raises:
            CatalogueError: no row has this parameter.
        """
        for row in self.rows:
            if row.parameter == parameter:
                return row.unit
        raise CatalogueError(f"{self.file} has no parameter {parameter!r}")

    @cached_property
    def _by_entity(self) -> dict[str, tuple[Row, ...]]:
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.entity, []).append(row)
        return {entity: tuple(rows) for entity, rows in groups.items()}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str, str], tuple[Row, ...]]:
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.rows:
            groups.setdefault((row.entity, row.parameter, row.key), []).append(row)
        return {name: tuple(sorted(rows, key=lambda row: row.month)) for name, rows in groups.items()}

    def _rows(self, entity: str, parameter: str, key: str) -> tuple[Row, ...]:
        rows = self._by_name.get((entity, parameter, key))
        if rows is None:
            raise CatalogueError(self._missing(entity, parameter, key))
        return rows

    def _missing(self, entity: str, parameter: str, key: str) -> str:
        if entity not in self._by_entity:
            return f"{self.file} has no entity {entity!r}; it has {', '.join(self._by_entity)}"
        names = self.parameters(entity)
        if parameter not in names:
            return f"{self.file} ({entity}) has no parameter {parameter!r}; it has {', '.join(names)}"
        keys = ", ".join(self.keys(entity, parameter)) or "no key"
        return f"{self.file} ({entity}, {parameter}) has no key {key!r}; it has {keys}"


def _number(row: Row) -> float:
    if math.isnan(row.number):
        raise CatalogueError(f"{row.where}: {row.value!r} is not a number")
    return row.number
