from math import inf, isinf, isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving import ServingConstants
from jevons.market.serving.batch import (
    Operation,
    Service,
    best_operation,
    better,
    largest_batch,
    largest_pod,
    operate,
    pod_layout,
    smallest_pod,
    token_interval,
)
from jevons.market.serving.physics import Chip, Constants, Model, Step, kernel_constants

H100 = Chip(1979e12, 989e12, 3.35e12, 80e9, 450e9, 8.0, 1.0, 1.0)
NVL72 = Chip(5000e12, 2500e12, 8.0e12, 186e9, 900e9, 72.0, 1.0, 1.0)
# Kimi-like: 1e12 parameters in fp8, 32e9 active, latent attention
LARGE = Model(32e9, 18e9, 1008e9, 61.0, 7168.0, 384.0, 8.0, 70e3, 1.0, 18.0, 4 * 64 * 576 * 61)
DENSE = Model(70e9, 70e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 160e3, 8.0, 7.0, 4 * 64 * 128 * 80)
LINEAR = Step(0.010, 0.0, 0.0, 0.0, 0.0, 0.001, -inf, 1.0, 1.0, 0.0, 1.0)
ONCE = Service(20.0, 1.0, 1.0)


def test_the_largest_batch_just_meets_the_speed() -> None:
    """t = 10 ms + 1 ms b, asked 20 tokens/s = 50 ms: b = 40; read between 32 and 64 in logs it is 38.9.

    ITL(32) = 42, ITL(64) = 74: 32 x 2^(ln(50/42) / ln(74/42)) = 32 x 2^0.3078 = 39.6.
    """
    batch = largest_batch(LINEAR, 0.0, H100, ONCE, 1.0, 4096.0)
    assert batch == pytest.approx(39.6, abs=0.1)
    assert 1.0 / token_interval(LINEAR, batch, 0.0, H100, ONCE) >= 20.0


def test_memory_caps_the_batch_and_a_hopeless_speed_has_none() -> None:
    assert largest_batch(LINEAR, 0.0, H100, ONCE, 1.0, 16.0) == 16.0
    assert isnan(largest_batch(LINEAR, 0.0, H100, Service(200.0, 1.0, 1.0), 1.0, 16.0))


def test_prefill_and_an_immature_stack_slow_a_user() -> None:
    """Batch 10: (20 ms + 10 x 1 ms) / 0.5 = 60 ms. Two tokens accepted a step: (10 + 10) / 0.5 = 40 ms."""
    slow = H100._replace(stack=0.5)
    assert token_interval(LINEAR, 10.0, 0.001, slow, ONCE) == pytest.approx(0.060)
    assert token_interval(LINEAR, 10.0, 0.001, slow, Service(20.0, 2.0, 2.0)) == pytest.approx(0.040)


def test_on_target_and_cheaper_beats_fast() -> None:
    cheap = Operation(1.0, 20.0, 8.0, 8.0, True)
    dear = Operation(2.0, 90.0, 8.0, 8.0, True)
    late, later = Operation(0.1, 15.0, 8.0, 8.0, False), Operation(0.01, 12.0, 8.0, 8.0, False)
    assert better(cheap, dear)
    assert better(dear, late)
    assert better(late, later)
    assert not better(later, late)


def test_experts_are_exchanged_only_beyond_a_node(c: Constants) -> None:
    assert not pod_layout(NVL72, LARGE, 8.0, c).exchanges
    wide = pod_layout(NVL72, LARGE, 32.0, c)
    assert wide.exchanges
    assert wide.group == 1.0
    assert not pod_layout(NVL72, DENSE, 16.0, c).exchanges


def test_pods_start_at_the_weights_and_end_at_what_operators_run(c: Constants) -> None:
    """1,026 GB over 72 GB a chip is 14.3: 16 chips, and two doublings to 64. 70 GB: one, up to a node."""
    assert smallest_pod(H100, LARGE, c) == 16.0
    assert largest_pod(H100, LARGE, 16.0, c) == 64.0
    assert smallest_pod(H100, DENSE, c) == 1.0
    assert largest_pod(H100, DENSE, 1.0, c) == 8.0


def test_a_pod_that_cannot_hold_one_sequence_is_no_pod(c: Constants) -> None:
    """70 GB of weights leave 2 GB of 72; 64k tokens of 160 kB take 10.5 GB."""
    assert isinf(operate(H100, DENSE, 1.0, 65536.0, ONCE, c).seconds)
    assert best_operation(H100, DENSE, 65536.0, ONCE, c).chips > 1.0


def test_a_speed_out_of_reach_is_served_by_the_fastest_pod(c: Constants) -> None:
    asked = best_operation(H100, LARGE, 4096.0, Service(1000.0, 1.0, 1.0), c)
    assert not asked.on_target
    assert 0.0 < asked.speed < 1000.0
    pods = [operate(H100, LARGE, n, 4096.0, Service(1000.0, 1.0, 1.0), c) for n in (16.0, 32.0, 64.0)]
    assert asked.speed == max(pod.speed for pod in pods)


@settings(deadline=None)
@given(
    speed=st.floats(1.0, 300.0),
    faster=st.floats(1.01, 3.0),
    context=st.floats(1e3, 1e5),
    chip=st.sampled_from([H100, NVL72]),
    model=st.sampled_from([LARGE, DENSE]),
)
def test_more_speed_never_costs_less(speed: float, faster: float, context: float, chip: Chip, model: Model) -> None:
    c = kernel_constants(ServingConstants())
    slow = best_operation(chip, model, context, Service(speed, 1.0, 1.0), c)
    fast = best_operation(chip, model, context, Service(speed * faster, 1.0, 1.0), c)
    assert fast.seconds >= slow.seconds * (1 - 1e-9)


@settings(deadline=None)
@given(speed=st.floats(1.0, 60.0), context=st.floats(1e3, 1e5), longer=st.floats(1.0, 4.0))
def test_longer_context_never_costs_less_in_one_pod(speed: float, context: float, longer: float) -> None:
    c = kernel_constants(ServingConstants())
    service = Service(speed, 1.0, 1.0)
    short = operate(NVL72, LARGE, 32.0, context, service, c)
    long = operate(NVL72, LARGE, 32.0, context * longer, service, c)
    if short.on_target:
        assert long.seconds >= short.seconds * (1 - 1e-6)


def test_two_accepted_tokens_help_most_near_the_knee(c: Constants) -> None:
    """Measured on GB200: multi-token prediction gains 1.0-1.1x at 30 tokens/s and 4-7x at 75-100."""

    def gain(speed: float) -> float:
        plain = best_operation(NVL72, LARGE, 4096.0, Service(speed, 1.0, 1.0), c)
        drafted = best_operation(NVL72, LARGE, 4096.0, Service(speed, 2.0, 2.0), c)
        return float(plain.seconds / drafted.seconds)

    assert gain(60.0) > gain(15.0) > 0.9
