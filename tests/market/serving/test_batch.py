"""Which replica is run at a speed: batches by hand, pods that may be, and what speed costs."""

from math import inf, isinf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving import ServingConstants
from jevons.market.serving.batch import (
    PLAIN,
    Service,
    fastest_pod,
    filled_slots,
    largest_pod,
    offer_pod,
    offer_speeds,
    output_seconds,
    pod_layout,
    smallest_pod,
    token_interval,
)
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Model,
    Step,
    decode_step,
    kernel_constants,
    prefill_seconds,
)

H100 = Chip(1979e12, 989e12, 3.35e12, 80e9, 450e9, 8.0, 1.0, 1.0)
NVL72 = Chip(5000e12, 2500e12, 8.0e12, 186e9, 900e9, 72.0, 1.0, 1.0)
# Kimi-like: 1e12 parameters in fp8, 32e9 active, latent attention
LARGE = Model(32e9, 18e9, 1008e9, 61.0, 7168.0, 384.0, 8.0, 70e3, 1.0, 18.0, 4 * 64 * 576 * 61)
DENSE = Model(70e9, 70e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 160e3, 8.0, 7.0, 4 * 64 * 128 * 80)
LINEAR = Step(0.010, 0.0, 0.0, 0.0, 0.0, 0.001, -inf, 1.0, 1.0, 0.0, 1.0)
SPEEDS = np.array([5.0, 20.0, 40.0, 60.0, 120.0])


def sold(
    chip: Chip,
    model: Model,
    c: Constants,
    service: Service = PLAIN,
    speeds: np.ndarray = SPEEDS,
    context: float = 4096.0,
) -> np.ndarray:
    """Chip-seconds, room and load at each speed, (3, speeds)."""
    out = np.full((3, len(speeds)), inf)
    offer_speeds(chip, model, context, service, speeds, c, *out)
    return out


def of_pod(
    chip: Chip, model: Model, chips: float, c: Constants, speeds: np.ndarray, context: float = 4096.0
) -> np.ndarray:
    out = np.full((3, len(speeds)), inf)
    offer_pod(chip, model, chips, context, PLAIN, speeds, c, *out)
    return out


def test_prefill_and_an_immature_stack_slow_a_user() -> None:
    """Batch 10: (20 ms + 10 x 1 ms) / 0.5 = 60 ms. Two tokens accepted a step: (10 + 10) / 0.5 = 40 ms."""
    slow = H100._replace(stack=0.5)
    assert token_interval(LINEAR, 10.0, 0.001, slow, PLAIN) == pytest.approx(0.060)
    assert token_interval(LINEAR, 10.0, 0.001, slow, PLAIN._replace(accepted=2.0)) == pytest.approx(0.040)


def test_prefill_with_chips_of_its_own_slows_nobody() -> None:
    """Batch 10 without prefill between: 20 ms."""
    assert token_interval(LINEAR, 10.0, 0.001, H100, PLAIN._replace(apart=True)) == pytest.approx(0.020)


def test_slots_wait_for_the_longest_answer_without_continuous_batching() -> None:
    """1 + 1/2 + 1/3 + 1/4 = 2.083: of four slots 1.92 are at work; one is never kept waiting."""
    static = PLAIN._replace(filled=0.0)
    assert filled_slots(4.0, static) == pytest.approx(4.0 / (1 + 1 / 2 + 1 / 3 + 1 / 4), rel=1e-3)
    assert filled_slots(1.0, static) == pytest.approx(1.0, rel=0.01)
    assert filled_slots(4.0, PLAIN) == 4.0
    assert filled_slots(4.0, PLAIN._replace(filled=0.5)) == 2.0


def test_an_output_token_takes_its_share_of_the_step() -> None:
    """Ten sequences on 8 chips at 20 ms a step, two tokens each: 8 x 0.020 / 20 = 8 ms."""
    assert output_seconds(LINEAR, 10.0, 8.0, H100, PLAIN._replace(accepted=2.0)) == pytest.approx(0.008)


def test_the_batch_just_meets_the_speed(c: Constants) -> None:
    """At the batch told for a speed the interval is the one asked for, as far as logs are straight."""
    speeds = np.array([30.0])
    _, _, busy = of_pod(NVL72, LARGE, 32.0, c, speeds)[:, 0]
    step = decode_step(NVL72, LARGE, pod_layout(NVL72, LARGE, 32.0, c), 4096.0, 1.0, c)
    fresh = c.fresh_per_output * prefill_seconds(NVL72, LARGE, c.prefill_context, c) / 32.0
    assert 1.0 / token_interval(step, busy * 32.0, fresh, NVL72, PLAIN) == pytest.approx(30.0, rel=0.02)


def test_experts_are_exchanged_only_beyond_a_node(c: Constants) -> None:
    assert not pod_layout(NVL72, LARGE, 8.0, c).exchanges
    wide = pod_layout(NVL72, LARGE, 32.0, c)
    assert wide.exchanges
    assert wide.group == 1.0
    assert not pod_layout(NVL72, DENSE, 16.0, c).exchanges


