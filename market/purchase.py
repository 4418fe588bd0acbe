"""Purchase: who may buy which system when, what it costs, and how attractive it is to whom."""

from dataclasses import dataclass

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH, month_number
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES, SCOPES
from jevons.market.hardware import REFERENCE_CONTEXT
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, REGIONS, TIERS, VENDORS, Flow
from jevons.market.world import World

_ROLE = {name: i for i, name in enumerate(ROLES)}
SERVING_ROLES = tuple(_ROLE[r] for r in ("serve", "prefill", "decode"))
LICENCE_WEIGHT = 0.5


@dataclass(frozen=True)
class Buyable:
    """What does not change in a run about buying, first fleets and first prices.

    Attributes:
        open: weight (1 free, below 1 by licence, 0 closed) of a system for a buyer, (months, providers, systems).
        trains: whether a system suits training, (systems,).
        vendor: vendor of a system, (systems,).
        price_low, price_high: purchase price without and with scarcity, USD, (systems,).
        fitting: purchase cost with host and network over that price, (systems,).
        power_kw: IT power of a system at full rating with host, kW, (systems,).
        first_fleet: systems of January 2023, (providers, systems); first_host: lessor of a tenant's first fleet.
        lessor: whether a provider rents out; self_use: weight of its own load against tenants.
        offer_markup: price over unit cost, (offers,); first_price: first list price, (offers, 3), 0 if unknown.
        offer_bloc: offers of one tier and bloc are rivals, (offers,).
        electricity: USD/kWh, (months, regions); capital: USD a year, (months, providers).
        local_seconds: H100e-seconds per token on a user's machine, (months, 4); local_hour_cost: USD an
            H100e-hour; machine_cost: USD, both (months,); local_speed: tokens/s, (months,).
    """

    open: Array
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
    first_price: Array
    offer_bloc: Ints
    electricity: Array
    capital: Array
    local_seconds: Array
    local_hour_cost: Array
    local_speed: Array
    machine_cost: Array


def build_buyable(world: World, seconds: Array, speed: Array) -> Buyable:
    """Assemble what buyers need to know.

    Args:
        world: the world.
        seconds: system-seconds per token, (months, systems, tiers, 4).
        speed: tokens/s of one user at the local tier, (months, systems).
    """
    systems, structure = world.systems, world.structure
    bare = np.isin(systems.price_scope, [SCOPES.index("chip")])
    power = systems.power_w / 1000.0 * np.where(bare, world.power.host_overhead, 1.0)
    kinds = [load_catalogue().providers.text(p, "kind") for p in PROVIDERS]
    lessor = np.array(
        [
            k in ("hyperscaler", "neocloud") or p in ("china_cloud", "gulf_sovereign")
            for p, k in zip(PROVIDERS, kinds, strict=True)
        ]
    )
    lessor &= np.array([p != "meta" for p in PROVIDERS])
    local = _local_machine(world, seconds, speed, power)
    return Buyable(
        open=_open(world),
        trains=systems.role == _ROLE["serve"],
        vendor=systems.vendor,
        price_low=systems.price_low_usd,
        price_high=np.maximum(systems.price_high_usd, systems.price_low_usd),
        fitting=np.where(bare, world.investment.server_markup, 1.0),
        power_kw=power,
        first_fleet=_first_fleet(world),
        first_host=_first_hosts(),
        lessor=lessor,
        self_use=np.where(np.isin(kinds, ["neocloud"]), 0.0, 1.0),
        offer_markup=_offer_markup(world),
        first_price=_first_prices(world),
        offer_bloc=structure.bloc[structure.offer_provider],
        electricity=_electricity(world),
        capital=_capital(world),
        **local,
    )


def _open(world: World) -> Array:
    """Weights of systems for buyers by month: sold, available, the vendor's buyers, and dated export rules."""
    systems, calendar = world.systems, world.calendar
    months = np.arange(len(calendar))
    stop = world.scenario.freeze_efficiency
    horizon = calendar.index(stop) if stop else len(calendar)
    out = np.zeros((len(calendar), len(PROVIDERS), len(systems)))
    dated = (systems.available[None, :] <= months[:, None]) & (systems.available <= horizon)[None, :]
    served = np.isin(systems.role, SERVING_ROLES) & systems.sold & (systems.h100e > 0)
    vendors = load_catalogue().vendors
    for v, vendor in enumerate(VENDORS):
        mine = served & (systems.vendor == v)
        for since, name in vendors.steps(vendor, "buyers"):
            first = max(calendar.index(since), 0) if since else 0
            out[first:, PROVIDERS.index(name), :] += mine * dated[first:]
    home = world.structure.home
    for region in range(len(REGIONS)):
        out[:, home == region, :] *= _licensed(world, region)[:, None, :]
    out[:, LOCAL_PROVIDER, :] = 0.0
    return out


def _licensed(world: World, region: int) -> Array:
    """Export rules as weights by (months, systems): later rules replace earlier ones for what they name."""
    systems, calendar = world.systems, world.calendar
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


def _first_fleet(world: World) -> Array:
    """Fleets of January 2023 in systems: H100e of each provider by its mix."""
    table, systems = load_catalogue().providers, world.systems
    out = np.zeros((len(PROVIDERS), len(systems)))
    for p, name in enumerate(PROVIDERS):
        if not table.has(name, "fleet_mix"):
            continue
        for system, share in table.shares(name, "fleet_mix"):
            y = systems.index(system)
            out[p, y] = world.providers.fleet_h100e[p] * share / systems.h100e[y]
    return out


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


def _first_prices(world: World) -> Array:
    """First list prices by offer, (offers, 3): cached tokens at the input price until caching is sold."""
    table, structure = load_catalogue().providers, world.structure
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
    q = TIERS.index("local")
    price = np.sqrt(systems.price_low_usd * np.maximum(systems.price_high_usd, systems.price_low_usd))
    hourly = price / world.choice.local_life / HOURS_PER_MONTH / world.choice.local_utilisation
    hourly = hourly + power * world.regions.electricity_price.mean()
    local = systems.role == _ROLE["local"]
    out = {
        "local_seconds": np.full((months, 4), np.inf),
        "local_hour_cost": np.zeros(months),
        "local_speed": np.zeros(months),
        "machine_cost": np.full(months, np.inf),
    }
    for t in range(months):
        pace = hourly * (seconds[t, :, q, Flow.OUTPUT] + REFERENCE_CONTEXT * seconds[t, :, q, Flow.CONTEXT])
        value = np.where(local & (systems.available <= t) & np.isfinite(pace), pace, np.inf)
        y = int(np.argmin(value))
        if np.isfinite(value[y]):
            out["local_seconds"][t] = seconds[t, y, q] * systems.h100e[y]
            out["local_hour_cost"][t] = hourly[y] / systems.h100e[y]
            out["local_speed"][t] = speed[t, y]
            out["machine_cost"][t] = price[y]
    return out
