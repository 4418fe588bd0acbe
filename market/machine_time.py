"""Machine time: what tokens take of every machine, by model, practice and speed, in a world.

The table of a scenario is built once; a world's models have their places in it, month by month, and its machines
deliver somewhat more or less than is computed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jevons.market.access import serves_for_sale
from jevons.market.calendar import REFERENCE_MONTH, Calendar, month_number
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems
from jevons.market.parameters.declare import Array
from jevons.market.serving import (
    PRECISIONS,
    SPEEDS,
    Architecture,
    ServingTable,
    blend_architectures,
    build_table,
    scale_architecture,
)
from jevons.market.serving.lookup import Place, Practice, Tables, read_seconds, tables_of
from jevons.market.serving.named import architecture_of, cards, serving_systems
from jevons.market.serving.price import CACHES, ENGINES, SHORT_CONTEXT
from jevons.market.structure import Ints
from jevons.market.technology import tier_path
from jevons.market.vocabulary import LOCAL_TIER, PROVIDERS, TIERS
from jevons.market.world import World

DOUBLINGS = 8
"""Classes reach so many doublings of the sizes at the reference date up and down."""
DATED = 3
"""Classes of the past, a year apart from the first month."""
USUAL = len(PROVIDERS)
"""Place of a usual provider among those whose practice is known."""


@dataclass(frozen=True, eq=False)
class MachineTime:
    """What a world knows of machine time before anybody acts.

    Attributes:
        table, tables: the scenario's table, and the same as kernels read it.
        low, high, share: classes between which the models of a month lie, and how far, (months, tiers).
        precision: of the weights that a provider serves with, (months, providers + 1, tiers); the last is a usual one.
        engine, caches: what it can do, (months, providers + 1).
        slowest: place in `SPEEDS` of the slowest speed that sells, (tiers,).
        changed: whether a provider's practice is another than in the month before, (months, providers + 1).
        own: system-seconds per token on users' machines, (months, systems, 4); inf where there is none.
        own_speed: tokens/s there, (months, systems).
    """

    table: ServingTable
    tables: Tables
    low: Ints
    high: Ints
    share: Array
    precision: Ints
    engine: Ints
    caches: Ints
    slowest: Ints
    changed: np.ndarray
    own: Array
    own_speed: Array

    def place(self, month: int, tier: int) -> Place:
        """Place of a tier's models of a month in the table."""
        at = month, tier
        return Place(tier, int(self.low[at]), int(self.high[at]), float(self.share[at]))

    def practice(self, month: int, provider: int, tier: int) -> Practice:
        """How a provider serves a tier in a month."""
        at = month, provider
        return Practice(int(self.precision[month, provider, tier]), int(self.engine[at]), int(self.caches[at]))


def machine_time(world: World) -> MachineTime:
    """Machine time of a world; kept for the last two."""
    return _machine_time(world.whole or world)


@lru_cache(maxsize=2)
def _machine_time(world: World) -> MachineTime:
    low, high, share = _places(world)
    table = scenario_table(world)
    precision, engine, caches = _practices(world)
    mine = _between(table.mine, low[:, LOCAL_TIER], high[:, LOCAL_TIER], share[:, LOCAL_TIER])
    own, speed = np.full((len(low), len(world.systems), 4), np.inf), np.zeros((len(low), len(world.systems)))
    tables = tables_of(table)
    fresh = mine[..., 0] + tables.attended * mine[..., 1]
    own[:, table.own] = np.stack([fresh, mine[..., 2], mine[..., 3], mine[..., 4]], axis=-1)
    own[:, table.own] /= world.delivered[table.own, None]
    speed[:, table.own] = world.delivered[table.own] / (mine[..., 3] + SHORT_CONTEXT * mine[..., 4])
    own[: _first_files(world.calendar)], speed[: _first_files(world.calendar)] = np.inf, 0.0
    found = MachineTime(
        table=table,
        tables=tables,
        low=low,
        high=high,
        share=share,
        precision=precision,
        engine=engine,
        caches=caches,
        slowest=np.searchsorted(np.array(SPEEDS) * (1.0 + 1e-9), world.tiers.speed).clip(0, len(SPEEDS) - 1),
        changed=_changed(precision, engine, caches),
        own=own,
        own_speed=speed,
    )
    return _frozen(found, world)


