"""Hardware as capital, and mixed fleets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.hardware import divide_phases, fleet_seconds, hour_costs, ownership_cost, recovery_factor


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


def test_owning_costs_more_where_power_does() -> None:
    """100 USD at 12 % for capital and 24 % for operation a year are 3 USD a month; 2 kW for 730.5 h at 10 and at 20
    cents, PUE included, 146.1 and 292.2 USD.
    """
    cost = np.empty((2, 1))
    ownership_cost(np.array([100.0]), np.array([2.0]), 0.0, 0.12, 0.24, np.array([0.1, 0.2]), cost)
    np.testing.assert_allclose(cost[:, 0], [149.1, 295.2])


def seconds_of(
    units: list[float], h100e: list[float], seconds: np.ndarray, apart: bool = False, fresh: float = 1.0
) -> np.ndarray:
    """Seconds of the one offer of a provider with so many systems."""
    out, one = np.empty((1, 4)), np.zeros(1, dtype=np.int64)
    way = np.array([apart]), np.array([[[fresh, 0.0, 1.0, 0.0]]])
    fleet_seconds(np.array([units]), np.arange(len(units)), np.array(h100e), seconds[None], one, one, *way, out)
    return out[0]


def test_a_fleet_of_one_system_takes_what_the_system_takes() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9]]])
    np.testing.assert_allclose(seconds_of([3.0], [2.0], seconds), seconds[0, 0] * 2.0)


def test_a_mixed_fleet_shares_tokens_by_speed() -> None:
    """Systems of 1 H100e at 1e-4 and 3e-4 s a token: three quarters of tokens on the fast one, mean 1.5e-4."""
    seconds = np.array([[[0.0, 0.0, 1e-4, 0.0], [0.0, 0.0, 3e-4, 0.0]]])
    assert seconds_of([1.0, 1.0], [1.0, 1.0], seconds)[2] == pytest.approx(1.5e-4)


def test_systems_that_cannot_serve_are_left_out() -> None:
    seconds = np.array([[[1e-5, 1e-7, 1e-4, 1e-9], [np.inf] * 4]])
    np.testing.assert_allclose(seconds_of([1.0, 5.0], [1.0, 1.0], seconds), seconds[0, 0])
    assert np.all(np.isinf(seconds_of([0.0, 5.0], [1.0, 1.0], seconds)))


def test_an_offer_runs_on_its_own_providers_fleet() -> None:
    """Two providers, one with the slow system and one with the fast; the first sells two tiers."""
    seconds = np.zeros((2, 2, 2, 4))
    seconds[0, :, :, 2] = [[1e-4, 5e-5], [2e-4, 7e-5]]
    seconds[1] = seconds[0] / 2.0
    out = np.empty((3, 4))
    provider, tier = np.array([0, 0, 1]), np.array([0, 1, 1])
    together = np.zeros(2, dtype=np.bool_), np.ones((2, 2, 4))
    fleet_seconds(np.eye(2), np.arange(2), np.ones(2), seconds, provider, tier, *together, out)
    np.testing.assert_allclose(out[:, 2], [1e-4, 2e-4, 3.5e-5])


def test_where_prefill_is_apart_systems_do_what_they_are_relatively_best_at() -> None:
    """One prefills 4 tokens a second and writes 1, the other 1 and 1; a call has one fresh and one output token.

    Together, tokens spread by writing, half on each: a call takes 0.5 x (1/4 + 1) + 0.5 x (1 + 1) = 1.625 s. Apart, the
    first prefills x of its time: 4x = 1 + (1 - x), x = 0.4: 1.6 calls a second of two systems, 1.25 s each.
    """
    seconds = np.array([[[0.25, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]]])
    together, apart = (seconds_of([1.0, 1.0], [1.0, 1.0], seconds, way) for way in (False, True))
    assert together[0] + together[2] == pytest.approx(1.625)
    assert apart[0] == pytest.approx(0.25)
    assert apart[0] + apart[2] == pytest.approx(1.25)


@settings(deadline=None)
@given(
    skills=st.lists(st.tuples(st.floats(0.01, 10.0), st.floats(0.01, 10.0)), min_size=1, max_size=8),
    fresh=st.floats(0.1, 50.0),
)
def test_both_phases_keep_step_and_nobody_works_longer_than_there_is(
    skills: list[tuple[float, float]], fresh: float
) -> None:
    """Nor does any exchange of work between two systems make more calls: the order is that of advantage."""
    can_prefill, can_write = (np.array(column) for column in zip(*skills, strict=True))
    prefilled, written = can_prefill.copy(), can_write.copy()
    divide_phases(can_prefill / can_write, prefilled, written, fresh)
    assert prefilled.sum() == pytest.approx(fresh * written.sum())
    assert (prefilled / can_prefill + written / can_write <= 1.0 + 1e-9).all()
    alone = 1.0 / (fresh / can_prefill.sum() + 1.0 / can_write.sum())
    assert written.sum() >= alone * (1 - 1e-9)
    both = (prefilled > 0.0) & (written > 0.0)
    assert both.sum() <= 1


def test_systems_alike_at_both_keep_their_order_however_many_there_are() -> None:
    """Three kinds of the same advantage, of which half the work is prefill: the first prefills, whatever its size."""
    for sizes in ([1.0, 1.0, 2.0], [1.0, 1.0 + 1e-12, 2.0 - 1e-12]):
        prefilled, written = np.array(sizes), np.array(sizes)
        divide_phases(np.array([1.0, 1.0 - 1e-9, 1.0]), prefilled, written, 1.0)
        np.testing.assert_allclose(prefilled, [1.0, 1.0, 0.0], atol=1e-9)


def test_tenants_pay_the_mean_fleet() -> None:
    """Fleets of 2 x 730.5 USD and 1 x 1,461 USD a month where they stand: 1 and 2 USD an hour; the mean of 3 H100e is
    4/3.
    """
    out = np.empty(3)
    mean = hour_costs(
        np.array([[2.0, 0.0], [0.0, 1.0], [0.0, 0.0]]) * 1000,
        np.arange(2),
        np.array([1.0, 1.0]),
        np.array([[730.5, 1e9], [1e9, 1461.0], [1e9, 1e9]]),
        np.array([0.0, 0.0, 500.0]),
        730.5,
        out,
    )
    np.testing.assert_allclose(out, [1.0, 2.0, 4 / 3])
    assert mean == pytest.approx(4 / 3)
