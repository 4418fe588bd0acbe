"""Capacity: what providers want, and how they divide what they have."""

import itertools

import numpy as np
import pytest

from jevons.agents.capacity import (
    HIGHEST_PRESSURE,
    for_load,
    for_tenants,
    lease_and_reallocate,
    lease_wishes,
    llm_capacity,
    missing_capacity,
    pool_leases,
    reallocate,
    training_scale,
)


def test_capacity_for_a_load() -> None:
    """100 busy H100e growing 2 % a month for a year at 47 % load and 92 % availability: 100 e^0.24 / 0.4324."""
    assert for_load(100.0, 0.02, 12.0, 0.47 * 0.92) == pytest.approx(293.9, rel=1e-3)


def test_training_wish_grows_ever_more_slowly() -> None:
    """Ambition 5, growth 5 a year losing a quarter of its logarithm each year: 3.0, then x4.1, x2.9, x2.2."""
    wish = [training_scale(y, 5.0, 5.0, 0.75) for y in range(4)]
    assert wish[0] == pytest.approx(3.0)
    assert [b / a for a, b in itertools.pairwise(wish)] == pytest.approx([4.05, 2.86, 2.20], rel=0.01)


def wishes(
    training: list[float],
    owned: list[float],
    now: list[float],
    lessor: list[bool],
    *,
    given: float = 0.0,
    purse: float = np.inf,
    bloc: tuple[int, ...] = (0, 0, 0),
) -> tuple[np.ndarray, ...]:
    """Wanted, leasable and pressure. Who does not rent out rents; half of a fleet of 2 x `owned` does other things, and
    half of a need of 2 x `now` is to be met from it.
    """
    n = len(owned)
    wanted, leasable, pressure = np.full(n, np.nan), np.full(n, np.nan), np.full(2, np.nan)
    lease_wishes(
        *(np.array(now), np.array(training), 2.0 * np.array(owned), np.array(owned)),
        *(np.array(lessor), ~np.array(lessor), np.full(n, 0.5), 2.0 * np.array(now), np.full(n, given), 0.03),
        *(np.full(n, purse), np.array(bloc[:n]), wanted, leasable, pressure),
    )
    return wanted, leasable, pressure


def test_lessors_cannot_take_back_running_contracts_at_once() -> None:
    """A lessor of 100 that needs 90 itself and rents out 50 frees at most 3 %: 48.5 stay leasable."""
    _, leasable, _ = wishes([0.0], [100.0], [90.0], [True], given=50.0)
    assert leasable[0] == pytest.approx(48.5)


@pytest.mark.parametrize(("purse", "wants"), [(200.0, 90.0), (40.0, 40.0), (0.0, 0.0)])
def test_tenants_want_no_more_than_they_can_pay_for(purse: float, wants: float) -> None:
    """60 to serve and 50 to train with, less 20 that it owns: 90 are missing. A lessor rents nothing."""
    wanted, _, _ = wishes([50.0, 50.0], [20.0, 20.0], [60.0, 60.0], [False, True], purse=purse)
    assert wanted.tolist() == [wants, 0.0]


def test_lessors_training_asks_for_the_same_capacity_as_tenants() -> None:
    """A lessor of 100 needs 40, so that 60 are free. Tenants ask for 90, its own training for 30: twice what is free,
    and half of it, 15, stays for training. Without training tenants press with 90 / 60. With 160 free, 120 are asked
    for, and 130 are left for tenants. The other bloc has neither.
    """
    _, leasable, pressure = wishes([30.0, 50.0], [100.0, 0.0], [40.0, 40.0], [True, False])
    assert (leasable[0], *pressure) == pytest.approx((45.0, 2.0, 0.0))
    assert wishes([0.0, 50.0], [100.0, 0.0], [40.0, 40.0], [True, False])[2][0] == pytest.approx(1.5)
    _, leasable, pressure = wishes([30.0, 50.0], [200.0, 0.0], [40.0, 40.0], [True, False])
    assert (leasable[0], pressure[0]) == pytest.approx((130.0, 0.75))


