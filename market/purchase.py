"""Purchase: what a system costs and draws, what buyers start with, and what a user's own machine is."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jevons.market.access import Access, access, first_mixes
from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES, SCOPES
from jevons.market.hardware import REFERENCE_CONTEXT
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints, load_structure
from jevons.market.vocabulary import PROVIDERS, TIERS, Flow
from jevons.market.world import World

_ROLE = {name: i for i, name in enumerate(ROLES)}


@dataclass(frozen=True)
class Buyable:
    """What does not change in a run about buying, first fleets and first prices.

    Attributes:
        access: who may buy what when.
        trains: whether a system suits training, (systems,).
        vendor: vendor of a system, (systems,).
        price_low, price_high: purchase price without and with scarcity, USD, (systems,).
        fitting: purchase cost with host and network over that price, (systems,).
        power_kw: IT power of a system at full rating with its share of a host, kW, (systems,).
        first_fleet: systems of January 2023, (providers, systems); first_host: lessor of a tenant's first fleet.
        lessor: whether a provider rents out; self_use: weight of its own load against tenants.
        offer_markup: price over unit cost, (offers,); first_price: first list price, (offers, 3), 0 if unknown.
        offer_bloc: offers of one tier and bloc are rivals, (offers,).
        electricity: USD/kWh, (months, regions); capital: USD a year, (months, providers).
        local_seconds: H100e-seconds per token on a user's machine, (months, 4); local_hour_cost: USD an
            H100e-hour; machine_cost: USD, both (months,); local_speed: tokens/s, (months,).
    """

    access: Access
    trains: Bools
    vendor: Ints
    price_low: Array
    price_high: Array
    fitting: Array
    power_kw: Array
    first_fleet: Array
    first_host: Ints
    lessor: Bools
    self_use: Array
    offer_markup: Array
    offer_kept: Array
    first_price: Array
    offer_bloc: Ints
    electricity: Array
    capital: Array
    local_seconds: Array
    local_hour_cost: Array
    local_speed: Array
    machine_cost: Array


def build_buyable(world: World, own_seconds: Array, own_speed: Array) -> Buyable:
    """Assemble what buyers need to know.

    Args:
        world: the world.
        own_seconds: system-seconds per token on users' machines, (months, systems, 4).
        own_speed: tokens/s there, (months, systems).
    """
    systems, structure = world.systems, world.structure
    power, kinds = power_in_a_host(world), _kinds()
    local = _local_machine(world, own_seconds, own_speed, power)
    return Buyable(
        access=access(world),
        trains=systems.role == _ROLE["serve"],
        vendor=systems.vendor,
        price_low=systems.price_low_usd,
        price_high=np.maximum(systems.price_high_usd, systems.price_low_usd),
        fitting=cost_of_host(world),
        power_kw=power,
        first_fleet=_first_fleet(world),
        first_host=_first_hosts(),
        lessor=_lessors(kinds),
        self_use=np.where(np.isin(kinds, ["neocloud"]), 0.0, 1.0),
        offer_markup=_offer_markup(world),
        offer_kept=_offer_kept(world),
        first_price=_first_prices(),
        offer_bloc=structure.bloc[structure.offer_provider],
        electricity=_electricity(world),
        capital=_capital(world),
        **local,
    )


def cost_of_host(world: World) -> Array:
    """Cost of a system with host and network over its own price, (systems,): bare chips need them."""
    return np.where(world.systems.price_scope == SCOPES.index("chip"), world.investment.server_markup, 1.0)


def power_in_a_host(world: World) -> Array:
    """IT power of a system at full rating with its host, kW, (systems,)."""
    scope = world.systems.price_scope
    alone = (scope == SCOPES.index("chip")) | (scope == SCOPES.index("server_share"))
    return np.asarray(world.systems.power_w / 1000.0 * np.where(alone, world.power.host_overhead, 1.0))


@lru_cache(maxsize=1)
def _kinds() -> tuple[str, ...]:
    return tuple(load_catalogue().providers.text(p, "kind") for p in PROVIDERS)


def _lessors(kinds: tuple[str, ...]) -> Bools:
    """Who rents out: clouds, and two that build for others; Meta's are for itself."""
    return np.array(
        [
            (k in ("hyperscaler", "neocloud") or p in ("china_cloud", "gulf_sovereign")) and p != "meta"
            for p, k in zip(PROVIDERS, kinds, strict=True)
        ]
    )


def _first_fleet(world: World) -> Array:
    """Fleets of January 2023 in systems: H100e of each provider by its mix."""
    systems = world.systems
    out = np.zeros((len(PROVIDERS), len(systems)))
    for p, mix in enumerate(first_mixes()):
        for system, share in mix:
            y = systems.index(system)
            out[p, y] = world.providers.fleet_h100e[p] * share / systems.h100e[y]
    return out


