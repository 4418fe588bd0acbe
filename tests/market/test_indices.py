from dataclasses import replace

import numpy as np
import pytest

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.indices import (
    RESOURCES,
    base_hours,
    base_month,
    indices,
    resources,
    work_at,
)
from jevons.market.machine_time import usual_seconds
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.result import Result
from jevons.market.vocabulary import TIERS, Flow
from jevons.market.world import replace_group


def tokens_of_one_offer(result: Result, offer: str, flow: Flow, number: float) -> Array:
    """Nothing but so many tokens of one offer and flow in every month."""
    tokens = np.zeros_like(result.record.tokens)
    tokens[:, 0, 0, result.world.structure.offer_names.index(offer), flow] = number
    return tokens


def demanded(result: Result, record: Record) -> Array:
    return indices(record, result.world, result.technology).demanded


@pytest.mark.parametrize("flow", list(Flow))
def test_work_is_tokens_times_hours_of_the_base_fleet(small_result: Result, flow: Flow) -> None:
    hours = base_hours(small_result.record, small_result.world, small_result.technology)
    tokens = tokens_of_one_offer(small_result, "google/mid", flow, 2e9)
    asked = demanded(small_result, replace(small_result.record, tokens=tokens))
    assert asked == pytest.approx(2e9 * hours[TIERS.index("mid"), flow], rel=1e-12)


def test_hours_of_a_token_follow_from_the_base_months_fleet_and_goodput(small_result: Result) -> None:
    """By hand: systems take tokens in proportion to their pace at 8,000 tokens of context."""
    record, world, technology = small_result.record, small_result.world, small_result.technology
    month, tier = base_month(world), TIERS.index("frontier")
    seconds, units = usual_seconds(world, month, month)[tier], record.fleet[month]
    pace = seconds[:, Flow.OUTPUT] + 8000.0 * seconds[:, Flow.CONTEXT]
    able = (units > 0) & np.isfinite(pace)
    share = units[able] / pace[able]
    mean = (share @ (seconds[able] * world.systems.h100e[able, None])) / share.sum()
    hours = base_hours(record, world, technology)[tier]
    assert hours == pytest.approx(mean / technology.goodput[month] / 3600.0, rel=1e-12)


def test_users_own_machines_are_no_work(small_result: Result) -> None:
    tokens = tokens_of_one_offer(small_result, "local/local", Flow.OUTPUT, 1e12)
    assert not demanded(small_result, replace(small_result.record, tokens=tokens)).any()


def test_work_does_not_depend_on_later_fleets(small_result: Result) -> None:
    fleet, base = small_result.record.fleet.copy(), base_month(small_result.world)
    fleet[base + 1 :] *= np.arange(1, fleet.shape[1] + 1)
    later = demanded(small_result, replace(small_result.record, fleet=fleet))
    assert np.array_equal(later, demanded(small_result, small_result.record))
    fleet[base] *= np.arange(1, fleet.shape[1] + 1)
    assert not np.allclose(demanded(small_result, replace(small_result.record, fleet=fleet)), later)


def test_unserved_tokens_are_asked_for_but_not_served(small_result: Result) -> None:
    unserved = np.full_like(small_result.record.unserved, 0.25)
    record = replace(small_result.record, unserved=unserved)
    found = indices(record, small_result.world, small_result.technology)
    asked, served = found.demanded, found.served
    assert np.array_equal(asked, demanded(small_result, small_result.record))
    assert served == pytest.approx(0.75 * asked, rel=1e-12)
    assert found.unserved_share()[asked > 0] == pytest.approx(0.25)


def test_resources_count_the_fleet_that_serves_with_its_idle_hours(small_result: Result) -> None:
    used = resources(small_result.record, small_result.world, small_result.technology)
    assert tuple(used) == RESOURCES
    assert used["h100e_hours"] == pytest.approx(small_result.record.inference.sum(axis=1) * HOURS_PER_MONTH)
    assert used["kwh"] == pytest.approx(small_result.record.serving_kwh.sum(axis=1))


@pytest.mark.parametrize(("share", "per_counted"), [(1.0, 8.0), (0.0, 1.0), (0.5, 4.5)])
def test_dollars_count_only_the_charged_share_of_uncounted_load(
    small_result: Result, share: float, per_counted: float
) -> None:
    """Of 8 H100e one serves counted load; a share of the other 7 is charged to it."""
    world = replace_group(small_result.world, "serving", charged_share=share)
    technology = replace(small_result.technology, uncounted=np.full_like(small_result.technology.uncounted, 8.0))
    record = small_result.record
    owning = (record.hour_cost * record.inference * HOURS_PER_MONTH).sum(axis=1)
    assert resources(record, world, technology)["usd"] == pytest.approx(owning * per_counted / 8.0, rel=1e-12)


@pytest.mark.parametrize("resource", RESOURCES)
def test_need_is_demanded_work_over_efficiency(small_result: Result, resource: str) -> None:
    found = indices(small_result.record, small_result.world, small_result.technology)
    assert (found.need(resource) * found.efficiency(resource)) == pytest.approx(found.demanded, rel=1e-12)
    all_served = found.served == found.demanded
    assert all_served.any()
    assert found.need(resource)[all_served] == pytest.approx(found.used[resource][all_served], rel=1e-12)


def test_need_is_undefined_where_nothing_is_served(small_result: Result) -> None:
    unserved = np.ones_like(small_result.record.unserved)
    record = replace(small_result.record, unserved=unserved)
    found = indices(record, small_result.world, small_result.technology)
    assert np.isnan(found.need("kwh")).all()


def test_given_hours_take_the_place_of_the_runs_own(small_result: Result) -> None:
    run = (small_result.record, small_result.world, small_result.technology)
    hours = base_hours(*run)
    assert np.array_equal(indices(*run, hours).demanded, indices(*run).demanded)
    assert indices(*run, 2.0 * hours).demanded == pytest.approx(2.0 * indices(*run).demanded)
    assert np.array_equal(work_at(hours, *run[:2])[1], indices(*run).served)
