"""Adding rows to the registry: gathered figures are checked one by one and merged together, or not at all.

Gathered rows have the columns `GATHERED`: a day and the name of its period in the place of a first and a last day, and
no trust, which follows from the kind of source. Series and entities that nobody knows yet are welcome.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from shutil import copymode
from tempfile import TemporaryDirectory
from typing import Final

from jevons.calibration.cells import EvidenceError
from jevons.calibration.evidence import COLUMNS, REGISTRY, Kind, Observation, observation_of, read_evidence
from jevons.calibration.evidence_cells import EvidenceCells
from jevons.calibration.operators import OPERATORS
from jevons.calibration.periods import PERIODS, first_day
from jevons.calibration.published_units import published_unit

GATHERED: Final = (
    "id", "date", "published", "published_basis", "period", "series", "entity", "value", "unit", "low", "high", "kind",
    "source", "url", "origin", "note", "fact", "use", "use_why",
)  # fmt: skip

TRUST_BY_KIND: Final[dict[Kind, float]] = {
    "measured": 0.15,
    "company_claim": 0.2,
    "analyst_estimate": 0.3,
    "price_list": 0.1,
    "vendor_claim": 0.2,
    "forecast": 0.3,
}
"""One standard deviation of a figure of which nothing but the kind of source is known; see `Observation.trust`."""

_WEEK: Final = timedelta(days=6)
_AS_THEY_ARE: Final = tuple(column for column in COLUMNS if column in GATHERED and column != "unit")
_READ_IN: Final = {(operator.series, operator.entity): operator.unit for operator in OPERATORS}


@dataclass(frozen=True)
class Limit:
    """The last day that a figure may speak of or be published on.

    Attributes:
        day: that day.
        why: why it is the last, as the end of a sentence.
    """

    day: date
    why: str


def installed_registry() -> Path:
    """Where the registry of this package stands."""
    return Path(str(resources.files("jevons.calibration") / REGISTRY))


def merged(gathered: str, file: str, registry: str, name: str, limit: Limit) -> tuple[str, tuple[Observation, ...]]:
    """The text of a registry with gathered rows at its end.

    Args:
        gathered: text of a CSV file with the columns `GATHERED`, in any order.
        file: its name in what is refused.
        registry: text of the registry.
        name: its name in what is refused.
        limit: the last day that a row may name.

    Returns:
        The new text of the registry, and the rows that were added to it.

    Raises:
        EvidenceError: one line with the file, the line, the row, what is wrong and what is allowed.
    """
    known = read_evidence(registry, name, limit.day)
    added = _read(gathered, file, limit, known)
    text = io.StringIO()
    text.write(registry if registry.endswith("\n") else f"{registry}\n")
    csv.DictWriter(text, COLUMNS, lineterminator="\n").writerows(_written(row) for row in added)
    # Read again as it will be read: what is written is what was checked.
    if read_evidence(text.getvalue(), name, limit.day) != (*known, *added):
        raise EvidenceError(f"{file}: a row does not come back from the registry as it went in")
    return text.getvalue(), added


def write_whole(text: str, file: Path) -> None:
    """Write a text file in one step: whoever reads it finds the old one or the new one.

    Raises:
        OSError: the file or its folder cannot be written.
    """
    target = file.resolve()
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        draft = Path(folder) / target.name
        draft.write_text(text, encoding="utf-8")
        if target.exists():
            copymode(target, draft)
        draft.replace(target)


def _read(text: str, file: str, limit: Limit, known: Sequence[Observation]) -> tuple[Observation, ...]:
    """The gathered rows as observations, none of which is in the registry or in the file before it."""
    reader = csv.DictReader(io.StringIO(text))
    columns = tuple(reader.fieldnames or ())
    if sorted(columns) != sorted(GATHERED):
        raise EvidenceError(f"{file} line 1: {_wrong_columns(columns)}the columns must be {','.join(GATHERED)}")
    ids = {row.id: "in the registry already" for row in known}
    places = {place: f"{row.id} of the registry" for row in known for place in _places(row)}
    added = []
    for cells in reader:
        where = f"{file} line {reader.line_num}"
        row, observation = _converted(cells, where, limit)
        row.require(observation.id not in ids, f"id {observation.id!r} is {ids.get(observation.id)}")
        repeated = next((places[place] for place in _places(observation) if place in places), None)
        row.require(repeated is None, f"repeats {repeated}: same series, entity, date and source")
        ids[observation.id] = f"given on an earlier line of {file} already"
        places |= dict.fromkeys(_places(observation), f"{observation.id} on an earlier line")
        added.append(observation)
    if not added:
        raise EvidenceError(f"{file}: there is no row in it")
    return tuple(added)


def _places(row: Observation) -> set[tuple[str, str, str, date]]:
    """Series, entity, source and day by which a repetition is known; a week goes by its first or by its last day."""
    days = {row.end, row.start} if row.end - row.start == _WEEK else {row.end}
    return {(row.series, row.entity, row.source, day) for day in days}


def _wrong_columns(columns: Sequence[str]) -> str:
    """Which columns are missing or unknown, as the beginning of a refusal."""
    missing = [column for column in GATHERED if column not in columns]
    unknown = [column or "one without a name" for column in columns if column not in GATHERED]
    told = [f"{what}: {', '.join(names)}; " for what, names in (("missing", missing), ("unknown", unknown)) if names]
    return "".join(told)


def _converted(cells: Mapping[str, str], where: str, limit: Limit) -> tuple[EvidenceCells, Observation]:
    """A gathered row in the columns of the registry, as cells and as the observation that they make."""
    given = EvidenceCells(cells, where)
    last = given.day("date")
    for column in ("date", "published"):
        day = given.day(column)
        given.require(day <= limit.day, f"{column} {day} is after {limit.day}, {limit.why}")
    row = {column: cells[column] for column in _AS_THEY_ARE}
    row["start"] = first_day(given.choice("period", PERIODS), last).isoformat()
    row["end"] = last.isoformat()
    row["unit"] = _unit(given)
    row["trust"] = str(TRUST_BY_KIND[given.choice("kind", tuple(TRUST_BY_KIND))])
    converted = EvidenceCells(row, where)
    return converted, observation_of(converted, limit.day)


def _unit(row: EvidenceCells) -> str:
    """The unit of a gathered row as the registry writes it; unknown ones are left to be refused by name."""
    spelling, series, entity = row.text("unit"), row.text("series"), row.text("entity")
    try:
        unit = published_unit(spelling).symbol
    except KeyError:
        return spelling
    # An hour of an H100 is an hour of one H100 equivalent; of another chip it is not.
    if unit == "USD/GPU-h" and "h100" in series.split("_"):
        unit = "USD/H100e-h"
    read_in = _READ_IN.get((series, entity), unit)
    row.require(unit == read_in, f"unit {spelling!r}: the model reads this series of {entity} in {read_in}")
    return unit


def _written(row: Observation) -> dict[str, str]:
    """The cells of an observation as the registry writes them."""
    return {column: _cell(getattr(row, column)) for column in COLUMNS}


def _cell(content: str | float | date | None) -> str:
    if content is None:
        return ""
    return repr(content).removesuffix(".0") if isinstance(content, float) else str(content)
