"""The world of a run: every declared number of a scenario as arrays by entity and month.

A walk of one number: declaration or catalogue row -> the scenario's override -> the ensemble's draw -> array.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from jevons.market import catalogue
from jevons.market.calendar import Calendar, month_number
from jevons.market.catalogue.systems import Systems, load_systems
from jevons.market.parameters.declare import Z95, Array, Declaration, declarations
from jevons.market.parameters.demand import Capability, Choice, Demand, Tasks
from jevons.market.parameters.entities import Packaging, Providers, Regions, Segments, Tiers, Vendors, Workloads
from jevons.market.parameters.registry import GROUPS, KEYS, TABLES, Address, addresses, uncertain
from jevons.market.parameters.supply import Clearing, Investment, Power, Prices, Serving
from jevons.market.scenario import LATEST, Scenario
from jevons.market.serving.luck import delivered
from jevons.market.structure import Structure, load_structure
from jevons.market.trends import faded, held
from jevons.market.variants import Variants

G = TypeVar("G")


@dataclass(frozen=True, eq=False)
class World:
    """All that a run needs to know, resolved; dated fields have months as their last axis.

    Paths run to the last month that any run may have, whenever the run ends: what is known of its months then does
    not depend on how many follow. `lived` cuts them off.

    Attributes:
        scenario: as given; its calendar has the months of the run.
        calendar: months of the paths.
        variants: form of the equations of which there are several, none of them mixed.
        whole: the world whose paths run on, where these end with the run; None for that one itself.
        delivered: throughput of each system over what the serving equations say, (systems,): 1 but in an ensemble.
    """

    scenario: Scenario
    calendar: Calendar
    variants: Variants
    capability: Capability
    tasks: Tasks
    demand: Demand
    choice: Choice
    serving: Serving
    clearing: Clearing
    prices: Prices
    investment: Investment
    power: Power
    regions: Regions
    segments: Segments
    workloads: Workloads
    tiers: Tiers
    providers: Providers
    vendors: Vendors
    packaging: Packaging
    structure: Structure
    systems: Systems
    delivered: Array
    whole: "World | None" = None

    @property
    def known(self) -> int:
        """Index of the last month in which use and sizes of models are known; later ones follow trends."""
        return self.calendar.index(self.scenario.known_until)


def build_world(scenario: Scenario, draw: Mapping[str, float] | None = None, *, luck: bool = True) -> World:
    """Resolve a scenario, and one member of an ensemble where `draw` is given.

    Args:
        scenario: a checked scenario.
        draw: standard normal score by dimension (names as in `registry.uncertain()`). A parameter that the
            scenario overrides is pinned: the draw does not move it.
        luck: whether a member also draws what its machines deliver and which forms mixed equations have.
    """
    calendar = Calendar(scenario.start, LATEST)
    scores = dict(draw or {})
    parts: dict[str, Any] = {
        name: _group(name, declared, scenario, calendar, scores) for name, declared in GROUPS.items()
    }
    persistence = parts["tasks"].trend_persistence
    for name in TABLES:
        parts[name] = _table(name, scenario, calendar, scores, persistence)
    systems = _systems(calendar)
    return World(
        scenario=scenario,
        calendar=calendar,
        variants=scenario.variants.drawn(scenario.seed if draw and luck else None),
        structure=load_structure(),
        systems=systems,
        delivered=delivered(systems, scenario.seed) if draw and luck else np.ones(len(systems)),
        **parts,
    )


def lived(world: World) -> World:
    """The world as far as its run goes: paths end with it."""
    calendar = world.scenario.calendar
    groups = {name: getattr(world, name) for name in (*GROUPS, *TABLES)}
    cut = {
        name: dataclasses.replace(
            group,
            **{
                key: getattr(group, key)[..., : len(calendar)]
                for key, declaration in declarations(type(group)).items()
                if declaration.dated
            },
        )
        for name, group in groups.items()
    }
    return dataclasses.replace(world, calendar=calendar, whole=world, **cut)


@lru_cache(maxsize=1)
def _systems(calendar: Calendar) -> Systems:
    return load_systems(calendar.start, calendar.end)


def _group(name: str, declared: type[G], scenario: Scenario, calendar: Calendar, scores: Mapping[str, float]) -> G:
    values: dict[str, float | Array] = {}
    for key, declaration in declarations(declared).items():
        path = f"{name}.{key}"
        central = declaration.value
        if central is None:
            raise TypeError(f"{path} is declared without a value")
        override = scenario.overrides.get(path)
        if override is None and declaration.prior is not None and path in scores:
            low, high = declaration.bounds
            central = min(max(declaration.prior.at(scores[path]), low), high)
        if declaration.dated:
            values[key] = _overridden(np.full(len(calendar), float(central)), override, calendar)
        else:
            values[key] = float(central if override is None else override)  # type: ignore[arg-type]
    return declared(**values)


def _overridden(path: Array, override: float | Mapping[str, float] | None, calendar: Calendar) -> Array:
    """Write an override into the last axis of a path: a number everywhere, a dated one from its month on."""
    if override is None:
        return path
    dated = override if isinstance(override, Mapping) else {calendar.start: override}
    for month in sorted(dated):
        path[..., max(calendar.index(month), 0) :] = dated[month]
    return path


@dataclass(frozen=True)
class _Range:
    """A column's arrays: central values and the distances to the ends of its range, in logs unless it is linear."""

    value: Array
    down: Array = field(repr=False)
    up: Array = field(repr=False)
    linear: bool

    def at(self, scores: Array) -> Array:
        """Values at standard normal scores, of the same shape or one for all."""
        lift = np.where(scores > 0, self.up, self.down) * (scores / Z95)
        return self.value + lift if self.linear else np.asarray(self.value * np.exp(lift))


