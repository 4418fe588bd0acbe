"""Access: who may buy which system when, by the catalogue's dates and rules alone: the same in every draw."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jevons.market.calendar import Calendar, month_number
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints, load_structure
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, REGIONS, VENDORS
from jevons.market.world import World

SERVING_ROLES = tuple(ROLES.index(r) for r in ("serve", "prefill", "decode"))
LICENCE_WEIGHT = 0.5


@dataclass(frozen=True, eq=False)
class Access:
    """What may be bought.

    Attributes:
        weight: of a system for a buyer, (months, providers, systems): 1 free, below 1 by licence, 0 closed.
        on_sale: systems that somebody may buy in a month, a list a month.
        dealt: systems that somebody had at the start or that were on sale by then, a list a month: no others can
            be in a fleet, on order or under way.
    """

    weight: Array
    on_sale: tuple[Ints, ...]
    dealt: tuple[Ints, ...]


def access(world: World) -> Access:
    """Access in a world; worlds that differ in parameters share one."""
    return _access(world.systems, world.calendar, world.scenario.freeze_efficiency)


@lru_cache(maxsize=4)
def _access(systems: Systems, calendar: Calendar, stop: str | None) -> Access:
    weight = _weights(systems, calendar, stop)
    weight.flags.writeable = False
    somebody: Bools = np.asarray(weight.any(axis=1))
    dealt = np.logical_or.accumulate(somebody, axis=0)
    for fleet in first_mixes():
        dealt[:, [systems.index(name) for name, _ in fleet]] = True
    return Access(
        weight=weight,
        on_sale=tuple(np.flatnonzero(now) for now in somebody),
        dealt=tuple(np.flatnonzero(so_far) for so_far in dealt),
    )


@lru_cache(maxsize=1)
def first_mixes() -> tuple[tuple[tuple[str, float], ...], ...]:
    """Names and shares of the systems in the fleet of January 2023, for each provider."""
    table = load_catalogue().providers
    return tuple(table.shares(p, "fleet_mix") if table.has(p, "fleet_mix") else () for p in PROVIDERS)


def serves_for_sale(systems: Systems) -> Bools:
    """Whether a system is sold to serve in halls, (systems,)."""
    return np.asarray(np.isin(systems.role, SERVING_ROLES) & systems.sold & (systems.h100e > 0))


def _weights(systems: Systems, calendar: Calendar, stop: str | None) -> Array:
    """Weights of systems for buyers by month: sold there, available, the vendor's buyers, and dated export rules."""
    months = np.arange(len(calendar))
    horizon = calendar.index(stop) if stop else len(calendar)
    out = np.zeros((len(calendar), len(PROVIDERS), len(systems)))
    dated = (systems.available[None, :] <= months[:, None]) & (systems.available <= horizon)[None, :]
    served = serves_for_sale(systems)
    vendors = load_catalogue().vendors
    for v, vendor in enumerate(VENDORS):
        mine = served & (systems.vendor == v)
        for since, name in vendors.steps(vendor, "buyers"):
            first = max(calendar.index(since), 0) if since else 0
            out[first:, PROVIDERS.index(name), :] += mine * dated[first:]
    home = load_structure().home
    for region in range(len(REGIONS)):
        out[:, home == region, :] *= _licensed(systems, calendar, region)[:, None, :]
        out[:, home == region, :] *= (systems.made_for == region) | (systems.made_for < 0)
    out[:, LOCAL_PROVIDER, :] = 0.0
    return out


def _licensed(systems: Systems, calendar: Calendar, region: int) -> Array:
    """Export rules as weights by (months, systems): later rules replace earlier ones for what they name."""
    weight = np.ones((len(calendar), len(systems)))
    line = np.array([s or n for n, s in zip(systems.name, systems.continues, strict=True)])
    for rule in sorted(load_catalogue().rules, key=lambda r: r.date):
        if rule.region != REGIONS[region] or rule.effect not in ("ban", "allow", "licence"):
            continue
        named = np.isin(line, rule.systems.split("|")) if rule.systems else np.zeros(len(systems), bool)
        if rule.vendors:
            named |= np.isin(systems.vendor, [VENDORS.index(v) for v in rule.vendors.split("|")])
        first = max(month_number(rule.date[:7]) - month_number(calendar.start), 0)
        weight[first:, named] = {"ban": 0.0, "allow": 1.0, "licence": LICENCE_WEIGHT}[rule.effect]
    return weight
