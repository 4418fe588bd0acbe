"""Hardware as capital, and mixed fleets."""

import numpy as np
import pytest

from jevons.market.hardware import fleet_seconds, hour_costs, ownership_cost, recovery_factor


def test_recovery_factor_pays_a_loan_back() -> None:
    """15 % over five years: 0.15 / (1 - 1.15^-5) = 0.29832; without interest one fifth a year."""
    assert recovery_factor(0.15, 60) == pytest.approx(0.29832, rel=1e-4)
    assert recovery_factor(0.0, 60) == pytest.approx(0.2)


def test_owning_an_h100_in_2025_costs_about_two_dollars_an_hour() -> None:
    """23,240 x 1.35 for the server, 0.945 kW of facility at 11,000 USD/kW, 8 cents a kWh at PUE 1.2:
    (31,374 + 10,395) x 0.2983 / 12 + 31,374 x 0.12 / 12 + 0.945 x 730.5 x 0.096 = 1,418 USD a month.
    """
    cost = ownership_cost(
        np.array([31_374.0]), np.array([0.945]), 11_000.0, recovery_factor(0.15, 60), 0.12, np.array([0.096])
    )
    assert cost[0, 0] == pytest.approx(1418.3, rel=1e-3)
    assert 1.5 < cost[0, 0] / 730.5 < 2.5


def test_a_fleet_of_one_system_takes_what_the_system_takes() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9]]])
    out = np.empty((1, 1, 4))
    fleet_seconds(np.array([[3.0]]), np.array([2.0]), seconds, out)
    np.testing.assert_allclose(out[0, 0], seconds[0, 0] * 2.0)


def test_a_mixed_fleet_shares_tokens_by_speed() -> None:
    """Systems of 1 H100e at 1e-4 and 3e-4 s a token: three quarters of tokens on the fast one, mean 1.5e-4."""
    seconds = np.array([[[0.0, 0.0, 1e-4, 0.0]], [[0.0, 0.0, 3e-4, 0.0]]])
    out = np.empty((1, 1, 4))
    fleet_seconds(np.array([[1.0, 1.0]]), np.array([1.0, 1.0]), seconds, out)
    assert out[0, 0, 2] == pytest.approx(1.5e-4)


def test_systems_that_cannot_serve_are_left_out() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9]], [[np.inf] * 4]])
    out = np.empty((1, 1, 4))
    fleet_seconds(np.array([[1.0, 5.0]]), np.array([1.0, 1.0]), seconds, out)
    np.testing.assert_allclose(out[0, 0], seconds[0, 0])
    fleet_seconds(np.array([[0.0, 5.0]]), np.array([1.0, 1.0]), seconds, out)
    assert np.all(np.isinf(out))


def test_tenants_pay_the_mean_fleet() -> None:
    """Fleets of 2 x 730.5 USD and 1 x 1,461 USD a month: 1 and 2 USD an hour; the mean of 3 H100e is 4/3."""
    out = np.empty(3)
    mean = hour_costs(
        np.array([[2.0, 0.0], [0.0, 1.0], [0.0, 0.0]]) * 1000,
        np.array([1.0, 1.0]),
        np.array([[730.5, 1461.0]]),
        np.zeros(3, dtype=np.int64),
        np.array([0.0, 0.0, 500.0]),
        730.5,
        out,
    )
    np.testing.assert_allclose(out, [1.0, 2.0, 4 / 3])
    assert mean == pytest.approx(4 / 3)
