"""The cells of one row of evidence, read as the type that is asked for or refused in one line."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

Choice = TypeVar("Choice", bound=str)


class EvidenceError(ValueError):
    """A registry of evidence that cannot be used: where, what is wrong, what is allowed."""


class Cells:
    """One row of a registry: column names to text.

    Every reader raises `EvidenceError` when the cell is not what was asked for.
    """

    def __init__(self, row: Mapping[str, str], where: str) -> None:
        self._row = row
        self._where = where
        # csv.DictReader files surplus cells under None and fills missing ones with None.
        if None in row or None in row.values():
            raise self._refusal("has more or fewer cells than the header")

    def require(self, holds: bool, otherwise: str) -> None:
        """Refuse the row with the sentence `otherwise` unless the condition holds."""
        if not holds:
            raise self._refusal(otherwise)

    def text(self, column: str) -> str:
        """The cell, not empty."""
        cell = self._row[column].strip()
        self.require(bool(cell), f"{column} is empty")
        return cell

    def choice(self, column: str, allowed: Sequence[Choice]) -> Choice:
        """The cell, one of the texts allowed."""
        cell = self.text(column)
        for known in allowed:
            if cell == known:
                return known
        raise self._refusal(f"{column} {cell!r} is not known; allowed: {', '.join(allowed)}")

    def day(self, column: str) -> date:
        """The cell as a day, written YYYY-MM-DD."""
        cell = self.text(column)
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise self._refusal(f"{column} {cell!r} is not a day; write YYYY-MM-DD") from None

    def number(self, column: str) -> float:
        """The cell as a finite number above zero: every figure here is compared by its logarithm."""
        cell = self.text(column)
        try:
            value = float(cell)
        except ValueError:
            raise self._refusal(f"{column} {cell!r} is not a number") from None
        self.require(math.isfinite(value) and value > 0, f"{column} {cell} is not a finite number above zero")
        return value

    def optional_number(self, column: str) -> float | None:
        """The cell as a number above zero, or None where it is empty."""
        return self.number(column) if self._row[column].strip() else None

    def address(self, column: str) -> str:
        """The cell as a web address, or as `article:NAME` for what has none."""
        cell = self.text(column)
        self.require(cell.startswith(("https://", "http://", "article:")), f"{column} {cell!r} is not a web address")
        return cell

    def _refusal(self, why: str) -> EvidenceError:
        return EvidenceError(f"{self._where} ({self._row.get('id', '?')}): {why}")
