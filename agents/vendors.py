"""Vendors: makers of hardware with a roadmap, a capacity that grows only so fast, and a queue.

Numbers and sources: `market/catalogue/vendors.csv`, `market/catalogue/systems.csv`.
"""

import mesa
import numpy as np

from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.purchase import Buyable
from jevons.market.roles import Supplier, Suppliers
from jevons.market.vocabulary import PROVIDERS, VENDORS
from jevons.market.world import World

SHRINK = 0.98
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
        self._member = (buyable.vendor[None, :] == np.arange(len(VENDORS))[:, None]).astype(np.float64)

    @property
    def backlog_value(self) -> Array:
        """Orders not yet delivered, USD."""
        return self._member @ (self.queued.sum(axis=0) * self.prices())

    def wait(self) -> Array:
        """Months from an order to delivery, (systems,): lead time plus the queue ahead of capacity."""
        late = self._member @ (self.ready.sum(axis=0) * self.prices()) / np.maximum(self.capacity, 1.0)
        return (self.lead + np.minimum(late, 60.0))[self.buyable.vendor]

    def slots(self) -> Array:
        """Sales that the maker of each system can make, USD a month, (systems,)."""
        return self.capacity[self.buyable.vendor]

    def prices(self) -> Array:
        """Price of a system in USD, (systems,): from the low to the high end of its range as the queue grows."""
        return self._prices

    def _set_prices(self) -> None:
        queue = self._member @ (self.ready.sum(axis=0) * self.buyable.price_low) / np.maximum(self.capacity, 1.0)
        tight = np.clip(queue / SCARCE_AFTER_MONTHS, 0.0, 1.0)[self.buyable.vendor]
        low, high = self.buyable.price_low, self.buyable.price_high
        self._prices = low * (np.maximum(high, 1e-9) / np.maximum(low, 1e-9)) ** tight

    def deliver(self, month: int) -> Array:
        """Ship what capacity allows of the orders whose lead time has passed, pro rata."""
        self.ready += self.due[month]
        self._set_prices()
        wanted = self._member @ (self.ready.sum(axis=0) * self._prices)
        share = np.where(wanted > 0, np.minimum(1.0, self.capacity / np.maximum(wanted, 1e-9)), 0.0)
        shipped = self.ready * share[self.buyable.vendor]
        self.ready -= shipped
        self.queued = np.maximum(self.queued - shipped, 0.0)
        by_system = shipped.sum(axis=0)
        self.delivered_value = self._member @ (by_system * self._prices)
        self.shipped = self.shipped + self._member @ (by_system * self.world.systems.h100e)
        return shipped

    def book(self, month: int, orders: Orders) -> None:
        """Take orders into the queue and extend capacity within its growth limit."""
        lead = self.lead[self.buyable.vendor]
        for wait in np.unique(lead):
            at = lead == wait
            self.due[month + wait][:, at] += orders.units[:, at]
        self.queued += orders.units
        self.order_value = self._member @ (orders.units.sum(axis=0) * self._prices)
        self.flow += (self.order_value - self.flow) / 6.0
        late = self._member @ (self.ready.sum(axis=0) * self._prices)
        wanted = np.maximum(self.flow, self.delivered_value) + late / 6.0
        fastest = self.world.vendors.capacity_growth_limit[:, month] ** (1.0 / 12.0)
        self.capacity = np.clip(wanted * 1.15, self.capacity * SHRINK, self.capacity * fastest)
