"""Ordering: cheap for the own work, deliverable, within the vendor's reach and the purse."""

import numpy as np
import pytest

from jevons.agents.ordering import (
    USUAL_BASKET,
    budgets,
    fill_baskets,
    fill_work,
    fit_order_books,
    hold_back,
    order_systems,
    screen_by_return,
    share_orders,
    usual_wait,
    within_reach,
)
from jevons.agents.population import open_market
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import REGIONS, VENDORS
from jevons.market.world import build_world

BASKET = np.array([[1.0, 0.0, 0.0, 0.0]])


def shares(
    owning: list[float],
    seconds: list[float],
    wait: list[float],
    reach: list[float],
    training: float = 0.0,
    slower: float = 1.0,
):
    """Shares of orders; `slower`: factor of the first system, which is slower than the speed that is sold."""
    out, work, systems = np.empty(len(owning)), np.empty(len(owning)), np.arange(len(owning))
    table, factors = np.zeros((1, len(owning), 4)), np.ones((1, len(owning)))
    table[0, :, 0] = seconds
    factors[0, 0] = slower
    fill_work(BASKET, table, factors, systems, work)
    found = share_orders(
        np.array(reach),
        systems,
        np.ones(len(owning)),
        np.ones(len(owning), dtype=np.bool_),
        np.array(wait),
        np.array(owning),
        work,
        training,
        2.0,
        out,
    )
    return found, out


def test_twice_the_cost_gets_a_quarter_of_the_weight_at_sharpness_two() -> None:
    _, out = shares([1.0, 2.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0])
    np.testing.assert_allclose(out, [0.8, 0.2])


def test_a_slow_system_is_dear_for_serving_but_not_for_training() -> None:
    serving, training = (shares([1.0, 1.0], [1.0, 4.0], [0, 0], [1, 1], t)[1] for t in (0.0, 1.0))
    assert serving[1] == pytest.approx(1 / 17)
    assert training[1] == pytest.approx(0.5)


def test_a_system_too_slow_for_what_is_sold_must_be_cheaper() -> None:
    """Its tokens sell at half the price: as dear as one of twice the cost."""
    _, out = shares([1.0, 1.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0], slower=2.0)
    np.testing.assert_allclose(out, [0.2, 0.8])


def test_a_queue_turns_buyers_away() -> None:
    """24 months more at 6 % a month and sharpness 2: e^-2.88 = 0.056 of the weight."""
    _, out = shares([1.0, 1.0], [1.0, 1.0], [0.0, 24.0], [1.0, 1.0])
    assert out[1] / out[0] == pytest.approx(np.exp(-2.88))


def test_a_small_maker_gets_more_orders_than_it_can_make_until_its_queue_turns_buyers_away() -> None:
    """With a hundredth of the capacity it has a tenth of the weight: 1/11 of orders where systems are alike. A queue
    longer by ln 10 / (2 x 0.06) = 19.2 months leaves it a hundredth of the other's orders, as its capacity is.
    """
    reach = np.empty((1, 2))
    within_reach(np.ones((1, 2)), np.arange(2), np.array([1e10, 1e8]), np.ones(1), 0.5, reach)
    _, out = shares([1.0, 1.0], [1.0, 1.0], [0.0, 0.0], reach[0].tolist())
    assert out[1] == pytest.approx(1 / 11)
    _, out = shares([1.0, 1.0], [1.0, 1.0], [0.0, np.log(10.0) / 0.12], reach[0].tolist())
    assert out[1] == pytest.approx(1 / 101)


def test_nothing_on_sale_orders_nothing() -> None:
    found, out = shares([1.0], [1.0], [0.0], [0.0])
    assert found == 0.0
    assert out[0] == 0.0


@pytest.mark.parametrize(("incumbency", "near"), [(1.0, (64.0, 16.0)), (0.5, (8.0, 4.0)), (0.0, (1.0, 1.0))])
def test_makers_reach_buyers_by_their_capacity_and_by_budgets(incumbency: float, near: tuple[float, float]) -> None:
    """Capacities of 64 and 16 weigh 8 and 4 at an incumbency of a half; budgets of 3 and 1 get 3/4 and 1/4 of that.

    A third buyer may not buy, and a third system is not on sale.
    """
    out, open_now = np.full((3, 3), -1.0), np.array([[1.0] * 3, [1.0] * 3, [0.0] * 3])
    within_reach(open_now, np.arange(2), np.array([64.0, 16.0, 9.0]), np.array([3.0, 1.0, 9.0]), incumbency, out)
    np.testing.assert_allclose(out[:, :2], np.outer([0.75, 0.25, 0.0], near))
    assert (out[:, 2] == -1.0).all()


