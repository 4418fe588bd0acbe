"""Bounds: each total by hand, and that the ranges are ranges."""

import pytest

from jevons.calibration.fit.bounds import BOUNDED, BOUNDS, Bound
from jevons.calibration.fit.worlds import LAST_MONTH, READ
from jevons.calibration.further import SCORED
from jevons.market.vocabulary import WORKLOADS
from tests.calibration.conftest import FakeRun

TOTALS = {
    "world": WORKLOADS,
    "coding agents": ("coding_agent",),
    "embeddings and bulk extraction": ("embeddings", "bulk_extraction"),
    "other agents": ("research_agent", "support_agent", "process_automation", "multi_agent"),
    "office and retrieval": ("office_assistant", "retrieval", "code_completion"),
}


def test_ranges_rise_and_say_what_they_rest_on() -> None:
    for bound in BOUNDS:
        assert 0.0 <= bound.low < bound.high
        assert bound.spread > 0.0
        assert bound.start <= bound.end
        assert f"{bound.end:%Y-%m}" <= LAST_MONTH
        assert bound.why


@pytest.mark.parametrize("bound", BOUNDS, ids=[bound.operator.entity for bound in BOUNDS])
def test_a_total_adds_up_its_own_workloads(bound: Bound, run: FakeRun) -> None:
    """Workload n has 10^n tokens in January and twice as many in April, by two providers and in two regions."""
    for n, workload in enumerate(WORKLOADS):
        for provider, region in (("openai", "us"), ("google", "europe")):
            share = [0.5 * 10.0**n, 0.0, 0.0, 10.0**n]
            cell = {"workload": workload, "provider": provider, "region": region, "tier": "mid", "kind": "fresh"}
            run.set("tokens_served", share, **cell)
    wanted = sum(10.0**n for n, workload in enumerate(WORKLOADS) if workload in TOTALS[bound.operator.entity])
    assert bound.operator.monthly(run).tolist() == pytest.approx([wanted, 0.0, 0.0, 2.0 * wanted])


def test_no_work_is_in_two_of_the_partial_totals() -> None:
    partial = [name for entity, names in TOTALS.items() if entity != "world" for name in names]
    assert len(partial) == len(set(partial))


def test_readings_have_what_is_scored_first_and_the_bounds_last() -> None:
    assert (*SCORED, *BOUNDED) == READ
    assert len({(one.series, one.entity) for one in READ}) == len(READ)
