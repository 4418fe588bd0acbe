"""Machine time: system-seconds per token, month by month, from the serving table of a run."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jevons.market.access import serves_for_sale
from jevons.market.calendar import Calendar, month_number
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems
from jevons.market.parameters.declare import Array
from jevons.market.serving import (
    Architecture,
    Precision,
    ServingSystems,
    ServingTable,
    blend_architectures,
    build_table,
    scale_architecture,
)
from jevons.market.serving.named import architecture_of, cards, serving_systems
from jevons.market.structure import Bools, Ints
from jevons.market.technology import REFERENCE_MONTH, tier_path
from jevons.market.vocabulary import LOCAL_TIER, TIERS, Flow
from jevons.market.world import World

GRID_MONTHS = 12


@lru_cache(maxsize=2)
def machine_seconds(world: World) -> tuple[Array, Array]:
    """System-seconds per token and the local tier's decoding speed; kept for the last two worlds.

    Only what can be asked for is computed: systems that serve in halls for all tiers but the local one, users'
    machines for that one, both from about the time when they are first delivered.

    Returns:
        seconds: (months, systems, tiers, 4), flows as in `Flow`; inf where a system does not serve a tier.
        speed: tokens/s of one user at the local tier, (months, systems); 0 for what is no user's machine.
    """
    task = _task(world.systems, world.calendar)
    active, total = tier_path(world, world.tiers.active_params), tier_path(world, world.tiers.total_params)
    table = _table(world, task, active[task.grid], np.maximum(total, active)[task.grid])
    flows = np.stack([table.fresh, table.cached, table.output, table.context], axis=-1)
    months, systems, halls, own = len(world.calendar), len(world.systems), task.halls, task.own
    seconds, speed = np.full((months, systems, len(TIERS), len(Flow)), np.inf), np.zeros((months, systems))
    seconds[:, halls, :LOCAL_TIER] = _monthly(flows[halls, :, :LOCAL_TIER], task.grid)
    seconds[:, own, LOCAL_TIER] = _monthly(flows[own, :, LOCAL_TIER], task.grid)
    speed[:, own] = _monthly(table.speed[own, :, LOCAL_TIER], task.grid)
    if world.scenario.freeze_efficiency:
        stop = world.calendar.index(world.scenario.freeze_efficiency)
        seconds[stop:], speed[stop:] = seconds[stop], speed[stop]
    return seconds, speed


@dataclass(frozen=True, eq=False)
class _Task:
    """What a serving table is asked for: it follows from the catalogue alone, not from parameters.

    Attributes:
        grid: numbers of the months for which it is computed.
        halls, own: systems that serve in halls, and users' machines.
        systems: all systems as the serving equations see them.
        wanted: whether a cell is asked for, (systems, grid, tiers).
        shape: architectures that tiers are shaped after, (grid, tiers).
        precision: code, (grid, tiers).
    """

    grid: Ints
    halls: Ints
    own: Ints
    systems: ServingSystems
    wanted: Bools
    shape: Architecture
    precision: Ints


@lru_cache(maxsize=4)
def _task(systems: Systems, calendar: Calendar) -> _Task:
    months = len(calendar)
    grid = np.unique(np.append(np.arange(0, months, GRID_MONTHS), months - 1))
    in_halls, own = serves_for_sale(systems), systems.role == ROLES.index("local")
    local = np.arange(len(TIERS)) == LOCAL_TIER
    # The last date before delivery counts too: months between two dates need both.
    known = systems.available[:, None] < np.append(grid[1:], months)
    share = np.clip(grid / calendar.index(REFERENCE_MONTH), 0.0, 1.0)
    return _Task(
        grid=grid,
        halls=np.flatnonzero(in_halls),
        own=np.flatnonzero(own),
        systems=serving_systems(systems),
        wanted=known[:, :, None] & np.where(local, own[:, None], in_halls[:, None])[:, None, :],
        shape=blend_architectures(_references("2023-01"), _references(REFERENCE_MONTH), share[:, None]),
        precision=_precision(calendar, grid),
    )


def _table(world: World, task: _Task, active: Array, total: Array) -> ServingTable:
    """The serving table on the grid; the last one is kept, as a run and its twin share it."""
    parts = (task.grid, active, total, world.tiers.speed)
    key = (world.calendar.start, b"".join(part.tobytes() for part in parts))
    if key not in _KEPT:
        models = scale_architecture(task.shape, active, total)
        _KEPT.clear()
        _KEPT[key] = build_table(task.systems, models, task.precision, world.tiers.speed, wanted=task.wanted)
    return _KEPT[key]


_KEPT: dict[tuple[str, bytes], ServingTable] = {}


def _monthly(values: Array, grid: Ints) -> Array:
    """From (n, grid, ...) to (months, n, ...): geometric between grid dates; inf and 0 hold to the next date."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values.swapaxes(0, 1))
        out = np.empty((grid[-1] + 1, *logs.shape[1:]))
        for low, high, first, last in zip(logs, logs[1:], grid, grid[1:], strict=False):
            share = ((np.arange(first, last + 1) - first) / (last - first)).reshape(-1, *[1] * low.ndim)
            between, unknown = out[first : last + 1], np.isinf(low) | np.isinf(high)
            np.multiply(share, high - low, out=between)
            between += low
            # The exponential of an infinity takes many times as long as that of a number.
            np.copyto(between, 0.0, where=unknown)
            np.exp(between, out=between)
            np.copyto(between, np.exp(np.maximum(low, high)), where=unknown)
        return out


def _references(month: str) -> Architecture:
    """Published architectures that the tiers are shaped after at a month, (1, tiers)."""
    tiers = load_catalogue().tiers
    chosen = []
    for tier in TIERS:
        dated = {row.month: row.value for row in tiers.rows if (row.entity, row.parameter) == (tier, "reference")}
        chosen.append(cards()[dated.get(month, dated["2023-01"])])
    return architecture_of(chosen)


def _precision(calendar: Calendar, grid: Ints) -> Ints:
    """Precision code of each tier at each grid date, (grid, tiers): the last one adopted by then."""
    first = month_number(calendar.start)
    out = np.full((len(grid), len(TIERS)), int(Precision.BF16))
    for q, tier in enumerate(TIERS):
        for since, name in load_catalogue().tiers.steps(tier, "precision"):
            out[grid >= month_number(since) - first, q] = int(Precision[name.upper()])
    return out
