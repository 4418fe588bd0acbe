"""Providers: labs, clouds, hosts and sovereigns that sell tokens, rent hardware and build fleets.

A provider knows its fleet, its leases, what its load was, its cash and its access to capital. In a month it
receives and switches on hardware, sets prices, rents, serves, forms expectations, orders and pays.
Numbers and sources: `market/catalogue/providers.csv`, `market/parameters/supply.py`.
"""

import mesa
import numpy as np

from jevons.agents.capacity import (
    for_load,
    for_tenants,
    lease_and_reallocate,
    llm_capacity,
    missing_capacity,
    pool_leases,
    training_scale,
)
from jevons.agents.expectations import damped, follow_growth
from jevons.agents.fleets import switch_on, take_delivery
from jevons.agents.ordering import (
    budgets,
    fill_baskets,
    fit_order_books,
    hold_back,
    order_systems,
    screen_by_return,
    usual_wait,
)
from jevons.agents.practice import Practices
from jevons.agents.sites import first_sites, place
from jevons.market.accounts import Books, settle
from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.clearing import Cleared, clear
from jevons.market.demand import technical_work
from jevons.market.hardware import fleet_seconds, hour_costs, ownership_cost, recovery_factor
from jevons.market.machine_time import MachineTime
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.pricing import rivals, set_prices, unit_costs
from jevons.market.purchase import Buyable
from jevons.market.roles import Seller, Sellers
from jevons.market.structure import BLOCS, REGION_BLOC, sums
from jevons.market.technology import Technology
from jevons.market.vocabulary import PROVIDERS, TIERS
from jevons.market.world import World

