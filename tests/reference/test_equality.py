"""The fast engine does what the reference does: the same offers exactly, the same amounts to 1e-9."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from jevons.market.scenario import Scenario
from jevons.market.vocabulary import WORKLOADS
from tests.markets import lived, small
from tests.properties.worlds import scenarios, tried
from tests.reference import ReferencePopulation
from tests.reference.beside import Beside

TIGHT = {f"segments.{s}.budget_scale": 2.0 for s in ("developers", "enterprises", "ai_native")} | {
    "demand.work_reservoir": 0.05,
    "segments.knowledge_workers.seats_attention_cap": 0.05,
}
RESTLESS = {
    "choice.reconsider_rate": 0.5,
    "choice.privacy_weight": 6.0,
    "choice.local_bill_multiple": 0.1,
    "segments.enterprises.residency_required_share": 0.5,
    "segments.developers.local_hardware_share": 0.6,
}
BRANDS = {
    "providers.openai.reach_growth": -0.7,
    "providers.google.reach_growth": 1.2,
    "providers.xai.reach_growth": 3.0,
    "providers.anthropic.reach_growth": 0.4,
}
BANS = [
    {"provider": "openai", "tier": "frontier", "region": "us", "start": "2024-02", "end": "2024-09"},
    {"provider": "local", "tier": "local", "start": "2025-03"},
]


def test_both_decide_alike_where_every_limit_binds() -> None:
    free, tight = (lived(small(overrides=limits), population=Beside).record for limits in ({}, TIGHT))
    asked, left = (record.tasks[-1].sum(axis=(0, 2)) for record in (free, tight))
    for name in ("office_assistant", "coding_agent", "process_automation", "bulk_extraction"):
        assert left[WORKLOADS.index(name)] < 0.5 * asked[WORKLOADS.index(name)]


def test_both_decide_alike_where_users_look_around_are_bound_and_own_machines() -> None:
    market = lived(small(overrides=RESTLESS, bans=BANS, seed=2), population=Beside)
    users = market.buyers.fast.users
    assert 0.1 < users.owns.mean() < 0.9
    assert users.bound.sum() > 30
    assert market.record.machines.sum() > 0.0


def test_both_decide_alike_while_brands_rise_and_fall() -> None:
    """Where one is on the wane it stays on the market, however far it falls; where it is not sold, it stays unsold."""
    scenario = small("2025-12", overrides=BRANDS, seed=3)
    moved = lived(scenario, population=Beside).record.tasks
    still = lived(small("2025-12", seed=3)).record.tasks
    assert not np.array_equal(moved[-6], still[-6])


@tried
@given(scenarios(longest=18))
def test_both_decide_alike_in_any_world(scenario: Scenario) -> None:
    lived(scenario, population=Beside)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_both_decide_alike_to_the_last_month(seed: int) -> None:
    lived(Scenario(users=1000, seed=seed), population=Beside)


def test_a_whole_run_with_the_reference_is_the_same_run() -> None:
    scenario = small("2027-12")
    fast, slow = lived(scenario).record, lived(scenario, population=ReferencePopulation).record
    for name in (field.name for field in dataclasses.fields(fast)):
        values, expected = getattr(fast, name), getattr(slow, name)
        # What is left of a fleet after leases is a difference of large numbers: to 1e-12 of those.
        least = 1e-12 * float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
        np.testing.assert_allclose(values, expected, rtol=1e-9, atol=least, err_msg=name)
