"""Worlds at the ends of what is allowed, each of which once broke an account or a number."""

import dataclasses

import numpy as np
import pytest

from jevons.market.parameters.registry import addresses
from jevons.market.record import Record
from jevons.market.structure import load_structure
from jevons.market.vocabulary import WORKLOADS
from tests.markets import lived, small
from tests.properties.worlds import EXAMPLES

ODD = {
    "a window smaller than the prefix that all tasks share": {f"workloads.{w}.window": 100.0 for w in WORKLOADS},
    "work that nobody does": {f"workloads.{w}.tasks_per_month": 0.0 for w in WORKLOADS},
    "work that nobody does at the reference date": {
        "workloads.coding_agent.tasks_per_month": {"2023-01": 5.0, "2025-12": 0.0, "2026-02": 5.0}
    },
    "people who earn next to nothing": {f"segments.developers.wage.{r}": 0.001 for r in ("us", "china", "rest")},
    "calls without any context": {"workloads.embeddings.c0": 1.0, "workloads.bulk_extraction.c0": 1.0},
    "owners who ask for no return": {"prices.owner_return": 1e-261},
    "pipelines that cost nothing to set up": {"demand.setup_share": 0.0},
    "sellers whose last machine has been switched off": {
        "regions.us.pipeline_growth": 0.5,
        "investment.service_life": addresses()["investment.service_life"].declaration.bounds[0],
    },
}


def assert_numbers(record: Record) -> None:
    """Everything recorded is a number, none negative; only what cannot be had has an endless price or time."""
    for name in (field.name for field in dataclasses.fields(Record)):
        values = getattr(record, name)
        assert not np.isnan(values).any(), name
        assert name in {"machine_cost", "seconds"} or np.isfinite(values).all(), name
        assert (values >= 0.0).all(), name


@pytest.mark.parametrize("world", ODD)
def test_an_odd_world_is_still_a_world(world: str) -> None:
    assert_numbers(lived(small("2026-06", overrides=ODD[world])).record)


def test_a_run_shorter_than_the_longest_lead_time_lives() -> None:
    assert_numbers(
        lived(small("2023-03", base_month="2023-02", overrides={"vendors.nvidia.lead_time_base": 60.0})).record
    )


def test_work_that_nobody_does_brings_no_tasks() -> None:
    assert lived(small("2026-06", overrides=ODD["work that nobody does"])).record.tasks.sum() < 1.0


def test_nobody_uses_a_machine_of_his_own_before_there_is_one() -> None:
    record = lived(small("2026-06")).record
    none = ~np.isfinite(record.machine_cost)
    local = load_structure().offer_names.index("local/local")
    assert none.any()
    assert record.tasks[none][..., local].sum() == 0.0
    assert record.tasks[~none][..., local].sum() > 0.0


@pytest.mark.slow
@pytest.mark.skipif(EXAMPLES < 100, reason="two minutes: set JEVONS_EXAMPLES=100")
@pytest.mark.parametrize("end", [0, 1])
def test_every_parameter_may_lie_at_either_end_of_its_bounds(end: int) -> None:
    for path, address in addresses().items():
        assert_numbers(lived(small("2026-06", overrides={path: address.declaration.bounds[end]})).record)
