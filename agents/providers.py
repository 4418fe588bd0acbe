"""Providers: labs, clouds, hosts and sovereigns that sell tokens, rent hardware and build fleets.

A provider knows its fleet, its leases, what its load was, its cash and its access to capital. In a month it
receives and switches on hardware, sets prices, rents, serves, forms expectations, orders and pays.
Numbers and sources: `market/catalogue/providers.csv`, `market/parameters/supply.py`.
"""

import mesa
import numpy as np

from jevons.agents.capacity import (
    expected_growth,
    for_load,
    for_tenants,
    lease_wishes,
    pool_leases,
    reallocate,
    training_scale,
)
from jevons.agents.ordering import order_systems, usual_wait
from jevons.market.accounts import Books
from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.clearing import Cleared, clear
from jevons.market.demand import technical_work
from jevons.market.hardware import fleet_seconds, hour_costs, ownership_cost, recovery_factor
from jevons.market.leasing import clear_leases, wanted_rent
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.pricing import set_prices, unit_costs
from jevons.market.purchase import Buyable
from jevons.market.roles import Seller, Sellers
from jevons.market.structure import BLOCS, sums
from jevons.market.technology import Technology
from jevons.market.vocabulary import PROVIDERS, TIERS
from jevons.market.world import World

LEASE_HORIZON_MONTHS = 3.0
ORDER_HORIZON = (3.0, 24.0)
WRITE_OFF_MONTHS = 60.0
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
        self.tenant = world.providers.owned_share < 1.0
        self.build_share = np.where(self.lessor, 1.0, world.providers.owned_share)
        self.own_machine = structure.own_machine
        self._first_leases()
        self.other_use = world.providers.non_llm_share * self.owned_h100e
        base = np.maximum(self.llm_h100e(), world.providers.training_base)
        self.training_base = world.providers.training_multiplier * base
        self.load_of_work = np.where(self.own_machine, 0.0, technology.load_of_work(structure.offer_provider))
        self.inference = self.llm_h100e() / 3.0
        self.load = np.full(n, world.clearing.target_load)
        self.delay = np.ones(n)
        self.need_log = np.full((len(world.calendar), n), np.nan)
        self.growth = np.zeros(n)
        self.unmet_lease = np.zeros(n)
        self.hour_cost = np.zeros(n)
        self.mean_hour_cost = 0.0
        self.at_hand = np.empty_like(self.fleet)
        self.rent = np.full(BLOCS, np.nan)
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

    def receive(self, delivered: Array) -> None:
        """Take delivered systems into the store of what waits for power."""
        self.delivered = delivered
        self.waiting += delivered
        self.outstanding = np.maximum(self.outstanding - delivered, 0.0)

    def install(self, month: int, share: Array) -> None:
        """Switch on what has power and switch off what has reached the end of its life."""
        new = self.waiting * share[:, None]
        self.waiting -= new
        self.installed_log[month] = new
        self.fleet += new
        life = round(self.world.investment.service_life)
        early = life // 3
        if month >= life:
            self.fleet -= self.installed_log[month - life]
        elif month >= early:
            self.fleet -= self.first_fleet / (life - early)
        np.maximum(self.fleet, 0.0, out=self.fleet)

    def value(self, month: int, purchase: Array) -> None:
        """Cost of owning hardware at today's purchase prices (systems,), USD with host and network."""
        world, rules = self.world, self.world.investment
        self.owning = ownership_cost(
            purchase,
            self.buyable.power_kw,
            rules.facility_cost,
            recovery_factor(world.prices.owner_return, WRITE_OFF_MONTHS),
            rules.operating_cost,
            self.buyable.electricity[month] * world.regions.pue[:, month],
        )
        self.mean_hour_cost = hour_costs(
            self.fleet, self.h100e, self.owning, self.region, self.taken, HOURS_PER_MONTH, self.hour_cost
        )

    def price(self, month: int) -> None:
        """Set list prices from the cost of the fleet at hand, load and rivals; they move most at releases."""
        self._update_costs(month)
        structure, rules = self.world.structure, self.world.prices
        provider = structure.offer_provider
        set_prices(
            self.prices,
            self.cost,
            self.buyable.offer_markup,
            self.load[provider],
            structure.offer_tier,
            self.buyable.offer_bloc,
            self.technology.release[month, provider],
            self.technology.offer_horizon[month] > 0.0,
            self.buyable.first_price,
            self.own_machine,
            self.world.clearing.target_load,
            float(rules.load_exponent[month]),
            rules.rivalry,
            rules.loss_floor,
            rules.cached_share,
            rules.release_adjustment,
            rules.adjustment,
        )

    def _update_costs(self, month: int) -> None:
        structure = self.world.structure
        provider = structure.offer_provider
        pool_leases(self.fleet, self.h100e, self.owned_h100e, self.given, self.taken, structure.bloc, self.at_hand)
        fleet_seconds(self.at_hand, self.h100e, self.system_seconds[month], self.by_tier)
        self.seconds = self.by_tier[provider, structure.offer_tier]
        self.seconds[self.own_machine] = self.buyable.local_seconds[month]
        hour = self.hour_cost[provider]
        hour[self.own_machine] = self.buyable.local_hour_cost[month]
        unit_costs(self.seconds, hour, float(self.technology.goodput[month]), self.cost)

    def lease(self, month: int) -> None:
        """Clear leases, then move capacity between training and serving, a small share of the fleet a month."""
        clearing, prices = self.world.clearing, self.world.prices
        now, n = self._for_load(0.0), len(PROVIDERS)
        own = np.maximum(self.owned_h100e - self.other_use, 0.0)
        wanted, leasable = np.empty(n), np.empty(n)
        lease_wishes(
            self._for_load(LEASE_HORIZON_MONTHS),
            self._training(month),
            own,
            self.lessor,
            self.tenant,
            self.buyable.self_use * now,
            self.given,
            clearing.lease_release,
            wanted,
            leasable,
        )
        leases = clear_leases(self.taken, wanted, leasable, self.world.structure.bloc, clearing.lease_adjustment)
        self.taken, self.given, self.unmet_lease = leases.taken, leases.given, leases.unmet
        for group in range(len(self.rent)):
            aim = wanted_rent(self.mean_hour_cost, leases.pressure[group], prices.rent_exponent)
            old = aim if month == 0 else self.rent[group]
            self.rent[group] = old + prices.rent_adjustment * (aim - old)
        reallocate(self.inference, now, self.llm_h100e(), clearing.reallocation_rate, clearing.least_training_share)

    def _for_load(self, ahead: float) -> Array:
        """H100e that would carry the expected load so many months ahead at the target utilisation."""
        clearing = self.world.clearing
        return for_load(self.need, self.growth, ahead, clearing.target_load, clearing.availability)

    def _training(self, month: float) -> Array:
        """H100e wished for training: grows fast at first, ever more slowly later."""
        rules = self.world.investment
        scale = training_scale(
            month / 12.0, rules.training_ambition, rules.training_growth, rules.training_growth_decay
        )
        return scale * self.training_base

    def serve(self, month: int, tokens: Array) -> Cleared:
        """Match the load of each offer to capacity; users' own machines stand apart."""
        structure, clearing = self.world.structure, self.world.clearing
        self._remember(tokens)
        load = technical_work(tokens, self.seconds) * self.load_of_work[month]
        if month == 0:
            self._fit_first_month(sums(structure.offer_provider, load, len(PROVIDERS)))
        cleared = clear(
            load,
            structure.offer_provider,
            self.prices[:, 2],
            self.inference * (SECONDS_PER_MONTH * clearing.availability),
            structure.bloc,
            clearing.spill_share,
            clearing.delay_exponent,
        )
        self.load, self.delay = cleared.load, cleared.delay
        self.need = cleared.demand / SECONDS_PER_MONTH
        return cleared

    def _remember(self, tokens: Array) -> None:
        """Keep the mix of tokens by tier: what hardware is chosen for."""
        structure = self.world.structure
        self.basket[:] = 0.0
        self.basket[structure.offer_provider, structure.offer_tier] = tokens
        idle = self.basket.sum(axis=(1, 2)) <= 0.0
        self.basket[idle, TIERS.index("mid")] = USUAL_BASKET

    def _fit_first_month(self, load: Array) -> None:
        """The history before the first month: capacity had been set to the load, as far as there was any."""
        clearing = self.world.clearing
        wanted = load / SECONDS_PER_MONTH / (clearing.target_load * clearing.availability)
        self.inference = np.minimum(wanted, (1.0 - clearing.least_training_share) * self.llm_h100e())

    def pay(self, books: Books) -> None:
        """Settle the month: income in, costs out; capital markets cover what cash does not."""
        costs = books.rent_paid + books.electricity + books.operations + books.hardware + books.facilities
        net = books.income - costs
        books.raised = np.maximum(-(self.cash + net), 0.0)
        self.cash = self.cash + net + books.raised
        self.books = books

    def forecast(self, month: int) -> None:
        """Expect load to go on growing at a damped part of its recent rate."""
        rules = self.world.investment
        self.need_log[month] = np.log(np.where(self.need > 0.0, self.need, np.nan))
        expected_growth(
            self.need_log,
            month,
            round(rules.growth_memory),
            rules.growth_damping,
            rules.growth_cap,
            self.growth,
        )

    def order(self, month: int, purchase: Array, wait: Array, capacity: Array) -> Orders:
        """Order systems for the capacity that will be missing, as far as capital goes."""
        rules = self.world.investment
        horizon = min(max(usual_wait(self.buyable.access.weight[month], wait), ORDER_HORIZON[0]), ORDER_HORIZON[1])
        serving, training = self._for_load(horizon), self._training(month + horizon)
        tenants = np.zeros(len(PROVIDERS))
        for_tenants(
            self.given,
            self.unmet_lease,
            self.world.structure.bloc,
            self.lessor,
            self.world.providers.capital_access,
            self.rent,
            self.mean_hour_cost,
            tenants,
        )
        have = self.owned_h100e - self.other_use + (self.waiting + self.outstanding) @ self.h100e
        wanted = self.build_share * (serving + training) + tenants
        units, refused = np.zeros_like(self.fleet), np.zeros(len(PROVIDERS))
        order_systems(
            np.maximum(wanted - have, 0.0) * rules.order_smoothing,
            self.budget(month),
            self.buyable.access.weight[month],
            capacity,
            self.h100e,
            self.buyable.trains,
            purchase + self.buyable.power_kw * rules.facility_cost,
            wait,
            self.owning[self.region],
            self.system_seconds[month],
            self.basket,
            training / (serving + training + 1e-9),
            rules.system_price_weight,
            units,
            refused,
        )
        self.outstanding += units
        return Orders(units, refused)

    def budget(self, month: int) -> Array:
        """Most that can be spent on hardware and buildings this month, USD."""
        rules, books = self.world.investment, self.books
        access = self.buyable.capital[month] * (rules.capital_scale[month] / 12.0)
        return np.asarray(np.maximum(access, rules.capital_intensity[month] * books.income))
