"""The fast engine does what the reference does: the same offers exactly, the same amounts to 1e-9."""

import numpy as np
import pytest

from jevons.agents.population import open_market
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import WORKLOADS
from jevons.market.world import build_world
from tests.reference import ReferencePopulation
from tests.reference.beside import Beside

SHORT = {"users": 500, "base_month": "2025-12", "target_month": "2026-06", "end": "2026-06"}
TIGHT = {f"segments.{s}.budget_scale": 3.0 for s in ("developers", "enterprises", "ai_native")} | {
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
BANS = [
    {"provider": "openai", "tier": "frontier", "region": "us", "start": "2024-02", "end": "2024-09"},
    {"provider": "local", "tier": "local", "start": "2025-03"},
]


def test_both_decide_alike_where_every_limit_binds() -> None:
    free, tight = (
        open_market(build_world(Scenario(**SHORT, overrides=overrides)), population=Beside).run_model()
        for overrides in ({}, TIGHT)
    )
    asked, left = (record.tasks[-1].sum(axis=(0, 2)) for record in (free, tight))
    for name in ("office_assistant", "coding_agent", "process_automation", "bulk_extraction"):
        assert left[WORKLOADS.index(name)] < 0.5 * asked[WORKLOADS.index(name)]


def test_both_decide_alike_where_users_look_around_are_bound_and_own_machines() -> None:
    world = build_world(Scenario(**SHORT, overrides=RESTLESS, bans=BANS, seed=2))
    open_market(world, population=Beside).run_model()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_both_decide_alike_to_the_last_month(seed: int) -> None:
    open_market(build_world(Scenario(users=1000, seed=seed)), population=Beside).run_model()


def test_a_whole_run_with_the_reference_is_the_same_run() -> None:
    world = build_world(Scenario(users=500, base_month="2026-03", target_month="2027-12", end="2027-12"))
    fast = open_market(world).run_model()
    slow = open_market(world, population=ReferencePopulation).run_model()
    for name, values in vars(fast).items():
        # What is left of a fleet after leases is a difference of large numbers: to 1e-12 of those.
        least = 1e-12 * float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
        np.testing.assert_allclose(values, getattr(slow, name), rtol=1e-9, atol=least, err_msg=name)