LEASE_HORIZON_MONTHS = 3.0
LONGEST_VIEW = 24.0
WRITE_OFF_MONTHS = 60.0


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
        installed_log: systems switched on in each month of a service life, in turn, (life, providers, systems).
        dealt: systems that anybody may have this month.
        owned_h100e, rated_kw: size and rated IT power of the fleet.
        sites: share of a provider's halls in a region, (providers, regions).
        pue, electricity: of these halls: energy over that of IT, and USD/kWh.
        taken, given: H100e rented and rented out.
        llm, inference: H100e at hand for language models, and those that serve.
        prices: USD/Mtok, (offers, 3).
        seconds: H100e-seconds per token, (offers, 4).
        income: of the last month, from tokens, fees and tenants, USD.
        practices: how each serves: system-seconds per token, and the speeds sold.
    """

    def __init__(self, world: World, technology: Technology, buyable: Buyable, time: MachineTime) -> None:
        """Set up the fleets, leases and prices of January 2023.

        Args:
            world, technology: the world and its paths.
            buyable: who may buy what and when.
            time: what tokens take of machines.
        """
        self.world, self.technology, self.buyable = world, technology, buyable
        self.practices = Practices(world, technology, time)
        structure, rules, n = world.structure, world.investment, len(PROVIDERS)
        self.home = np.where(structure.home >= 0, structure.home, 0)
        self.h100e = world.systems.h100e
        self.lessor = buyable.lessor
        self.tenant = world.providers.owned_share < 1.0
        self.build_share = np.where(self.lessor, 1.0, world.providers.owned_share)
        self.own_machine = structure.own_machine
        own = np.flatnonzero(self.own_machine)
        self.own_offers = slice(int(own[0]), int(own[-1]) + 1)
        self.rivals = rivals(structure.offer_tier, buyable.offer_bloc)
        self.building = buyable.power_kw * rules.facility_cost
        self.pue_by_region = np.ascontiguousarray(world.regions.pue.T)
        self.sites = first_sites(self.home, world.providers.abroad_share, REGION_BLOC, world.regions.ai_power_available)
        self._price_power(0)
        self.busy = world.clearing.target_load * world.clearing.availability
        self.recovery = recovery_factor(world.prices.owner_return, WRITE_OFF_MONTHS)
        self.fleet = buyable.first_fleet.copy()
        self.waiting, self.outstanding, self.at_hand = (np.zeros_like(self.fleet) for _ in range(3))
        self.life = round(rules.service_life)
        self.fades_from = self.life // 3
        self.installed_log = np.zeros((min(self.life, len(world.calendar)), *self.fleet.shape))
        self.no_fleet = np.zeros_like(self.fleet)
        self._first_leases()
        self.fading = self.fleet / (self.life - self.fades_from)
        self._weigh_fleet()
        self.other_use = world.providers.non_llm_share * self.owned_h100e
        self.llm = np.empty(n)
        self._count_llm()
        base = np.maximum(self.llm, world.providers.training_base)
        self.training_base = world.providers.training_multiplier * base
        self.load_of_work = np.where(self.own_machine, 0.0, technology.load_of_work(structure.offer_provider))
        self.inference = self.llm / 3.0
        self.load = np.full(n, world.clearing.target_load)
        self.delay = np.ones(n)
        self.need = self.inference * world.clearing.target_load
        self.last_need, self.trend = np.zeros(n), np.zeros(n)
        self.growth, self.unmet_lease, self.hour_cost = (np.zeros(n) for _ in range(3))
        self.mean_hour_cost = 0.0
        self.owning = np.zeros((n, len(world.systems)))
        self.rent = np.full(BLOCS, np.nan)
        self.basket = np.zeros((n, len(TIERS), 4))
        self.prices, self.cost, self.first_cost = (np.zeros((structure.offers, 3)) for _ in range(3))
        self.seconds = np.full((structure.offers, 4), np.inf)
        self.work, self.speed, self.wait = (np.zeros(structure.offers) for _ in range(3))
        self.cash, self.income = world.providers.cash.copy(), np.zeros(n)
        stop = world.scenario.freeze_prices
        self.last_lists = world.calendar.index(stop) if stop else len(world.calendar)

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

    def _weigh_fleet(self) -> None:
        self.owned_h100e = self.fleet.dot(self.h100e)
        self.rated_kw = self.fleet.dot(self.buyable.power_kw)

    def _count_llm(self) -> None:
        llm_capacity(self.owned_h100e, self.other_use, self.given, self.taken, self.llm)

    def receive(self, delivered: Array) -> None:
        """Take delivered systems into the store of what waits for power."""
        self.delivered = delivered
        take_delivery(delivered, self.waiting, self.outstanding)

    def _price_power(self, month: int) -> None:
        """PUE and price of electricity where each provider's halls stand, (providers,)."""
        self.pue = self.sites.dot(self.pue_by_region[month])
        self.electricity = self.sites.dot(self.pue_by_region[month] * self.buyable.electricity[month]) / self.pue

    def install(self, month: int, free: Array) -> None:
        """Switch on what finds power, of free GW by region, and switch off what has reached the end of its life."""
        on = np.empty(len(PROVIDERS))
        place(
            self.waiting.dot(self.buyable.power_kw),
            self.rated_kw,
            self.home,
            self.world.providers.abroad_share,
            REGION_BLOC,
            free,
            self.world.power.reserved_share * self.pue_by_region[month],
            self.sites,
            on,
        )
        self._price_power(month)
        fades = self.fades_from <= month < self.life
        self.installed = self.installed_log[month % self.life]
        switch_on(
            self.waiting,
            on,
            self.fleet,
            self.installed,
            self.fading if fades else self.no_fleet,
        )
        self._weigh_fleet()

    def value(self, month: int, purchase: Array) -> None:
        """Cost of owning hardware at today's purchase prices (systems,), USD with host and network."""
        rules, buyable = self.world.investment, self.buyable
        self.dealt = buyable.access.dealt[month]
        ownership_cost(
            purchase,
            buyable.power_kw,
            rules.facility_cost,
            self.recovery,
            rules.operating_cost,
            self.pue * self.electricity,
            self.owning,
        )
        self.mean_hour_cost = hour_costs(
            self.fleet, self.dealt, self.h100e, self.owning, self.taken, HOURS_PER_MONTH, self.hour_cost
        )

    def price(self, month: int) -> None:
        """Set list prices from the cost of the fleet at hand, load and rivals; they move most at releases."""
        self._update_costs(month)
        if month > self.last_lists:
            return
        rules = self.world.prices
        set_prices(
            self.prices,
            self.cost,
            self.first_cost,
            self.buyable.offer_kept,
            self.buyable.offer_markup,
            self.world.structure.offer_provider,
            self.load,
            *self.rivals,
            self.technology.release[month],
            self.technology.offer_horizon[month],
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
        """Machine time and cost of a token on the fleet at hand; users' own machines have their own."""
        structure, buyable = self.world.structure, self.buyable
        provider, systems = structure.offer_provider, self.dealt
        pool_leases(
            self.fleet, systems, self.h100e, self.owned_h100e, self.given, self.taken, structure.bloc, self.at_hand
        )
        self.practices.renew(month, self.at_hand, systems, self.basket)
        fleet_seconds(
            self.at_hand,
            systems,
            self.h100e,
            self.practices.seconds,
            provider,
            structure.offer_tier,
            self.practices.apart,
            self.basket,
            self.seconds,
        )
        hour = self.hour_cost.take(provider)
        self.seconds[self.own_offers] = buyable.local_seconds[month]
        self.speed, self.wait = self.practices.offered.copy(), self.delay.take(provider) * self.practices.pace
        self.speed[self.own_offers] = buyable.local_speed[month]
        hour[self.own_offers] = buyable.local_hour_cost[month]
        unit_costs(self.seconds, hour, float(self.technology.goodput[month]), self.cost)

    def lease(self, month: int) -> None:
        """Clear leases, then move capacity between training and serving, a small share of the fleet a month."""
        clearing, prices = self.world.clearing, self.world.prices
        lease_and_reallocate(
            self.need / self.busy,
            self._for_load(LEASE_HORIZON_MONTHS),
            self._training(month),
            self.owned_h100e,
            self.other_use,
            self.lessor,
            self.tenant,
            self.buyable.self_use,
            self.world.structure.bloc,
            self.mean_hour_cost,
            self._purse(month),
            clearing.lease_release,
            clearing.lease_adjustment,
            prices.rent_exponent,
            prices.rent_adjustment,
            clearing.reallocation_rate,
            clearing.least_training_share,
            self.taken,
            self.given,
            self.unmet_lease,
            self.rent,
            self.llm,
            self.inference,
        )

    def _purse(self, month: int) -> Array:
        """H100e that tenants have the money to rent at last month's rent: what they do not build themselves.

        In the first month there is no rent yet, and contracts are in force.
        """
        if month == 0:
            return np.full(len(PROVIDERS), np.inf)
        money = self.budget(month) * (1.0 - self.build_share)
        return money / (self.rent[self.world.structure.bloc] * HOURS_PER_MONTH)

    def _for_load(self, ahead: float) -> Array:
        """H100e that would carry the expected load so many months ahead at the target utilisation."""
        return for_load(self.need, self.growth, ahead, self.busy)

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
        fill_baskets(tokens, structure.offer_provider, structure.offer_tier, self.basket)
        self.work = technical_work(tokens, self.seconds)
        load = self.work * self.load_of_work[month]
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

    def _fit_first_month(self, load: Array) -> None:
        """The history before the first month: capacity had been set to the load, as far as there was any."""
        clearing = self.world.clearing
        wanted = load / SECONDS_PER_MONTH / self.busy
        self.inference = np.minimum(wanted, (1.0 - clearing.least_training_share) * self.llm)

    def pay(self, books: Books) -> None:
        """Settle the month: income in, costs out; capital markets cover what cash does not."""
        settle(books, self.cash)
        self.books = books
        self.income = books.api_income + books.fee_income + books.rent_received

    def forecast(self) -> None:
        """Expect load to go on growing at a damped part of its recent rate."""
        rules = self.world.investment
        follow_growth(self.last_need, self.need, rules.growth_memory, self.trend)
        damped(self.trend, rules.growth_damping, rules.growth_cap, self.growth)

    def arrival(self, month: int, wait: Array, capacity: Array) -> float:
        """Months until what is ordered now arrives: the usual wait."""
        return usual_wait(self.buyable.access.on_sale[month], wait, capacity)

    def order(self, month: int, purchase: Array, wait: Array, capacity: Array, room: Array, power: Array) -> Orders:
        """Order systems for the capacity that will be missing, as far as capital and power go."""
        world, rules, access, n = self.world, self.world.investment, self.buyable.access, len(PROVIDERS)
        # A gap closes over 1 / smoothing months, so that orders look so much further than hardware takes to come.
        horizon = min(self.arrival(month, wait, capacity) + 1.0 / rules.order_smoothing, LONGEST_VIEW)
        on_sale = access.on_sale[month]
        tenants, gap, training, refused = (np.empty(n) for _ in range(4))
        for_tenants(
            self.given,
            self.unmet_lease,
            world.structure.bloc,
            self.lessor,
            self.buyable.capital[month],
            self.rent,
            self.mean_hour_cost,
            tenants,
        )
        missing_capacity(
            self._for_load(horizon),
            self._training(month + horizon),
            tenants,
            self.build_share,
            self.owned_h100e,
            self.other_use,
            (self.waiting + self.outstanding).dot(self.h100e),
            rules.order_smoothing,
            gap,
            training,
        )
        if world.variants.investment == "returns":
            fleet = self.llm + self.given
            screen_by_return(gap, self.income, self.hour_cost * fleet * HOURS_PER_MONTH, rules.return_wanted)
        units = np.empty_like(self.fleet)
        order_systems(
            gap,
            self.budget(month) * self.build_share,
            access.weight[month],
            on_sale,
            capacity,
            self.h100e,
            self.buyable.trains,
            purchase,
            self.building,
            wait,
            self.owning,
            self.practices.seconds,
            self.practices.slower,
            self.basket,
            training,
            rules.system_price_weight,
            rules.incumbency,
            world.variants.investment == "capital",
            units,
            refused,
        )
        withheld = np.empty(n)
        fit_order_books(units, on_sale, self.buyable.price_low, self.buyable.vendor, room)
        bloc, free = world.structure.bloc, np.maximum(sums(REGION_BLOC, power, BLOCS), 0.0)
        reserved = world.power.reserved_share * self.pue
        hold_back(units, on_sale, self.buyable.power_kw, bloc, reserved, free, self.h100e, withheld)
        self.outstanding += units
        return Orders(units, refused, withheld)

    def budget(self, month: int) -> Array:
        """Most that can be spent on hardware and buildings this month, USD."""
        rules, out = self.world.investment, np.empty(len(PROVIDERS))
        scale, intensity = float(rules.capital_scale[month]), float(rules.capital_intensity[month])
        budgets(self.buyable.capital[month], scale, intensity, self.income, out)
        return out
