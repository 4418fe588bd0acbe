"""The registry of projections: what others say of the years to come, each with the rule that resolves it.

The rows stand in `projections.csv` beside this file. They are reconciled with ensembles and never fitted; those that
were published after `evidence.CUTOFF` inform no prior either, and `late` tells them.
"""

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, TypeVar, get_args

from jevons.calibration.assertion import CONVERSIONS, RELATIVE, TOTALS, Assertion, Comparison, Period, Quantity, Rule
from jevons.calibration.cells import Cells, EvidenceError
from jevons.calibration.evidence import CUTOFF
from jevons.market.calendar import month_number

Read = TypeVar("Read")

_TIMES: Final = ("year",)
"""Units in which only unresolved rows speak."""
UNITS: Final = tuple(dict.fromkeys((*(unit for _, unit in (*CONVERSIONS, *TOTALS)), *RELATIVE.values(), *_TIMES)))
COLUMNS: Final = tuple(Assertion.__dataclass_fields__)
_NEAREST = 3


def late(assertion: Assertion) -> bool:
    """Whether it was published after the evidence ends: reconciled, never used for a prior."""
    return assertion.published > CUTOFF


@cache
def load_projections(path: Path | None = None) -> tuple[Assertion, ...]:
    """Read and check a registry of projections.

    Args:
        path: a CSV file with the columns `COLUMNS`; the registry of this package by default.

    Raises:
        EvidenceError: one line that names the file, the line, the row, what is wrong and what is allowed.
    """
    registry = path or resources.files("jevons.calibration") / "projections.csv"
    reader = csv.DictReader(io.StringIO(registry.read_text(encoding="utf-8")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise EvidenceError(f"{registry.name}: the columns must be {','.join(COLUMNS)}")
    assertions = tuple(_assertion(_Row(row, f"{registry.name} line {reader.line_num}")) for row in reader)
    twice = [name for name, count in Counter(one.id for one in assertions).items() if count > 1]
    if twice:
        raise EvidenceError(f"{registry.name}: id given to more than one row: {', '.join(twice)}")
    return assertions


def named(assertions: Sequence[Assertion], name: str) -> Assertion:
    """The assertion of an id.

    Raises:
        KeyError: there is none, with the ids nearest to it.
    """
    known = {one.id: one for one in assertions}
    if name in known:
        return known[name]
    nearest = sorted(known, key=lambda one: -SequenceMatcher(None, name, one).ratio())[:_NEAREST]
    raise KeyError(f"{name!r} is not the id of a projection; nearest: {', '.join(nearest)}")


class _Row(Cells):
    """The cells of a projection: some may be empty, and figures may be negative."""

    def remark(self, column: str) -> str:
        """The cell, which may be empty."""
        return self._row[column].strip()

    def figure(self, column: str) -> float:
        """The cell as a finite number of either sign, not zero."""
        cell = self.text(column)
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        self.require(math.isfinite(value) and value != 0, f"{column} {cell!r} is not a finite number other than zero")
        return value

    def optional(self, column: str, read: Callable[[str], Read]) -> Read | None:
        """The cell as `read` takes it from its column, or None where it is empty."""
        return read(column) if self.remark(column) else None

    def parsed(self, column: str, read: Callable[[str], Read]) -> Read:
        """The cell as `read` takes it from its text; what that refuses is refused here."""
        try:
            return read(self.text(column))
        except ValueError as error:
            raise self._refusal(f"{column} {error}") from None

    def period(self, column: str) -> Period:
        """The cell as a year or a month."""
        return self.parsed(column, Period.of)

    def quantity(self, column: str) -> Quantity:
        """The cell as a quantity of summary series."""
        return self.parsed(column, Quantity.of)


def _assertion(row: _Row) -> Assertion:
    """Build one assertion from its cells, each cell checked on its own and then against the others."""
    found = Assertion(
        id=row.text("id"),
        published=row.day("published"),
        publisher=row.text("publisher"),
        variable=row.text("variable"),
        scope=row.text("scope"),
        rule=row.choice("rule", get_args(Rule)),
        since=row.optional("since", row.period),
        at=row.period("at"),
        comparison=row.choice("comparison", get_args(Comparison)),
        value=row.figure("value"),
        low=row.optional("low", row.figure),
        high=row.optional("high", row.figure),
        tolerance=row.number("tolerance"),
        unit=row.choice("unit", UNITS),
        quantity=row.optional("quantity", row.quantity),
        scope_factor=row.optional("scope_factor", row.number) or 1.0,
        scope_offset=row.optional("scope_offset", row.figure) or 0.0,
        reason=row.remark("reason"),
        source=row.text("source"),
        url=row.address("url"),
        note=row.remark("note"),
    )
    _check_figures(found, row)
    _check_periods(found, row)
    _check_resolution(found, row)
    return found


def _check_figures(found: Assertion, row: Cells) -> None:
    """Refuse a range that does not hold its value, and figures that have no logarithm."""
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    row.require(low <= found.value <= high, "low, value and high must not fall: low <= value <= high")
    both = found.low is not None and found.high is not None
    row.require(found.comparison != "between" or both, "a comparison `between` needs low and high")
    least = -1.0 if found.rule in ("change", "yearly_change") else 0.0
    row.require(low > least or found.rule == "added", f"{found.rule} of {low:g}: a figure must be above {least:g}")


def _check_periods(found: Assertion, row: Cells) -> None:
    """Refuse what is past, and periods that do not fit the rule."""
    first = month_number(f"{CUTOFF:%Y-%m}")
    row.require(found.at.last > first, f"at {found.at}: a projection speaks of a time after {CUTOFF:%Y-%m}")
    if found.rule != "unresolved":
        two = found.rule != "level"
        reads = "since and at" if two else "at alone"
        row.require((found.since is not None) == two, f"rule {found.rule} reads {reads}")
    row.require(
        found.since is None or found.since.first < found.at.first, f"since {found.since} must come before at {found.at}"
    )


def _check_resolution(found: Assertion, row: _Row) -> None:
    """Refuse a row without a quantity or a reason, units that do not convert, and a scope that cannot be applied."""
    if found.quantity is None or found.rule == "unresolved":
        row.require(found.quantity is None, "an unresolved row names no quantity")
        row.require(found.rule == "unresolved", f"rule {found.rule} needs a quantity")
        row.require(bool(found.reason), "an unresolved row says in `reason` why")
        return
    if found.rule in RELATIVE:
        row.require(found.unit == RELATIVE[found.rule], f"rule {found.rule} is in {RELATIVE[found.rule]}")
    row.parsed("unit", lambda _: found.conversion)
    scoped = (found.scope_factor, found.scope_offset) != (1.0, 0.0)
    row.require(not scoped or bool(found.reason), "a scope factor or offset needs a `reason`")
    row.require(
        found.scope_offset == 0.0 or found.rule in ("level", "total"), f"a rule {found.rule} knows no scope_offset"
    )
    row.require(found.scope_factor == 1.0 or found.rule not in RELATIVE, f"a rule {found.rule} knows no scope_factor")