def ordered(gap: float, budget: float, *, spends_all: bool = False) -> tuple[float, float]:
    """Units ordered of a system of 2 H100e at 10 USD, and H100e refused."""
    units, refused = np.empty((1, 1)), np.empty(1)
    order_systems(
        np.array([gap]),
        np.array([budget]),
        np.ones((1, 1)),
        np.arange(1),
        np.array([1e9]),
        np.array([2.0]),
        np.array([True]),
        np.array([7.0]),
        np.array([3.0]),
        np.zeros(1),
        np.ones((1, 1)),
        np.ones((1, 1, 1, 4)),
        np.ones((1, 1, 1)),
        BASKET[None],
        np.zeros(1),
        2.0,
        0.5,
        spends_all,
        units,
        refused,
    )
    return float(units[0, 0]), float(refused[0])


def test_money_limits_orders_and_the_rest_is_refused() -> None:
    """100 H100e wanted of a system of 2 H100e at 10 USD: 50 units cost 500; with 200 only 20, 60 refused."""
    assert ordered(100.0, 200.0) == pytest.approx((20.0, 60.0))
    assert ordered(100.0, 800.0) == pytest.approx((50.0, 0.0))


def test_who_spends_all_its_capital_orders_beyond_the_gap() -> None:
    """800 USD buy 80 units, 160 H100e, where 100 are missing or none; 200 USD buy 20 all the same."""
    assert ordered(100.0, 800.0, spends_all=True) == pytest.approx((80.0, 0.0))
    assert ordered(0.0, 800.0, spends_all=True) == pytest.approx((80.0, 0.0))
    assert ordered(100.0, 200.0, spends_all=True) == pytest.approx((20.0, 60.0))
    assert ordered(0.0, 800.0) == (0.0, 0.0)


def test_orders_are_screened_by_what_the_fleet_earns() -> None:
    """Income of half the cost, where 1 is wanted, keeps half of the gap; where 0.25 is wanted all; more never adds."""
    gap = np.full(4, 100.0)
    screen_by_return(gap, np.array([5.0, 30.0, 0.0, 5.0]), np.array([10.0, 10.0, 10.0, 0.0]), 1.0)
    np.testing.assert_allclose(gap, [50.0, 100.0, 0.0, 100.0])
    easy = np.array([100.0])
    screen_by_return(easy, np.array([5.0]), np.array([10.0]), 0.25)
    assert easy[0] == 100.0


