"""More demand: a month of it is forgotten within the lead time; lasting demand is served better and better."""

import numpy as np
import pytest

from jevons.market.vocabulary import VENDORS, Flow
from tests.shocks.shock import Shocked, above_base, lived, over_base

MONTH, GOOD, FOUR = "demand doubled for a month", "demand doubled for good", "demand four times for good"
LEAD = 12
SCARCE_AFTER_MONTHS = 9.0


def systems_dearer(base: Shocked, shocked: Shocked) -> tuple[np.ndarray, np.ndarray]:
    """Prices after a shock's first month over the base's, and the most that longer queues make of them, (systems,)."""
    first, buyable = base.first, base.market.buyable
    queues = [run.months[first].queued.sum(axis=0) * buyable.price_low for run in (shocked, base)]
    more = np.bincount(buyable.vendor, queues[0] - queues[1], len(VENDORS)) / base.record.vendor_capacity[first]
    assert 0.3 < more.max() < 0.7
    prices = [run.months[first + 1].price for run in (shocked, base)]
    stretch = buyable.price_high / buyable.price_low
    return prices[0] / prices[1], stretch ** (np.maximum(more, 0.0)[buyable.vendor] / SCARCE_AFTER_MONTHS)


def test_lists_answer_a_doubled_load_by_its_exponent_and_their_stickiness() -> None:
    """Next month's output price is up by w^s on lists below their rivals', by w^((1 - r) s) on those above; w is 2^k.

    Load over target doubles, so own prices are wanted 2^k times as high (k = 0.4). Rivals' lists are last month's, and
    pull those above them down with a weight r = 0.25. A share s of the logarithmic gap closes: 0.06 usually, 0.7 at a
    release. So lists rise by 1.3 to 1.7 %, or by 15.7 to 21.4 % at a release; without rivals by the higher figure. More
    orders lengthen a maker's queue by half a month's making at most, so a system is at most stretch^(0.5 / 9) dearer,
    stretch being high over low price: 4 % at 2. An hour costs the less more as not all of it is systems, nor all of
    them that dear: under 2 %. What sellers do not keep back of that, hour^(1 - kept), is part of w.
    """
    base, shocked = lived("nothing"), lived(MONTH)
    month, rules, sellers = base.first + 1, base.world.prices, base.market.sellers
    structure = base.world.structure
    before, after = (run.record.prices[month, :, Flow.OUTPUT] for run in (base, shocked))
    sold = (base.record.prices[month - 1, :, Flow.OUTPUT] > 0.0) & ~structure.own_machine
    sold &= base.record.load[base.first, structure.offer_provider] > 0.0
    released = base.market.technology.release[month, structure.offer_provider]
    alone = np.array([not (before[others[:n]] > 0.0).any() for others, n in zip(*sellers.rivals, strict=True)])
    dearer, most_dearer = systems_dearer(base, shocked)
    assert (dearer <= most_dearer * (1.0 + 1e-9)).all()
    assert dearer.max() > 1.01
    hour = shocked.record.hour_cost[month] / base.record.hour_cost[month]
    assert ((hour >= 1.0) & (hour < min(dearer.max(), 1.02))).all()
    kept = base.market.buyable.offer_kept
    wanted = 2.0 ** rules.load_exponent[month] * hour[structure.offer_provider] ** (1.0 - kept)
    most = wanted ** np.where(released, rules.release_adjustment, rules.adjustment)
    least = most ** np.where(alone, 1.0, 1.0 - rules.rivalry)
    rise = after / np.where(sold, before, 1.0)
    assert sold.sum() > 25
    assert (rise[sold] > 0.998 * least[sold]).all()
    assert (rise[sold] < 1.002 * most[sold]).all()
    for end in (least, most):
        assert (np.abs(rise / end - 1.0) < 0.005)[sold & released & ~alone].any()


