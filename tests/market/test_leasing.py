"""Leasing: contracts in force come first, new ones share what is left, the rent clears."""

import numpy as np
import pytest

from jevons.market.leasing import clear_leases, wanted_rent

BLOC = np.array([0, 0, 0, 1])


def test_a_gap_closes_at_the_adjustment_rate() -> None:
    """A tenant with 10 that wants 30 closes 20 % of the gap of 20: 14, where the lessor has room for 100."""
    leases = clear_leases(np.array([10.0, 0, 0, 0]), np.array([30.0, 0, 0, 0]), np.array([0, 100.0, 0, 0]), BLOC, 0.2)
    np.testing.assert_allclose(leases.taken, [14.0, 0, 0, 0])
    np.testing.assert_allclose(leases.given, [0, 14.0, 0, 0])
    np.testing.assert_allclose(leases.unmet, [16.0, 0, 0, 0])
    np.testing.assert_allclose(leases.pressure, [0.3, 0.0])


def test_contracts_in_force_come_before_new_ones() -> None:
    """Room 20, held 15 by the first; the second asks for 20: the first keeps 15, the second gets the other 5."""
    leases = clear_leases(np.array([15.0, 0, 0, 0]), np.array([15.0, 20.0, 0, 0]), np.array([0, 0, 20.0, 0]), BLOC, 1.0)
    np.testing.assert_allclose(leases.taken, [15.0, 5.0, 0, 0])
    np.testing.assert_allclose(leases.unmet, [0, 15.0, 0, 0])


def test_leases_stay_within_their_bloc() -> None:
    leases = clear_leases(np.zeros(4), np.array([10.0, 0, 0, 10.0]), np.array([0, 50.0, 0, 0]), BLOC, 1.0)
    np.testing.assert_allclose(leases.taken, [10.0, 0, 0, 0])
    assert leases.unmet[3] == 10.0


def test_taken_equals_given_in_each_bloc() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        taken, wanted, room = rng.uniform(0, 100, (3, 4))
        leases = clear_leases(taken, wanted, room, BLOC, rng.uniform())
        for group in (0, 1):
            inside = group == BLOC
            assert leases.taken[inside].sum() == pytest.approx(leases.given[inside].sum(), rel=1e-12)
        assert np.all(leases.given <= room + 1e-9)


def test_rent_is_cost_where_supply_meets_demand_and_is_bounded() -> None:
    """Twice as much wanted as there is, at exponent 0.8: 2 x 2^0.8 = 3.482; never above four times the cost."""
    assert wanted_rent(2.0, 1.0, 0.8) == pytest.approx(2.0)
    assert wanted_rent(2.0, 2.0, 0.8) == pytest.approx(3.4822, rel=1e-4)
    assert wanted_rent(2.0, 50.0, 0.8) == pytest.approx(8.0)
    assert wanted_rent(2.0, 0.0, 0.8) == pytest.approx(0.5)
