"""The cells of one row of the registry of evidence: what other tables have, and figures that may not be positive."""

import math

from jevons.calibration.cells import Cells
from jevons.calibration.published_units import PublishedUnit


class EvidenceCells(Cells):
    """One row of the registry: column names to text.

    Every reader raises `EvidenceError` when the cell is not what was asked for.
    """

    def optional_text(self, column: str) -> str:
        """The cell, which may be empty."""
        return self._row[column].strip()

    def figure(self, column: str, unit: PublishedUnit, *, fitted: bool) -> float:
        """The cell as a finite number that its unit allows; above zero where it is fitted by its logarithm."""
        if fitted and not unit.signed:
            return self.number(column)
        cell = self.text(column)
        try:
            value = float(cell)
        except ValueError:
            raise self._refusal(f"{column} {cell!r} is not a number") from None
        self.require(math.isfinite(value), f"{column} {cell} is not a finite number")
        self.require(unit.signed or value >= 0, f"{column} {cell} is below zero, which {unit.symbol} cannot be")
        return value

    def optional_figure(self, column: str, unit: PublishedUnit) -> float | None:
        """The cell as a finite number that its unit allows, or None where it is empty."""
        return self.figure(column, unit, fitted=False) if self.optional_text(column) else None
