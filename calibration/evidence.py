"""The registry of evidence: dated, published figures, each with its source and how far it is trusted.

The rows stand in `observations.csv` beside this file. Nothing in the registry was published after `CUTOFF`:
what came later is kept for scoring the forecast. A row whose source reads `sum: id id ...` is our own total
of other rows and is checked against them.
"""

import csv
import io
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

from jevons.calibration.cells import Cells, EvidenceError

CUTOFF = date(2026, 3, 18)

Kind = Literal["measured", "company_claim", "analyst_estimate", "price_list"]
Use = Literal["fit", "check", "no"]

# Units as published; `operators` turns what the model counts into them.
UNITS = (
    "token/month",
    "token/day",
    "token/min",
    "person",
    "H100e",
    "USD/quarter",
    "USD/year",
    "USD/Mtok",
    "USD/H100e-h",
    "Wh",
    "GW",
    "MW",
    "fraction",
)
_SUM = "sum: "
_SUM_TOLERANCE = 1e-6
# 95 % quantile of the standard normal distribution: intervals run from the 5 to the 95 % quantile.
_Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Observation:
    """One published figure.

    Attributes:
        id: name of the row; a fact quoted twice has two ids and one `fact`.
        series: what is counted (`capex`, `tokens_processed_per_day`, ...).
        entity: whose figure it is, or at which level.
        start: first day of the period that the figure covers.
        end: last day of it; the same day for a stock or a price at an instant.
        published: day on which the figure was first public.
        value: the figure, above zero, in `unit`.
        unit: one of `UNITS`.
        low: lower end of the published range, where there is one.
        high: upper end of it.
        kind: what sort of source states it.
        trust: one standard deviation of the figure's error, in natural log units.
        use: `fit` enters a fit, `check` is shown beside the model, `no` is only a part of a total.
        fact: label shared by the rows that state the same fact.
        source: publication, or `sum: ` and the ids added up.
        url: address of the source (of the first part, for a sum).
        note: what to bear in mind when reading it.
    """

    id: str
    series: str
    entity: str
    start: date
    end: date
    published: date
    value: float
    unit: str
    low: float | None
    high: float | None
    kind: Kind
    trust: float
    use: Use
    fact: str
    source: str
    url: str
    note: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of the rows that this one adds up; empty for a figure published as such."""
        return tuple(self.source.removeprefix(_SUM).split()) if self.source.startswith(_SUM) else ()

    @property
    def interval(self) -> tuple[float, float]:
        """The 5-95 % interval in `unit`: the published range, each missing end filled in from `trust`."""
        spread = math.exp(_Z95 * self.trust)
        low = self.value / spread if self.low is None else self.low
        high = self.value * spread if self.high is None else self.high
        return low, high


COLUMNS = tuple(Observation.__dataclass_fields__)


@cache
def load_observations(path: Path | None = None, cutoff: date = CUTOFF) -> tuple[Observation, ...]:
    """Read and check a registry.

    Args:
        path: a CSV file with the columns `COLUMNS`; the registry of this package by default.
        cutoff: last day on which a figure may have been published.

    Raises:
        EvidenceError: one line that names the file, the line, the row, what is wrong and what is allowed.
    """
    registry = path or resources.files("jevons.calibration") / "observations.csv"
    reader = csv.DictReader(io.StringIO(registry.read_text(encoding="utf-8")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise EvidenceError(f"{registry.name}: the columns must be {','.join(COLUMNS)}")
    rows = [Cells(row, f"{registry.name} line {reader.line_num}") for row in reader]
    observations = tuple(_observation(row, cutoff) for row in rows)
    _refuse_duplicates(observations, registry.name)
    _refuse_wrong_sums(observations, registry.name)
    return observations


def _observation(row: Cells, cutoff: date) -> Observation:
    """Build one observation from its cells, each cell checked on its own and then against the others."""
    observation = Observation(
        id=row.text("id"),
        series=row.text("series"),
        entity=row.text("entity"),
        start=row.day("start"),
        end=row.day("end"),
        published=row.day("published"),
        value=row.number("value"),
        unit=row.choice("unit", UNITS),
        low=row.optional_number("low"),
        high=row.optional_number("high"),
        kind=row.choice("kind", get_args(Kind)),
        trust=row.number("trust"),
        use=row.choice("use", get_args(Use)),
        fact=row.text("fact"),
        source=row.text("source"),
        url=row.address("url"),
        note=row.text("note"),
    )
    _check_dates(observation, row, cutoff)
    low, high = observation.interval
    row.require(low <= observation.value <= high, "low, value and high must not fall: low <= value <= high")
    return observation


def _check_dates(observation: Observation, row: Cells, cutoff: date) -> None:
    """Refuse a period that ends before it starts, and figures published too early or too late."""
    start, end, published = observation.start, observation.end, observation.published
    row.require(start <= end, f"the period ends on {end}, before it starts on {start}")
    row.require(end <= published, f"published on {published}, before its period ends on {end}")
    row.require(published <= cutoff, f"published on {published}, after the cutoff {cutoff}")


def _refuse_duplicates(observations: Sequence[Observation], file: str) -> None:
    twice = [row_id for row_id, count in Counter(row.id for row in observations).items() if count > 1]
    if twice:
        raise EvidenceError(f"{file}: id given to more than one row: {', '.join(twice)}")


def _refuse_wrong_sums(observations: Sequence[Observation], file: str) -> None:
    values = {row.id: row.value for row in observations}
    for row in (row for row in observations if row.parts):
        missing = [part for part in row.parts if part not in values]
        if missing:
            raise EvidenceError(f"{file} ({row.id}): adds up rows that are not there: {', '.join(missing)}")
        total = sum(values[part] for part in row.parts)
        if not math.isclose(total, row.value, rel_tol=_SUM_TOLERANCE):
            raise EvidenceError(f"{file} ({row.id}): value {row.value:g}, but its parts add up to {total:g}")