@lru_cache(maxsize=1)
def _first_hosts() -> Ints:
    table = load_catalogue().providers
    names = [table.text(p, "first_host") if table.has(p, "first_host") else "" for p in PROVIDERS]
    return np.array([PROVIDERS.index(n) if n else -1 for n in names])


def _offer_markup(world: World) -> Array:
    """Markup of each offer: the provider's on its frontier tier, closer to a commodity's on smaller tiers.

    m = c (m_provider / c)^(x r) with the commodity's markup c, the tier's exponent x and the common reach r.
    """
    structure = world.structure
    own = np.maximum(world.providers.markup[structure.offer_provider], 1e-3)
    weight = world.tiers.markup_exponent[structure.offer_tier]
    common = np.minimum(own, world.prices.markup_commodity)
    markup = common * (own / common) ** (weight * world.prices.markup_reach)
    return np.where(structure.own_machine, 1.0, markup)


def _offer_kept(world: World) -> Array:
    """Part of its cost reductions, in logs, that each offer keeps: (1 - pass-through) (1 - c / m) x.

    Who prices as a commodity, at its markup c, passes all on; the more a seller's markup m is its own, the less. x is
    the tier's exponent.
    """
    structure = world.structure
    own = np.maximum(world.providers.markup[structure.offer_provider], 1e-3)
    differs = 1.0 - np.minimum(world.prices.markup_commodity / own, 1.0)
    weight = world.tiers.markup_exponent[structure.offer_tier]
    kept = (1.0 - world.prices.pass_through) * differs * weight
    return np.where(structure.own_machine, 0.0, kept)


@lru_cache(maxsize=1)
def _first_prices() -> Array:
    """First list prices by offer, (offers, 3): cached tokens at the input price until caching is sold."""
    table, structure = load_catalogue().providers, load_structure()
    out = np.zeros((structure.offers, 3))
    for o, (p, q) in enumerate(zip(structure.offer_provider, structure.offer_tier, strict=True)):
        name, tier = PROVIDERS[p], TIERS[q]
        asked = table.dated(name, "price_input", tier) if table.has(name, "price_input", tier) else ()
        given = table.dated(name, "price_output", tier) if table.has(name, "price_output", tier) else ()
        if asked:
            out[o, 0] = out[o, 1] = asked[0][1]
            out[o, 2] = given[0][1] if given else asked[0][1]
    return out


def _electricity(world: World) -> Array:
    years = world.calendar.years_since_start[:, None]
    return np.asarray(world.regions.electricity_price * (1.0 + world.regions.electricity_price_growth) ** years)


def _capital(world: World) -> Array:
    """Access to capital by month, USD a year, (months, providers).

    Each provider's growth holds to 2026; then its excess over the common 12 % shrinks to a share each year.
    """
    calendar, common = world.calendar, world.investment.capital_growth
    years = world.calendar.years_since_start
    late = np.maximum(years - calendar.index("2027-01") / 12.0, 0.0)
    kept = world.investment.capital_growth_decay**late
    growth = common + (world.providers.capital_access_growth[None, :] - common) * kept[:, None]
    steps = np.concatenate([np.zeros((1, growth.shape[1])), np.cumsum(np.log1p(growth[1:]) / 12.0, axis=0)])
    return np.asarray(world.providers.capital_access * np.exp(steps))


def _local_machine(world: World, seconds: Array, speed: Array, power: Array) -> dict[str, Array]:
    """The best value among machines that a user can buy, month by month."""
    systems, months = world.systems, len(world.calendar)
    price = np.sqrt(systems.price_low_usd * np.maximum(systems.price_high_usd, systems.price_low_usd))
    hourly = price / world.choice.local_life / HOURS_PER_MONTH / world.choice.local_utilisation
    hourly = hourly + power * world.regions.electricity_price.mean()
    own = np.flatnonzero(systems.role == _ROLE["local"])
    mine = seconds[:, own]
    value = hourly[own] * (mine[..., Flow.OUTPUT] + REFERENCE_CONTEXT * mine[..., Flow.CONTEXT])
    value[~(np.isfinite(value) & (systems.available[own] <= np.arange(months)[:, None]))] = np.inf
    best = value.argmin(axis=1)
    at = np.flatnonzero(np.isfinite(value[np.arange(months), best]))
    y = own[best[at]]
    out = {
        "local_seconds": np.full((months, 4), np.inf),
        "local_hour_cost": np.zeros(months),
        "local_speed": np.zeros(months),
        "machine_cost": np.full(months, np.inf),
    }
    out["local_seconds"][at] = mine[at, best[at]] * systems.h100e[y, None]
    out["local_hour_cost"][at] = hourly[y] / systems.h100e[y]
    out["local_speed"][at] = speed[at, y]
    out["machine_cost"][at] = price[y]
    return out
