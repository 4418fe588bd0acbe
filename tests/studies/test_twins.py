from dataclasses import fields

import numpy as np
import pytest

from jevons.market.indices import indices
from jevons.market.record import Record
from jevons.market.result import Result
from jevons.market.scenario import Scenario
from jevons.runs.design import design
from jevons.studies.twins import Twins, frozen, run_twins

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


def test_a_null_twin_differs_by_exactly_nothing() -> None:
    found = run_twins(SMALL, SMALL, seed=MEMBER.seed, draw=MEMBER.draw)
    assert found.base.record is not found.twin.record
    assert differing(found.base, found.twin, slice(None)) == []


def test_twins_are_equal_up_to_the_base_month(twins: Twins) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    assert differing(twins.base, twins.twin, slice(None, base + 1)) == []


def test_the_base_months_fleet_and_technology_are_the_same(twins: Twins) -> None:
    """So one measure of work holds for both."""
    base = SMALL.calendar.index(SMALL.base_month)
    assert np.array_equal(twins.base.record.fleet[base], twins.twin.record.fleet[base])
    assert np.array_equal(twins.base.record.seconds[base], twins.twin.record.seconds[base])


def test_capability_follows_the_base_run(twins: Twins) -> None:
    whole, short = twins.base.technology.offer_horizon, twins.twin.technology.offer_horizon
    assert len(short) == SMALL.calendar.index(SMALL.target_month) + 1
    assert np.array_equal(whole[: len(short)], short)


def test_the_frozen_twin_keeps_its_software(twins: Twins) -> None:
    base = SMALL.calendar.index(SMALL.base_month)
    still, moving = twins.twin.technology.goodput[base:], twins.base.technology.goodput[base:]
    assert np.ptp(still) == 0.0
    assert (np.diff(moving) > 0).all()


def test_twins_part_after_the_base_month(twins: Twins) -> None:
    last = SMALL.calendar.index(SMALL.target_month)
    at_a, at_f = (indices(r.record, r.world, r.technology).efficiency("kwh")[last] for r in (twins.base, twins.twin))
    assert at_a != at_f


def test_the_frozen_scenario_stops_at_the_target_month_and_differs_in_nothing_else() -> None:
    twin = frozen(SMALL)
    assert (twin.freeze_efficiency, twin.end) == (SMALL.base_month, SMALL.target_month)
    assert twin.model_copy(update={"freeze_efficiency": None, "end": SMALL.end}) == SMALL


def test_an_earlier_freeze_stays() -> None:
    early = SMALL.model_copy(update={"freeze_efficiency": "2025-01"})
    assert frozen(early).freeze_efficiency == "2025-01"


def test_a_later_freeze_is_brought_forward() -> None:
    late = SMALL.model_copy(update={"freeze_efficiency": "2028-01"})
    assert frozen(late).freeze_efficiency == SMALL.base_month
