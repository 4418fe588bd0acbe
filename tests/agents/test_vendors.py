"""Vendors: orders become due after the lead time, capacity ships pro rata, the queue sets the wait."""

import numpy as np
import pytest

from jevons.agents.vendors import by_vendor, extend_capacity, ship_ready, take_orders, waits

ONE = np.zeros(1, dtype=np.int64)


def shipped_in(month: int, capacity: float) -> tuple[np.ndarray, ...]:
    """Two buyers ordered 6 and 2 systems of 100 USD and 2 H100e in month 4 of a vendor with a lead of 3 months."""
    orders = np.zeros((3, 2, 1))
    orders[4 % 3, :, 0] = 6.0, 2.0
    ready, queued, shipped = np.zeros((2, 1)), np.array([[6.0], [2.0]]), np.full((2, 1), np.nan)
    value, total, late, prices = np.empty(1), np.zeros(1), np.empty(1), np.empty(1)
    lead, low, stretch, h100e = np.array([3]), np.array([100.0]), np.ones(1), np.array([2.0])
    ship_ready(
        *(ready, orders, month, lead, queued, np.array([capacity]), ONE, ONE, low, stretch, h100e),
        *(prices, shipped, value, total, late),
    )
    return shipped[:, 0], queued[:, 0], value, total, late


def test_orders_are_due_after_the_lead_time() -> None:
    assert not shipped_in(6, 1e6)[0].any()
    shipped, queued, value, total, late = shipped_in(7, 1e6)
    np.testing.assert_allclose(shipped, [6.0, 2.0])
    np.testing.assert_allclose(queued, 0.0)
    assert (value[0], total[0], late[0]) == (800.0, 16.0, 0.0)


def test_what_exceeds_capacity_waits_pro_rata() -> None:
    """Capacity of 400 USD for 800 USD: half of each order is shipped, the other half is late."""
    shipped, queued, value, total, late = shipped_in(7, 400.0)
    np.testing.assert_allclose(shipped, [3.0, 1.0])
    np.testing.assert_allclose(queued, [3.0, 1.0])
    assert (value[0], total[0], late[0]) == (400.0, 8.0, 400.0)


def test_the_wait_is_the_lead_time_and_the_queue() -> None:
    """A queue of 300 at 100 USD a month is 3 months; the longest that is looked at is 60."""
    found = waits(np.array([300.0, 1e9]), np.array([100.0, 100.0]), np.array([6, 2]), np.array([1, 0]))
    assert found.tolist() == [62.0, 9.0]


def test_orders_join_the_queue_at_todays_prices() -> None:
    queued, value = np.ones((2, 2)), np.empty(1)
    units, vendor = np.array([[1.0, 0.0], [0.0, 2.0]]), np.zeros(2, dtype=np.int64)
    take_orders(units, queued, np.arange(2), vendor, np.array([10.0, 20.0]), value)
    np.testing.assert_allclose(queued, [[2.0, 1.0], [1.0, 3.0]])
    assert value[0] == 50.0
    assert by_vendor(units, np.array([10.0, 20.0]), np.arange(2), vendor, 1)[0] == value[0]


def test_capacity_follows_orders_within_its_limits() -> None:
    """Orders of 1,000 a month on a capacity of 100 that may double in a year: 100 x 2^(1/12). None: 2 % less."""
    capacity, flow, nothing = np.array([100.0, 100.0]), np.array([1000.0, 0.0]), np.zeros(2)
    extend_capacity(capacity, flow, np.array([1000.0, 0.0]), nothing, nothing, np.array([2.0, 2.0]))
    assert capacity == pytest.approx([100.0 * 2.0 ** (1 / 12), 98.0])