def usual_seconds(world: World, sizes: int, practice: int) -> Array:
    """System-seconds per token by a usual provider at the slowest speeds that sell, (tiers, systems, 4).

    Args:
        world: the world. sizes: month of which models have the sizes. practice: month of which the practice is.
    """
    time = machine_time(world)
    out = np.full((len(TIERS), len(world.systems), 4), np.inf)
    reached, which = np.zeros(len(world.systems), dtype=np.int64), np.arange(len(time.table.halls))
    for tier in range(len(TIERS)):
        if tier == LOCAL_TIER:
            out[tier] = time.own[sizes]
        else:
            how = time.practice(practice, USUAL, tier)
            place, speed = time.place(sizes, tier), int(time.slowest[tier])
            read_seconds(place, how, speed, time.tables, which, world.delivered, out[tier], reached)
    return out


def _first_files(calendar: Calendar) -> int:
    """Month from which there are model files for users' machines."""
    (since, _), *_ = load_catalogue().tiers.steps(TIERS[LOCAL_TIER], "precision")
    return max(month_number(since) - month_number(calendar.start), 0)


def _frozen(time: MachineTime, world: World) -> MachineTime:
    """From the month in which efficiency is frozen on, sizes and practices stay."""
    if world.scenario.freeze_efficiency:
        stop = world.calendar.index(world.scenario.freeze_efficiency)
        for path in (
            time.low,
            time.high,
            time.share,
            time.precision,
            time.engine,
            time.caches,
            time.own,
            time.own_speed,
        ):
            path[stop:] = path[stop]
        time.changed[stop + 1 :] = False
    return time


def _changed(*paths: Ints) -> np.ndarray:
    changed = np.zeros(paths[0].shape[:2], dtype=np.bool_)
    changed[0] = True
    for path in paths:
        flat = path.reshape(*path.shape[:2], -1)
        changed[1:] |= (flat[1:] != flat[:-1]).any(axis=-1)
    return changed


def _places(world: World) -> tuple[Ints, Ints, Array]:
    """Classes between which a month's models lie, and how far from the first, all (months, tiers)."""
    months, reference = np.arange(len(world.calendar)), world.calendar.index(REFERENCE_MONTH)
    dates = _dates(world.calendar)
    before = np.minimum(np.searchsorted(dates, months, side="right") - 1, DATED - 1)
    share = (months - dates[before]) / (dates[before + 1] - dates[before])
    today = DATED + DOUBLINGS
    low = np.repeat(before[:, None], len(TIERS), 1)
    high = np.where(low + 1 < DATED, low + 1, today)
    share = np.repeat(share[:, None], len(TIERS), 1)
    active = tier_path(world, world.tiers.active_params)
    grown = np.log2(active / active[reference]).clip(-DOUBLINGS, DOUBLINGS)
    late = months >= reference
    floor = np.minimum(np.floor(grown), DOUBLINGS - 1).astype(np.int64)
    low[late], high[late] = today + floor[late], today + floor[late] + 1
    share[late] = (grown - floor)[late]
    return low, high, share


def _dates(calendar: Calendar) -> Ints:
    """Months of the dated classes and of the reference date."""
    return np.array([*range(0, 12 * DATED, 12), calendar.index(REFERENCE_MONTH)])


