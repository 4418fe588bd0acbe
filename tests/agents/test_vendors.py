"""Vendors: orders become due after the lead time, capacity and memory ration them, the queue sets wait and price."""

from types import SimpleNamespace

import numpy as np
import pytest

from jevons.agents.vendors import beyond_lead, by_vendor, extend_capacity, ship_ready, take_orders, waits

PLENTY = 1e12
MONTH, LEAD = 7, 3


def ship(
    due: list[list[float]],
    capacity: list[float],
    *,
    month: int = MONTH,
    queued: list[list[float]] | None = None,
    house: tuple[int, ...] = (-1, -1),
    stretch: float = 1.0,
    memory: tuple[float, ...] = (100.0, 50.0),
    supply: float = PLENTY,
    premium: float = 0.0,
) -> SimpleNamespace:
    """A month's deliveries of makers of one system each, at 100 USD and 2 H100e, with a lead time of 3 months.

    `due`: systems ordered in month 4 and not before, (providers, makers). `queued`: all that is on order; that alone,
    if not said.
    """
    units = np.array(due)
    orders, (buyers, makers) = np.zeros((LEAD, *units.shape)), units.shape
    orders[(MONTH - LEAD) % LEAD] = units
    mine, lead = np.arange(makers), np.full(makers, LEAD)
    ready, shipped = np.zeros((buyers, makers)), np.full((buyers, makers), np.nan)
    on_order = units.copy() if queued is None else np.array(queued)
    prices, value, made, pace, excess = (np.full(makers, np.nan) for _ in range(5))
    total = np.zeros(makers)
    ship_ready(
        *(ready, orders, month, lead, on_order, np.array(capacity), mine, mine, np.array(house[:makers])),
        *(np.full(makers, 100.0), np.full(makers, stretch), np.full(makers, 2.0), np.array(memory[:makers])),
        *(supply, premium, prices, shipped, value, made, total, pace, excess),
    )
    return SimpleNamespace(
        shipped=shipped,
        ready=ready,
        queued=on_order,
        prices=prices,
        value=value,
        made=made,
        total=total,
        pace=pace,
        wait=waits(excess, pace, lead, mine),
    )


def test_orders_are_due_after_the_lead_time() -> None:
    assert not ship([[6.0], [2.0]], [1e6], month=MONTH - 1).shipped.any()
    found = ship([[6.0], [2.0]], [1e6])
    assert found.shipped.tolist() == [[6.0], [2.0]]
    assert not found.queued.any()
    assert (found.value[0], found.made[0], found.total[0]) == (800.0, 800.0, 16.0)


def test_what_exceeds_capacity_waits_pro_rata() -> None:
    """Capacity of 400 USD for 800 USD: half of each order is shipped, the other half stays ready and in the queue."""
    found = ship([[6.0], [2.0]], [400.0])
    for left in (found.shipped, found.ready, found.queued):
        np.testing.assert_allclose(left, [[3.0], [1.0]])
    assert (found.value[0], found.made[0], found.total[0]) == (400.0, 400.0, 8.0)


@pytest.mark.parametrize(("capacity", "shipped"), [(500.0, (1.0, 3.0, 1.0)), (200.0, (0.0, 2.0, 0.0))])
def test_a_makers_house_is_served_first(capacity: float, shipped: tuple[float, ...]) -> None:
    """The house, the second buyer, gets its 3 of 5 systems, and the others share 2 of the 8 that they ask for; of 2
    systems the house gets both.
    """
    found = ship([[4.0], [3.0], [4.0]], [capacity], house=(1,))
    np.testing.assert_allclose(found.shipped[:, 0], shipped)


def test_memory_short_by_half_halves_all_deliveries_alike_and_lengthens_waits() -> None:
    """6 systems of 100 GB and 8 of 50 GB need 1,000 GB. With 500 GB each buyer gets half. As much is on order as is
    made in the lead time of 3 months; at half the pace half of it comes on top, 3 months more.
    """
    due, capacity, queued = [[4.0, 0.0], [2.0, 8.0]], [600.0, 800.0], [[12.0, 0.0], [6.0, 24.0]]
    enough, short = (ship(due, capacity, queued=queued, supply=supply) for supply in (1000.0, 500.0))
    assert enough.shipped.tolist() == due
    assert enough.wait.tolist() == [3.0, 3.0]
    np.testing.assert_allclose(short.shipped, np.array(due) / 2.0)
    np.testing.assert_allclose(short.pace, np.array(capacity) / 2.0)
    np.testing.assert_allclose(short.wait, 6.0)


