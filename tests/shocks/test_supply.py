"""Less supply: a maker that loses half of its capacity, a region without new power, a line that is not sold."""

import numpy as np

from jevons.market.vocabulary import VENDORS
from tests.shocks.shock import LPX, NVIDIA, US, Shocked, above_base, lived, over_base

HALF, DARK, NO_LPX = "half of NVIDIA", "no new power", "no LPX"
YEAR = 12


def value(run: Shocked, name: str) -> np.ndarray:
    """NVIDIA's line of the record from the shock on."""
    return run.seen(name)[:, NVIDIA]


def test_a_maker_with_half_its_capacity_ships_half_and_the_world_less_than_half_less() -> None:
    """NVIDIA ships half of the systems, somewhat fewer as they grow dearer, and the world less half of NVIDIA's share.

    Others fill in: in the second year the world is short of less than at first, and never of half.
    """
    base, short = lived("nothing"), lived(HALF)
    mine = base.market.buyable.vendor == NVIDIA
    full, left = (run.seen("delivered").sum(axis=1) * base.h100e for run in (base, short))
    ships = left[:5, mine].sum(axis=1) / full[:5, mine].sum(axis=1)
    assert ((ships > 0.35) & (ships < 0.55)).all()
    share = full[:, mine].sum(axis=1) / full.sum(axis=1)
    shipped = left.sum(axis=1) / full.sum(axis=1)
    assert (shipped[:5] < 1.0 - 0.45 * share[:5]).all()
    assert (shipped[:24] > 0.5).all()
    assert shipped[YEAR:24].mean() > shipped[:5].mean() + 0.05
    assert left[YEAR:24, ~mine].sum() > 1.3 * full[YEAR:24, ~mine].sum()


def test_its_queue_and_its_prices_rise_as_what_it_cannot_ship_adds_up() -> None:
    """Each month half of the usual sales stay behind: one month of the new capacity. k months on, its queue is longer
    by k + 1 months (the same orders are two months of half the capacity), and systems cost stretch^((k + 1) / 9) more,
    stretch being high over low price, up to the high end. Backlog: 5 months of sales plus half a month's a month, so
    (5 + 3) / 5 = 1.6 times after six months, times dearer systems, and more orders on top from those who wait.
    """
    base, short = lived("nothing"), lived(HALF)
    buyable = base.market.buyable
    mine = (buyable.vendor == NVIDIA) & (base.seen("ordered")[0].sum(axis=0) > 0.0)
    stretch = np.log(buyable.price_high[mine] / buyable.price_low[mine])
    dearer = np.log(short.seen("price") / base.seen("price"))[:, mine]
    for month in range(5):
        np.testing.assert_allclose(dearer[month], stretch * (month + 1) / 9.0, rtol=0.2, atol=0.01)
    assert (short.seen("price")[:, mine] <= buyable.price_high[mine] * (1.0 + 1e-9)).all()
    backlog = value(short, "backlog") / value(base, "backlog")
    assert (np.diff(backlog[:7]) > 0.0).all()
    assert 1.5 < backlog[6] < 2.5


def test_buyers_then_pay_more_wait_and_serve_no_more_than_before() -> None:
    """Rents and token prices rise with the cost of hardware (systems + 30 %, some three quarters of owning) and with
    fleets that miss up to a fifth; demand falls by the elasticity. Nothing is served that was not before.
    """
    assert 1.05 < over_base(HALF, "rent")[6] < 1.5
    assert 1.1 < over_base(HALF, "rent")[YEAR] < 1.7
    assert (over_base(HALF, "installed_h100e")[6:24] < 0.96).all()
    assert (over_base(HALF, "installed_h100e") > 0.5).all()
    assert 1.05 < over_base(HALF, "price_paid")[YEAR:24].mean() < 1.4
    assert (above_base(HALF, "unserved_share")[:24] > -0.005).all()
    assert (over_base(HALF, "tokens_total")[1:24] < 1.0).all()
    assert (over_base(HALF, "orders")[:24] > 1.0).all()


def test_without_new_power_what_is_in_use_stops_at_the_power_there_is_and_systems_wait() -> None:
    """6.2 of 10.3 GW are used; fleets grow by 6 % a month, so ln(10.3 / 6.2) / 0.06 = 8 months fill them, and what
    is shipped later waits. In a year and a half that is some 10 GW: as much as is in use.
    """
    base, dark = lived("nothing"), lived(DARK)
    power = dark.seen("available_gw")[0, US]
    in_use, waiting = (dark.seen(name)[:, US] for name in ("in_use_gw", "waiting_gw"))
    np.testing.assert_array_equal(dark.seen("available_gw")[:, US], power)
    assert (in_use <= power * (1.0 + 1e-9)).all()
    assert (in_use[8:] > 0.9 * power).all()
    assert (np.diff(waiting[8:36]) > 0.0).all()
    assert 0.5 * power < waiting[18] < 1.5 * power
    home = dark.world.structure.home == US
    here = [run.seen("waiting_h100e")[:, home].sum(axis=1) for run in (dark, base)]
    assert (np.diff(here[0][8:36]) > 0.0).all()
    assert (here[1] < 0.01 * base.since("installed_h100e"))[:36].all()


def test_other_regions_go_on_at_first_and_the_world_is_short() -> None:
    """Makers ship on, so other regions have what they had, within 1 % for a year. Rents rise as fleets fall behind:
    a third is missing after a year, so wanted over leasable is at least 1.5 times, and 1.5^0.8 = 1.38.
    """
    base, dark = lived("nothing"), lived(DARK)
    others = np.arange(len(base.record.in_use_gw[0])) != US
    in_use = [run.seen("in_use_gw")[:, others].sum(axis=1) for run in (dark, base)]
    np.testing.assert_allclose(in_use[0][:YEAR], in_use[1][:YEAR], rtol=0.01)
    assert (over_base(DARK, "rent")[YEAR:36] > 1.3).all()
    assert above_base(DARK, "unserved_share")[24] > 0.1
    assert 1.1 < over_base(DARK, "price_paid")[18:36].mean() < 1.8
    assert (over_base(DARK, "tokens_total")[YEAR:] < 0.98).all()


def test_a_line_of_decode_machines_can_go_without_anybody_noticing() -> None:
    """LPX was bought for less than a hundredth of the money and of the H100e in any month, so its end moves no total
    by more: what would have gone to it goes elsewhere. (SRAM machines once looked 28 times cheaper and took all.)
    """
    base, without = lived("nothing"), lived(NO_LPX)
    mine = base.market.buyable.vendor == VENDORS.index(LPX)
    for worth in (base.h100e, base.market.buyable.price_low):
        ordered = base.seen("ordered").sum(axis=1) * worth
        assert (ordered[:, mine].sum(axis=1) < 0.01 * ordered.sum(axis=1)).all()
    assert without.seen("ordered")[:, :, mine].sum() == 0.0
    names = ("price_paid", "rent", "orders", "tokens_total", "installed_h100e", "serving")
    changes = np.array([np.abs(over_base(NO_LPX, name) - 1.0) for name in names])
    assert (changes[:, :24] < 0.01).all()
    assert (changes < 0.05).all()
    assert (np.abs(above_base(NO_LPX, "unserved_share")) < 0.01).all()