def test_pods_start_at_the_weights_and_end_at_what_operators_run(c: Constants) -> None:
    """1,026 GB over 72 GB a chip is 14.3: 16 chips, up to 64. Over 167 GB: 8, up to 32. 70 GB: one, up to a node.

    A mixture that two chips hold is still spread over 16.
    """
    assert smallest_pod(H100, LARGE, c) == 16.0
    assert largest_pod(H100, LARGE, 16.0, c) == 64.0
    assert smallest_pod(NVL72, LARGE, c) == 8.0
    assert largest_pod(NVL72, LARGE, 8.0, c) == 32.0
    assert largest_pod(NVL72, LARGE, 2.0, c) == 16.0
    assert smallest_pod(H100, DENSE, c) == 1.0
    assert largest_pod(H100, DENSE, 1.0, c) == 8.0


def test_a_pod_that_cannot_hold_one_sequence_is_no_pod(c: Constants) -> None:
    """70 GB of weights leave 2 GB of 72; 64k tokens of 160 kB take 10.5 GB."""
    assert np.isinf(of_pod(H100, DENSE, 1.0, c, SPEEDS, 65536.0)[0]).all()
    assert fastest_pod(H100, DENSE, 1.0, 65536.0, PLAIN, c)[0] == 0.0
    assert np.isfinite(sold(H100, DENSE, c, context=65536.0)[0, 0])


def test_the_cheapest_of_the_pods_is_run(c: Constants) -> None:
    pods = np.array([of_pod(NVL72, LARGE, chips, c, SPEEDS)[0] for chips in (8.0, 16.0, 32.0)])
    found = sold(NVL72, LARGE, c)[0]
    reached = np.isfinite(found)
    assert (found[reached] == pods.min(axis=0)[reached]).all()


def test_a_speed_out_of_reach_is_not_sold_but_the_lowest_is_by_the_fastest_pod(c: Constants) -> None:
    fast = np.array([1000.0, 2000.0])
    found = sold(NVL72, LARGE, c, speeds=fast)
    pods = [fastest_pod(NVL72, LARGE, chips, 4096.0, PLAIN, c) for chips in (8.0, 16.0, 32.0)]
    assert found[0, 0] == max(pods)[1]
    assert isinf(found[0, 1])


def test_room_is_what_fits_over_what_is_at_work(c: Constants) -> None:
    """The slower, the more sequences at work of those that fit; never more than fit."""
    _, room, busy = sold(NVL72, LARGE, c)
    assert (room[np.isfinite(room)] >= 1.0 - 1e-9).all()
    assert (np.diff(busy[:4]) <= 1e-9).all()


@settings(deadline=None)
@given(
    speed=st.floats(1.0, 300.0),
    faster=st.floats(1.01, 3.0),
    context=st.floats(1e3, 1e5),
    chip=st.sampled_from([H100, NVL72]),
    model=st.sampled_from([LARGE, DENSE]),
    service=st.sampled_from([PLAIN, PLAIN._replace(apart=True), Service(4.0, 2.7, False, 1.0)]),
)
def test_more_speed_never_costs_less(
    speed: float, faster: float, context: float, chip: Chip, model: Model, service: Service
) -> None:
    c = kernel_constants(ServingConstants())
    slow, fast = sold(chip, model, c, service, np.array([speed, speed * faster]), context)[0]
    assert fast >= slow * (1 - 1e-9)


@settings(deadline=None)
@given(context=st.floats(1e3, 1e5), longer=st.floats(1.0, 4.0))
def test_longer_context_never_costs_less_in_one_pod(context: float, longer: float) -> None:
    c = kernel_constants(ServingConstants())
    short, long = (of_pod(NVL72, LARGE, 32.0, c, SPEEDS, context * k)[0] for k in (1.0, longer))
    assert (long >= short * (1 - 1e-6))[np.isfinite(short)].all()


def test_drafts_help_most_near_the_knee(c: Constants) -> None:
    """Measured on GB200: multi-token prediction gains 1.0-1.1x at 30 tokens/s and 4-7x at 75-100."""
    speeds = np.array([15.0, 60.0])
    gain = sold(NVL72, LARGE, c, speeds=speeds)[0] / sold(NVL72, LARGE, c, Service(2.0, 2.0, False, 1.0), speeds)[0]
    assert gain[1] > gain[0] > 0.9


def test_prefill_apart_never_costs_more(c: Constants) -> None:
    for chip, model in ((H100, DENSE), (NVL72, LARGE)):
        plain, apart = (sold(chip, model, c, service)[0] for service in (PLAIN, PLAIN._replace(apart=True)))
        reached = np.isfinite(plain)
        assert (apart[reached] <= plain[reached] * (1 + 1e-9)).all()