def test_pressure_stays_within_its_bloc_and_below_its_highest() -> None:
    """5 are free in bloc 0, where tenants ask for 10; in bloc 1 nothing is, so that a request for 90 counts in full."""
    _, _, pressure = wishes([0.0, 10.0, 90.0], [5.0, 0.0, 0.0], [0.0] * 3, [True, False, False], bloc=(0, 0, 1))
    assert pressure.tolist() == [2.0, HIGHEST_PRESSURE]


def test_lessors_and_tenants_get_the_same_part_and_the_rent_rises_by_what_both_ask_for() -> None:
    """A lessor of 100 that serves with 40 trains with 15 of the 30 that it wants and rents out 45 of the 90 wanted.
    Twice as much asked for as is free makes the rent 3 x 2^0.8.
    """
    taken, given, unmet, llm = (np.zeros(2) for _ in range(4))
    inference, rent = np.array([40.0, 0.0]), np.full(2, np.nan)
    serving, training, owned = np.array([40.0, 40.0]), np.array([30.0, 50.0]), np.array([100.0, 0.0])
    lessor, bloc = np.array([True, False]), np.array([0, 0])
    lease_and_reallocate(
        *(serving, serving, training, owned, np.zeros(2), lessor, ~lessor, np.ones(2), bloc, 3.0, np.full(2, np.inf)),
        *(0.03, 1.0, 0.8, 0.2, 1.0, 0.1, taken, given, unmet, rent, llm, inference),
    )
    np.testing.assert_allclose(taken, [0.0, 45.0])
    np.testing.assert_allclose(llm - inference, [15.0, 5.0])
    assert rent[0] == pytest.approx(3.0 * 2.0**0.8)


def test_reallocation_is_bounded_and_leaves_training_its_floor() -> None:
    inference = np.array([10.0, 80.0, 50.0])
    reallocate(inference, np.array([90.0, 200.0, 0.0]), np.full(3, 100.0), 0.07, 0.15)
    np.testing.assert_allclose(inference, [17.0, 85.0, 43.0])


def test_tenants_run_the_mix_that_lessors_rent_out() -> None:
    """A lessor of 60 A and 40 B rents out half: a tenant of 25 H100e gets 15 A and 10 B, the lessor keeps half."""
    out = np.empty((2, 2))
    pool_leases(
        np.array([[60.0, 40.0], [0.0, 0.0]]),
        np.arange(2),
        np.ones(2),
        np.array([100.0, 0.0]),
        np.array([50.0, 0.0]),
        np.array([0.0, 25.0]),
        np.array([0, 0]),
        out,
    )
    np.testing.assert_allclose(out, [[30.0, 20.0], [15.0, 10.0]])


def test_lessors_build_for_tenants_by_purse_and_as_far_as_rent_pays() -> None:
    """40 asked in vain, purses 3 : 1, rent three quarters of cost: 22.5 and 7.5 on top of leases in force."""
    out = np.empty(3)
    for_tenants(
        np.array([10.0, 0.0, 0.0]),
        np.array([0.0, 0.0, 40.0]),
        np.zeros(3, dtype=np.int64),
        np.array([True, True, False]),
        np.array([3.0, 1.0, 9.0]),
        np.array([1.5, 1.5]),
        2.0,
        out,
    )
    np.testing.assert_allclose(out, [32.5, 7.5, 0.0])


def test_capacity_at_hand_leaves_out_other_uses_and_what_is_rented_out() -> None:
    out = np.empty(2)
    llm_capacity(np.array([100.0, 5.0]), np.array([30.0, 9.0]), np.array([50.0, 0.0]), np.array([0.0, 7.0]), out)
    np.testing.assert_allclose(out, [20.0, 7.0])


def test_orders_close_a_part_of_the_gap_to_what_is_wanted() -> None:
    """A tenant builds half of its 60 + 40 H100e, a lessor all of it and 30 for tenants; the first has enough."""
    gap, training = np.empty(2), np.empty(2)
    missing_capacity(
        np.array([60.0, 60.0]),
        np.array([40.0, 40.0]),
        np.array([0.0, 30.0]),
        np.array([0.5, 1.0]),
        np.array([60.0, 60.0]),
        np.array([5.0, 10.0]),
        np.array([0.0, 20.0]),
        0.1,
        gap,
        training,
    )
    np.testing.assert_allclose(gap, [0.0, 6.0])
    np.testing.assert_allclose(training, [0.4, 0.4])
