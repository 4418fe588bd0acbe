"""Indices of the verdicts: work W, resources r used for serving, efficiency E = W served / r, need R = W / E.

Work counts what users ask of the cloud in H100e-hours at the technology of the base month: the whole
world's fleet of that month, its software, and each tier's size then. It counts at current context lengths,
because the flow of output tokens times context goes into it. Users' own machines stand apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.hardware import fleet_seconds
from jevons.market.machine_time import usual_seconds
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.technology import Technology
from jevons.market.vocabulary import TIERS
from jevons.market.world import World

RESOURCES = ("usd", "kwh", "h100e_hours")


def short_name(resource: str) -> str:
    """A resource in names of columns: usd, kwh, h100e."""
    return resource.removesuffix("_hours")


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
    electricity, as far as it is charged to serving.
    """
    hours = record.inference * HOURS_PER_MONTH
    charged = charged_part(world, technology)
    return {
        "usd": (record.hour_cost * hours * charged).sum(axis=1),
        "kwh": record.serving_kwh.sum(axis=1),
        "h100e_hours": hours.sum(axis=1),
    }


def charged_part(world: World, technology: Technology) -> Array:
    """Part of the cost of the serving fleet that counts as cost of serving, (months, providers).

    Of the load u - 1 that published tokens do not explain only the charged share s does: (1 + s (u - 1)) / u.
    """
    uncounted = technology.uncounted
    return np.asarray((1.0 + world.serving.charged_share * (uncounted - 1.0)) / uncounted)


def base_month(world: World) -> int:
    """Number of the base month."""
    return world.calendar.index(world.scenario.base_month)


def base_hours(record: Record, world: World, technology: Technology) -> Array:
    """H100e-hours per token on the world's fleet of the base month, its technology, (tiers, 4)."""
    month = base_month(world)
    return base_fleet_seconds(record, world, month, month) / float(technology.goodput[month]) / 3600.0


def base_fleet_seconds(record: Record, world: World, sizes: int, practice: int) -> Array:
    """Technical H100e-seconds per token on the base month's fleet, (tiers, 4).

    Zero for a tier that this fleet cannot serve, as nobody sells it then.

    Args:
        record, world: the run. sizes: month of which tiers have the sizes.
        practice: month of which a usual provider's precision, engine and caches are.
    """
    fleet, tiers = record.fleet[base_month(world)], np.arange(len(TIERS))
    seconds, out = usual_seconds(world, sizes, practice)[None], np.empty((len(TIERS), 4))
    one, together = np.zeros_like(tiers), np.zeros(1, dtype=np.bool_)
    fleet_seconds(
        fleet[None, :],
        np.flatnonzero(fleet),
        world.systems.h100e,
        seconds,
        one,
        tiers,
        together,
        np.zeros((1, len(TIERS), 4)),
        out,
    )
    return np.where(np.isfinite(out), out, 0.0)


def cloud_hours(hours: Array, world: World) -> Array:
    """A tier's hours (or seconds) per token for each offer, (offers, 4); zero for users' own machines."""
    structure = world.structure
    return np.asarray(hours[structure.offer_tier] * ~structure.own_machine[:, None])
