"""Prices: cost, markup, load, rivals, and how fast a list moves."""

import numpy as np
import pytest

from jevons.market.pricing import kept_gain, pressure_of, rival_price, rivals, set_prices, unit_costs, wanted_price


def test_unit_cost_is_machine_time_at_the_cost_of_an_hour() -> None:
    """1e-4 H100e-s a token at 1.80 USD an hour and goodput 0.5: 1e6 x 1e-4 / 3600 x 1.8 / 0.5 = 0.1 USD/Mtok."""
    out = np.empty((1, 3))
    unit_costs(np.array([[1e-4, 1e-5, 2e-4, 0.0]]), np.array([1.8]), 0.5, out)
    np.testing.assert_allclose(out, [[0.1, 0.01, 0.2]])


def test_output_is_priced_at_the_usual_context() -> None:
    """1e-8 s per token of context x 8,000 tokens adds 8e-5 s to an output token."""
    out = np.empty((1, 3))
    unit_costs(np.array([[0.0, 0.0, 2e-5, 1e-8]]), np.array([3.6]), 1.0, out)
    assert out[0, 2] == pytest.approx(1e6 * 1e-4 / 1000)


def test_who_cannot_serve_a_tier_has_no_cost() -> None:
    out = np.empty((1, 3))
    unit_costs(np.full((1, 4), np.inf), np.array([2.0]), 0.5, out)
    np.testing.assert_array_equal(out, 0.0)


def test_wanted_price_moves_with_load_and_rivals_and_keeps_its_floor() -> None:
    """Cost 2, markup 3, load twice the target, exponent 0.5: 6 x sqrt 2 = 8.485; a rival at 4 with weight 1/2:
    sqrt(8.485 x 4) = 5.826; a dearer rival lifts nobody; below 0.6 x cost never.
    """
    busy = pressure_of(0.8, 0.4, 0.5)
    assert wanted_price(2.0, 3.0, busy, 0.0, 0.5, 0.6) == pytest.approx(8.4853, rel=1e-4)
    assert wanted_price(2.0, 3.0, busy, 4.0, 0.5, 0.6) == pytest.approx(5.8259, rel=1e-4)
    assert wanted_price(2.0, 3.0, busy, 90.0, 0.5, 0.6) == pytest.approx(8.4853, rel=1e-4)
    assert wanted_price(2.0, 3.0, 1.0, 1e-6, 0.9, 0.6) == pytest.approx(1.2)
    assert pressure_of(0.4, 0.4, 0.5) == 1.0
    assert pressure_of(1e9, 0.4, 1.0) == pytest.approx(4.0)


def test_a_seller_keeps_a_part_of_what_its_cost_has_fallen_by() -> None:
    """Cost down to a hundredth, half of it kept in logs: ten times the markup, so a tenth of the price. A dearer cost
    cuts the markup as much; who keeps nothing, or sells nothing yet, is not changed.
    """
    assert kept_gain(0.01, 1.0, 0.5) == pytest.approx(10.0)
    assert kept_gain(100.0, 1.0, 0.5) == pytest.approx(0.1)
    assert kept_gain(0.01, 1.0, 0.0) == 1.0
    assert kept_gain(0.0, 1.0, 0.5) == kept_gain(1.0, 0.0, 0.5) == 1.0


def test_gains_count_from_the_cost_of_the_first_list() -> None:
    """First list at cost 4: 2 x 4 = 8. Then cost 1 with a release that closes all of the gap, a quarter kept in logs:
    2 x 1 x 4^0.25 = 2.83, where a commodity would ask 2.
    """
    prices, first = np.zeros((1, 3)), np.zeros((1, 3))
    for cost in (4.0, 1.0):
        set_prices(
            *(prices, np.full((1, 3), cost), first, np.array([0.25]), np.array([2.0]), np.array([0]), np.array([0.5])),
            *(*rivals(np.array([0]), np.array([0])), np.array([True]), np.array([60.0]), np.zeros((1, 3))),
            *(np.array([False]), 0.5, 0.4, 0.25, 0.6, 0.0, 1.0, 0.06),
        )
        assert first[0, 2] == 4.0
    assert prices[0] == pytest.approx(2.0 * 4.0**0.25)


def test_rivals_are_the_same_tier_in_the_same_group() -> None:
    prices = np.log(np.array([[1.0], [4.0], [100.0], [9.0]]))
    others, number = rivals(np.array([0, 0, 1, 0]), np.array([0, 0, 0, 1]))
    found = [rival_price(prices, others[o, : number[o]], 0) for o in range(3)]
    assert found == pytest.approx([4.0, 1.0, 0.0])


def _moved(released: bool) -> np.ndarray:
    prices = np.array([[8.0, 0.8, 16.0]])
    set_prices(
        prices,
        np.array([[1.0, 0.1, 2.0]]),
        np.array([[1.0, 0.1, 2.0]]),
        np.zeros(1),
        np.array([2.0]),
        np.array([0]),
        np.array([0.5]),
        *rivals(np.array([0]), np.array([0])),
        np.array([released]),
        np.array([60.0]),
        np.zeros((1, 3)),
        np.array([False]),
        0.5,
        0.4,
        0.25,
        0.6,
        0.0,
        0.7,
        0.06,
    )
    return prices


def test_lists_move_most_at_releases() -> None:
    """Wanted 2 against 8: a release closes 70 % of ln 4, 8 x (1/4)^0.7 = 3.031; other months 6 %: 7.361."""
    assert _moved(True)[0, 0] == pytest.approx(3.0314, rel=1e-4)
    assert _moved(False)[0, 0] == pytest.approx(7.3615, rel=1e-4)
