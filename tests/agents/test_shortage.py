"""Shortage: when half of the demand finds no capacity, orders rise and go where machines can be had."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from jevons.agents.population import open_market
from jevons.market.model import TokenMarket
from jevons.market.orders import Orders
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import VENDORS
from jevons.market.world import build_world

START, MONTHS = "2025-01", 12
LONGEST_WAIT = 24.0


@dataclass
class Year:
    """A year of orders: systems, (providers, systems); waits in months and what is on sale, (systems,)."""

    market: TokenMarket
    units: list[np.ndarray] = field(default_factory=list)
    waits: list[np.ndarray] = field(default_factory=list)
    on_sale: list[np.ndarray] = field(default_factory=list)
    capacity: list[np.ndarray] = field(default_factory=list)

    def unserved(self) -> float:
        """Share of the year's work that found no capacity."""
        record, first = self.market.record, self.market.world.calendar.index(START)
        span = slice(first, first + MONTHS)
        return float((record.work[span] * record.unserved[span]).sum() / record.work[span].sum())

    def withheld(self) -> np.ndarray:
        """H100e that were not ordered for lack of power, by month, (months,)."""
        first = self.market.world.calendar.index(START)
        return np.asarray(self.market.record.withheld[first : first + MONTHS].sum(axis=1))

    def by_vendor(self, worth: np.ndarray) -> np.ndarray:
        """Orders by month and vendor, (months, vendors); `worth` is what a system counts, (systems,)."""
        vendor = self.market.buyable.vendor
        return np.array([np.bincount(vendor, units.sum(axis=0) * worth, len(VENDORS)) for units in self.units])


def live(load: float) -> Year:
    """A year in a market whose fleets, from its start on, carry so many times their usual load."""
    market = open_market(build_world(Scenario(users=500)))
    first = market.world.calendar.index(START)
    for _ in range(first):
        market.step()
    market.sellers.load_of_work[first:] *= load
    year, book = Year(market), market.suppliers.book

    def noted(month: int, placed: Orders) -> None:
        year.waits.append(market.suppliers.wait())
        year.on_sale.append(market.buyable.access.weight[month] > 0.0)
        year.units.append(placed.units.copy())
        year.capacity.append(market.suppliers.capacity.copy())
        book(month, placed)

    market.suppliers.book = noted  # type: ignore[method-assign]
    for _ in range(MONTHS):
        market.step()
    return year


@pytest.fixture(scope="module")
def plenty() -> Year:
    return live(1.0)


@pytest.fixture(scope="module")
def short() -> Year:
    return live(9.5)


def test_half_of_the_demand_goes_unserved(plenty: Year, short: Year) -> None:
    assert plenty.unserved() < 0.05
    assert 0.45 < short.unserved() < 0.55


def test_unserved_work_raises_orders_in_every_month(plenty: Year, short: Year) -> None:
    """By a third and more, until sites are full: what is then held back is as much wanted as what is ordered."""
    h100e, price = short.market.world.systems.h100e, short.market.buyable.price_low
    held_back = [year.withheld() for year in (plenty, short)]
    usual, raised = (year.by_vendor(h100e).sum(axis=1) for year in (plenty, short))
    assert (raised + held_back[1] > 1.3 * (usual + held_back[0])).all()
    usual, raised = (year.by_vendor(price).sum(axis=1) for year in (plenty, short))
    assert (raised > 1.3 * usual)[held_back[1] < 0.25 * held_back[1].max()].all()
    assert (held_back[1] < 0.25 * held_back[1].max()).sum() >= 6


def test_orders_go_to_systems_that_are_on_sale_and_arrive(short: Year) -> None:
    for units, wait, on_sale in zip(short.units, short.waits, short.on_sale, strict=True):
        assert (on_sale[units > 0.0]).all()
        assert np.isfinite(wait[units.sum(axis=0) > 0.0]).all()
        value = units.sum(axis=0) * short.market.buyable.price_low
        assert value @ wait / value.sum() < LONGEST_WAIT


def test_vendors_with_hardly_any_capacity_do_not_take_most_orders(short: Year) -> None:
    for worth in (short.market.world.systems.h100e, short.market.buyable.price_low):
        for ordered, capacity in zip(short.by_vendor(worth), short.capacity, strict=True):
            tiny = capacity < 0.01 * capacity.sum()
            assert tiny.sum() >= 3
            assert ordered[tiny].sum() < 0.5 * ordered.sum()
