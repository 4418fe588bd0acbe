from dataclasses import fields
from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import ServingConstants
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Layout,
    Model,
    Step,
    decode_step,
    kernel_constants,
    prefill_seconds,
    step_seconds,
    touched_share,
)

H100 = Chip(1979e12, 989e12, 3.35e12, 80e9, 450e9, 8.0, 1.0, 1.0)
# 10e9 parameters in fp8, 40 layers of width 4,096, 100 kB of cache a token
DENSE = Model(10e9, 10e9, 0.0, 40.0, 4096.0, 1.0, 1.0, 1e5, 8.0, 7.0, 4 * 32 * 128 * 40)
MIXTURE = DENSE._replace(active=2e9, shared=1e9, expert=9e9, experts=64.0, top_k=8.0)
ONE = Layout(1.0, 1.0, 1.0, False)
batches = st.floats(1.0, 4096.0)


def seconds(chip: Chip, model: Model, layout: Layout, batch: float, context: float, c: Constants) -> float:
    return step_seconds(decode_step(chip, model, layout, context, 1.0, c), batch)


def test_one_sequence_is_bound_by_the_weights(c: Constants) -> None:
    """Batch 1, no context: 10e9 bytes / (3.35e12 x 0.764) = 3.907 ms; latency 0.5 + 40 x 7 x 0.0046 ms."""
    latency = 0.5e-3 + 40 * 7 * 4.6e-6 + 3e-6
    assert seconds(H100, DENSE, ONE, 1.0, 0.0, c) == pytest.approx(10e9 / (3.35e12 * 0.764) + latency)


def test_cache_adds_its_bytes(c: Constants) -> None:
    """64 sequences at 4,000 tokens of 100 kB: 25.6e9 bytes more than at none, over 3.35e12 x 0.764."""
    more = seconds(H100, DENSE, ONE, 64.0, 4000.0, c) - seconds(H100, DENSE, ONE, 64.0, 0.0, c)
    assert more == pytest.approx(64 * 4000 * 1e5 / (3.35e12 * 0.764))


def test_large_batches_are_bound_by_compute(c: Constants) -> None:
    """4,096 tokens x 2 x 10e9 FLOP / (1,979e12 x 0.478) = 86.6 ms, far above 3.9 ms of weights."""
    step = decode_step(H100, DENSE, ONE, 0.0, 1.0, c)
    assert step_seconds(step, 4096.0) - step.fixed - 4096 * 3e-6 == pytest.approx(4096 * 2 * 10e9 / (1979e12 * 0.478))


def test_tensor_parallelism_divides_weights_and_pays_the_wire(c: Constants) -> None:
    """8 chips: weights 3.907 / 8 ms; all-reduce 2 x 2 x 4096 x 2 x 7/8 x 40 bytes over 315 GB/s a token."""
    step = decode_step(H100, DENSE, Layout(8.0, 8.0, 1.0, False), 0.0, 1.0, c)
    assert step.shared == pytest.approx(10e9 / (8 * 3.35e12 * 0.764))
    wire = 2 * 2 * 4096 * 2 * 7 / 8 * 40 / (0.7 * 450e9)
    assert step.per_sequence == pytest.approx(3e-6 + wire)
    assert step.fixed == pytest.approx(0.5e-3 + 40 * (7 * 4.6e-6 + 13.6e-6))


def test_expert_parallelism_pays_an_exchange_a_layer(c: Constants) -> None:
    """32 chips, attention on each: weights outside experts are read 32 times; 82 us more a layer."""
    step = decode_step(H100, MIXTURE, Layout(32.0, 1.0, 32.0, True), 0.0, 1.0, c)
    assert step.shared == pytest.approx(1e9 / (3.35e12 * 0.764))
    assert step.experts == pytest.approx(9e9 / (32 * 3.35e12 * 0.764))
    assert step.fixed == pytest.approx(0.5e-3 + 40 * (7 * 4.6e-6 + 13.6e-6 + 82e-6))
    # 32 chips leave the domain of 8: the network's 50 GB/s; host work is divided over 32 copies
    wire = 3 * 8 * 4096 * 40 / 32 / (0.7 * 50e9)
    assert step.per_sequence == pytest.approx(3e-6 / 32 + wire)


