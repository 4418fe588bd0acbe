"""Providers: labs, clouds, hosts and sovereigns that sell tokens, rent hardware and build fleets.

A provider knows its fleet, its leases, what its load was, its cash and its access to capital. In a month it
receives and switches on hardware, sets prices, rents, serves, forms expectations, orders and pays.
Numbers and sources: `market/catalogue/providers.csv`, `market/parameters/supply.py`.
"""

import mesa
import numpy as np

from jevons.market.accounts import Books
from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.clearing import Cleared, clear
from jevons.market.demand import technical_work
from jevons.market.hardware import fleet_seconds, ownership_cost, recovery_factor
from jevons.market.leasing import Leases, clear_leases, wanted_rent
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.pricing import moved, unit_costs, wanted_prices
from jevons.market.purchase import Buyable, attractiveness
from jevons.market.roles import Seller, Sellers
from jevons.market.technology import Technology
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, TIERS
from jevons.market.world import World

LEASE_HORIZON_MONTHS = 3.0
FIRST_MONTHS = 3
# Tokens of a typical API call: what a provider without sales buys for.
USUAL_BASKET = np.array([3000.0, 2000.0, 400.0, 400.0 * 5000.0])


class Provider(Seller):
    """A named row of the providers' columns."""

    def __init__(self, model: mesa.Model, name: str, row: int, sector: "Providers") -> None:
        """Register with the model as a row of the sector."""
        super().__init__(model, name, row)
        self.sector = sector

    @property
    def cash(self) -> float:
        """Cash in USD; negative after losses that capital has not covered."""
        return float(self.sector.cash[self.row])

    @property
    def fleet_h100e(self) -> float:
        """Installed fleet in H100e, leases apart."""
        return float(self.sector.owned_h100e[self.row])


