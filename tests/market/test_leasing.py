"""Leasing: contracts in force come first, new ones share what is left, the rent clears."""

import numpy as np
import pytest

from jevons.market.leasing import clear_leases, move_rents, wanted_rent

BLOC = np.array([0, 0, 0, 1])


class Leases:
    """Leases after a month's clearing."""

    def __init__(self, taken: np.ndarray, wanted: np.ndarray, leasable: np.ndarray, adjustment: float) -> None:
        self.taken = taken.copy()
        self.given, self.unmet = np.full(4, np.nan), np.full(4, np.nan)
        clear_leases(self.taken, wanted, leasable, BLOC, adjustment, self.given, self.unmet)


def test_a_gap_closes_at_the_adjustment_rate() -> None:
    """A tenant with 10 that wants 30 closes 20 % of the gap of 20: 14, where the lessor has room for 100."""
    leases = Leases(np.array([10.0, 0, 0, 0]), np.array([30.0, 0, 0, 0]), np.array([0, 100.0, 0, 0]), 0.2)
    np.testing.assert_allclose(leases.taken, [14.0, 0, 0, 0])
    np.testing.assert_allclose(leases.given, [0, 14.0, 0, 0])
    np.testing.assert_allclose(leases.unmet, [16.0, 0, 0, 0])


def test_contracts_in_force_come_before_new_ones() -> None:
    """Room 20, held 15 by the first; the second asks for 20: the first keeps 15, the second gets the other 5."""
    leases = Leases(np.array([15.0, 0, 0, 0]), np.array([15.0, 20.0, 0, 0]), np.array([0, 0, 20.0, 0]), 1.0)
    np.testing.assert_allclose(leases.taken, [15.0, 5.0, 0, 0])
    np.testing.assert_allclose(leases.unmet, [0, 15.0, 0, 0])


def test_what_rounding_leaves_below_nothing_is_no_lease() -> None:
    """77.3 x (41.7 / 77.3) rounds above 41.7: no room is left for the second, and not less than none."""
    held, room = 77.28179084324925, 41.74864104161867
    assert room - held * (room / held) < 0.0
    leases = Leases(np.array([held, 0, 0, 0]), np.array([held, 20.0, 0, 0]), np.array([0, 0, room, 0]), 1.0)
    assert leases.taken[1] == 0.0


def test_leases_stay_within_their_bloc() -> None:
    leases = Leases(np.zeros(4), np.array([10.0, 0, 0, 10.0]), np.array([0, 50.0, 0, 0]), 1.0)
    np.testing.assert_allclose(leases.taken, [10.0, 0, 0, 0])
    assert leases.unmet[3] == 10.0


def test_taken_equals_given_in_each_bloc() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        taken, wanted, room = rng.uniform(0, 100, (3, 4))
        leases = Leases(taken, wanted, room, rng.uniform())
        for group in (0, 1):
            inside = group == BLOC
            assert leases.taken[inside].sum() == pytest.approx(leases.given[inside].sum(), rel=1e-12)
        assert np.all(leases.given <= room + 1e-9)


def test_rent_is_cost_where_supply_meets_demand_and_is_bounded() -> None:
    """Twice as much asked for as there is, at exponent 0.8: 2 x 2^0.8 = 3.482; never above four times the cost."""
    assert wanted_rent(2.0, 1.0, 0.8) == pytest.approx(2.0)
    assert wanted_rent(2.0, 2.0, 0.8) == pytest.approx(3.4822, rel=1e-4)
    assert wanted_rent(2.0, 50.0, 0.8) == pytest.approx(8.0)
    assert wanted_rent(2.0, 0.0, 0.8) == pytest.approx(0.5)


def test_rents_start_at_the_wanted_one_and_follow_it_slowly() -> None:
    """Wanted 2 at a cost of 2 in balance; then 3.482 at twice the pressure, of which a quarter of the way is gone."""
    rent = np.array([np.nan, 2.0])
    move_rents(rent, 2.0, np.array([1.0, 2.0]), 0.8, 0.25)
    np.testing.assert_allclose(rent, [2.0, 2.0 + 0.25 * 1.4822], rtol=1e-4)
