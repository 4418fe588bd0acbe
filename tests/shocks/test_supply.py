"""Less supply: a maker that loses half of its capacity, a region without new power, a line that is not sold."""

import numpy as np

from jevons.market.vocabulary import VENDORS, Flow
from tests.shocks.shock import LPX, NVIDIA, US, Shocked, above_base, lived, over_base

HALF, DARK, NO_LPX = "half of NVIDIA", "no new power", "no LPX"
YEAR = 12


def value(run: Shocked, name: str) -> np.ndarray:
    """NVIDIA's line of the record from the shock on."""
    return run.seen(name)[:, NVIDIA]


def in_usd(run: Shocked, name: str) -> np.ndarray:
    """NVIDIA's systems of some kind from the shock on, USD at low prices, (months,)."""
    mine = run.market.buyable.vendor == NVIDIA
    return np.asarray(run.seen(name).sum(axis=1)[:, mine] @ run.market.buyable.price_low[mine])


def made(run: Shocked) -> np.ndarray:
    """What NVIDIA hands over from the shock on, USD at low prices, (months,)."""
    return in_usd(run, "delivered")


def test_a_maker_with_half_its_capacity_ships_that_and_the_world_less() -> None:
    """NVIDIA then ships all that it can make, half of what it could and, at least at first, did: not more than 0.7 of
    what it would have. The world is short of NVIDIA's share of that, and others fill in.
    """
    base, short = lived("nothing"), lived(HALF)
    capacity = short.record.vendor_capacity[short.first - 1 :, NVIDIA].copy()
    capacity[0] *= 0.5
    np.testing.assert_allclose(made(short)[:6], capacity[:6])
    mine = base.market.buyable.vendor == NVIDIA
    full, left = (run.seen("delivered").sum(axis=1) * base.h100e for run in (base, short))
    ships = made(short)[:5] / made(base)[:5]
    assert ((ships > 0.499) & (ships < 0.7)).all()
    share = full[:, mine].sum(axis=1) / full.sum(axis=1)
    shipped = left.sum(axis=1) / full.sum(axis=1)
    assert (shipped[:5] < 1.0 - 0.25 * share[:5]).all()
    assert (shipped[:24] > 0.5).all()
    assert shipped[YEAR:24].mean() > shipped[:5].mean() + 0.05
    assert left[YEAR:24, ~mine].sum() > full[YEAR:24, ~mine].sum()


def test_its_queue_stands_at_once_and_makes_systems_dearer() -> None:
    """What is on order is more than the rest of it makes in its lead time: the excess, in months of what is left,
    makes a system dearer by stretch^(months / 9), stretch being high over low price. At low prices the queue is longer
    by what is not made, half of what was (33 of 67 bn USD in five months, beside a queue of 62), less what goes to
    other makers meanwhile, under a half of that: up to 1.2 to 2 times, until capacity is back.
    """
    base, short = lived("nothing"), lived(HALF)
    buyable, month = base.market.buyable, base.first
    mine = (buyable.vendor == NVIDIA) & (base.seen("ordered")[0].sum(axis=0) > 0.0)
    stretch = np.log(buyable.price_high[mine] / buyable.price_low[mine])
    ordered = base.months[month - 1].queued.sum(axis=0)
    backlog = ordered[buyable.vendor == NVIDIA] @ buyable.price_low[buyable.vendor == NVIDIA]
    pace = 0.5 * base.record.vendor_capacity[month - 1, NVIDIA]
    excess = backlog / pace - base.market.suppliers.lead[NVIDIA]
    dearer, before = (np.log(run.seen("price")[0, mine] / buyable.price_low[mine]) for run in (short, base))
    np.testing.assert_allclose(dearer, stretch * min(excess / 9.0, 1.0))
    assert (before < 0.5 * dearer).all()
    assert (short.seen("price")[:, mine] <= buyable.price_high[mine] * (1.0 + 1e-9)).all()
    queue, usual = (in_usd(run, "queued") for run in (short, base))
    not_made = np.cumsum(made(base) - made(short))
    elsewhere = np.cumsum(in_usd(base, "ordered") - in_usd(short, "ordered"))
    np.testing.assert_allclose(queue[:YEAR] - usual[:YEAR], (not_made - elsewhere)[:YEAR])
    assert ((elsewhere > 0.0) & (elsewhere < 0.5 * not_made))[:6].all()
    assert 1.2 < (queue / usual)[:6].max() < 2.0
    dear = (buyable.price_high / buyable.price_low)[buyable.vendor == NVIDIA].max()
    longer = value(short, "backlog") / value(base, "backlog")
    assert (longer < dear * queue / usual).all()


