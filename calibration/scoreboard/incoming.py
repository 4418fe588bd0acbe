"""Rows that are brought to be scored: read leniently, so that no row ends the reading of the others."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from jevons.calibration.cells import EvidenceError
from jevons.calibration.periods import PERIODS, first_day

NEEDED: Final = ("series", "entity", "date", "value")
"""Columns without which no row says anything; `id`, `period`, `unit`, `kind`, `fact` and `published` may be missing."""


@dataclass(frozen=True)
class Incoming:
    """A row that can be scored, if something forecasts it.

    Attributes:
        id: its own, or its line. series, entity: the pair. start, end: first and last day of its period.
        value: above zero, in `unit` as written. kind: sort of source. fact: label of the fact that it states.
    """

    id: str
    series: str
    entity: str
    start: date
    end: date
    value: float
    unit: str
    kind: str
    fact: str


@dataclass(frozen=True)
class Unmapped:
    """A row that is not scored, and why."""

    id: str
    series: str
    entity: str
    reason: str


def read_incoming(path: Path) -> list[Incoming | Unmapped]:
    """Read the rows of a file.

    Raises:
        EvidenceError: the file cannot be read as a table with the columns that are needed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise EvidenceError(f"{path}: is not text in UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise EvidenceError(f"{path}: the columns {', '.join(missing)} are missing; needed are {', '.join(NEEDED)}")
    return [_read({k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)},
                  reader.line_num) for row in reader]  # fmt: skip


def _read(row: Mapping[str, str], line: int) -> Incoming | Unmapped:
    name = row.get("id") or f"line {line}"
    series, entity = row.get("series", ""), row.get("entity", "")

    def refused(reason: str) -> Unmapped:
        return Unmapped(name, series, entity, reason)

    if row.get("kind") == "forecast":
        return refused("a forecast, and no observation")
    try:
        value = float(row.get("value", ""))
    except ValueError:
        return refused(f"value {row.get('value', '')!r} is not a number")
    if not math.isfinite(value) or value <= 0.0:
        return refused(f"value {value:g} is not above zero, and errors are told in logarithms")
    try:
        end = date.fromisoformat(row.get("date", ""))
    except ValueError:
        return refused(f"date {row.get('date', '')!r} is not a day; write YYYY-MM-DD")
    period = row.get("period") or "instant"
    if period not in PERIODS:
        return refused(f"period {period!r} is not one of {', '.join(PERIODS)}")
    start = first_day(period, end)
    return Incoming(
        name, series, entity, start, end, value, row.get("unit", ""), row.get("kind", ""), row.get("fact") or name
    )
