"""Replicas of rows: hand-computed cases, and what a change of the row does."""

from dataclasses import replace

import pytest

from jevons.calibration.serving.replicas import base_constants, delivered, layout_of, model_of, replica_of
from jevons.calibration.serving.rows import Row
from jevons.calibration.serving.stacks import Stacks

DENSE = Row(
    id="x",
    group="infmax_agg",
    system="h100",
    model="llama_3_70b",
    engine="vllm",
    precision="fp8",
    chips=8.0,
    decode_chips=8.0,
    prefill_chips=0.0,
    replicas=1.0,
    expert=False,
    data_parallel=False,
    prompt=1000.0,
    answer=1000.0,
    hit=0.0,
    batch=1.0,
    speculates=False,
    output=None,
    user=None,
    watts=None,
    joules=None,
    wall=False,
)


def test_one_sequence_of_a_dense_model_reads_all_weights_a_token() -> None:
    """70.6 GB in 8 bits over 8 x 3.35 TB/s x 0.764: 3.45 ms; 80 layers x (7 x 4.6 + 13.6) us: 3.66 ms; 0.5 ms a step.

    With cache, wire and prefill that is 8 ms and some: near 120 tokens a second.
    """
    user = delivered(replica_of(DENSE), base_constants()).user
    assert 105.0 < user < 1.0 / (3.45e-3 + 3.66e-3 + 0.5e-3)


def test_a_replica_delivers_what_its_users_see() -> None:
    found = delivered(replica_of(replace(DENSE, batch=64.0)), base_constants())
    assert found.output == pytest.approx(64.0 * found.user / 8.0)


def test_more_sequences_mean_more_tokens_in_all_and_fewer_for_each() -> None:
    few, many = (delivered(replica_of(replace(DENSE, batch=batch)), base_constants()) for batch in (8.0, 64.0))
    assert many.output > 3.0 * few.output
    assert many.user < few.user
    assert many.watts > few.watts


def test_narrow_weights_are_read_faster() -> None:
    wide, narrow = (replica_of(replace(DENSE, precision=precision)) for precision in ("bf16", "fp8"))
    assert wide.model.shared == 2.0 * narrow.model.shared
    assert delivered(narrow, base_constants()).user > delivered(wide, base_constants()).user


def test_a_prefix_in_the_cache_saves_prefill() -> None:
    none, most = (delivered(replica_of(replace(DENSE, batch=64.0, hit=h)), base_constants()) for h in (0.0, 0.9))
    assert most.output > none.output


def test_where_prefill_has_too_few_chips_they_hold_the_output() -> None:
    """Twice the prefill chips at a load that prefill cannot keep up with: twice the tokens."""
    apart = replace(
        DENSE, group="infmax_disagg", chips=17.0, prefill_chips=1.0, replicas=2.0, batch=4000.0, prompt=8000.0
    )
    one, two = (
        delivered(replica_of(replace(apart, prefill_chips=n, chips=16.0 + n)), base_constants()) for n in (1.0, 2.0)
    )
    assert two.output * 18.0 == pytest.approx(2.0 * one.output * 17.0, rel=1e-3)


def test_experts_exchange_only_where_every_chip_attends_for_itself() -> None:
    row = replace(DENSE, model="deepseek_v3", expert=True)
    assert not layout_of(row, model_of(row)).exchanges
    alone = replace(row, data_parallel=True)
    assert layout_of(alone, model_of(alone)) == (8.0, 1.0, 8.0, True)


def test_a_stack_factor_is_one_on_tokens_a_second() -> None:
    row = replace(DENSE, batch=64.0)
    stacks = Stacks({("h100", "vllm"): 0.2}, {("h100", "vllm", "llama_3_70b"): -0.5})
    bare, known = (
        delivered(replica_of(row), base_constants()),
        delivered(stacks.apply(replica_of(row)), base_constants()),
    )
    assert known.output == pytest.approx(bare.output * 2.718281828459045**-0.3)
    assert known.user == pytest.approx(bare.user * 2.718281828459045**-0.3)
    other = replace(row, engine="new")
    assert stacks.log_factor(other) == 0.0