@lru_cache(maxsize=8)
def _columns(name: str, calendar: Calendar) -> dict[str, _Range]:
    declared, entities = TABLES[name]
    table = catalogue.load(name)
    by_cell: dict[tuple[str, str, str], list[catalogue.Row]] = {}
    for row in table.rows:
        by_cell.setdefault((row.entity, row.parameter, row.key), []).append(row)
    return {
        key: _column(declaration, key, entities, by_cell, calendar)
        for key, declaration in declarations(declared).items()
    }


def _column(
    declaration: Declaration,
    name: str,
    entities: tuple[str, ...],
    by_cell: Mapping[tuple[str, str, str], list[catalogue.Row]],
    calendar: Calendar,
) -> _Range:
    keys = KEYS[declaration.keyed] if declaration.keyed else ("",)
    arrays: list[Array] = []
    for pick in _PICKS:
        cells = [
            [_cell(by_cell.get((entity, name, key), []), pick, declaration, calendar) for key in keys]
            for entity in entities
        ]
        array = np.array(cells, dtype=np.float64)
        arrays.append(array if declaration.keyed else array[:, 0])
    value, low, high = arrays
    if declaration.linear:
        known = np.isfinite(low) & np.isfinite(high)
        down, up = np.where(known, value - low, 0.0), np.where(known, high - value, 0.0)
        return _Range(value, down, up, linear=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        down = np.where((low > 0) & (value > 0), np.log(value / low), 0.0)
        up = np.where((high > 0) & (value > 0), np.log(high / value), 0.0)
    return _Range(value, np.maximum(down, 0.0), np.maximum(up, 0.0), linear=False)


_PICKS: tuple[Callable[[catalogue.Row], float], ...] = (
    lambda row: row.number,
    lambda row: row.low,
    lambda row: row.high,
)


def _cell(
    rows: list[catalogue.Row],
    pick: Callable[[catalogue.Row], float],
    declaration: Declaration,
    calendar: Calendar,
) -> float | Array:
    """One entity's number, or its path over months; zero where the catalogue has no row."""
    if not rows:
        return np.zeros(len(calendar)) if declaration.dated else 0.0
    if not declaration.dated:
        return pick(rows[-1])
    points = sorted((month_number(row.month or calendar.start), pick(row)) for row in rows)
    first = month_number(calendar.start)
    return path_between(points, np.arange(first, first + len(calendar)), declaration.between)


def path_between(points: list[tuple[int, float]], months: np.ndarray, between: str) -> Array:
    """Read dated values at every month: held before the first and after the last.

    Geometric between two positive values, linear where either is zero or `between` says so, or a step.
    """
    at = np.array([p[0] for p in points], dtype=np.float64)
    value = np.array([p[1] for p in points], dtype=np.float64)
    if between == "step":
        return np.asarray(value[np.clip(np.searchsorted(at, months, side="right") - 1, 0, len(at) - 1)])
    if between == "geometric" and np.all(value > 0):
        return np.asarray(np.exp(np.interp(months, at, np.log(value))))
    return np.asarray(np.interp(months, at, value))


def _table(name: str, scenario: Scenario, calendar: Calendar, scores: Mapping[str, float], persistence: float) -> Any:
    declared, _ = TABLES[name]
    columns = _columns(name, calendar)
    values: dict[str, Array] = {}
    for key, declaration in declarations(declared).items():
        column = columns[key]
        moved = _scores(name, key, declaration, column, scores)
        rows = column.value if moved is None else np.clip(column.at(moved), *declaration.bounds)
        values[key] = _later(rows, declaration, calendar.index(scenario.known_until), persistence)
    for path, override in scenario.overrides.items():
        if path.startswith(name + "."):
            _override_cell(values, path, override, calendar)
    return declared(**values)


def _later(path: Array, declaration: Declaration, known: int, persistence: float) -> Array:
    if declaration.later == "faded":
        return np.clip(faded(path, known, persistence), *declaration.bounds)
    return held(path, known) if declaration.later == "held" else path


def _scores(
    table: str, name: str, declaration: Declaration, column: _Range, scores: Mapping[str, float]
) -> Array | None:
    """Scores of a column's cells, of its shape or one for all; None where nothing moves."""
    if declaration.drawn == "together":
        score = scores.get(f"{table}.{name}", 0.0)
        return np.array(score) if score else None
    if declaration.drawn != "apart":
        return None
    out = np.zeros(column.value.shape)
    for address in _drawn_apart(table, name):
        out[address.entity if address.key < 0 else (address.entity, address.key)] = scores.get(address.path, 0.0)
    return out if out.any() else None


@lru_cache(maxsize=32)
def _drawn_apart(table: str, name: str) -> tuple[Address, ...]:
    """Addresses of a column's rows that are dimensions of their own."""
    known = set(uncertain())
    return tuple(a for a in addresses().values() if (a.group, a.field) == (table, name) and a.path in known)


def _override_cell(
    values: dict[str, Array], path: str, override: float | Mapping[str, float], calendar: Calendar
) -> None:
    address = addresses()[path]
    array = values[address.field] = values[address.field].copy()
    place = (address.entity,) if address.key < 0 else (address.entity, address.key)
    if address.declaration.dated or isinstance(override, Mapping):
        array[place] = _overridden(array[place], override, calendar)
    else:
        array[place] = override


def replace_group(world: World, name: str, **changes: float | Array) -> World:
    """A copy of a world with some numbers of one group changed (for tests and twins)."""
    return dataclasses.replace(world, **{name: dataclasses.replace(getattr(world, name), **changes)})
