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
    cost, factor = np.empty((1, 1)), recovery_factor(0.15, 60)
    ownership_cost(np.array([31_374.0]), np.array([0.945]), 11_000.0, factor, 0.12, np.array([0.096]), cost)
    assert cost[0, 0] == pytest.approx(1418.3, rel=1e-3)
    assert 1.5 < cost[0, 0] / 730.5 < 2.5


def seconds_of(units: list[float], h100e: list[float], seconds: np.ndarray) -> np.ndarray:
    """Seconds of the one offer of a provider with so many systems."""
    out, one = np.empty((1, 4)), np.zeros(1, dtype=np.int64)
    fleet_seconds(np.array([units]), np.arange(len(units)), np.array(h100e), seconds, one, one, out)
    return out[0]


def test_a_fleet_of_one_system_takes_what_the_system_takes() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9]]])
    np.testing.assert_allclose(seconds_of([3.0], [2.0], seconds), seconds[0, 0] * 2.0)


def test_a_mixed_fleet_shares_tokens_by_speed() -> None:
    """Systems of 1 H100e at 1e-4 and 3e-4 s a token: three quarters of tokens on the fast one, mean 1.5e-4."""
    seconds = np.array([[[0.0, 0.0, 1e-4, 0.0]], [[0.0, 0.0, 3e-4, 0.0]]])
    assert seconds_of([1.0, 1.0], [1.0, 1.0], seconds)[2] == pytest.approx(1.5e-4)


def test_systems_that_cannot_serve_are_left_out() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9]], [[np.inf] * 4]])
    np.testing.assert_allclose(seconds_of([1.0, 5.0], [1.0, 1.0], seconds), seconds[0, 0])
    assert np.all(np.isinf(seconds_of([0.0, 5.0], [1.0, 1.0], seconds)))


def test_an_offer_runs_on_its_own_providers_fleet() -> None:
    """Two providers, one with the slow system and one with the fast; the first sells two tiers."""
    seconds = np.zeros((2, 2, 4))
    seconds[:, :, 2] = [[1e-4, 2e-4], [5e-5, 7e-5]]
    out = np.empty((3, 4))
    provider, tier = np.array([0, 0, 1]), np.array([0, 1, 1])
    fleet_seconds(np.eye(2), np.arange(2), np.ones(2), seconds, provider, tier, out)
    np.testing.assert_allclose(out[:, 2], [1e-4, 2e-4, 7e-5])


def test_tenants_pay_the_mean_fleet() -> None:
    """Fleets of 2 x 730.5 USD and 1 x 1,461 USD a month: 1 and 2 USD an hour; the mean of 3 H100e is 4/3."""
    out = np.empty(3)
    mean = hour_costs(
        np.array([[2.0, 0.0], [0.0, 1.0], [0.0, 0.0]]) * 1000,
        np.arange(2),
        np.array([1.0, 1.0]),
        np.array([[730.5, 1461.0]]),
        np.zeros(3, dtype=np.int64),
        np.array([0.0, 0.0, 500.0]),
        730.5,
        out,
    )
    np.testing.assert_allclose(out, [1.0, 2.0, 4 / 3])
    assert mean == pytest.approx(4 / 3)