def test_a_month_of_doubled_demand_leaves_work_unserved_and_moves_rents_and_orders() -> None:
    """Base fleets are half busy, so twice the load is just all of them: a few per cent find no room.

    Rent: lessors serve with an eighth of what they have, and keep an eighth more; serving is an eighth of all that is
    asked for, training the rest. So pressure is up by 9/8 x 8/7 = 1.29, the clearing rent by 1.29^0.8 = 1.22, and a
    fifth of that gap closes: at most +4.5 %; tenants who have no money left ask for no more, so it may be half of that.
    Orders: serving is expected to double and to grow by ln 2 / 6 x 0.6 = 7 % a month on top until hardware comes; but
    the largest buyers are at their limit of capital. So more than a twentieth, less than half; and a month later, when
    the load is back, what was ordered in the fright is not ordered again.
    """
    assert 0.005 < above_base(MONTH, "unserved_share")[0] < 0.15
    assert 1.01 < over_base(MONTH, "rent")[1] < 1.045
    assert 1.05 < over_base(MONTH, "orders")[0] < 1.5
    assert 0.8 < over_base(MONTH, "orders")[1] < 1.02
    assert over_base(MONTH, "price_paid")[1] > 1.02
    assert -0.1 < above_base(MONTH, "tokens_total")[1] / lived("nothing").since("tokens_total")[1] < 0.0


def test_a_month_of_doubled_demand_is_forgotten_within_the_lead_time() -> None:
    """What was ordered in a fright is a sixth of two months' orders, under 3 % of a fleet; less is ordered later."""
    assert (np.abs(above_base(MONTH, "unserved_share"))[1:] < 0.015).all()
    for name in ("price_paid", "tokens_total", "serving", "installed_h100e"):
        assert (np.abs(over_base(MONTH, name) - 1.0)[LEAD:] < 0.03).all(), name
    for name in ("rent", "orders"):
        path = np.abs(over_base(MONTH, name) - 1.0)[LEAD:]
        assert path.mean() < 0.02, name
        assert path.max() < 0.1, name
    assert (np.abs(over_base(MONTH, "installed_h100e") - 1.0) < 0.03).all()


@pytest.mark.parametrize(("shock", "at_first"), [(GOOD, (0.01, 0.15)), (FOUR, (0.4, 0.6))])
def test_lasting_demand_is_served_better_month_by_month(shock: str, at_first: tuple[float, float]) -> None:
    """At u = 0.5 four times the load is twice the capacity: half goes unserved, as 1 - 1 / (4 u).

    Then training gives way by 7 % of a fleet a month, and prices and delay send some away: no month of the first half
    year is worse by more than a point than the one before, and at its end less than half is left.
    """
    path = lived(shock).since("unserved_share")
    assert at_first[0] < path[0] < at_first[1]
    assert (np.diff(path[:7]) < 0.01).all()
    assert path[6] < 0.5 * path[0]


def test_lasting_demand_raises_rents_orders_and_the_fleet_that_serves() -> None:
    """Twice the load on fleets that were half busy is served by 1.2 to 2 times the fleet, busier than before.

    Rents: the pressure behind them stays 1.29 times what it was, so they go towards 1.29^0.8 = 1.22 times the base's,
    and three quarters of the way in six months, as far as tenants can pay. Orders are up for a year and a half, by
    less than the twofold that would double the whole fleet, but where sites for them must be ready first.
    """
    rent, orders, serving = (over_base(GOOD, name) for name in ("rent", "orders", "serving"))
    assert (np.diff(rent[:7]) > -0.01).all()
    assert 1.05 < rent[6] < 1.22
    without_sites = lived(GOOD).seen("withheld").sum(axis=1) > lived("nothing").seen("withheld").sum(axis=1)
    assert (orders[:18][~without_sites[:18]] > 1.04).all()
    assert orders[:18].mean() > 1.1
    assert orders[:18].max() < 2.0
    assert (serving[6:18] > 1.2).all()
    assert serving.max() < 2.0
    assert (over_base(GOOD, "installed_h100e")[12:24] > 1.05).all()


def test_prices_do_not_run_away_from_lasting_demand() -> None:
    """Lists follow load with exponent 0.4, and load is at most what saturated fleets leave: 2^0.4 = 1.32, 4^0.4 = 1.74.

    Half as much again for dearer hardware, whose queue stands for years, and for who is served when not all are.
    So it is for three years.
    """
    for shock, bound in ((GOOD, 1.32), (FOUR, 1.74)):
        path = over_base(shock, "price_paid")
        assert (path[1:] > 1.02).all(), shock
        assert (path[3:36] < 1.5 * bound).all(), shock
