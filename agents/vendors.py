"""Vendors: makers of hardware with a roadmap, a capacity that grows only so fast, and a queue.

Numbers and sources: `market/catalogue/vendors.csv`, `market/catalogue/systems.csv`.
"""

import math

import mesa
import numpy as np

from jevons.market.kernels import kernel
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.purchase import Buyable
from jevons.market.roles import Supplier, Suppliers
from jevons.market.structure import Ints
from jevons.market.vocabulary import PROVIDERS, VENDORS
from jevons.market.world import World

SHRINK = 0.98
SPARE = 1.15
FLOW_MEMORY_MONTHS = 6.0
LONGEST_QUEUE_MONTHS = 60.0
SCARCE_AFTER_MONTHS = 9.0


class Vendor(Supplier):
    """A named row of the vendors' columns."""

    def __init__(self, model: mesa.Model, name: str, row: int, sector: "Vendors") -> None:
        """Register with the model as a row of the sector."""
        super().__init__(model, name, row)
        self.sector = sector

    @property
    def capacity(self) -> float:
        """Sales it can make this month, USD."""
        return float(self.sector.capacity[self.row])

    @property
    def backlog(self) -> float:
        """Orders not yet delivered, USD at today's prices."""
        return float(self.sector.backlog_value[self.row])


class Vendors(Suppliers):
    """All vendors as columns; (vendors,) unless said otherwise.

    Attributes:
        capacity: sales possible this month, USD.
        ready: ordered systems whose lead time has passed, (providers, systems).
        orders: systems ordered in each month of the longest lead time, in turn, (months, providers, systems).
        queued: ordered and not delivered, (providers, systems).
        late: USD ready but not delivered.
        dealt: systems that can be in the queue.
        shipped: cumulative shipments, H100e.
    """

    def __init__(self, world: World, buyable: Buyable) -> None:
        """Start with the capacity of January 2023 and a queue that keeps it busy for its lead time."""
        self.world, self.buyable = world, buyable
        self.capacity = world.vendors.capacity.copy()
        self.lead = np.maximum(np.rint(world.vendors.lead_time_base).astype(np.int64), 1)
        fleets = (len(PROVIDERS), len(world.systems))
        self.orders = np.zeros((int(self.lead.max()), *fleets))
        self.ready, self.queued, self._shipped_now = (np.zeros(fleets) for _ in range(3))
        self.shipped = world.vendors.shipped_before.copy()
        self.delivered_value, self.order_value, self.late = (np.zeros(len(VENDORS)) for _ in range(3))
        self.flow = self.capacity.copy()
        self._fill_first_queue()
        self.dealt = buyable.access.dealt[-1]
        self._prices = buyable.price_low.copy()
        self._stretch = np.maximum(buyable.price_high, 1e-9) / np.maximum(buyable.price_low, 1e-9)
        self._growth_limit = np.ascontiguousarray(world.vendors.capacity_growth_limit.T)

    def _fill_first_queue(self) -> None:
        """Orders placed before January 2023: they keep each vendor busy until new orders are due.

        Each month of a vendor's lead time holds its capacity, shared among its open systems alike and among
        buyers by access to capital.
        """
        purse, price = self.world.providers.capital_access[:, None], self.buyable.price_low
        for vendor, lead in enumerate(self.lead):
            made = np.flatnonzero(self.buyable.vendor == vendor)
            for month in range(min(int(lead), len(self.world.calendar))):
                weight = self.buyable.access.weight[month][:, made] * purse
                by_system = weight.sum(axis=0)
                on_sale = by_system > 0.0
                if not on_sale.any():
                    continue
                value, here = self.capacity[vendor] / on_sale.sum(), made[on_sale]
                units = weight[:, on_sale] / by_system[on_sale] * (value / price[here])
                self.orders[(month - lead) % len(self.orders)][:, here] += units
                self.queued[:, here] += units

    @property
    def backlog_value(self) -> Array:
        """Orders not yet delivered, USD at today's prices."""
        return by_vendor(self.queued, self._prices, self.dealt, self.buyable.vendor, len(VENDORS))

    def wait(self) -> Array:
        """Months from an order to delivery, (systems,): lead time plus the queue ahead of capacity."""
        return waits(self.late, self.capacity, self.lead, self.buyable.vendor)

    def slots(self) -> Array:
        """Sales that the maker of each system can make, USD a month, (systems,)."""
        return self.capacity[self.buyable.vendor]

    def prices(self) -> Array:
        """Price of a system in USD, (systems,): from the low to the high end of its range as the queue grows.

        What is not on sale yet stands at the low end.
        """
        return self._prices

    def deliver(self, month: int) -> Array:
        """Ship what capacity allows of the orders whose lead time has passed, pro rata."""
        # The first queue already holds orders for what comes on sale until it ends.
        dealt = self.buyable.access.dealt
        self.dealt = dealt[min(max(month, int(self.lead.max())), len(dealt) - 1)]
        ship_ready(
            self.ready,
            self.orders,
            month,
            self.lead,
            self.queued,
            self.capacity,
            self.dealt,
            self.buyable.vendor,
            self.buyable.price_low,
            self._stretch,
            self.world.systems.h100e,
            self._prices,
            self._shipped_now,
            self.delivered_value,
            self.shipped,
            self.late,
        )
        return self._shipped_now

    def book(self, month: int, orders: Orders) -> None:
        """Take orders into the queue and extend capacity within its growth limit."""
        self.orders[month % len(self.orders)] = orders.units
        take_orders(
            orders.units,
            self.queued,
            self.buyable.access.on_sale[month],
            self.buyable.vendor,
            self._prices,
            self.order_value,
        )
        extend_capacity(
            self.capacity, self.flow, self.order_value, self.delivered_value, self.late, self._growth_limit[month]
        )