def scenario_table(world: World) -> ServingTable:
    """The serving table of a scenario; worlds that differ in other parameters share one."""
    reference = world.calendar.index(REFERENCE_MONTH)
    active, total = world.tiers.active_params, world.tiers.total_params
    dates = _dates(world.calendar)[:DATED]
    past = (active[:, dates], total[:, dates])
    return built_table(
        world.systems,
        world.calendar,
        *(part.tobytes() for part in (*past, active[:, reference], total[:, reference])),
    )


@lru_cache(maxsize=2)
def built_table(
    systems: Systems, calendar: Calendar, past_active: bytes, past_total: bytes, active: bytes, total: bytes
) -> ServingTable:
    """The table of a catalogue and of model sizes, (tiers, dates) and (tiers,) as bytes; the last two are at hand."""
    dates = _dates(calendar)
    doublings = np.arange(-DOUBLINGS, DOUBLINGS + 1)
    age = np.concatenate([dates[:DATED], np.full(len(doublings), dates[DATED])])

    def sizes(past: bytes, now: bytes) -> Array:
        old, new = np.frombuffer(past).reshape(len(TIERS), DATED), np.frombuffer(now)
        return np.concatenate([old, new[:, None] * 2.0**doublings], axis=1)

    at_work, held = sizes(past_active, active), sizes(past_total, total)
    share = (age / dates[DATED]).clip(0.0, 1.0)
    shape = blend_architectures(_references("2023-01"), _references(REFERENCE_MONTH), share[None, :])
    models = scale_architecture(shape, at_work, np.maximum(held, at_work))
    halls, own = serves_for_sale(systems), systems.role == ROLES.index("local")
    served = [q for q in range(len(TIERS)) if q != LOCAL_TIER]
    return build_table(
        serving_systems(systems),
        np.flatnonzero(halls),
        np.flatnonzero(own),
        models.at(served),
        models.at(LOCAL_TIER),
    )


def _references(month: str) -> Architecture:
    """Published architectures that the tiers are shaped after at a month, (tiers, 1)."""
    tiers = load_catalogue().tiers
    chosen = []
    for tier in TIERS:
        dated = {row.month: row.value for row in tiers.rows if (row.entity, row.parameter) == (tier, "reference")}
        chosen.append(cards()[dated.get(month, dated["2023-01"])])
    return architecture_of(chosen).at((slice(None), None))


def _between(values: Array, low: Ints, high: Ints, share: Array) -> Array:
    """Geometric between classes, (months, ...) from (classes, ...); inf where either is."""
    part = share.reshape(-1, *[1] * (values.ndim - 1))
    with np.errstate(invalid="ignore"):
        found = np.exp(np.log(values[low]) * (1.0 - part) + np.log(values[high]) * part)
    return np.where(np.isinf(values[low]) | np.isinf(values[high]), np.inf, found)


def _practices(world: World) -> tuple[Ints, Ints, Ints]:
    """Precision (months, providers + 1, tiers), engine and caches (months, providers + 1) as places in their lists."""
    catalogue, calendar = load_catalogue(), world.calendar
    lag = np.append(world.providers.technique_lag, 0.0) + world.serving.adoption_delay
    # Half months do not matter, and a month is the same for all draws that round to it.
    months = np.arange(len(calendar))[:, None] - np.rint(lag)[None, :]

    def reached(steps: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> Ints:
        out = np.zeros(months.shape, dtype=np.int64)
        for since, name in steps:
            first = month_number(since) - month_number(calendar.start)
            out[months >= first] = names.index(name)
        return out

    formats = tuple(p.name.lower() for p in PRECISIONS)
    precision = np.zeros((*months.shape, len(TIERS)), dtype=np.int64)
    for q, tier in enumerate(TIERS):
        if q != LOCAL_TIER:
            precision[:, :, q] = reached(catalogue.tiers.steps(tier, "precision"), formats)
    engine = reached(catalogue.providers.steps("_all", "engine"), ENGINES)
    return precision, engine, reached(catalogue.providers.steps("_all", "caches"), CACHES)