def test_short_memory_cuts_a_makers_house_as_all_others() -> None:
    """Of 500 USD the house gets 3 and the other 2 of its 4; with memory for 3 of these 5 systems 60 % of that."""
    found = ship([[3.0], [4.0]], [500.0], house=(0,), supply=300.0)
    np.testing.assert_allclose(found.shipped[:, 0], [1.8, 1.2])


def test_a_gb_dearer_by_10_usd_raises_a_price_by_10_times_its_memory_and_takes_no_capacity() -> None:
    """100 and 50 GB: 1,000 and 500 USD on top of 100. As many systems are made, of which 1 and 2 bring 1,100 and 1,200
    USD. Memory cheaper by 0.5 USD leaves 50 and 75.
    """
    found = ship([[1.0, 2.0]], [100.0, 200.0], premium=10.0)
    assert found.prices.tolist() == [1100.0, 600.0]
    assert found.shipped.tolist() == [[1.0, 2.0]]
    assert found.value.tolist() == [1100.0, 1200.0]
    assert found.made.tolist() == [100.0, 200.0]
    assert ship([[1.0, 2.0]], [100.0, 200.0], premium=-0.5).prices.tolist() == [50.0, 75.0]


@pytest.mark.parametrize(("on_order", "price"), [(12.0, 100.0), (30.0, 200.0), (48.0, 400.0), (90.0, 400.0)])
def test_prices_go_to_their_high_end_as_orders_outrun_capacity(on_order: float, price: float) -> None:
    """4 systems a month are 12 in the lead time. 18 more are 4.5 months, half of 9 and half of the way in logarithms
    from 100 to 400 USD; from 9 months on it is the high end. A dearer system takes no more of capacity.
    """
    found = ship([[4.0]], [400.0], queued=[[on_order]], stretch=4.0)
    assert found.prices[0] == pytest.approx(price)
    assert (found.made[0], found.value[0]) == pytest.approx((400.0, 4.0 * price))


def test_the_wait_is_the_lead_time_and_what_is_ordered_beyond_it() -> None:
    """900 on order are 300 beyond 6 months at 100 a month, 3 months; the longest that is looked at is 60."""
    excess = np.array([beyond_lead(1e9, 100.0, 2), beyond_lead(900.0, 100.0, 6), beyond_lead(500.0, 100.0, 6)])
    assert excess[1:].tolist() == [300.0, 0.0]
    found = waits(excess, np.full(3, 100.0), np.array([2, 6, 6]), np.array([2, 1, 0]))
    assert found.tolist() == [6.0, 9.0, 62.0]


def test_orders_join_the_queue_at_todays_prices_and_count_at_low_ones() -> None:
    """A system at 10 and two at 20 USD are 50; at low prices of 8 and 15 they are 38."""
    queued, value, ordered = np.ones((2, 2)), np.empty(1), np.empty(1)
    units, vendor = np.array([[1.0, 0.0], [0.0, 2.0]]), np.zeros(2, dtype=np.int64)
    prices, low = np.array([10.0, 20.0]), np.array([8.0, 15.0])
    take_orders(units, queued, np.arange(2), vendor, prices, low, value, ordered)
    np.testing.assert_allclose(queued, [[2.0, 1.0], [1.0, 3.0]])
    assert (value[0], ordered[0]) == (50.0, 38.0)
    assert by_vendor(units, prices, np.arange(2), vendor, 1)[0] == value[0]


def test_capacity_follows_orders_and_the_queue_within_its_limits() -> None:
    """Orders of 1,000 a month on a capacity of 100 that may double in a year: 100 x 2^(1/12). None: 2 % less. Orders of
    86 and a sixth of 24 beyond the lead time, with 15 % to spare: 103.5.
    """
    capacity, flow, nothing = np.full(3, 100.0), np.array([1000.0, 0.0, 86.0]), np.zeros(3)
    extend_capacity(capacity, flow, flow.copy(), nothing, np.array([0.0, 0.0, 24.0]), capacity.copy(), np.full(3, 2.0))
    assert capacity == pytest.approx([100.0 * 2.0 ** (1 / 12), 98.0, 103.5])


def test_who_gets_too_little_memory_adds_no_capacity() -> None:
    """Ten times the orders, but memory for 99 of what it can make: capacity stays at 100."""
    capacity, many = np.array([100.0]), np.array([1000.0])
    extend_capacity(capacity, many.copy(), many, np.array([99.0]), many, np.array([99.0]), np.array([2.0]))
    assert capacity[0] == 100.0