@kernel
def by_vendor(units: Array, each: Array, systems: Ints, vendor: Ints, vendors: int) -> Array:
    """Sum of units x what each is worth, by vendor, (vendors,); units (providers, systems), of `systems` only."""
    out = np.zeros(vendors)
    for p in range(units.shape[0]):
        for y in systems:
            if units[p, y] > 0.0:
                out[vendor[y]] += units[p, y] * each[y]
    return out


@kernel
def ship_ready(
    ready: Array,
    orders: Array,
    month: int,
    lead: Ints,
    queued: Array,
    capacity: Array,
    systems: Ints,
    vendor: Ints,
    low: Array,
    stretch: Array,
    h100e: Array,
    prices: Array,
    shipped: Array,
    value: Array,
    total: Array,
    late: Array,
) -> None:
    """A month's deliveries: what is due joins what is ready, prices are set, capacity ships pro rata.

    The price of a system goes from the low to the high end of its range as the queue of its vendor grows to
    `SCARCE_AFTER_MONTHS` of capacity: low x (high / low)^tightness.

    Args:
        ready, queued: systems, (providers, systems), updated.
        orders: of the last months, in turn, (months, providers, systems). month: number of the month.
        lead: months from an order to the month in which it is due, (vendors,).
        capacity: USD a month, (vendors,). systems: those that anybody deals in; the others are left alone.
        vendor: of a system. low, stretch: price and high over low price. h100e: of a system.
        prices: filled, USD, (systems,). shipped: filled, (providers, systems).
        value, total, late: (vendors,): filled with USD shipped; updated, H100e shipped since the start; filled
            with USD that is ready and could not be shipped.
    """
    buyer, what, number = np.empty(ready.size, np.int64), np.empty(ready.size, np.int64), 0
    due = np.empty_like(lead)
    for v in range(lead.size):
        due[v] = (month - lead[v]) % orders.shape[0]
    for p in range(ready.shape[0]):
        for y in systems:
            ready[p, y] += orders[due[vendor[y]], p, y]
            shipped[p, y] = 0.0
            if ready[p, y] > 0.0:
                buyer[number], what[number] = p, y
                number += 1
    queue, wanted, size = np.zeros(capacity.size), np.zeros(capacity.size), np.zeros(capacity.size)
    for i in range(number):
        queue[vendor[what[i]]] += ready[buyer[i], what[i]] * low[what[i]]
    for y in systems:
        months = queue[vendor[y]] / max(capacity[vendor[y]], 1.0)
        prices[y] = low[y] * math.pow(stretch[y], min(months / SCARCE_AFTER_MONTHS, 1.0))
    for i in range(number):
        wanted[vendor[what[i]]] += ready[buyer[i], what[i]] * prices[what[i]]
    for v in range(capacity.size):
        wanted[v] = min(1.0, capacity[v] / max(wanted[v], 1e-9))
        value[v] = 0.0
        late[v] = 0.0
    for i in range(number):
        p, y, v = buyer[i], what[i], vendor[what[i]]
        units = ready[p, y] * wanted[v]
        shipped[p, y] = units
        ready[p, y] -= units
        queued[p, y] = max(queued[p, y] - units, 0.0)
        value[v] += units * prices[y]
        size[v] += units * h100e[y]
        late[v] += ready[p, y] * prices[y]
    for v in range(capacity.size):
        total[v] += size[v]


@kernel
def waits(late: Array, capacity: Array, lead: Ints, vendor: Ints) -> Array:
    """Months from an order to delivery, (systems,): `late` USD are ahead of capacity in USD a month, (vendors,)."""
    out = np.empty(vendor.size)
    for y in range(vendor.size):
        v = vendor[y]
        out[y] = lead[v] + min(late[v] / max(capacity[v], 1.0), LONGEST_QUEUE_MONTHS)
    return out


@kernel
def take_orders(
    units: Array,
    queued: Array,
    systems: Ints,
    vendor: Ints,
    prices: Array,
    value: Array,
) -> None:
    """Put orders into the queue.

    Args:
        units: ordered, (providers, systems). queued: ordered and not delivered, updated.
        systems: those on sale. vendor, prices: of a system. value: filled: USD ordered, (vendors,).
    """
    for v in range(value.size):
        value[v] = 0.0
    for p in range(units.shape[0]):
        for y in systems:
            if units[p, y] > 0.0:
                v = vendor[y]
                queued[p, y] += units[p, y]
                value[v] += units[p, y] * prices[y]


@kernel
def extend_capacity(
    capacity: Array, flow: Array, ordered: Array, delivered: Array, waiting: Array, limit: Array
) -> None:
    """Follow demand: capacity for the usual orders and a part of the queue, with some to spare, within limits.

    Args:
        capacity: USD a month, (vendors,), updated. flow: smoothed orders, updated.
        ordered, delivered, waiting: USD ordered and delivered this month, and ready but not delivered.
        limit: fastest growth a year.
    """
    for v in range(capacity.size):
        flow[v] += (ordered[v] - flow[v]) / FLOW_MEMORY_MONTHS
        wanted = (max(flow[v], delivered[v]) + waiting[v] / FLOW_MEMORY_MONTHS) * SPARE
        most = capacity[v] * math.pow(limit[v], 1.0 / 12.0)
        capacity[v] = max(min(wanted, most), capacity[v] * SHRINK)