def held_back(free: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """What is left of orders of 100 and 25 systems of 1 MW and 50 of 2 MW, and H100e withheld.

    A rated kW of the first two buyers, of one bloc, takes 1.5 and 2 kW at the grid, of the third 1.2; systems are 3 and
    7 H100e.
    """
    units, withheld = np.array([[100.0, 0.0], [25.0, 50.0], [100.0, 0.0]]), np.full(3, np.nan)
    kilowatts, h100e = np.array([1000.0, 2000.0]), np.array([3.0, 7.0])
    hold_back(
        units,
        np.arange(kilowatts.size),
        kilowatts,
        np.array([0, 0, 1]),
        np.array([1.5, 2.0, 1.2]),
        np.array(free),
        h100e,
        withheld,
    )
    return units, withheld


def test_orders_are_cut_all_alike_to_the_power_that_will_be_free_in_their_bloc() -> None:
    """0.15 and 0.05 + 0.2 GW ordered where 0.16 will be free: 40 % of each order is kept, and 60 % of 300 and of
    75 + 350 H100e is withheld. The other bloc has 0.15 GW for its 0.12.
    """
    units, withheld = held_back([0.16, 0.15])
    np.testing.assert_allclose(units, [[40.0, 0.0], [10.0, 20.0], [100.0, 0.0]])
    np.testing.assert_allclose(withheld, [180.0, 255.0, 0.0])


def test_nothing_is_ordered_where_no_power_will_be_free() -> None:
    units, withheld = held_back([0.0, 0.12])
    np.testing.assert_allclose(units, [[0.0, 0.0], [0.0, 0.0], [100.0, 0.0]])
    np.testing.assert_allclose(withheld, [300.0, 425.0, 0.0])


def test_a_system_without_the_tier_takes_forever() -> None:
    """Two tokens of a kind that takes 3 s and one that takes 5: 11 s."""
    basket, seconds, out = np.array([[2.0, 0.0, 1.0, 0.0]]), np.full((1, 2, 4), np.inf), np.empty(2)
    seconds[0, 0] = [3.0, 9.0, 5.0, 9.0]
    fill_work(basket, seconds, np.ones((1, 2)), np.arange(2), out)
    assert out[0] == 11.0
    assert np.isinf(out[1])


def test_an_order_book_takes_what_it_has_room_for_from_all_alike() -> None:
    """90 USD of orders at a maker that takes 30 more: a third of each; another maker's orders are left alone."""
    units = np.array([[3.0, 1.0, 4.0], [5.0, 0.0, 2.0]])
    fit_order_books(units, np.arange(3), np.array([10.0, 10.0, 7.0]), np.array([0, 0, 1]), np.array([30.0, 42.0]))
    np.testing.assert_allclose(units, [[1.0, 1.0 / 3.0, 4.0], [5.0 / 3.0, 0.0, 2.0]])


def test_a_full_order_book_takes_nothing() -> None:
    units = np.array([[3.0]])
    fit_order_books(units, np.arange(1), np.array([10.0]), np.array([0]), np.zeros(1))
    assert units[0, 0] == 0.0


def test_the_usual_wait_is_the_mean_over_what_is_on_sale_as_capacity_goes() -> None:
    """3 months for three parts of capacity and 5 for one: 14 / 4. What is not on sale and has no capacity is left."""
    assert usual_wait(np.array([0, 2]), np.array([3.0, 99.0, 5.0]), np.array([30.0, 500.0, 10.0])) == 3.5
    assert usual_wait(np.array([], dtype=np.int64), np.array([3.0]), np.ones(1)) == 0.0
    assert usual_wait(np.array([0]), np.array([3.0]), np.zeros(1)) == 0.0


@pytest.mark.parametrize(("wait", "ahead"), [(5.0, 5.0 + 1.0 / 0.15), (40.0, 24.0)])
def test_orders_look_as_far_ahead_as_hardware_takes_and_a_gap_takes_to_close(
    wait: float, ahead: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """15 % of a gap is ordered in a month, so that it closes in 6.7 months; nobody looks further than 24."""
    market = open_market(build_world(Scenario(users=500, overrides={"investment.order_smoothing": 0.15})))
    market.step()
    sellers, systems, seen = market.sellers, len(market.world.systems), []
    monkeypatch.setattr(sellers, "_for_load", lambda months: seen.append(months) or np.zeros(len(sellers.need)))
    room = np.zeros(len(VENDORS))
    sellers.order(0, np.ones(systems), np.full(systems, wait), np.ones(systems), room, np.zeros(len(REGIONS)))
    assert seen == pytest.approx([ahead])


def test_a_budget_is_access_to_capital_or_a_part_of_income() -> None:
    """1,200 a year at scale 2 are 200 a month; half an income of 100 + 20 + 480 is 300."""
    out = np.empty(2)
    budgets(np.array([1200.0, 1200.0]), 2.0, 0.5, np.array([0.0, 100.0 + 20.0 + 480.0]), out)
    np.testing.assert_allclose(out, [200.0, 300.0])


def test_who_sells_nothing_buys_for_the_usual_mix() -> None:
    tokens, basket = np.zeros((3, 4)), np.full((2, 5, 4), np.nan)
    tokens[0] = [1.0, 2.0, 3.0, 4.0]
    fill_baskets(tokens, np.array([0, 0, 1]), np.array([0, 2, 1]), basket)
    np.testing.assert_allclose(basket[0, 0], tokens[0])
    np.testing.assert_allclose(basket[1, 1], USUAL_BASKET)
    assert basket.sum() == pytest.approx(10.0 + sum(USUAL_BASKET))
