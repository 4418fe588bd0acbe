"""Ledger: why the need of a resource grew, split exactly among factors.

R = sum over cells of users x pipelines/user x tasks/pipeline x calls/task x tokens/call x work/token, times
uncounted load x model size x software x hardware x resource per hour x idleness, which all cells share.
Cells are (workload, tier, kind). Tier and kind enter with work per token: a pipeline may plan on one tier and
execute on another, so its tasks and calls belong to no tier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.divisia import decompose
from jevons.market.indices import (
    RESOURCES,
    Indices,
    base_fleet_seconds,
    base_hours,
    base_month,
    cloud_hours,
    indices,
)
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.technology import Technology
from jevons.market.vocabulary import KINDS, SEGMENTS, TIERS, WORKLOADS, Flow
from jevons.market.world import World

OWN = (
    "users",
    "pipelines_per_user",
    "tasks_per_pipeline",
    "calls_per_task",
    "tokens_per_call",
    "work_per_token",
)
COMMON = ("uncounted", "model_size", "software", "hardware", "resource_per_hour", "utilisation")
FACTORS = (*OWN, *COMMON, "entered", "ended")
LEAST_CHANGE = 1e-6
_AMBIENT = WORKLOADS.index("ambient")


@dataclass(frozen=True)
class Ledger:
    """Contributions to ln R(t1)/R(t0) of one resource.

    Attributes:
        total: ln R(t1)/R(t0).
        contributions: in ln units, (factors, workloads, tiers, kinds), as in `FACTORS`; they add up to
            `total`. A factor above 0 made the need grow; efficiency stands below 0.
    """

    total: float
    contributions: Array

    @property
    def residual(self) -> float:
        """What the contributions leave of the total; rounding only."""
        return self.total - float(self.contributions.sum())

    def by_factor(self) -> dict[str, float]:
        """Contribution of each factor, ln units."""
        return dict(zip(FACTORS, map(float, self.contributions.sum(axis=(1, 2, 3))), strict=True))

    def by_workload(self) -> Array:
        """Contributions by (factors, workloads)."""
        return np.asarray(self.contributions.sum(axis=(2, 3)))

    def by_tier(self) -> Array:
        """Contributions by (factors, tiers)."""
        return np.asarray(self.contributions.sum(axis=(1, 3)))

    def by_kind(self) -> Array:
        """Contributions by (factors, kinds); attention to context belongs to the output that asks for it."""
        return np.asarray(self.contributions.sum(axis=(1, 2)))

    def shares(self) -> dict[str, float]:
        """Contribution over total by factor; empty where the total change is too small to share out."""
        if abs(self.total) <= LEAST_CHANGE:
            return {}
        return {name: value / self.total for name, value in self.by_factor().items()}


def ledgers(record: Record, world: World, technology: Technology, known: Indices | None = None) -> dict[str, Ledger]:
    """The ledger of each resource between the base month and the target month.

    Users are the units of a segment and region that run its most common workload, over the segments that a
    workload is made for; pipelines are the units that run it. Ambient use has one of each. Tasks, calls and
    tokens are all that users start, on machines of their own too: work that moves there shows as less cloud
    work per token. Model size is what the tiers' sizes of the target month (precision included) cost on the
    base month's fleet over those of the base month; hardware is the rest of technical time.

    Args:
        record, world, technology: the run.
        known: its indices, if at hand.
    """
    known = known or indices(record, world, technology)
    ends = (base_month(world), world.calendar.index(world.scenario.target_month))
    own = [cell_factors(record, world, technology, month) for month in ends]
    shared = [shared_factors(record, world, technology, known, month) for month in ends]
    out = {}
    for resource in RESOURCES:
        need = known.need(resource)
        parts = decompose(*own, *(factors[resource] for factors in shared))
        out[resource] = Ledger(float(np.log(need[ends[1]] / need[ends[0]])), parts)
    return out


def cell_factors(record: Record, world: World, technology: Technology, month: int) -> Array:
    """Factors of work by cell at a month, (own, workloads, tiers, kinds); 0 where there is none."""
    tokens = record.tokens[month].sum(axis=0)
    users, pipelines = users_and_pipelines(record, world, month)
    tasks, calls = record.tasks[month].sum(axis=(0, 2)), record.calls[month].sum(axis=0)
    counted = tokens[:, :, : len(KINDS)].sum(axis=(1, 2))
    out = np.zeros((len(OWN), len(WORKLOADS), len(TIERS), len(KINDS)))
    chain = (np.ones(len(WORKLOADS)), users, pipelines, tasks, calls, counted)
    for place, (below, above) in enumerate(pairwise(chain)):
        out[place] = _per(above, below)[:, None, None]
    work = cloud_work(tokens, base_hours(record, world, technology), world)
    out[-1] = _per(work, counted[:, None, None])
    return out


def users_and_pipelines(record: Record, world: World, month: int) -> tuple[Array, Array]:
    """Users that each workload is made for, and the pipelines that run it, both (workloads,)."""
    structure, adopters = world.structure, record.adopters[month]
    reached = np.zeros((len(SEGMENTS), adopters.shape[1]))
    offered = np.zeros((len(WORKLOADS), len(SEGMENTS)), dtype=np.bool_)
    pipelines = np.zeros(len(WORKLOADS))
    for pair, (segment, workload) in enumerate(zip(structure.pair_segment, structure.pair_workload, strict=True)):
        offered[workload, segment] = True
        pipelines[workload] += adopters[pair].sum()
        if workload != _AMBIENT:
            reached[segment] = np.maximum(reached[segment], adopters[pair])
    users = offered @ reached.sum(axis=1)
    users[_AMBIENT] = pipelines[_AMBIENT] = 1.0
    return users, pipelines


def cloud_work(tokens: Array, hours: Array, world: World) -> Array:
    """Work by (workloads, tiers, kinds).

    Args:
        tokens: (workloads, offers, 4).
        hours: hours per token, (tiers, 4).
        world: who sells which tier.
    """
    by_offer = tokens * cloud_hours(hours, world)
    by_offer[..., Flow.OUTPUT] += by_offer[..., Flow.CONTEXT]
    out = np.zeros((len(tokens), len(TIERS), len(KINDS)))
    for offer, tier in enumerate(world.structure.offer_tier):
        out[:, tier] += by_offer[:, offer, : len(KINDS)]
    return out


def shared_factors(
    record: Record, world: World, technology: Technology, known: Indices, month: int
) -> Mapping[str, Array]:
    """Factors that all cells share at a month, by resource, (common,) as in `COMMON`.

    Their product is the resource used per unit of served work.
    """
    kept = (1.0 - record.unserved[month]) * ~world.structure.own_machine
    tokens = record.tokens[month].sum(axis=(0, 1)) * kept[:, None]
    technical = float((record.work[month] * kept).sum())
    base = base_month(world)
    resized, practised = (
        float((tokens * cloud_hours(base_fleet_seconds(record, world, month, practice), world)).sum())
        for practice in (base, month)
    )
    at_base = float(known.served[month]) * technology.goodput[base] * 3600.0
    busy = float(record.served[month].sum())
    hours = float(known.used["h100e_hours"][month])
    owning = float((record.hour_cost[month] * record.inference[month]).sum()) * HOURS_PER_MONTH
    usd = float(known.used["usd"][month])
    uncounted = busy * technology.goodput[month] / technical
    factors = {
        "usd": (uncounted * usd / owning, owning / hours),
        "kwh": (uncounted, float(known.used["kwh"][month]) / hours),
        "h100e_hours": (uncounted, 1.0),
    }
    size = resized / at_base
    software = technology.goodput[base] / technology.goodput[month] * practised / resized
    idleness = float(record.inference[month].sum()) * SECONDS_PER_MONTH / busy
    return {
        resource: np.array([load, size, software, technical / practised, per_hour, idleness])
        for resource, (load, per_hour) in factors.items()
    }


def _per(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 0)
