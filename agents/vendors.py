"""Vendors: makers of hardware with a roadmap, a capacity that grows only so fast, and a queue.

Numbers and sources: `market/catalogue/vendors.csv`, `market/catalogue/systems.csv`.
"""

import math
from functools import lru_cache

import mesa
import numpy as np

from jevons.market.catalogue import load_catalogue
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
LONGEST_BOOK_MONTHS = 30.0
SCARCE_AFTER_MONTHS = 9.0


class Vendor(Supplier):
    """A named row of the vendors' columns."""

    def __init__(self, model: mesa.Model, name: str, row: int, sector: "Vendors") -> None:
        """Register with the model as a row of the sector."""
        super().__init__(model, name, row)
        self.sector = sector

    @property
    def capacity(self) -> float:
        """What it can make this month, USD at the low end of prices."""
        return float(self.sector.capacity[self.row])

    @property
    def backlog(self) -> float:
        """Orders not yet delivered, USD at today's prices."""
        return float(self.sector.backlog_value[self.row])


class Vendors(Suppliers):
    """All vendors as columns; (vendors,) unless said otherwise.

    Attributes:
        capacity: what can be made this month, USD at the low end of prices: a dearer system takes no more of it.
        pace: what of that memory and packaging allow, USD.
        ready: ordered systems whose lead time has passed, (providers, systems).
        orders: systems ordered in each month of the longest lead time, in turn, (months, providers, systems).
        queued: ordered and not delivered, (providers, systems).
        excess: ordered beyond what is made within the lead time, USD at the low end of prices.
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
        self.delivered_value, self.order_value, self.excess = (np.zeros(len(VENDORS)) for _ in range(3))
        self.ordered, self.made = np.zeros(len(VENDORS)), np.zeros(len(VENDORS))
        self.flow, self.pace = self.capacity.copy(), self.capacity.copy()
        self._fill_first_queue()
        self.dealt = buyable.access.dealt[-1]
        self._prices = buyable.price_low.copy()
        self._house = _houses()
        self._memory = np.ascontiguousarray(world.systems.memory_gb)
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
        """Months from an order to delivery, (systems,): the lead time, and what is ordered beyond it."""
        return waits(self.excess, self.pace, self.lead, self.buyable.vendor)

    def room(self) -> Array:
        """Orders that it still takes, USD at low prices, (vendors,): at most what is made in two and a half years."""
        low = self.buyable.price_low
        ordered = by_vendor(self.queued, low, self.dealt, self.buyable.vendor, len(VENDORS))
        return np.maximum(LONGEST_BOOK_MONTHS * self.capacity - ordered, 0.0)

    def slots(self) -> Array:
        """What the maker of each system can make, USD a month at low prices, (systems,)."""
        return self.capacity[self.buyable.vendor]

    def prices(self) -> Array:
        """Price of a system in USD, (systems,): from the low to the high end of its range as orders outrun capacity.

        What is not on sale yet stands at the low end. Memory that is dearer or cheaper than usual comes on top.
        """
        return self._prices

    def deliver(self, month: int) -> Array:
        """Ship what capacity allows of the orders whose lead time has passed, pro rata."""
        # The first queue already holds orders for what comes on sale until it ends.
        dealt = self.buyable.access.dealt
        self.dealt = dealt[min(max(month, int(self.lead.max())), len(dealt) - 1)]
        packaging = self.world.packaging
        ship_ready(
            self.ready,
            self.orders,
            month,
            self.lead,
            self.queued,
            self.capacity,
            self.dealt,
            self.buyable.vendor,
            self._house,
            self.buyable.price_low,
            self._stretch,
            self.world.systems.h100e,
            self._memory,
            float(packaging.memory[0, month] * (1.0 - packaging.memory_shortfall[0, month])),
            float(packaging.memory_premium[0, month]),
            self._prices,
            self._shipped_now,
            self.delivered_value,
            self.made,
            self.shipped,
            self.pace,
            self.excess,
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
            self.buyable.price_low,
            self.order_value,
            self.ordered,
        )
        extend_capacity(
            self.capacity, self.flow, self.ordered, self.made, self.excess, self.pace, self._growth_limit[month]
        )


@lru_cache(maxsize=1)
def _houses() -> Ints:
    """The provider that a vendor belongs to, which it serves first; -1 if none; (vendors,)."""
    table = load_catalogue().vendors
    return np.array([PROVIDERS.index(table.text(v, "house")) if table.has(v, "house") else -1 for v in VENDORS])


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
    house: Ints,
    low: Array,
    stretch: Array,
    h100e: Array,
    memory: Array,
    memory_supply: float,
    memory_premium: float,
    prices: Array,
    shipped: Array,
    value: Array,
    made: Array,
    total: Array,
    pace: Array,
    excess: Array,
) -> None:
    """A month's deliveries: what is due joins what is ready, capacity and then memory ration it, prices are set.

    A maker ships to its own house first and to others pro rata. Memory and its packaging are one supply for all
    makers, and short memory cuts all alike.

    Args:
        ready, queued: systems, (providers, systems), updated.
        orders: of the last months, in turn, (months, providers, systems). month: number of the month.
        lead: months from an order to the month in which it is due, (vendors,).
        capacity: USD a month at low prices, (vendors,). systems: those that anybody deals in; others are left alone.
        vendor: of a system. house: provider that a vendor belongs to, -1 if none, (vendors,).
        low, stretch: price and high over low price. h100e, memory: of a system; memory in GB.
        memory_supply: GB for all this month. memory_premium: USD a GB over the usual price.
        prices: filled, USD, (systems,). shipped: filled, (providers, systems).
        value, made: filled: USD shipped, at prices and at low prices, (vendors,).
        total: updated, H100e shipped since the start, (vendors,).
        pace: filled: capacity as far as memory goes. excess: filled: USD at low prices that are ordered beyond
            what is made within the lead time.
    """
    buyer, what, number = np.empty(ready.size, np.int64), np.empty(ready.size, np.int64), 0
    due, vendors = np.empty_like(lead), capacity.size
    mine, others, backlog = np.zeros(vendors), np.zeros(vendors), np.zeros(vendors)
    for v in range(vendors):
        due[v] = (month - lead[v]) % orders.shape[0]
        value[v] = made[v] = 0.0
    for p in range(ready.shape[0]):
        for y in systems:
            v = vendor[y]
            ready[p, y] += orders[due[v], p, y]
            shipped[p, y] = 0.0
            backlog[v] += queued[p, y] * low[y]
            if ready[p, y] > 0.0:
                buyer[number], what[number] = p, y
                number += 1
                if p == house[v]:
                    mine[v] += ready[p, y] * low[y]
                else:
                    others[v] += ready[p, y] * low[y]
    for v in range(vendors):
        left = max(capacity[v] - mine[v], 0.0)
        mine[v] = min(1.0, capacity[v] / max(mine[v], 1e-9))
        others[v] = min(1.0, left / max(others[v], 1e-9))
    wanted = 0.0
    for i in range(number):
        p, y, v = buyer[i], what[i], vendor[what[i]]
        shipped[p, y] = ready[p, y] * (mine[v] if p == house[v] else others[v])
        wanted += shipped[p, y] * memory[y]
    packed = min(1.0, memory_supply / max(wanted, 1e-9))
    for v in range(vendors):
        pace[v] = capacity[v] * packed
        excess[v] = beyond_lead(backlog[v], pace[v], lead[v])
    for y in systems:
        months = excess[vendor[y]] / max(pace[vendor[y]], 1.0)
        prices[y] = low[y] * math.pow(stretch[y], min(months / SCARCE_AFTER_MONTHS, 1.0)) + memory_premium * memory[y]
    for i in range(number):
        p, y, v = buyer[i], what[i], vendor[what[i]]
        shipped[p, y] *= packed
        units = shipped[p, y]
        ready[p, y] -= units
        queued[p, y] = max(queued[p, y] - units, 0.0)
        value[v] += units * prices[y]
        made[v] += units * low[y]
        total[v] += units * h100e[y]


@kernel
def beyond_lead(backlog: float, pace: float, lead: int) -> float:
    """What of a backlog is not made within the lead time, USD: max(backlog - pace x lead, 0)."""
    return max(backlog - pace * lead, 0.0)


@kernel
def waits(excess: Array, pace: Array, lead: Ints, vendor: Ints) -> Array:
    """Months from an order to delivery, (systems,): `excess` USD over `pace` in USD a month come on top of `lead`."""
    out = np.empty(vendor.size)
    for y in range(vendor.size):
        v = vendor[y]
        out[y] = lead[v] + min(excess[v] / max(pace[v], 1.0), LONGEST_QUEUE_MONTHS)
    return out


@kernel
def take_orders(
    units: Array,
    queued: Array,
    systems: Ints,
    vendor: Ints,
    prices: Array,
    low: Array,
    value: Array,
    ordered: Array,
) -> None:
    """Put orders into the queue.

    Args:
        units: ordered, (providers, systems). queued: ordered and not delivered, updated.
        systems: those on sale. vendor, prices, low: of a system.
        value, ordered: filled: USD ordered, at prices and at low prices, (vendors,).
    """
    for v in range(value.size):
        value[v] = ordered[v] = 0.0
    for p in range(units.shape[0]):
        for y in systems:
            if units[p, y] > 0.0:
                v = vendor[y]
                queued[p, y] += units[p, y]
                value[v] += units[p, y] * prices[y]
                ordered[v] += units[p, y] * low[y]


@kernel
def extend_capacity(
    capacity: Array, flow: Array, ordered: Array, delivered: Array, waiting: Array, pace: Array, limit: Array
) -> None:
    """Follow demand: capacity for the usual orders and a part of the queue, with some to spare, within limits.

    Who gets too little memory for what it has adds nothing.

    Args:
        capacity: USD a month, (vendors,), updated. flow: smoothed orders, updated.
        ordered, delivered, waiting: ordered and delivered this month, and ordered beyond the lead time; all USD at
            low prices.
        pace: capacity as far as memory goes, USD a month. limit: fastest growth a year.
    """
    for v in range(capacity.size):
        flow[v] += (ordered[v] - flow[v]) / FLOW_MEMORY_MONTHS
        wanted = (max(flow[v], delivered[v]) + waiting[v] / FLOW_MEMORY_MONTHS) * SPARE
        most = capacity[v] * (math.pow(limit[v], 1.0 / 12.0) if pace[v] >= capacity[v] else 1.0)
        capacity[v] = max(min(wanted, most), capacity[v] * SHRINK)
