"""The same scenario and seed give the same bits: with more threads, in a new process, with more workers."""

import dataclasses
import hashlib
import subprocess
import sys

import pandas as pd

from jevons.agents.population import simulate
from jevons.market.record import Record
from jevons.market.scenario import Scenario
from jevons.studies.forecast import forecast
from tests.markets import lived, small

IN_A_NEW_PROCESS = """
import dataclasses, hashlib
from jevons import Scenario, simulate
record = simulate(Scenario.model_validate_json({plan!r})).record
digest = hashlib.sha256()
for field in dataclasses.fields(record):
    digest.update(getattr(record, field.name).tobytes())
print(digest.hexdigest())
"""


def digest_of(record: Record) -> str:
    digest = hashlib.sha256()
    for field in dataclasses.fields(record):
        digest.update(getattr(record, field.name).tobytes())
    return digest.hexdigest()


def test_two_threads_give_the_bits_of_one() -> None:
    """60,000 users are walked in three chunks, which two threads share."""
    one, two = (lived(small("2023-10", users=60_000), threads=threads) for threads in (1, 2))
    assert len(one.buyers.chunks) == 3
    assert digest_of(one.record) == digest_of(two.record)


def test_a_second_run_and_a_new_process_give_the_same_bits() -> None:
    plan = small("2026-06", bans=({"provider": "openai", "tier": "mid", "start": "2025-01"},))
    code = IN_A_NEW_PROCESS.format(plan=plan.model_dump_json())
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert digest_of(simulate(plan).record) == digest_of(simulate(plan).record) == elsewhere.stdout.strip()


def test_another_seed_gives_another_run() -> None:
    assert digest_of(lived(small("2023-06")).record) != digest_of(lived(small("2023-06", seed=2)).record)


def test_four_workers_give_the_bits_of_one() -> None:
    plan = Scenario(users=500, base_month="2025-12", target_month="2026-03", end="2026-03")
    one, four = (forecast(plan, 5, workers) for workers in (1, 4))
    for table in ("series", "verdicts", "ledger", "draws"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(four, table), check_exact=True)


def test_the_shortest_scenario_lives() -> None:
    shortest = Scenario(users=500, base_month="2023-02", target_month="2023-03", end="2023-03")
    assert len(lived(shortest).record.tokens) == 3
