"""Vendors: makers of hardware with a roadmap, a capacity that grows only so fast, and a queue.

Numbers and sources: `market/catalogue/vendors.csv`, `market/catalogue/systems.csv`.
"""

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
        due: systems that become ready in a month, (months, providers, systems).
        shipped: cumulative shipments, H100e.
    """

    def __init__(self, world: World, buyable: Buyable) -> None:
        """Start with the capacity of January 2023 and a queue that keeps it busy for its lead time."""
        self.world, self.buyable = world, buyable
        self.capacity = world.vendors.capacity.copy()
        months, systems = len(world.calendar), len(world.systems)
        self.lead = np.maximum(np.rint(world.vendors.lead_time_base).astype(np.int64), 1)
        self.due = np.zeros((months + int(self.lead.max()) + 1, len(PROVIDERS), systems))
        self.ready = np.zeros((len(PROVIDERS), systems))
        self.queued = np.zeros((len(PROVIDERS), systems))
        self.shipped = world.vendors.shipped_before.copy()
        self.delivered_value = np.zeros(len(VENDORS))
        self.order_value = np.zeros(len(VENDORS))
        self.flow = self.capacity.copy()
        self._fill_first_queue()
        self._stretch = np.maximum(buyable.price_high, 1e-9) / np.maximum(buyable.price_low, 1e-9)
        self.lead_of_system = self.lead[buyable.vendor]
        self.late = np.zeros(len(VENDORS))

    def _fill_first_queue(self) -> None:
        """Orders placed before January 2023: they keep each vendor busy until new orders are due.

        Each month of a vendor's lead time holds its capacity, shared among its open systems alike and among
        buyers by access to capital.
        """
        purse, price = self.world.providers.capital_access, self.buyable.price_low
        for vendor, lead in enumerate(self.lead):
            for month in range(lead):
                weight = self.buyable.open[month] * purse[:, None] * (self.buyable.vendor == vendor)
                by_system = weight.sum(axis=0)
                on_sale = by_system > 0.0
                if not on_sale.any():
                    continue
                value = self.capacity[vendor] / on_sale.sum()
                units = weight[:, on_sale] / by_system[on_sale] * (value / price[on_sale])
                self.due[month][:, on_sale] += units
                self.queued[:, on_sale] += units

    @property
    def backlog_value(self) -> Array:
        """Orders not yet delivered, USD."""
        return self._value(self.queued)

    def wait(self) -> Array:
        """Months from an order to delivery, (systems,): lead time plus the queue ahead of capacity."""
        late = self._value(self.ready) / np.maximum(self.capacity, 1.0)
        return (self.lead + np.minimum(late, LONGEST_QUEUE_MONTHS))[self.buyable.vendor]

    def slots(self) -> Array:
        """Sales that the maker of each system can make, USD a month, (systems,)."""
        return self.capacity[self.buyable.vendor]

    def prices(self) -> Array:
        """Price of a system in USD, (systems,): from the low to the high end of its range as the queue grows."""
        return self._prices

    def _set_prices(self) -> None:
        low = self.buyable.price_low
        queue = by_vendor(self.ready, low, self.buyable.vendor, len(VENDORS))
        tight = np.minimum(queue / np.maximum(self.capacity, 1.0) / SCARCE_AFTER_MONTHS, 1.0)
        self._prices = low * self._stretch ** tight[self.buyable.vendor]

    def deliver(self, month: int) -> Array:
        """Ship what capacity allows of the orders whose lead time has passed, pro rata."""
        if self.due[month].any():
            self.ready += self.due[month]
        self._set_prices()
        share = np.minimum(1.0, self.capacity / np.maximum(self._value(self.ready), 1e-9))
        shipped = np.empty_like(self.ready)
        ship(self.ready, self.queued, share, self.buyable.vendor, shipped)
        self.delivered_value = self._value(shipped)
        h100e = self.world.systems.h100e
        self.shipped = self.shipped + by_vendor(shipped, h100e, self.buyable.vendor, len(VENDORS))
        return shipped

    def book(self, month: int, orders: Orders) -> None:
        """Take orders into the queue and extend capacity within its growth limit."""
        take_orders(self.due, month, self.lead_of_system, orders.units, self.queued)
        self.order_value = self._value(orders.units)
        self.flow += (self.order_value - self.flow) / FLOW_MEMORY_MONTHS
        wanted = np.maximum(self.flow, self.delivered_value) + self._value(self.ready) / FLOW_MEMORY_MONTHS
        fastest = self.world.vendors.capacity_growth_limit[:, month] ** (1.0 / 12.0)
        most, least = self.capacity * fastest, self.capacity * SHRINK
        self.capacity = np.maximum(np.minimum(wanted * SPARE, most), least)

    def _value(self, units: Array) -> Array:
        """USD at today's prices by vendor of systems (providers, systems)."""
        return by_vendor(units, self._prices, self.buyable.vendor, len(VENDORS))


@kernel
def by_vendor(units: Array, each: Array, vendor: Ints, vendors: int) -> Array:
    """Sum of units x what each is worth, by vendor, (vendors,); units (providers, systems)."""
    out = np.zeros(vendors)
    for p in range(units.shape[0]):
        for y in range(units.shape[1]):
            out[vendor[y]] += units[p, y] * each[y]
    return out


@kernel
def take_orders(due: Array, month: int, lead: Ints, units: Array, queued: Array) -> None:
    """Put orders into the month in which they become ready, and into the queue.

    Args:
        due: (months, providers, systems), updated. lead: months, (systems,).
        units: ordered, (providers, systems). queued: ordered and not delivered, updated.
    """
    for p in range(units.shape[0]):
        for y in range(units.shape[1]):
            if units[p, y] > 0.0:
                due[month + lead[y], p, y] += units[p, y]
                queued[p, y] += units[p, y]


@kernel
def ship(ready: Array, queued: Array, share: Array, vendor: Ints, out: Array) -> None:
    """Ship each vendor's share (vendors,) of what is ready, pro rata; updates `ready` and `queued`, fills `out`."""
    for p in range(ready.shape[0]):
        for y in range(ready.shape[1]):
            out[p, y] = 0.0
            if ready[p, y] > 0.0:
                out[p, y] = ready[p, y] * share[vendor[y]]
                ready[p, y] -= out[p, y]
                queued[p, y] = max(queued[p, y] - out[p, y], 0.0)
