"""Indices of the verdicts: work W, resources r used for serving, efficiency E = W served / r, need R = W / E.

Work counts what users ask of the cloud in H100e-hours at the technology of the base month: the whole
world's fleet of that month, its software, and each tier's size then. It counts at current context lengths,
because the flow of output tokens times context goes into it. Users' own machines stand apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.hardware import fleet_seconds
from jevons.market.machine_time import machine_seconds
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.technology import Technology
from jevons.market.vocabulary import LOCAL_PROVIDER, TIERS
from jevons.market.world import World

RESOURCES = ("usd", "kwh", "h100e_hours")


@dataclass(frozen=True)
class Indices:
    """Work and resources of a run by month, each (months,).

    Attributes:
        demanded, served: work in H100e-hours at the technology of the base month.
        used: resource used for serving by name: USD, kWh, H100e-hours, idle time included.
    """

    demanded: Array
    served: Array
    used: Mapping[str, Array]

    def efficiency(self, resource: str) -> Array:
        """E: work served per unit of the resource; NaN where none is used."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.served / self.used[resource])

    def need(self, resource: str) -> Array:
        """R = W / E: what demanded work would take at the month's efficiency; NaN where none is served."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.served > 0, self.demanded * (self.used[resource] / self.served), np.nan)

    def unserved_share(self) -> Array:
        """Share of demanded work that is not served; 0 where nothing is asked."""
        missing = np.maximum(self.demanded - self.served, 0.0)
        return np.divide(missing, self.demanded, out=np.zeros_like(missing), where=self.demanded > 0)


def indices(record: Record, world: World, technology: Technology, hours: Array | None = None) -> Indices:
    """Work and resources of a run.

    Args:
        record, world, technology: the run.
        hours: what a token counts, as from `base_hours`; that of the run itself if None. Twins that part at
            the base month have the same: give the one's to the other.
    """
    hours = base_hours(record, world, technology) if hours is None else hours
    demanded, served = work_at(hours, record, world)
    return Indices(demanded, served, resources(record, world, technology))


def work(record: Record, world: World, technology: Technology) -> tuple[Array, Array]:
    """Demanded and served work, H100e-hours a month at the technology of the base month, each (months,)."""
    return work_at(base_hours(record, world, technology), record, world)


def work_at(hours: Array, record: Record, world: World) -> tuple[Array, Array]:
    """Demanded and served work, each (months,), at given hours per token, (tiers, 4).

    W = sum of tokens x hours per token over offers and flows; served leaves out each offer's unserved share.
    """
    hours = cloud_hours(hours, world)
    by_offer = record.tokens.sum(axis=(1, 2))
    asked = (by_offer * hours).sum(axis=2)
    return asked.sum(axis=1), (asked * (1.0 - record.unserved)).sum(axis=1)


def resources(record: Record, world: World, technology: Technology) -> dict[str, Array]:
    """Resources used for serving: USD, kWh, H100e-hours a month, each (months,).

    H100e-hours are those of the fleet that serves, idle ones included. USD are their cost of ownership and
    electricity, of the counted load and the charged share s of the rest: x (1 + s (u - 1)) / u at an
    uncounted load u.
    """
    hours = record.inference * HOURS_PER_MONTH
    uncounted = technology.uncounted
    charged = (1.0 + world.serving.charged_share * (uncounted - 1.0)) / uncounted
    return {
        "usd": (record.hour_cost * hours * charged).sum(axis=1),
        "kwh": record.serving_kwh.sum(axis=1),
        "h100e_hours": hours.sum(axis=1),
    }


def base_month(world: World) -> int:
    """Number of the base month."""
    return world.calendar.index(world.scenario.base_month)


def base_hours(record: Record, world: World, technology: Technology) -> Array:
    """H100e-hours per token on the world's fleet of the base month, its technology, (tiers, 4)."""
    month = base_month(world)
    return base_fleet_seconds(record, world, month) / float(technology.goodput[month]) / 3600.0


def base_fleet_seconds(record: Record, world: World, month: int) -> Array:
    """Technical H100e-seconds per token on the base month's fleet at a month's tier sizes, (tiers, 4).

    Zero for a tier that this fleet cannot serve, as nobody sells it then.
    """
    out = np.empty((1, len(TIERS), 4))
    fleet = record.fleet[base_month(world)][None, :]
    fleet_seconds(fleet, world.systems.h100e, system_seconds(world)[month], out)
    return np.where(np.isfinite(out[0]), out[0], 0.0)


def cloud_hours(hours: Array, world: World) -> Array:
    """A tier's hours (or seconds) per token for each offer, (offers, 4); zero for users' own machines."""
    structure = world.structure
    cloud = structure.offer_provider != LOCAL_PROVIDER
    return np.asarray(hours[structure.offer_tier] * cloud[:, None])


def system_seconds(world: World) -> Array:
    """System-seconds per token, (months, systems, tiers, 4), kept for the last worlds asked for."""
    return _system_seconds(_Itself(world))


class _Itself:
    """A world as a key of a cache: equal to nothing but itself."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.world is self.world

    def __hash__(self) -> int:
        return id(self.world)


@lru_cache(maxsize=2)
def _system_seconds(of: _Itself) -> Array:
    return machine_seconds(of.world)[0]