def test_touched_experts_follow_the_batch() -> None:
    """k/E = 1/8: one token touches 1/8, two touch 1 - (7/8)^2 = 0.234."""
    step = Step(0.0, 0.0, 1.0, 0.0, 0.0, 0.0, -0.13353139262452263, 64.0, 1.0, 0.0, 1.0)
    assert touched_share(step, 1.0) == pytest.approx(0.125)
    assert touched_share(step, 2.0) == pytest.approx(1 - 0.875**2)
    # over 4 ranks of 16: mean 2, spread sqrt(2 x 0.875) x sqrt(2 ln 4) = 2.203, fullest 4.203 / 16
    spread = sqrt(2 * 0.875) * sqrt(2 * 1.3862943611198906)
    four = step._replace(ranks=4.0, spread=sqrt(2 * 1.3862943611198906))
    assert touched_share(four, 1.0) == pytest.approx((2 + spread) / 16)
    assert touched_share(step._replace(untouched=-inf), 1.0) == 1.0


def test_a_prefilled_token_costs_its_arithmetic(c: Constants) -> None:
    """2 x 10e9 / (1,979e12 x 0.478) = 21.1 us; attention 655,360 x 8,192 FLOP in bf16 adds 11.4 us."""
    linear = 2 * 10e9 / (1979e12 * 0.478)
    attention = 4 * 32 * 128 * 40 * 8192 / (989e12 * 0.478)
    assert prefill_seconds(H100, DENSE, 0.0, c) == pytest.approx(linear)
    assert prefill_seconds(H100, DENSE, 8192.0, c) == pytest.approx(linear + attention)


def test_double_bandwidth_halves_a_bandwidth_bound_step(c: Constants) -> None:
    silent = c._replace(kernel_seconds=0.0, step_seconds=0.0, sequence_seconds=0.0)
    twice = H100._replace(bandwidth=2 * H100.bandwidth)
    before = seconds(H100, DENSE, ONE, 8.0, 2000.0, silent)
    assert seconds(twice, DENSE, ONE, 8.0, 2000.0, silent) == pytest.approx(before / 2)


def test_a_mixture_is_faster_than_a_dense_model_of_its_total(c: Constants) -> None:
    same_latency = DENSE._replace(kernels=MIXTURE.kernels)
    for batch in (1.0, 8.0, 16.0, 512.0):
        dense = seconds(H100, same_latency, ONE, batch, 0.0, c)
        assert seconds(H100, MIXTURE, ONE, batch, 0.0, c) < dense


@given(batch=batches, context=st.floats(0.0, 2e5), layout=st.sampled_from([ONE, Layout(8.0, 8.0, 1.0, False)]))
def test_a_step_grows_with_batch_and_context_and_a_token_gets_cheaper(
    batch: float, context: float, layout: Layout
) -> None:
    c = kernel_constants(ServingConstants())
    here = seconds(H100, MIXTURE, layout, batch, context, c)
    assert 0.0 < here < inf
    assert seconds(H100, MIXTURE, layout, 2 * batch, context, c) > here
    assert seconds(H100, MIXTURE, layout, batch, context + 1000.0, c) >= here
    assert seconds(H100, MIXTURE, layout, 2 * batch, context, c) / 2 < here


def test_every_constant_has_a_unit_and_a_source() -> None:
    for constant in fields(ServingConstants):
        assert constant.metadata["unit"]
        assert constant.metadata["source"]
        assert constant.metadata["meaning"]


def test_kernels_see_the_constants_under_their_own_names() -> None:
    changed = ServingConstants(local_seconds=1.0, plan_memory=0.5)
    seen = kernel_constants(changed)
    assert seen.local_seconds == 1.0
    assert seen.plan_memory == 0.5
    assert seen.batch_limit == changed.batch_limit
