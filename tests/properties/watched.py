"""A market that is watched: beside its own record, every order, delivery, installation and retirement."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jevons.agents.population import open_market
from jevons.market.orders import Orders
from jevons.market.scenario import Scenario
from jevons.market.world import build_world


@dataclass
class Month:
    """What was seen in a month: systems, (providers, systems); prices in USD, (systems,); by provider cash in USD and
    what a kWh of IT costs, USD.
    """

    ordered: np.ndarray
    delivered: np.ndarray
    installed: np.ndarray
    fleet: np.ndarray
    waiting: np.ndarray
    outstanding: np.ndarray
    queued: np.ndarray
    price: np.ndarray
    cash: np.ndarray
    power_price: np.ndarray


class Watched:
    """A market of a scenario that has lived all its months under the eyes of a test."""

    def __init__(self, scenario: Scenario, draw: Mapping[str, float] | None = None) -> None:
        self.market = open_market(build_world(scenario, draw))
        self.world, self.record = self.market.world, self.market.record
        self.first_fleet, self.first_cash = self.market.sellers.fleet.copy(), self.market.sellers.cash.copy()
        self.first_queue = self.market.suppliers.queued.copy()
        self.months: list[Month] = []
        self._listen()
        for _ in range(len(self.world.scenario.calendar)):
            self._live()

    def _listen(self) -> None:
        book = self.market.suppliers.book

        def booked(month: int, orders: Orders) -> None:
            self.ordered = orders.units.copy()
            book(month, orders)

        self.market.suppliers.book = booked  # type: ignore[method-assign]

    def _live(self) -> None:
        self.market.step()
        sellers, suppliers = self.market.sellers, self.market.suppliers
        seen = {
            "ordered": self.ordered,
            "delivered": sellers.delivered,
            "installed": sellers.installed,
            "fleet": sellers.fleet,
            "waiting": sellers.waiting,
            "outstanding": sellers.outstanding,
            "queued": suppliers.queued,
            "price": suppliers.prices(),
            "cash": sellers.cash,
            "power_price": sellers.pue * sellers.electricity,
        }
        self.months.append(Month(**{name: np.array(values) for name, values in seen.items()}))

    def path(self, name: str) -> np.ndarray:
        """One of the fields of `Month` over all months."""
        return np.stack([getattr(month, name) for month in self.months])

    def so_far(self, name: str) -> np.ndarray:
        """Its sum from the first month on."""
        return np.cumsum(self.path(name), axis=0)


def assert_closed(left: np.ndarray, right: np.ndarray, *parts: np.ndarray, what: str) -> None:
    """Two sides of an account are equal to 1e-9 of the larger side; parts are what the sides are sums of."""
    size = np.maximum.reduce([np.abs(left), np.abs(right), *(np.abs(part) for part in parts)])
    off = np.abs(left - right) > 1e-9 * size
    assert not off.any(), f"{what}: {left[off][:3]} against {right[off][:3]}, at {np.argwhere(off)[:3].tolist()}"
