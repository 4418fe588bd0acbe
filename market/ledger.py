"""Ledger: why the need of a resource grew, split exactly among factors.

R = sum over cells of users x pipelines/user x tasks/pipeline x calls/task x tokens/call x work/token, times
uncounted load x model size x software x hardware x resource per hour x idleness, which all cells share.
Cells are (part, workload, tier, kind), parts being the world, its regions or the kinds of sellers. Tier, kind and
seller enter with work per token: a pipeline may plan on one offer and execute on another, so its tasks and calls belong
to no tier. Finer cells tell more of what moves between them as entered, ended and work per token: whole is the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.catalogue import load_catalogue
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
from jevons.market.vocabulary import KINDS, PROVIDERS, REGIONS, SEGMENTS, TIERS, WORKLOADS, Flow
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
WORLD: Final = "world"
REGION: Final = "region"
SELLER: Final = "seller"
_AMBIENT = WORKLOADS.index("ambient")


@dataclass(frozen=True)
class Ledger:
    """Contributions to ln R(t1)/R(t0) of one resource.

    Attributes:
        total: ln R(t1)/R(t0).
        contributions: in ln units, (factors, parts, workloads, tiers, kinds), as in `FACTORS`; they add up to
            `total`. A factor above 0 made the need grow; efficiency stands below 0.
        parts: what the world is divided into.
    """

    total: float
    contributions: Array
    parts: tuple[str, ...]

    @property
    def residual(self) -> float:
        """What the contributions leave of the total; rounding only."""
        return self.total - float(self.contributions.sum())

    def by_factor(self) -> dict[str, float]:
        """Contribution of each factor, ln units."""
        return dict(zip(FACTORS, map(float, self.contributions.sum(axis=(1, 2, 3, 4))), strict=True))

    def by_part(self) -> Array:
        """Contributions by (factors, parts)."""
        return np.asarray(self.contributions.sum(axis=(2, 3, 4)))

    def by_workload(self) -> Array:
        """Contributions by (factors, workloads)."""
        return np.asarray(self.contributions.sum(axis=(1, 3, 4)))

    def by_tier(self) -> Array:
        """Contributions by (factors, tiers)."""
        return np.asarray(self.contributions.sum(axis=(1, 2, 4)))

    def by_kind(self) -> Array:
        """Contributions by (factors, kinds); attention to context belongs to the output that asks for it."""
        return np.asarray(self.contributions.sum(axis=(1, 2, 3)))

    def shares(self) -> dict[str, float]:
        """Contribution over total by factor; empty where the total change is too small to share out."""
        if abs(self.total) <= LEAST_CHANGE:
            return {}
        return {name: value / self.total for name, value in self.by_factor().items()}


def ledgers(
    record: Record,
    world: World,
    technology: Technology,
    known: Indices | None = None,
    months: tuple[int, int] | None = None,
    divided: str = WORLD,
) -> dict[str, Ledger]:
    """The ledger of each resource between two months.

    Users are the units of a segment and region that run its most common workload, over the segments that a
    workload is made for; pipelines are the units that run it. Ambient use has one of each. Tasks, calls and
    tokens are all that users start, on machines of their own too: work that moves there shows as less cloud
    work per token. Model size is what the tiers' sizes of the target month (precision included) cost on the
    base month's fleet over those of the base month; hardware is the rest of technical time.

    Args:
        record, world, technology: the run.
        known: its indices, if at hand.
        months: numbers of two months with work; the base month and the target month if None.
        divided: into which parts, as in `parts_of`.

    Raises:
        ValueError: there is no work in one of the months, or the world is not divided so.
    """
    names = parts_of(divided)
    known = known or indices(record, world, technology)
    ends = months or (base_month(world), world.calendar.index(world.scenario.target_month))
    own = [cell_factors(record, world, technology, month, divided) for month in ends]
    shared = [shared_factors(record, world, technology, known, month) for month in ends]
    out = {}
    for resource in RESOURCES:
        need = known.need(resource)
        parts = decompose(*own, *(factors[resource] for factors in shared))
        out[resource] = Ledger(float(np.log(need[ends[1]] / need[ends[0]])), parts, names)
    return out


def breakdown(
    record: Record, world: World, technology: Technology, whole: Mapping[str, Ledger], known: Indices
) -> dict[str, dict[str, dict[str, float]]]:
    """What each workload, tier, kind of token, region and kind of seller contributes to the growth of a resource.

    Args:
        record, world, technology: the run. whole: its ledgers, undivided. known: its indices.

    Returns:
        By resource, dimension and name, ln units; each dimension adds up to ln R(t1)/R(t0).
    """
    divided = {one: ledgers(record, world, technology, known, divided=one) for one in (REGION, SELLER)}
    return {
        resource: {
            "workload": _named(WORKLOADS, ledger.by_workload()),
            "tier": _named(TIERS, ledger.by_tier()),
            "kind": _named(KINDS, ledger.by_kind()),
        }
        | {one: _named(parts_of(one), found[resource].by_part()) for one, found in divided.items()}
        for resource, ledger in whole.items()
    }


def _named(names: tuple[str, ...], contributions: Array) -> dict[str, float]:
    return dict(zip(names, map(float, contributions.sum(axis=0)), strict=True))


def cell_factors(record: Record, world: World, technology: Technology, month: int, divided: str = WORLD) -> Array:
    """Factors of work by cell at a month, (own, parts, workloads, tiers, kinds); 0 where there is none."""
    # What users start is told by region where the world is divided so, and is one for all of it otherwise.
    grouped = (np.eye(len(REGIONS)) if divided == REGION else np.ones((1, len(REGIONS)))).astype(np.float64)
    tokens = np.einsum("gr,rwof->gwof", grouped, record.tokens[month])
    users, pipelines = users_and_pipelines(record, world, month, grouped)
    tasks, calls = grouped @ record.tasks[month].sum(axis=2), grouped @ record.calls[month]
    counted = tokens[..., : len(KINDS)].sum(axis=(2, 3))
    out = np.zeros((len(OWN), len(parts_of(divided)), len(WORKLOADS), len(TIERS), len(KINDS)))
    chain = (np.ones_like(users), users, pipelines, tasks, calls, counted)
    for place, (below, above) in enumerate(pairwise(chain)):
        out[place] = _per(above, below)[..., None, None]
    work = cloud_work(tokens, base_hours(record, world, technology), world, divided)
    out[-1] = _per(work, counted[..., None, None])
    return out


def users_and_pipelines(record: Record, world: World, month: int, grouped: Array) -> tuple[Array, Array]:
    """Users that each workload is made for, and the pipelines that run it, both (groups, workloads).

    `grouped`: whether a region belongs to a group, (groups, regions).
    """
    structure, adopters = world.structure, record.adopters[month]
    reached = np.zeros((len(SEGMENTS), adopters.shape[1]))
    offered = np.zeros((len(WORKLOADS), len(SEGMENTS)), dtype=np.bool_)
    pipelines = np.zeros((len(WORKLOADS), adopters.shape[1]))
    for pair, (segment, workload) in enumerate(zip(structure.pair_segment, structure.pair_workload, strict=True)):
        offered[workload, segment] = True
        pipelines[workload] += adopters[pair]
        if workload != _AMBIENT:
            reached[segment] = np.maximum(reached[segment], adopters[pair])
    users, running = grouped @ (offered @ reached).T, grouped @ pipelines.T
    users[:, _AMBIENT] = running[:, _AMBIENT] = 1.0
    return users, running


def cloud_work(tokens: Array, hours: Array, world: World, divided: str = WORLD) -> Array:
    """Work by (parts, workloads, tiers, kinds).

    Args:
        tokens: (groups, workloads, offers, 4).
        hours: hours per token, (tiers, 4).
        world: who sells which tier.
        divided: into which parts; for those that are no regions there is one group.
    """
    by_offer = tokens * cloud_hours(hours, world)
    by_offer[..., Flow.OUTPUT] += by_offer[..., Flow.CONTEXT]
    structure, sellers = world.structure, seller_kinds()
    out = np.zeros((len(parts_of(divided)), tokens.shape[1], len(TIERS), len(KINDS)))
    for offer, (provider, tier) in enumerate(zip(structure.offer_provider, structure.offer_tier, strict=True)):
        part = slice(None) if divided != SELLER else slice(sellers[provider], sellers[provider] + 1)
        out[part, :, tier] += by_offer[:, :, offer, : len(KINDS)]
    return out


def parts_of(divided: str) -> tuple[str, ...]:
    """Names of the parts that the world is divided into: itself, its regions, or kinds of sellers.

    Raises:
        ValueError: it is not divided so.
    """
    if divided == SELLER:
        return tuple(dict.fromkeys(_kinds()))
    if divided not in (WORLD, REGION):
        raise ValueError(f"divided: {divided!r} is not one of {WORLD}, {REGION}, {SELLER}")
    return REGIONS if divided == REGION else (WORLD,)


def seller_kinds() -> tuple[int, ...]:
    """Kind of each provider, a place in `parts_of(SELLER)`, (providers,)."""
    names = parts_of(SELLER)
    return tuple(map(names.index, _kinds()))


@lru_cache(maxsize=1)
def _kinds() -> tuple[str, ...]:
    table = load_catalogue().providers
    return tuple(table.text(provider, "kind") for provider in PROVIDERS)


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
