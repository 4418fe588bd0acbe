"""Parameters behind a quantity: value in a run at a month, range, and who says so, down to the published figure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, Literal

import numpy as np

from jevons.calibration.evidence import Observation, load_evidence
from jevons.market import catalogue
from jevons.market.catalogue import Row, load_catalogue
from jevons.market.catalogue.system import System
from jevons.market.parameters.declare import Z95
from jevons.market.parameters.registry import TABLES, Address, addresses, dimension_of, uncertain
from jevons.market.scenario import Scenario
from jevons.market.world import World, build_world

Trust = Literal["scenario", "evidence row", "publication", "judgement"]

JUDGEMENT: Final = "judgement"
MACHINES: Final = "systems"
"""First word of paths to numbers of machines: `systems.h100.power_w`. A scenario cannot set them."""
MACHINE_UNITS: Final = {
    "power_w": ("W", "rated power"),
    "h100e": ("H100e", "dense 8-bit operations over those of an H100"),
    "price_low_usd": ("USD/unit", "low end of the purchase price"),
    "price_high_usd": ("USD/unit", "high end of the purchase price"),
    "bandwidth_tb_s": ("TB/s", "bandwidth of its memory"),
    "fp8_tflops": ("1e12/s", "dense 8-bit operations"),
    "memory_gb": ("GB", "memory that holds weights and caches"),
}


@dataclass(frozen=True)
class Source:
    """Who says so.

    Attributes:
        trust: an `evidence row` of the registry of published figures, another `publication`, our `judgement`, or the
            `scenario` that sets the value.
        citation: the publication, or what the judgement rests on.
        url: its address; empty where there is none.
        note: why this value.
        month: `YYYY-MM` for which the catalogue states it; empty where it is not dated.
        evidence: id of the published figure; empty where the value rests on none.
        observation: the published figure; None where the registry of this version does not hold it.
    """

    trust: Trust
    citation: str
    url: str = ""
    note: str = ""
    month: str = ""
    evidence: str = ""
    observation: Observation | None = None


@dataclass(frozen=True)
class Parameter:
    """A number that stands behind a quantity.

    Attributes:
        path: as in `jevons parameters`, or of a machine.
        value: in the run at the month.
        range: 5 and 95 % quantiles of what an ensemble draws there; None where it does not, or the scenario sets it.
        unit, meaning: as declared.
        sources: one for each line of the catalogue that the value is read from.
    """

    path: str
    value: float
    range: tuple[float, float] | None
    unit: str
    meaning: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Resolved:
    """The parameters of a scenario: central values, and both ends of all ranges.

    A parameter that the scenario sets has no range: its ends are alike.
    """

    middle: World
    low: World
    high: World

    @classmethod
    def of(cls, scenario: Scenario) -> "Resolved":
        """Resolve a scenario three times."""
        low, high = (build_world(scenario, dict.fromkeys(uncertain(), score)) for score in (-Z95, Z95))
        return cls(build_world(scenario), low, high)

    def parameter(self, path: str, month: int) -> Parameter:
        """A parameter at a month, by the path of the registry or of a machine."""
        if path.startswith(f"{MACHINES}."):
            return _machine(path)
        address = addresses()[path]
        middle, low, high = (value_at(world, address, month) for world in (self.middle, self.low, self.high))
        overridden = path in self.middle.scenario.overrides
        return Parameter(
            path=path,
            value=middle,
            range=(low, high) if dimension_of(address) in uncertain() and low < high else None,
            unit=str(address.declaration.unit),
            meaning=address.declaration.meaning,
            sources=(_set_by(self.middle.scenario),) if overridden else sources_of(address, self.month(month)),
        )

    def month(self, number: int) -> str:
        """`YYYY-MM` of a number of a month."""
        return self.middle.calendar.months[number]


def value_at(world: World, address: Address, month: int) -> float:
    """A parameter in a world at the number of a month."""
    held: float | np.ndarray = getattr(getattr(world, address.group), address.field)
    if isinstance(held, float | int):
        return float(held)
    place: tuple[int, ...] = ()
    if address.entity >= 0:
        place = (address.entity,) if address.key < 0 else (address.entity, address.key)
    return float(held[(*place, month)] if address.declaration.dated else held[place])


@cache
def matching(pattern: str) -> tuple[str, ...]:
    """Paths of the registry, or of machines, that a pattern names; `*` stands for anything, dots too."""
    if pattern.startswith(f"{MACHINES}."):
        paths = [f"{MACHINES}.{system.system}.{column}" for column in MACHINE_UNITS for system in _machines().values()]
    else:
        paths = list(addresses())
    return tuple(path for path in paths if fnmatchcase(path, pattern))


@cache
def _machines() -> Mapping[str, System]:
    return {system.system: system for system in load_catalogue().systems}


def _machine(path: str) -> Parameter:
    _, name, column = path.split(".")
    system = _machines()[name]
    unit, meaning = MACHINE_UNITS[column]
    trust: Trust = JUDGEMENT if system.basis == JUDGEMENT else "publication"
    source = Source(trust, system.source, system.url, system.note, month=system.available)
    return Parameter(path, float(getattr(system, column)), None, unit, meaning, (source,))


def _set_by(scenario: Scenario) -> Source:
    return Source("scenario", f"set by scenario {scenario.name}")


def sources_of(address: Address, month: str) -> tuple[Source, ...]:
    """Who says what a parameter is at a month."""
    if address.group in TABLES:
        return tuple(_of_row(row) for row in rows_behind(address, month))
    said = address.declaration.source
    if said.startswith(JUDGEMENT):
        return (Source(JUDGEMENT, said.removeprefix(JUDGEMENT).lstrip(": ")),)
    return (Source("publication", said),)


def rows_behind(address: Address, month: str) -> tuple[Row, ...]:
    """Lines of the catalogue that a parameter is read from at a month.

    The last of an undated one; of a dated one the latest up to the month and, unless values stand until the next, that
    one too. Before the first line its value is held.
    """
    rows = _rows(address.path)
    if not address.declaration.dated:
        return rows[-1:]
    before = [row for row in rows if row.month <= month]
    after = [row for row in rows if row.month > month]
    if address.declaration.between == "step" and before:
        return (before[-1],)
    return (*before[-1:], *after[:1])


@cache
def _rows(path: str) -> tuple[Row, ...]:
    """Lines of the catalogue about a path, oldest first."""
    table, entity, *rest = path.split(".")
    field, key = rest[0], rest[1] if len(rest) > 1 else ""
    rows = (row for row in catalogue.load(table).rows if (row.entity, row.parameter, row.key) == (entity, field, key))
    return tuple(sorted(rows, key=lambda row: row.month))


def _of_row(row: Row) -> Source:
    if row.basis == JUDGEMENT:
        said = row.source.removeprefix(JUDGEMENT).lstrip(": ")
        return Source(JUDGEMENT, said or row.note, row.url, row.note, row.month)
    if row.basis == "source":
        return Source("publication", row.source, row.url, row.note, row.month)
    evidence = row.basis.partition(":")[2]
    return Source("evidence row", row.source, row.url, row.note, row.month, evidence, _observations().get(evidence))


@cache
def _observations() -> Mapping[str, Observation]:
    return {observation.id: observation for observation in load_evidence()}


def ready(parameter: Parameter) -> dict[str, object]:
    """A parameter as a mapping that JSON can hold."""
    return {
        "path": parameter.path,
        "value": parameter.value if math.isfinite(parameter.value) else None,
        "range": list(parameter.range) if parameter.range else None,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "sources": [dict(_ready(source)) for source in parameter.sources],
    }


def _ready(source: Source) -> Iterator[tuple[str, object]]:
    yield from (("trust", source.trust), ("citation", source.citation), ("url", source.url), ("note", source.note))
    yield from (("month", source.month), ("evidence", source.evidence))
    seen = source.observation
    if seen is None:
        yield "observation", None
        return
    yield (
        "observation",
        {
            "id": seen.id,
            "series": seen.series,
            "entity": seen.entity,
            "value": seen.value,
            "unit": seen.unit,
            "start": seen.start.isoformat(),
            "end": seen.end.isoformat(),
            "published": seen.published.isoformat(),
            "kind": seen.kind,
            "source": seen.source,
            "url": seen.url,
            "note": seen.note,
        },
    )
