"""The market as a Mesa model: a month, read from top to bottom."""

from collections.abc import Callable

import mesa
import numpy as np

from jevons.market.accounts import close_books
from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.clearing import Cleared
from jevons.market.demand import Asked, fill_tokens
from jevons.market.energy import fleet_energy, regional_energy, regional_power
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.purchase import Buyable
from jevons.market.record import Record, empty_record
from jevons.market.roles import Buyer, Grids, Sellers, Suppliers
from jevons.market.shelf import Shelf, ShelfMaker
from jevons.market.technology import Technology
from jevons.market.wishes import Wishes
from jevons.market.world import World

# Systems are ordered for sites that are ready so long after they arrive.
SITES_LATER_MONTHS = 1.0
# Judgement: halls are contracted a year ahead, so that who orders counts on power promised by then, and hardware that
# comes sooner waits for it. By the month of arrival alone, a queue that shortens brings the date forward and stops all
# orders: in a third of fitted worlds the largest maker then sold next to nothing for a quarter.
POWER_VIEW_MONTHS = 12.0


class TokenMarket(mesa.Model):
    """Users, providers, vendors and regions trade tokens, hardware and power, a month a step.

    Attributes:
        world, technology: what holds before anybody acts.
        record: what was written down, month by month.
        month: number of the month being lived.
    """

    def __init__(
        self,
        world: World,
        technology: Technology,
        buyable: Buyable,
        fill: Callable[["TokenMarket"], tuple[Buyer, Sellers, Suppliers, Grids]],
    ) -> None:
        """Open a market and let `fill` bring its participants.

        Args:
            world: resolved scenario.
            technology: its paths.
            buyable: hardware that may be bought.
            fill: creates the participants as Mesa agents of this model.
        """
        super().__init__(seed=0)
        self.world, self.technology, self.buyable = world, technology, buyable
        self.record: Record = empty_record(world)
        self.month, self.months = 0, len(world.scenario.calendar)
        self.pays = ~world.structure.flat_rate
        self.pue = np.ascontiguousarray(world.regions.pue.T)
        self.reserved = world.power.reserved_share * self.pue
        self.shelf_maker = ShelfMaker(world, technology)
        self.buyers, self.sellers, self.suppliers, self.grids = fill(self)

    def step(self) -> None:
        """One month: deliveries, prices, decisions, work, clearing, accounts, investment, record."""
        month = self.month
        self._deliver(month)
        purchase = self.suppliers.prices() * self.buyable.fitting
        self.sellers.value(month, purchase)
        self.sellers.price(month)
        shelf = self.shelf_maker.fill(
            month,
            self.sellers.prices,
            self.sellers.seconds,
            self.sellers.wait,
            float(self.buyable.machine_cost[month]),
        )
        wishes = self.buyers.decide(month, shelf)
        asked = fill_tokens(
            wishes.execute,
            wishes.plan,
            shelf.execute_tokens,
            shelf.plan_tokens,
            shelf.calls,
            self.pays,
            self.record.tokens[month],
        )
        self.sellers.lease(month)
        cleared = self.sellers.serve(month, asked.by_offer)
        energy = self._energy(month, cleared)
        self.sellers.pay(close_books(self, month, wishes, asked.paid, cleared, purchase, energy[0]))
        self.sellers.forecast()
        orders = self._order(month, purchase)
        self.grids.plan(month, self._contracted(month))
        self._write(month, shelf, wishes, asked, cleared)
        self._write_supply(month, orders, energy)
        self.month += 1
        self.running = self.month < self.months

    def _deliver(self, month: int) -> None:
        """Vendors ship, regions connect, providers switch on."""
        self.sellers.receive(self.suppliers.deliver(month))
        sellers = self.sellers
        free = self.grids.connect(month) - regional_power(sellers.rated_kw, sellers.sites, self.reserved[month])
        sellers.install(month, free)

    def _order(self, month: int, purchase: Array) -> Orders:
        """Providers order, for no more than will have power; vendors take the orders."""
        wait, slots = self.suppliers.wait(), self.suppliers.slots()
        arrival = self.sellers.arrival(month, wait, slots) + SITES_LATER_MONTHS
        promised = self.grids.promised(month, max(arrival, POWER_VIEW_MONTHS))
        free = promised - self._contracted(month)
        orders = self.sellers.order(month, purchase, wait, slots, self.suppliers.room(), free)
        self.suppliers.book(month, orders)
        return orders

    def _contracted(self, month: int) -> Array:
        """GW that sites reserve for what is in use, waits for power or is on order, (regions,)."""
        sellers = self.sellers
        coming = (sellers.waiting + sellers.outstanding).dot(self.buyable.power_kw)
        return regional_power(sellers.rated_kw + coming, sellers.sites, self.reserved[month])

    def _energy(self, month: int, cleared: Cleared) -> tuple[Array, Array]:
        """KWh by provider: of everything, and of the part of the fleet that serves."""
        power, sellers = self.world.power, self.sellers
        return fleet_energy(
            sellers.fleet,
            self.buyable.access.dealt[month],
            self.buyable.power_kw,
            sellers.owned_h100e,
            sellers.taken,
            sellers.given,
            sellers.inference,
            cleared.served,
            SECONDS_PER_MONTH * self.world.clearing.availability,
            power.idle_share,
            power.peak_share,
            sellers.pue,
        )

    def _write(self, month: int, shelf: Shelf, wishes: Wishes, asked: Asked, cleared: Cleared) -> None:
        """Write down what was asked, sold and served."""
        tool_time = self.world.workloads.sandbox_seconds_per_call
        self.record.write(
            month,
            unserved=cleared.unserved,
            tasks=wishes.execute,
            calls=asked.calls,
            adopters=wishes.adopters,
            chat=wishes.chat,
            prices=shelf.prices,
            seconds=self.sellers.seconds,
            speed=self.sellers.speed,
            work=self.sellers.work,
            load=cleared.load,
            delay=cleared.delay,
            served=cleared.served,
            allocation=cleared.allocation,
            machines=wishes.machines,
            machine_cost=shelf.machine_cost,
            sandbox_seconds=np.add.reduce(asked.calls.dot(tool_time)),
        )

    def _write_supply(self, month: int, orders: Orders, energy: tuple[Array, Array]) -> None:
        """Write down fleets, money, makers and power."""
        sellers, suppliers, h100e = self.sellers, self.suppliers, self.world.systems.h100e
        pue, reserved = self.pue[month], self.reserved[month]
        waiting = sellers.waiting.dot(self.buyable.power_kw)
        self.record.write(
            month,
            owned=sellers.owned_h100e,
            inference=sellers.inference,
            llm=sellers.llm,
            taken=sellers.taken,
            given=sellers.given,
            rent=sellers.rent,
            fleet=np.add.reduce(sellers.fleet),
            hour_cost=sellers.hour_cost,
            cash=sellers.cash,
            refused=orders.refused,
            withheld=orders.withheld,
            waiting_h100e=sellers.waiting.dot(h100e),
            outstanding_h100e=sellers.outstanding.dot(h100e),
            shipped=suppliers.shipped,
            order_value=suppliers.order_value,
            delivered_value=suppliers.delivered_value,
            backlog=suppliers.backlog_value,
            vendor_capacity=suppliers.capacity,
            in_use_gw=regional_power(sellers.rated_kw, sellers.sites, reserved),
            waiting_gw=regional_power(waiting, sellers.sites, reserved),
            available_gw=self.grids.available,
            energy_kwh=regional_energy(energy[0], sellers.sites, pue),
            serving_kwh=regional_energy(energy[1], sellers.sites, pue),
        )
