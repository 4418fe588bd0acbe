"""The registry of evidence: dated, published figures, each with its source and how far it is trusted.

The rows stand in `observations.csv` beside this file. Nothing in the registry was published after `CUTOFF`:
what came later is kept for scoring the forecast. A row whose source reads `sum: id id ...` is our own total
of other rows and is checked against them. Figures that contradict each other stand side by side.
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
from typing import Final, Literal, get_args

from jevons.calibration.cells import EvidenceError
from jevons.calibration.evidence_cells import EvidenceCells
from jevons.calibration.published_units import PUBLISHED_UNITS, PublishedUnit, published_unit
from jevons.calibration.unused import reason_unused

CUTOFF: Final = date(2026, 3, 18)
REGISTRY: Final = "observations.csv"

Kind = Literal["measured", "company_claim", "analyst_estimate", "price_list", "vendor_claim", "forecast"]
Use = Literal["fit", "check", "no", "context"]
Basis = Literal["known", "rule"]
Origin = Literal["seed", "search", "dataset"]

# Units as published; `operators` turns what the model counts into them.
UNITS: Final = tuple(unit.symbol for unit in PUBLISHED_UNITS)
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
        value: the figure, in `unit`; above zero where it is fitted, unless its unit may be negative.
        unit: one of `UNITS`.
        low: lower end of the published range, where there is one.
        high: upper end of it.
        kind: what sort of source states it.
        trust: one standard deviation of the figure's error: in natural log units, or in `unit` where the
            figure is not `logarithmic`.
        use: `fit` may enter a fit, `check` is shown beside the model, `context` informs an input or nothing,
            `no` is only a part of a total or a repetition.
        fact: label shared by the rows that state the same fact.
        source: publication, or `sum: ` and the ids added up.
        url: address of the source (of the first part, for a sum); `article:NAME` for what has none.
        note: what to bear in mind when reading it; may be empty.
        published_basis: whether the day of publication is `known`, or follows from a `rule` as the end of the week.
        use_why: why it has this use.
        origin: where we have it from: the `seed` article, a `search`, or a `dataset` under a licence.
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
    published_basis: Basis = "known"
    use_why: str = ""
    origin: Origin = "search"

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of the rows that this one adds up; empty for a figure published as such."""
        return tuple(self.source.removeprefix(_SUM).split()) if self.source.startswith(_SUM) else ()

    @property
    def place(self) -> tuple[str, str, date, date, str]:
        """Series, entity, first and last day, and source: what no two rows share."""
        return self.series, self.entity, self.start, self.end, self.source

    @property
    def logarithmic(self) -> bool:
        """Whether its error is told by logarithms: not of zero, of what is negative, or of a calendar year."""
        return self.value > 0 and not published_unit(self.unit).linear

    @property
    def interval(self) -> tuple[float, float]:
        """The 5-95 % interval in `unit`: the published range, each missing end filled in from `trust`."""
        if self.logarithmic:
            spread = math.exp(_Z95 * self.trust)
            below, above = self.value / spread, self.value * spread
        else:
            below, above = self.value - _Z95 * self.trust, self.value + _Z95 * self.trust
        return below if self.low is None else self.low, above if self.high is None else self.high


COLUMNS = tuple(Observation.__dataclass_fields__)


@cache
def load_observations(path: Path | None = None, cutoff: date = CUTOFF) -> tuple[Observation, ...]:
    """The part of a registry that the model is set beside, with the parts of its totals.

    Left out is what `unused.csv` names: nothing in the model answers to it.

    Args:
        path: as for `load_evidence`.
        cutoff: as for `load_evidence`.

    Raises:
        EvidenceError: as for `load_evidence`.
    """
    rows = load_evidence(path, cutoff)
    parts = {part for row in rows for part in row.parts}
    return tuple(row for row in rows if row.id in parts or reason_unused(row.series, row.entity) is None)


@cache
def load_evidence(path: Path | None = None, cutoff: date = CUTOFF) -> tuple[Observation, ...]:
    """Read and check a whole registry.

    Args:
        path: a CSV file with the columns `COLUMNS`; the registry of this package by default.
        cutoff: last day on which a figure may have been published.

    Raises:
        EvidenceError: one line that names the file, the line, the row, what is wrong and what is allowed.
    """
    registry = path or resources.files("jevons.calibration") / REGISTRY
    return read_evidence(registry.read_text(encoding="utf-8"), registry.name, cutoff)


