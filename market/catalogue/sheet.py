"""Wide data files, one thing a line: each line becomes a frozen dataclass with the columns as fields."""

from dataclasses import fields
from typing import Protocol, TypeVar, get_type_hints

from jevons.market.catalogue.row import CatalogueError, cite, records


class Cited(Protocol):
    """A line that says where it comes from."""

    @property
    def basis(self) -> str:
        """`source`, `judgement`, or `mixed` where the note says which part is judged."""

    @property
    def source(self) -> str:
        """The publication."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def note(self) -> str:
        """Why these values."""


Line = TypeVar("Line", bound=Cited)


def read_sheet(kind: type[Line], file: str, text: str) -> tuple[Line, ...]:
    """Every line of a wide file as `kind`, whose fields are the columns; an empty number is 0.

    Raises:
        CatalogueError: a cell is no number, a source is missing, or two lines have the same first name.
    """
    hints = get_type_hints(kind)
    columns = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    lines: dict[str, Line] = {}
    for number, cells in records(file, text, columns):
        name = cells[columns[0]]
        try:
            values = {column: _cell(hints[column], column, cells[column]) for column in columns}
            line = kind(**values)
            cite(line.basis, line.source, line.url, line.note)
            if name in lines:
                raise ValueError("is there twice; keep one")
        except ValueError as error:
            raise CatalogueError(f"{file}, row {number} ({name}): {error}") from None
        lines[name] = line
    return tuple(lines.values())


def _cell(kind: type, column: str, text: str) -> object:
    if kind is str:
        return text
    try:
        return kind(text or 0)
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a number") from None


def one_of(column: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word outside a closed set.

    Raises:
        ValueError: with the words that are allowed.
    """
    if value not in allowed:
        raise ValueError(f"{column} {value!r}; allowed are {', '.join(allowed)}")
