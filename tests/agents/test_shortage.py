"""Shortage: when half of the demand finds no capacity, orders rise and go where chips can be had."""

import numpy as np
import pytest

from jevons.agents.population import open_market
from jevons.market.model import TokenMarket
from jevons.market.orders import Orders
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import VENDORS
from jevons.market.world import build_world

START = "2025-01"
MONTHS = 12


def live(load: float) -> tuple[TokenMarket, list[Orders], list[np.ndarray], list[np.ndarray]]:
    """A market whose fleets carry so many times their load from 2025 on; its orders, waits and what was open."""
    market = open_market(build_world(Scenario(users=500)))
    first = market.world.calendar.index(START)
    for _ in range(first):
        market.step()
    orders, waits, reach = [], [], []
    market.sellers.uncounted[first:] *= load
    book = market.suppliers.book

    def noted(month: int, placed: Orders) -> None:
        waits.append(market.suppliers.wait())
        reach.append(market.buyable.open[month].copy())
        orders.append(placed)
        book(month, placed)

    market.suppliers.book = noted
    for _ in range(MONTHS):
        market.step()
    return market, orders, waits, reach


@pytest.fixture(scope="module")
def plenty() -> tuple[TokenMarket, list[Orders], list[np.ndarray], list[np.ndarray]]:
    return live(1.0)


@pytest.fixture(scope="module")
def short() -> tuple[TokenMarket, list[Orders], list[np.ndarray], list[np.ndarray]]:
    return live(8.0)


def unserved(market: TokenMarket) -> float:
    record, first = market.record, market.world.calendar.index(START)
    span = slice(first, first + MONTHS)
    return float((record.work[span] * record.unserved[span]).sum() / record.work[span].sum())


def in_h100e(market: TokenMarket, orders: list[Orders]) -> np.ndarray:
    """Orders of the year in H100e by vendor."""
    units = sum(order.units.sum(axis=0) for order in orders)
    return np.bincount(market.buyable.vendor, units * market.world.systems.h100e, len(VENDORS))


def test_half_of_the_demand_goes_unserved(plenty, short) -> None:
    assert unserved(plenty[0]) < 0.05
    assert 0.3 < unserved(short[0]) < 0.8


def test_unserved_work_raises_orders(plenty, short) -> None:
    assert in_h100e(*short[:2]).sum() > 1.2 * in_h100e(*plenty[:2]).sum()


def test_orders_go_to_systems_that_can_be_had(short) -> None:
    for order, wait, open_now in zip(*short[1:], strict=True):
        bought = order.units > 0
        assert (open_now[bought] > 0).all()
        assert np.isfinite(wait).all()
        value = order.units.sum(axis=0) * short[0].buyable.price_low
        assert (value * wait).sum() / value.sum() < 24


def test_no_tiny_vendor_takes_most_orders(short) -> None:
    market = short[0]
    by_vendor = in_h100e(market, short[1])
    capacity = market.suppliers.capacity / market.suppliers.capacity.sum()
    tiny = capacity < 0.01
    assert tiny.any()
    assert by_vendor[tiny].max() < 0.5 * by_vendor.sum()
