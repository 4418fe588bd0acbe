from dataclasses import fields

import numpy as np
import pytest

from jevons.market.indices import indices
from jevons.market.record import Record
from jevons.market.result import Result
from jevons.market.scenario import Scenario
from jevons.runs.design import design
from jevons.studies.twins import TWINS, Twins, run_twins, twin_of

SMALL = Scenario(name="small", users=500, end="2031-12")
MEMBER = design(4, 1)[0]


@pytest.fixture(scope="module")
def twins() -> Twins:
    """A member of an ensemble and its frozen twin."""
    return run_twins(SMALL, seed=MEMBER.seed, draw=MEMBER.draw)


def differing(a: Result, b: Result, months: slice) -> list[str]:
    """Fields of two records that are not equal to the last bit."""
    names = [f.name for f in fields(Record)]
    return [
        name for name in names if getattr(a.record, name)[months].tobytes() != getattr(b.record, name)[months].tobytes()
    ]


def test_twins_are_equal_up_to_the_base_month(twins: Twins) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    assert differing(twins.base, twins.frozen, slice(None, base + 1)) == []


def test_the_base_months_fleet_and_technology_are_the_same(twins: Twins) -> None:
    """So one measure of work holds for both."""
    base = SMALL.calendar.index(SMALL.base_month)
    assert np.array_equal(twins.base.record.fleet[base], twins.frozen.record.fleet[base])
    assert np.array_equal(twins.base.record.seconds[base], twins.frozen.record.seconds[base])


def test_capability_follows_the_base_run(twins: Twins) -> None:
    whole, short = twins.base.technology.offer_horizon, twins.frozen.technology.offer_horizon
    assert len(short) == SMALL.calendar.index(SMALL.target_month) + 1
    assert np.array_equal(whole[: len(short)], short)


def test_the_frozen_twin_keeps_its_software(twins: Twins) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    still, moving = twins.frozen.technology.goodput[base:], twins.base.technology.goodput[base:]
    assert np.ptp(still) == 0.0
    assert (np.diff(moving) > 0).all()


def test_twins_part_after_the_base_month(twins: Twins) -> None:
    last = SMALL.calendar.index(SMALL.target_month)
    at_a, at_f = (indices(r.record, r.world, r.technology).efficiency("kwh")[last] for r in (twins.base, twins.frozen))
    assert at_a != at_f


def test_the_frozen_scenario_stops_at_the_target_month_and_differs_in_nothing_else() -> None:
    twin = twin_of(SMALL)
    assert (twin.freeze_efficiency, twin.end) == (SMALL.base_month, SMALL.target_month)
    assert twin.model_copy(update={"freeze_efficiency": None, "end": SMALL.end}) == SMALL


def test_an_earlier_freeze_stays() -> None:
    early = SMALL.model_copy(update={"freeze_efficiency": "2025-01"})
    assert twin_of(early).freeze_efficiency == "2025-01"


def test_a_later_freeze_is_brought_forward() -> None:
    late = SMALL.model_copy(update={"freeze_efficiency": "2028-01"})
    assert twin_of(late).freeze_efficiency == SMALL.base_month


@pytest.fixture(scope="module")
def family() -> Twins:
    """A run with all of its twins."""
    return run_twins(SMALL, tuple(TWINS))


@pytest.mark.parametrize("without", TWINS)
def test_every_twin_is_the_run_up_to_the_base_month(family: Twins, without: str) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    assert differing(family.base, family.others[without], slice(None, base + 1)) == []


def test_without_agents_no_agent_does_a_task_after_the_base_month(family: Twins) -> None:
    base, agentic = SMALL.calendar.index(SMALL.base_month), family.base.world.structure.agentic
    tasks = family.others["agents"].record.tasks
    assert tasks[base][:, agentic].sum() > 0.0
    assert tasks[base + 1 :][:, :, agentic].sum() == 0.0
    assert tasks[-1][:, ~agentic].sum() > 0.0


def test_with_prices_frozen_lists_stay_and_the_run_s_move(family: Twins) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    lists = family.others["prices"].record.prices[base:]
    assert (lists == lists[0]).all()
    assert (family.base.record.prices[-1] != family.base.record.prices[base]).any()


def test_with_capability_frozen_models_and_tasks_are_those_of_the_base_month(family: Twins) -> None:
    base, still = SMALL.calendar.index(SMALL.base_month), family.others["capability"].technology
    for path in (still.horizon, still.offer_horizon, still.shape.length, still.shape.calls):
        assert (path[base:] == path[base]).all()
    assert (np.diff(family.base.technology.horizon[base:]) > 0.0).all()


def test_capability_can_stand_still_only_from_when_demand_is_set() -> None:
    early = SMALL.model_copy(update={"base_month": "2024-06"})
    assert twin_of(early, "capability").freeze_capability == "2025-12"
    assert twin_of(early, "agents").stop_agents == "2024-06"


def test_each_twin_differs_from_the_scenario_in_one_field_and_in_where_it_ends() -> None:
    for without, field in TWINS.items():
        twin = twin_of(SMALL, without)
        assert getattr(twin, field) == SMALL.base_month
        assert twin.model_copy(update={field: None, "end": SMALL.end}) == SMALL
