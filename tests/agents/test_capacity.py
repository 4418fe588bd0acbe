"""Capacity: what providers want, and how they divide what they have."""

import itertools

import numpy as np
import pytest

from jevons.agents.capacity import (
    expected_growth,
    for_load,
    for_tenants,
    lease_wishes,
    llm_capacity,
    missing_capacity,
    pool_leases,
    reallocate,
    training_scale,
)


def test_growth_is_averaged_damped_and_capped() -> None:
    """ln load up 0.3 in six months at damping 0.6: 0.03 a month; up 6 in six months: held to the cap of 0.12."""
    logs = np.full((10, 3), np.nan)
    logs[:, 0] = np.linspace(0, 0.45, 10)
    logs[:, 1] = np.linspace(0, 9.0, 10)
    out = np.empty(3)
    expected_growth(logs, 9, 6, 0.6, 0.12, out)
    np.testing.assert_allclose(out, [0.03, 0.12, 0.0])


def test_no_growth_is_expected_of_a_history_too_short() -> None:
    out = np.empty(1)
    expected_growth(np.array([[0.0], [1.0], [2.0]]), 2, 6, 0.6, 0.12, out)
    assert out[0] == 0.0


def test_capacity_for_a_load() -> None:
    """100 busy H100e growing 2 % a month for a year at 47 % load and 92 % availability: 100 e^0.24 / 0.4324."""
    assert for_load(100.0, 0.02, 12.0, 0.47 * 0.92) == pytest.approx(293.9, rel=1e-3)


def test_training_wish_grows_ever_more_slowly() -> None:
    """Ambition 5, growth 5 a year losing a quarter of its logarithm each year: 3.0, then x4.1, x2.9, x2.2."""
    wish = [training_scale(y, 5.0, 5.0, 0.75) for y in range(4)]
    assert wish[0] == pytest.approx(3.0)
    assert [b / a for a, b in itertools.pairwise(wish)] == pytest.approx([4.05, 2.86, 2.20], rel=0.01)


def test_lessors_cannot_take_back_running_contracts_at_once() -> None:
    """A lessor of 100 that needs 90 itself and rents out 50 frees at most 3 %: 48.5 stay leasable."""
    wanted, leasable = np.empty(1), np.empty(1)
    lease_wishes(
        np.zeros(1),
        np.zeros(1),
        np.array([120.0]),
        np.array([20.0]),
        np.array([True]),
        np.array([False]),
        np.array([0.5]),
        np.array([180.0]),
        np.array([50.0]),
        0.03,
        wanted,
        leasable,
    )
    assert leasable[0] == pytest.approx(48.5)


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
