"""Energy of fleets, idle and busy."""

import numpy as np
import pytest

from jevons.market.energy import draw_share, fleet_energy, regional_energy, regional_power


def test_draw_runs_from_idle_to_peak() -> None:
    assert draw_share(0.0, 0.35, 0.75) == pytest.approx(0.35)
    assert draw_share(0.5, 0.35, 0.75) == pytest.approx(0.55)
    assert draw_share(4.0, 0.35, 0.75) == pytest.approx(0.75)


def test_a_fleet_draws_rated_power_times_share_times_pue() -> None:
    """100 systems of 1 kW and 1 H100e, 40 serving at half load, 60 training at peak, PUE 1.2, 730.5 hours:
    (40 x 0.55 + 60 x 0.75) x 1.2 x 730.5 = 58,732 kWh, of which 19,285 for serving.
    """
    everything, serving = fleet_energy(
        np.array([[100.0]]),
        np.arange(1),
        np.array([1.0]),
        np.array([100.0]),
        np.zeros(1),
        np.zeros(1),
        np.array([40.0]),
        np.array([40.0 * 1000 * 0.5]),
        1000.0,
        0.35,
        0.75,
        np.array([1.2]),
    )
    assert serving[0] == pytest.approx(40 * 0.55 * 1.2 * 730.5)
    assert everything[0] == pytest.approx((40 * 0.55 + 60 * 0.75) * 1.2 * 730.5)


def test_a_tenant_draws_what_the_mean_fleet_draws() -> None:
    """Lessor: 100 H100e at 1 kW, 30 rented out; the tenant's 30, all serving at full load, draw 0.75 kW each, with the
    PUE of the tenant's halls, 1.2, on them.
    """
    everything, serving = fleet_energy(
        np.array([[100.0], [0.0]]),
        np.arange(1),
        np.array([1.0]),
        np.array([100.0, 0.0]),
        np.array([0.0, 30.0]),
        np.array([30.0, 0.0]),
        np.array([0.0, 30.0]),
        np.array([0.0, 30.0 * 1000]),
        1000.0,
        0.35,
        0.75,
        np.array([1.0, 1.2]),
    )
    assert serving[1] == pytest.approx(30 * 0.75 * 1.2 * 730.5)
    assert everything[0] == pytest.approx(70 * 0.75 * 730.5)


def test_power_adds_up_by_region() -> None:
    """Chips of 2 GW in one region, of 1 GW in the other and of 4 GW a quarter and three quarters: 3 GW for which 1.5 GW
    a GW are reserved, and 4 GW for which 1.2 are.
    """
    sites = np.array([[1.0, 0.0], [0.0, 1.0], [0.25, 0.75]])
    found = regional_power(np.array([2e6, 1e6, 4e6]), sites, np.array([1.5, 1.2]))
    np.testing.assert_allclose(found, [4.5, 4.8])


def test_energy_is_drawn_where_halls_stand_and_by_what_they_take() -> None:
    """Half of the halls at PUE 1.5 and half at 1: 60 and 40 of 100 kWh at the meter. The other's 20 are all in one."""
    sites = np.array([[0.5, 0.5], [0.0, 1.0]])
    found = regional_energy(np.array([100.0, 20.0]), sites, np.array([1.5, 1.0]))
    np.testing.assert_allclose(found, [60.0, 60.0])