def read_evidence(text: str, file: str, cutoff: date) -> tuple[Observation, ...]:
    """Read and check the text of a registry, as `load_evidence`; `file` is its name in what is refused."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise EvidenceError(f"{file}: the columns must be {','.join(COLUMNS)}")
    rows = [EvidenceCells(row, f"{file} line {reader.line_num}") for row in reader]
    observations = tuple(observation_of(row, cutoff) for row in rows)
    _refuse_duplicates(observations, file)
    _refuse_repetitions(observations, file)
    _refuse_wrong_sums(observations, file)
    return observations


def observation_of(row: EvidenceCells, cutoff: date) -> Observation:
    """Build one observation from its cells, each cell checked on its own and then against the others.

    Raises:
        EvidenceError: one line with the place, the cell, what is wrong and what is allowed.
    """
    unit = published_unit(row.choice("unit", UNITS))
    use = row.choice("use", get_args(Use))
    observation = Observation(
        id=row.text("id"),
        series=row.text("series"),
        entity=row.text("entity"),
        start=row.day("start"),
        end=row.day("end"),
        published=row.day("published"),
        value=row.figure("value", unit, fitted=use == "fit"),
        unit=unit.symbol,
        low=row.optional_figure("low", unit),
        high=row.optional_figure("high", unit),
        kind=row.choice("kind", get_args(Kind)),
        trust=row.number("trust"),
        use=use,
        fact=row.text("fact"),
        source=row.text("source"),
        url=row.address("url"),
        note=row.optional_text("note"),
        published_basis=row.choice("published_basis", get_args(Basis)),
        use_why=row.text("use_why"),
        origin=row.choice("origin", get_args(Origin)),
    )
    _check_dates(observation, row, cutoff)
    _check_size(observation, row, unit)
    return observation


def _check_dates(observation: Observation, row: EvidenceCells, cutoff: date) -> None:
    """Refuse a period that ends before it starts, and figures published too early or too late."""
    start, end, published = observation.start, observation.end, observation.published
    row.require(start <= end, f"the period ends on {end}, before it starts on {start}")
    # What is said of a period under way is in part a forecast: shown, never fitted.
    whole = end <= published or observation.use != "fit"
    row.require(whole, f"published on {published}, before its period ends on {end}: its use cannot be fit")
    row.require(published <= cutoff, f"published on {published}, after the cutoff {cutoff}")


def _check_size(observation: Observation, row: EvidenceCells, unit: PublishedUnit) -> None:
    """Refuse a figure outside its own range, and a share that is none."""
    low, high = observation.interval
    row.require(low <= observation.value <= high, "low, value and high must not fall: low <= value <= high")
    is_share = unit.symbol == "fraction" and "share" in observation.series.split("_")
    row.require(not is_share or 0 <= observation.value <= 1, f"value {observation.value:g} is a share: allowed: 0 to 1")


def _refuse_duplicates(observations: Sequence[Observation], file: str) -> None:
    twice = [row_id for row_id, count in Counter(row.id for row in observations).items() if count > 1]
    if twice:
        raise EvidenceError(f"{file}: id given to more than one row: {', '.join(twice)}")


def _refuse_repetitions(observations: Sequence[Observation], file: str) -> None:
    """Refuse two rows that quote one source on one series, entity and period, whatever figures they have."""
    first: dict[tuple[str, str, date, date, str], str] = {}
    for row in observations:
        earlier = first.setdefault(row.place, row.id)
        if earlier != row.id:
            raise EvidenceError(
                f"{file} ({row.id}): repeats {earlier}: same series, entity, period and source; keep one of them"
            )


def _refuse_wrong_sums(observations: Sequence[Observation], file: str) -> None:
    values = {row.id: row.value for row in observations}
    for row in (row for row in observations if row.parts):
        missing = [part for part in row.parts if part not in values]
        if missing:
            raise EvidenceError(f"{file} ({row.id}): adds up rows that are not there: {', '.join(missing)}")
        total = sum(values[part] for part in row.parts)
        if not math.isclose(total, row.value, rel_tol=_SUM_TOLERANCE):
            raise EvidenceError(f"{file} ({row.id}): value {row.value:g}, but its parts add up to {total:g}")