def test_buyers_then_pay_more_wait_and_serve_no_more_than_before() -> None:
    """Rents and token prices rise with the cost of hardware: systems + 15 to 30 %, some three quarters of owning, are
    passed on for as long as the queue stands, most of a year. Fewer tokens are asked for at such prices, so that hardly
    more of them go unserved; fleets are an eighth smaller for a year.
    """
    hour = lived(HALF).seen("hour_cost").mean(axis=1) / lived("nothing").seen("hour_cost").mean(axis=1)
    assert (hour[:6] > 1.04).all()
    assert 1.03 < over_base(HALF, "rent")[6] < hour[:6].max()
    installed = over_base(HALF, "installed_h100e")
    assert (installed[3:10] < 0.97).all()
    assert (installed > 0.8).all()
    assert installed.max() < 1.1
    assert 1.02 < over_base(HALF, "price_paid")[1:YEAR].mean() < hour[:6].max()
    assert (np.abs(above_base(HALF, "unserved_share"))[:9] < 0.005).all()
    assert (over_base(HALF, "tokens_total")[1:YEAR] < 1.0).all()
    assert (over_base(HALF, "orders")[:5] > 1.0).all()


def test_without_new_power_what_is_in_use_stops_at_the_power_there_is_and_orders_with_it() -> None:
    """4.8 of 9.8 GW are reserved; fleets grow by 7 to 8 % a month, so ln(9.8 / 4.8) / 0.075 = 9.5 months fill them. No
    more is ordered than finds power within a year, here or abroad: under a quarter of what is in use waits, where it
    was as much as all of it when buyers did not look.
    """
    base, dark = lived("nothing"), lived(DARK)
    power = dark.seen("available_gw")[0, US]
    in_use, waiting = (dark.seen(name)[:, US] for name in ("in_use_gw", "waiting_gw"))
    np.testing.assert_array_equal(dark.seen("available_gw")[:, US], power)
    assert (in_use <= power * (1.0 + 1e-9)).all()
    assert (in_use[10:36] > 0.99 * power).all()
    assert 0.0 < waiting.max() < 0.25 * power
    assert (over_base(DARK, "orders")[9:36] < 0.6).all()
    assert (dark.seen("withheld")[9:36].sum(axis=1) > 0.5 * base.since("orders")[9:36] - base.since("orders")[9]).all()


def test_other_regions_take_some_of_it_and_the_world_is_short() -> None:
    """Firms of the US then build abroad as far as power of the bloc goes: a few per cent more than they had there, for
    all the growth of two and a half small regions is less than that of the US. Rents rise as fleets fall behind. An
    hour costs 6 to 16 % more in the second and third year, and lists rise with it and with load; what is paid for the
    mean token rises less, as users turn to cheaper offers.
    """
    base, dark = lived("nothing"), lived(DARK)
    others = np.arange(len(base.record.in_use_gw[0])) != US
    in_use = [run.seen("in_use_gw")[:, others].sum(axis=1) for run in (dark, base)]
    np.testing.assert_allclose(in_use[0][:7], in_use[1][:7], rtol=0.01)
    assert (in_use[0][11:18] > 1.02 * in_use[1][11:18]).all()
    assert (in_use[0][11:18] < 1.2 * in_use[1][11:18]).all()
    assert (over_base(DARK, "rent")[24:36] > 1.45).all()
    assert above_base(DARK, "unserved_share")[30] > 0.08
    hour = (dark.seen("hour_cost").mean(axis=1) / base.seen("hour_cost").mean(axis=1))[18:36]
    assert ((hour > 1.05) & (hour < 1.2)).all()
    sold = (base.seen("prices")[0, :, Flow.OUTPUT] > 0.0) & ~base.world.structure.own_machine
    ratio = dark.seen("prices")[18:36, sold, Flow.OUTPUT] / base.seen("prices")[18:36, sold, Flow.OUTPUT]
    lists = np.exp(np.log(ratio).mean(axis=1))
    assert 1.05 < lists.mean() < 1.8
    assert 1.02 < over_base(DARK, "price_paid")[18:36].mean() < lists.mean()
    assert (over_base(DARK, "tokens_total")[20:] < 0.98).all()


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