class Providers(Sellers):
    """All providers as columns; (providers,) unless said otherwise.

    Attributes:
        fleet, waiting, outstanding: systems in service, shipped without power, ordered, (providers, systems).
        taken, given: H100e rented and rented out.
        inference: H100e that serve.
        prices: USD/Mtok, (offers, 3).
        seconds: H100e-seconds per token, (offers, 4).
    """

    def __init__(self, world: World, technology: Technology, buyable: Buyable, seconds: Array) -> None:
        """Set up the fleets, leases and prices of January 2023.

        Args:
            world, technology: the world and its paths.
            buyable: who may buy what and when.
            seconds: system-seconds per token, (months, systems, tiers, 4).
        """
        self.world, self.technology, self.buyable = world, technology, buyable
        self.system_seconds = seconds
        structure = world.structure
        n, systems = len(PROVIDERS), world.systems
        self.region = np.where(structure.home >= 0, structure.home, 0)
        self.h100e = systems.h100e
        self.fleet = buyable.first_fleet.copy()
        self.first_fleet = self.fleet.copy()
        self.waiting = np.zeros_like(self.fleet)
        self.outstanding = np.zeros_like(self.fleet)
        self.installed_log = np.zeros((len(world.calendar), *self.fleet.shape))
        self.lessor = buyable.lessor
        self._first_leases()
        self.other_use = world.providers.non_llm_share * self.owned_h100e
        self.first_llm = self.llm_h100e()
        self.inference = self.llm_h100e() / 3.0
        self.load = np.full(n, world.clearing.target_load)
        self.delay = np.ones(n)
        self.need_log = np.full((len(world.calendar), n), np.nan)
        self.growth = np.zeros(n)
        self.unmet_lease = np.zeros(n)
        self.pressure = np.ones(2)
        self.rent = np.full(2, np.nan)
        self.basket = np.zeros((n, len(TIERS), 4))
        self.prices = np.zeros((structure.offers, 3))
        self.cost = np.zeros((structure.offers, 3))
        self.by_tier = np.full((n, len(TIERS), 4), np.inf)
        self.seconds = np.full((structure.offers, 4), np.inf)
        self.cash = world.providers.cash.copy()
        self.need = self.inference * world.clearing.target_load
        self.books = Books(*(np.zeros(n) for _ in range(9)))

    def _first_leases(self) -> None:
        """Tenants' first fleets stand in their lessors' halls: move them there as leases in force."""
        n = len(PROVIDERS)
        self.taken, self.given = np.zeros(n), np.zeros(n)
        for tenant in range(n):
            host = self.buyable.first_host[tenant]
            if host < 0:
                continue
            leased = self.fleet[tenant] * (1.0 - self.world.providers.owned_share[tenant])
            self.fleet[host] += leased
            self.fleet[tenant] -= leased
            self.taken[tenant] += leased @ self.h100e
            self.given[host] += leased @ self.h100e
        self.first_fleet = self.fleet.copy()

    @property
    def owned_h100e(self) -> Array:
        """Installed fleets in H100e."""
        return self.fleet @ self.h100e

    def llm_h100e(self) -> Array:
        """Capacity at hand for language models: owned, less other uses and leases given, plus leases taken."""
        return np.maximum(self.owned_h100e - self.other_use - self.given, 0.0) + self.taken

    def receive(self, month: int, delivered: Array) -> None:
        """Take delivered systems into the store of what waits for power."""
        self.delivered = delivered
        self.waiting += delivered
        self.outstanding = np.maximum(self.outstanding - delivered, 0.0)

    def install(self, month: int, share: Array) -> None:
        """Switch on what has power and switch off what has reached the end of its life."""
        new = self.waiting * share[:, None]
        self.waiting -= new
        self.installed_log[month] = new
        self.fleet = np.maximum(self.fleet + new - self._retiring(month), 0.0)

    def _retiring(self, month: int) -> Array:
        """Systems switched off: those put in service a service life ago; the first fleet leaves evenly."""
        life = round(self.world.investment.service_life)
        if month >= life:
            return np.asarray(self.installed_log[month - life])
        early = life // 3
        return self.first_fleet / (life - early) if month >= early else np.zeros_like(self.fleet)

    def price(self, month: int) -> None:
        """Set list prices from the cost of the fleet at hand, load and rivals; they move most at releases."""
        self._update_costs(month)
        structure, rules = self.world.structure, self.world.prices
        provider, tier = structure.offer_provider, structure.offer_tier
        wanted = wanted_prices(
            self.cost,
            self.buyable.offer_markup,
            self.load[provider],
            self.world.clearing.target_load,
            float(rules.load_exponent[month]),
            self._rivals(provider, tier),
            rules.rivalry,
            rules.loss_floor,
        )
        sold = self.technology.offer_horizon[month] > 0
        new = sold & (self.prices[:, 2] <= 0.0)
        share = np.where(self.technology.release[month, provider], rules.release_adjustment, rules.adjustment)
        self.prices = moved(self.prices, wanted, share)
        first = self.buyable.first_price
        self.prices[new] = np.where(first[new] > 0, first[new], wanted[new])
        self.prices[:, 1] = np.maximum(self.prices[:, 1], rules.cached_share * self.prices[:, 0])
        local = provider == LOCAL_PROVIDER
        self.prices[local] = self.cost[local]

    def _rivals(self, provider: np.ndarray, tier: np.ndarray) -> Array:
        """Geometric mean price of the other offers of the same tier and bloc, (offers, 3); 0 where alone."""
        same = self.buyable.rivals * (self.prices[:, 2] > 0)[None, :]
        number = same.sum(axis=1, keepdims=True)
        logs = np.log(np.where(self.prices > 0, self.prices, 1.0))
        return np.where(number > 0, np.exp(same @ logs / np.maximum(number, 1.0)), 0.0)

    def _update_costs(self, month: int) -> None:
        structure = self.world.structure
        seconds = self.system_seconds[month]
        fleet_seconds(self._units_at_hand(), self.h100e, seconds, self.by_tier)
        provider, tier = structure.offer_provider, structure.offer_tier
        self.seconds = self.by_tier[provider, tier]
        local = provider == LOCAL_PROVIDER
        self.seconds[local] = self.buyable.local_seconds[month]
        hour = self.hour_cost[provider].copy()
        hour[local] = self.buyable.local_hour_cost[month]
        finite = np.where(np.isfinite(self.seconds), self.seconds, 0.0)
        self.cost = unit_costs(finite, hour, float(self.technology.goodput[month]))

    def _units_at_hand(self) -> Array:
        """Systems that serve each provider, leases included, (providers, systems)."""
        owned = np.maximum(self.owned_h100e, 1e-9)
        kept = self.fleet * (1.0 - self.given / owned)[:, None]
        bloc = self.world.structure.bloc
        for group in (0, 1):
            inside = bloc == group
            pool = ((self.given / owned)[inside, None] * self.fleet[inside]).sum(axis=0)
            size = float(pool @ self.h100e)
            if size > 0.0:
                kept[inside] += self.taken[inside, None] / size * pool
        return np.maximum(kept, 0.0)

    def value(self, month: int, purchase: Array) -> None:
        """Cost of owning hardware at today's purchase prices (systems,), USD with host, network and building.

        Sets `owning` USD a month by (regions, systems) and `hour_cost` USD an H100e-hour of each provider's
        fleet.
        """
        world, rules = self.world, self.world.investment
        factor = recovery_factor(world.prices.owner_return, 60.0)
        energy = self.buyable.electricity[month] * world.regions.pue[:, month]
        self.owning = ownership_cost(
            purchase, self.buyable.power_kw, rules.facility_cost, factor, rules.operating_cost, energy
        )
        paid = self.owning[self.region]
        weight = self.fleet + 1e-12
        self.hour_cost = (weight * paid).sum(axis=1) / (weight @ self.h100e + 1e-15) / HOURS_PER_MONTH
        pool = self.fleet[:, self.h100e > 0].sum()
        mean = (self.fleet * paid).sum() / max(float((self.fleet @ self.h100e).sum()), 1.0) / HOURS_PER_MONTH
        tenants = self.taken > self.owned_h100e
        self.hour_cost = np.where(tenants | (pool <= 0), mean, self.hour_cost)
        self.mean_hour_cost = float(mean)

    def lease(self, month: int) -> None:
        """Clear leases, then move capacity between training and serving, a small share of the fleet a month."""
        clearing, bloc = self.world.clearing, self.world.structure.bloc
        wanted_llm = self._wanted_inference(LEASE_HORIZON_MONTHS) + self._wanted_training(month)
        own = np.maximum(self.owned_h100e - self.other_use, 0.0)
        tenant = self.world.providers.owned_share < 1.0
        wanted = np.where(tenant, np.maximum(wanted_llm - own, 0.0), 0.0)
        leasable = np.where(self.lessor, np.maximum(own - self._kept_for_self(), 0.0), 0.0)
        leases = clear_leases(self.taken, wanted, np.maximum(leasable, 0.0), bloc, clearing.lease_adjustment)
        self._take(leases)
        for group in (0, 1):
            aim = wanted_rent(self.mean_hour_cost, leases.pressure[group], self.world.prices.rent_exponent)
            old = self.rent[group] if np.isfinite(self.rent[group]) else aim
            self.rent[group] = old + self.world.prices.rent_adjustment * (aim - old)
        self._reallocate()

    def _take(self, leases: Leases) -> None:
        self.taken, self.given = leases.taken, leases.given
        self.unmet_lease, self.pressure = leases.unmet, leases.pressure

    def _kept_for_self(self) -> Array:
        """What a lessor will not rent out: capacity that serves its own load, H100e."""
        return np.where(self.lessor, self.buyable.self_use * self._wanted_inference(0.0), 0.0)

    def _reallocate(self) -> None:
        clearing = self.world.clearing
        total = self.llm_h100e()
        room = clearing.reallocation_rate * total
        step = np.clip(self._wanted_inference(0.0) - self.inference, -room, room)
        most = (1.0 - clearing.least_training_share) * total
        self.inference = np.clip(self.inference + step, 0.0, most)

    def _wanted_inference(self, ahead: float) -> Array:
        """H100e that would carry the expected load so many months ahead at the target utilisation."""
        clearing = self.world.clearing
        return self.need * np.exp(self.growth * ahead) / (clearing.target_load * clearing.availability)

    def _wanted_training(self, month: int) -> Array:
        """H100e wished for training: grows fast at first, ever more slowly later."""
        rules = self.world.investment
        years = month / 12.0
        decay = -np.log(rules.training_growth_decay) if rules.training_growth_decay < 1.0 else 1e-9
        grown = np.exp(np.log(rules.training_growth) * (1.0 - np.exp(-decay * years)) / decay)
        base = np.maximum(self.first_llm, self.world.providers.training_base)
        return np.asarray(self.world.providers.training_multiplier * rules.training_ambition * 0.6 * base * grown)

    def serve(self, month: int, tokens: Array) -> Cleared:
        """Match the load of each offer to capacity; users' own machines stand apart."""
        structure, clearing = self.world.structure, self.world.clearing
        provider = structure.offer_provider
        work = technical_work(tokens, self.seconds)
        self._remember(tokens)
        uncounted = self.technology.uncounted[month, provider] / self.technology.goodput[month]
        load = np.where(provider == LOCAL_PROVIDER, 0.0, work * uncounted)
        by_provider = np.bincount(provider, load, len(PROVIDERS))
        if month == 0:
            self._fit_first_month(by_provider)
        capacity = self.inference * SECONDS_PER_MONTH * clearing.availability
        cleared = clear(
            load,
            provider,
            self.prices[:, 2],
            capacity,
            structure.bloc,
            clearing.spill_share,
            clearing.delay_exponent,
        )
        self.load, self.delay = cleared.load, cleared.delay
        self.need = by_provider / SECONDS_PER_MONTH
        return cleared

    def _remember(self, tokens: Array) -> None:
        """Keep the mix of tokens by tier: what hardware is chosen for."""
        structure = self.world.structure
        self.basket[:] = 0.0
        np.add.at(self.basket, (structure.offer_provider, structure.offer_tier), tokens)
        idle = self.basket.sum(axis=(1, 2)) <= 0.0
        self.basket[idle, TIERS.index("mid")] = USUAL_BASKET

    def _fit_first_month(self, load: Array) -> None:
        """The history before the first month: capacity had been set to the load, as far as there was any."""
        wanted = load / SECONDS_PER_MONTH / (self.world.clearing.target_load * self.world.clearing.availability)
        most = (1.0 - self.world.clearing.least_training_share) * self.llm_h100e()
        self.inference = np.minimum(wanted, most)

    def forecast(self, month: int) -> None:
        """Expect load to go on growing at a damped part of its recent rate."""
        rules = self.world.investment
        memory = round(rules.growth_memory)
        with np.errstate(divide="ignore"):
            self.need_log[month] = np.where(self.need > 0, np.log(self.need), np.nan)
        back = max(month - memory, 0)
        seen = np.isfinite(self.need_log[back]) & np.isfinite(self.need_log[month]) & (month - back >= FIRST_MONTHS)
        rate = np.where(seen, (self.need_log[month] - self.need_log[back]) / max(month - back, 1), 0.0)
        self.growth = np.clip(rate * rules.growth_damping, -rules.growth_cap, rules.growth_cap)

    def order(self, month: int, prices: Array, wait: Array, capacity: Array) -> Orders:
        """Order systems for the capacity that will be missing, as far as capital goes."""
        rules, world = self.world.investment, self.world
        horizon = float(np.clip(self.buyable.usual_wait(month, wait), 3.0, 24.0))
        serving, training = self._wanted_inference(horizon), self._wanted_training(month + int(horizon))
        share = np.where(self.lessor, 1.0, world.providers.owned_share)
        coming = (self.waiting + self.outstanding) @ self.h100e
        own = self.owned_h100e - self.other_use
        wanted = share * (serving + training) + np.where(self.lessor, self._for_tenants(), 0.0)
        gap = np.maximum(wanted - own - coming, 0.0) * rules.order_smoothing
        budget = self.budget(month)
        mix = attractiveness(
            self.buyable,
            month,
            self.h100e,
            self._within_reach(month, capacity, budget),
            wait,
            self.owning[self.region],
            self.system_seconds[month],
            self.basket,
            training / np.maximum(serving + training, 1e-9),
            rules.system_price_weight,
        )
        per_h100e = mix @ np.where(self.h100e > 0, (prices + self.buyable.power_kw * rules.facility_cost) / np.maximum(self.h100e, 1e-12), 0.0)
        bill = gap * per_h100e
        scale = np.where(bill > 0, np.minimum(1.0, budget / np.maximum(bill, 1e-9)), 1.0)
        possible = mix.sum(axis=1) > 0
        bought = np.where(possible, gap * scale, 0.0)
        units = bought[:, None] * mix / np.maximum(self.h100e, 1e-12)[None, :]
        units[:, self.h100e <= 0] = 0.0
        self.outstanding += units
        return Orders(units, np.where(possible, gap - bought, 0.0))

    def _within_reach(self, month: int, capacity: Array, budget: Array) -> Array:
        """What each vendor could sell to each provider, USD a month: its capacity shared by buyers' budgets."""
        purse = self.buyable.open[month] * budget[:, None]
        return np.asarray(capacity * purse / np.maximum(purse.sum(axis=0), 1e-9))

    def _for_tenants(self) -> Array:
        """Capacity to build for tenants: leases in force and each bloc's unmet requests, by access to capital."""
        bloc = self.world.structure.bloc
        out = self.given.copy()
        pay = np.clip(self.rent / max(self.mean_hour_cost, 1e-9), 0.0, 1.0)
        for group in (0, 1):
            share = np.where(self.lessor & (bloc == group), self.world.providers.capital_access, 0.0)
            if share.sum() > 0:
                out += self.unmet_lease[bloc == group].sum() * share / share.sum() * pay[group]
        return out

    def budget(self, month: int) -> Array:
        """Most that can be spent on hardware and buildings this month, USD."""
        rules = self.world.investment
        access = self.buyable.capital[month] * rules.capital_scale[month] / 12.0
        income = self.books.api_income + self.books.fee_income + self.books.rent_received
        return np.maximum(access, rules.capital_intensity[month] * income)

    def pay(self, month: int, books: Books) -> None:
        """Settle the month: income in, costs out; capital markets cover what cash does not."""
        income = books.api_income + books.fee_income + books.rent_received
        costs = books.rent_paid + books.electricity + books.operations + books.hardware + books.facilities
        net = income - costs
        books.raised = np.maximum(-(self.cash + net), 0.0)
        self.cash = self.cash + net + books.raised
        self.books = books
