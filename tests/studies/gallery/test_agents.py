"""Responses of users, buyers of hardware, makers and regions: sign, size and ends, with points by hand."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from jevons.agents.judging import TASKS
from jevons.agents.vendors import SPARE
from jevons.market.vocabulary import WORKLOADS
from jevons.studies.gallery import Response
from jevons.studies.gallery.adoption import SURPLUS, half_way
from jevons.studies.gallery.bench import bench
from jevons.studies.gallery.orders import share
from jevons.studies.gallery.participation import WORK, benches_of, elasticity, usual_wage
from jevons.studies.gallery.power import start
from jevons.studies.gallery.queues import double, short
from jevons.studies.gallery.setting import world

Get = Callable[[str], Response]


def test_adoption_rises_and_stays_below_its_ceiling(response: Get) -> None:
    for panel in response("adoption").panels:
        ceiling = panel.line("ceiling").y
        for line in panel.lines[1:]:
            assert (np.diff(line.y) >= 0.0).all()
            assert line.y[-1] > 10.0 * line.y[0]
            assert (line.y <= ceiling).all()


def test_more_surplus_brings_users_sooner(response: Get) -> None:
    for panel in response("adoption").panels[:2]:
        ceiling = float(panel.line("ceiling").y[0])
        half = [half_way(panel.line(name), ceiling) for name in list(SURPLUS)[:3]]
        assert half == sorted(half)
        assert half[2] > half[1] + 3.0
        least = panel.line("a hundredth").y
        assert (least[1:] < panel.line("a tenth of it").y[1:]).all()


def test_chat_is_adopted_as_bass_says() -> None:
    """F(t + 1) = F(t) + (c - F(t)) (p + q F(t) / c)."""
    one = bench(world(), "consumers", "chat")
    p, q, c, adopted = float(one.pairs.hazard_p[0]), float(one.pairs.hazard_q[0]), one.ceiling, one.at_start
    for share_now in one.months(24):
        assert share_now == pytest.approx(adopted, rel=1e-12)
        adopted += (c - adopted) * (p + q * adopted / c)


def test_at_the_usual_surplus_adoption_runs_at_one_over_one_plus_the_setup_share() -> None:
    """S / (S + 0.05 S) of p + q F / c."""
    one = bench(world(), "developers", "coding_agent")
    hazard = float(one.pairs.hazard_p[0] + 0.5 * one.pairs.hazard_q[0])
    assert one.hazards(0.5 * one.ceiling)[1] == pytest.approx(hazard / 1.05, rel=1e-4)


def test_what_never_pays_is_given_up() -> None:
    one = replace(bench(world(), "developers", "coding_agent"), at_start=0.4).at(price=1e4)
    shares = one.months(12)
    assert (np.diff(shares) < 0.0).all()
    assert shares[1] == pytest.approx(0.4 * (1.0 - float(one.pairs.abandon[0])), rel=1e-3)


def test_a_segment_that_does_not_do_the_work_has_no_bench() -> None:
    with pytest.raises(ValueError, match="not in list"):
        bench(world(), "consumers", "embeddings")


@pytest.mark.parametrize("name", WORK)
def test_tasks_have_the_declared_elasticity_near_the_usual_price(name: str) -> None:
    one = benches_of(usual_wage(world()))[name]
    assert elasticity(one) == pytest.approx(world().demand.price_elasticity, rel=0.05)


@pytest.mark.parametrize(("name", "workload"), WORK.items())
def test_the_declared_share_of_tasks_pays_at_the_usual_price(name: str, workload: str) -> None:
    one = benches_of(usual_wage(world()))[name]
    declared = world().workloads.participation[WORKLOADS.index(workload)]
    assert one.judged()[TASKS] / one.terms.rate[1] == pytest.approx(declared, rel=2e-3)


def test_fewer_tasks_run_at_higher_prices(response: Get) -> None:
    paying, run = response("participation").panels
    for line in paying.lines:
        assert (np.diff(line.y) <= 1e-9).all()
        assert 0.0 <= line.y[-1] < line.y[0] <= 1.0
    for line in run.lines:
        assert (np.diff(line.y) < 0.0).all()
        assert line.at(1.0) == pytest.approx(1.0, rel=1e-3)


def test_orders_rise_with_load_from_the_one_that_is_planned_for(response: Get) -> None:
    """At twice the capacity 2 / 0.47 fleets are wanted; 15 % of what is missing is ordered in a month. 12 % a month for
    a wait of 5 months and the 1 / 0.15 in which a gap closes make that e^1.4 times as many.
    """
    panel = response("orders").panels[0]
    still = panel.line("expects no\ngrowth")
    assert still.at(2.0) == pytest.approx(0.15 * 100_000 * (2.0 / 0.47 - 1.0))
    assert panel.lines[0].at(2.0) == pytest.approx(0.15 * 100_000 * (2.0 / 0.47 * np.exp(1.4) - 1.0))
    assert (still.y[still.x < 0.47] == 0.0).all()
    assert (still.y[still.x > 0.48] > 0.0).all()
    for more, less in zip(panel.lines, panel.lines[1:], strict=False):
        assert (np.diff(more.y) >= 0.0).all()
        assert (more.y >= less.y).all()
        assert more.y[-1] > less.y[-1]


def test_orders_are_shared_by_cost_and_wait() -> None:
    """Sharpness 2.5: odds of 2^-2.5 at twice the cost, of e^(-2.5 x 0.06 x 6) six months later."""
    assert share(1.0, 0.0) == pytest.approx(0.5)
    assert share(2.0, 0.0) == pytest.approx(1.0 / (1.0 + 2.0**2.5))
    assert share(1.0, 6.0) == pytest.approx(1.0 / (1.0 + np.exp(0.9)))
    assert share(1.7, 5.0) + share(1.0 / 1.7, -5.0) == pytest.approx(1.0)


def test_a_maker_of_a_hundredth_of_the_capacity_gets_a_tenth_of_the_others_orders() -> None:
    """Incumbency 0.5: odds of 0.01^0.5."""
    assert share(1.0, 0.0, 0.01) == pytest.approx(1.0 / 11.0)


@pytest.mark.parametrize("limit", [1.2, 1.5, 6.0])
def test_a_maker_delivers_no_more_than_its_capacity_which_grows_within_its_limit(limit: float) -> None:
    delivered, wait, capacity = double(limit, 5)
    assert (delivered <= capacity * (1.0 + 1e-12)).all()
    assert (np.diff(np.log(capacity)) <= np.log(limit) / 12.0 + 1e-12).all()
    assert capacity[0] == pytest.approx(SPARE)
    assert (wait >= 5.0).all()


def test_deliveries_double_after_the_lead_time_and_waits_come_back(response: Get) -> None:
    deliveries, waits, _ = response("queues").panels
    for line in deliveries.lines[:-1]:
        assert (line.y[line.x < 5.0] == 1.0).all()
        assert line.y[line.x >= 5.0].min() > 1.0
        assert line.y[-1] == pytest.approx(2.0)
    peaks = [float(line.y.max()) for line in waits.lines]
    assert peaks == sorted(peaks)
    assert all(line.y[0] == line.y[-1] == 5.0 for line in waits.lines)


def test_a_year_of_short_memory_is_delivered_less_and_waited_for_longer(response: Get) -> None:
    """Memory for 1.15 x 0.5 of the orders: 0.425 a month are left over, so that in the twelfth month 5 + 11 x 0.425
    are on order. Less 5 months' deliveries that is 6.8, 11.83 months at 0.575 a month, on top of 5. Then 1.15 a month
    are delivered until the 5.1 left over are gone, 5.1 / 0.15 = 34 months later.
    """
    delivered, wait, _ = short(0.5, 5)
    months = response("queues").panels[2].lines[0].x
    during, after = (months >= 0.0) & (months < 12.0), (months >= 12.0) & (months < 46.0)
    np.testing.assert_allclose(delivered[during], 0.575)
    assert wait[months == 11.0] == pytest.approx(5.0 + 6.8 / 0.575)
    np.testing.assert_allclose(delivered[after], 1.15)
    np.testing.assert_allclose(delivered[months >= 46.0], 1.0)
    for more, less in itertools.pairwise(response("queues").panels[2].lines):
        assert (more.y >= less.y).all()
        assert more.y.max() > less.y.max() > less.y[0] == less.y[-1] == 5.0


def test_a_region_starts_no_more_than_its_growth_and_no_less_for_more_or_faster_load(response: Get) -> None:
    """Half of what is missing, so that the limit of 1.75 a year is met where 1.15 times the load is 1 + 2 x 0.0477."""
    started = response("power").panels[0].lines
    limit = 1.75 ** (1.0 / 12.0) - 1.0
    for line in started:
        assert (np.diff(line.y) >= 0.0).all()
        assert line.y[-1] == pytest.approx(100.0 * limit)
        assert line.y[0] == 0.0
    for fast, slow in itertools.pairwise(started):
        assert (fast.y >= slow.y).all()
        assert fast.y.sum() > slow.y.sum()
    assert start(1.0 / 1.15) == pytest.approx(0.0, abs=1e-12)
    assert start((1.0 + limit) / 1.15) == pytest.approx(limit / 2.0)
    faster = np.exp(world().power.trend_share * 30 * np.log(1.03))
    assert start((1.0 + limit) / 1.15 / faster, 0.03) == pytest.approx(limit / 2.0)
    assert start(0.0, 0.06) == 0.0


def test_power_is_promised_ahead_of_a_load_that_grows_and_connected_when_it_is_done(response: Get) -> None:
    """What is connected had been promised 30 months before, and nothing is till then. In the end 1.15 times what a
    part of 3 % makes of the load in 30 months is promised, but for the half that a month leaves for the next: wanted
    power w grows by 3 %, and p = p / 1.03 + (w - p / 1.03) / 2.
    """
    promised, load, stands, quiet, _ = response("power").panels[1].lines
    assert (promised.y > load.y).all()
    np.testing.assert_allclose(stands.y[30:], promised.y[:-30])
    assert (stands.y[:30] == stands.y[0]).all()
    assert (np.diff(promised.y) / promised.y[:-1] <= 1.75 ** (1.0 / 12.0) - 1.0 + 1e-12).all()
    wanted = 1.15 * np.exp(world().power.trend_share * 30 * np.log(1.03))
    assert promised.y[-1] / load.y[-1] == pytest.approx(wanted * 0.5 / (1.0 - 0.5 / 1.03))
    np.testing.assert_allclose(quiet.y[-1], 1.15 * load.y[0])
