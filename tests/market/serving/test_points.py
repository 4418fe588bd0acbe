"""Ways to run a machine: what is conserved, what each technique moves, and hand-computed machines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving import Precision, ServingConstants, Techniques
from jevons.market.serving.batch import pod_layout
from jevons.market.serving.named import card_named, chip_of_system, model_of_card, system_named
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Model,
    decode_step,
    kernel_constants,
    prefill_seconds,
    step_seconds,
)
from jevons.market.serving.points import Call, Point, local_point, pod_points, sram_point

C = kernel_constants(ServingConstants())
B200 = chip_of_system(system_named("b200"), Precision.FP4)
H100 = chip_of_system(system_named("h100"), Precision.FP8)
DEEPSEEK = model_of_card(card_named("deepseek_v3"), 0.5625)
LLAMA = model_of_card(card_named("llama_3_8b"), 1.0)
CS3 = Chip(15.6e15, 15.6e15, 21e15, 44e9, 1e12, 8.0, 1.0, 1.0)
LARGE = Model(70.6e9, 141.2e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 327680.0, 8.0, 7.0, 4 * 64 * 128 * 80)
LAPTOP = Chip(70e12, 70e12, 0.614e12, 128e9, 0.0, 8.0, 1.0, 1.0)
MIXTURE = Model(3.3e9, 1e9, 16e9, 48.0, 2048.0, 128.0, 8.0, 1e5, 4.0, 11.0, 7.9e5)


def pod(call: Call, chip: Chip = B200, model: Model = DEEPSEEK, chips: float = 8.0) -> list[Point]:
    """A pod at every batch; with prefill apart on chips of the same kind."""
    return pod_points(chip, model, chips, call, (chip, model) if call.how.disaggregated else None, C)


def chip_seconds(point: Point, call: Call) -> float:
    """Of an output token with its share of the prompt."""
    prompt = (1.0 - point.hit) * point.fresh + point.hit * point.cached
    return point.decode + point.beside + call.prompt / call.answer * prompt


techniques = st.builds(
    Techniques,
    drafts=st.integers(0, 4),
    continuous=st.booleans(),
    apart=st.booleans(),
    cached_share=st.floats(0.0, 0.99),
    sessions=st.floats(1.0, 50.0),
    offload=st.sampled_from(["none", "host", "flash"]),
    replicas=st.floats(1.0, 16.0),
    routed=st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(how=techniques, prompt=st.floats(100.0, 50_000.0), answer=st.floats(100.0, 5000.0))
def test_a_token_takes_the_chip_seconds_that_a_chip_s_rate_says(how: Techniques, prompt: float, answer: float) -> None:
    call = Call(prompt, answer, how)
    for point in pod(call):
        assert point.output * chip_seconds(point, call) == pytest.approx(1.0)
        assert 0.0 <= point.hit <= how.cached_share
        assert C.power_floor <= min(point.decode_power, point.fresh_power)
        assert max(point.decode_power, point.fresh_power) <= 1.0


@settings(max_examples=25, deadline=None)
@given(how=techniques, prompt=st.floats(100.0, 50_000.0))
def test_a_replica_delivers_what_its_users_see(how: Techniques, prompt: float) -> None:
    """In one replica output times chips is batch over interval; apart, the decoding chips alone deliver that."""
    call = Call(prompt, 1000.0, how)
    for point in pod(call):
        filled = point.batch if how.continuous else point.batch / max(1.0, harmonic(point.batch))
        chips = filled * point.user * (1.0 / point.output if not how.disaggregated else point.decode)
        assert chips == pytest.approx(point.chips)


def harmonic(batch: float) -> float:
    """Of a whole or a broken number, by Euler's expansion."""
    return float(np.log(batch) + 0.5772156649015329 + 0.5 / batch - 1.0 / (12.0 * batch**2))


def test_a_replica_s_rates_by_the_step_and_the_prefill_between() -> None:
    """A user's interval: a step over the tokens accepted, and prefill of every sequence over its answer."""
    call = Call(2000.0, 500.0, Techniques(drafts=1))
    layout = pod_layout(B200, DEEPSEEK, 8.0, C)
    step = decode_step(B200, DEEPSEEK, layout, 2250.0, 2.0, C)
    fresh = 2000.0 / 500.0 * prefill_seconds(B200, DEEPSEEK, 1000.0, C) / 8.0
    for point in pod(call)[::8]:
        interval = step_seconds(step, point.batch) / 1.75 + point.batch * fresh
        assert point.user == pytest.approx(1.0 / interval)
        assert point.output == pytest.approx(point.batch / (8.0 * interval))


def test_prefill_apart_frees_users_from_waiting_at_the_same_cost() -> None:
    one, apart = (pod(Call(8000.0, 1000.0, Techniques(apart=way))) for way in (False, True))
    for together, freed in zip(one, apart, strict=True):
        assert freed.user > together.user
        assert freed.output == pytest.approx(together.output)
    assert apart[-1].user > 1.5 * one[-1].user


def arithmetic(chip: Chip, attended: float) -> float:
    """Chip-seconds of a token of DeepSeek: 2 x 37e9 FLOP, and 4 x 128 x 576 x 61 for each token attended to."""
    return (2 * 37e9 / chip.flops + 4 * 128 * 576 * 61 * attended / chip.flops_bf16) / 0.478


def test_prefill_on_other_chips_takes_the_time_of_those() -> None:
    """Tokens of a prompt attend to 4,000 on average. Decoding is not touched."""
    call = Call(8000.0, 1000.0, Techniques(prefill="rubin"))
    rubin = chip_of_system(system_named("rubin"), Precision.FP4)
    (own, *_), (other, *_) = (pod_points(B200, DEEPSEEK, 8.0, call, (c, DEEPSEEK), C) for c in (B200, rubin))
    assert own.fresh == pytest.approx(arithmetic(B200, 4000.0))
    assert other.fresh == pytest.approx(arithmetic(rubin, 4000.0))
    assert other.fresh < own.fresh
    assert other.decode == own.decode


def test_a_cached_prefix_saves_prefill_and_leaves_decoding() -> None:
    """Of 8,000 tokens 7,200 are read, 70 kB each at 8 TB/s x 0.764; the 800 at the end attend to 7,600."""
    none, most = (pod(Call(8000.0, 1000.0, Techniques(cached_share=share)))[0] for share in (0.0, 0.9))
    assert most.hit == pytest.approx(0.9)
    assert most.decode == none.decode
    assert most.fresh == pytest.approx(arithmetic(B200, 7600.0))
    assert most.cached == pytest.approx(61 * 576 * 2 / (8e12 * 0.764))
    assert most.output > none.output


def test_drafts_pay_at_low_load_and_cost_where_arithmetic_binds() -> None:
    """Three drafts check 4 tokens for 2.73: free while weights are read, a loss of 4 / 2.73 in arithmetic."""
    plain, drafted = (pod(Call(200.0, 2000.0, Techniques(drafts=n)), H100, LLAMA, 1.0) for n in (0, 3))
    assert drafted[0].user > 2.0 * plain[0].user
    compute = kernel_constants(ServingConstants())._replace(compute_efficiency=0.05)
    last = [pod_points(H100, LLAMA, 1.0, Call(200.0, 2000.0, Techniques(drafts=n)), None, compute)[-1] for n in (0, 3)]
    assert 0.6 < last[1].output / last[0].output < 0.9


def test_a_batch_that_waits_for_its_longest_answer_loses_more_the_larger_it_is() -> None:
    """Of b exponential lengths the longest is 1 + 1/2 + ... + 1/b times the mean: 1, 1.5, 2.08 at 1, 2, 4."""
    filled, waiting = (pod(Call(1.0, 1000.0, Techniques(continuous=way))) for way in (True, False))
    lost = {a.batch: b.decode / a.decode for a, b in zip(filled, waiting, strict=True)}
    assert lost[1.0] == pytest.approx(1.0, abs=0.01)
    assert lost[2.0] == pytest.approx(1.5, abs=0.01)
    assert lost[4.0] == pytest.approx(1.0 + 1 / 2 + 1 / 3 + 1 / 4, abs=0.01)
    assert (np.diff(list(lost.values())) > 0.0).all()


def test_a_pod_without_room_for_one_cache_runs_nothing() -> None:
    assert pod(Call(1e9, 1.0, Techniques())) == []


def on_chip(call: Call, prefill: tuple[Chip, Model] | None = None, parts: float = 1.0) -> Point:
    return sram_point(CS3, parts, LARGE, 6e-6, call, prefill, C)


def test_a_pipeline_on_chip_by_hand() -> None:
    """141.2 GB and 24 x 2,000 x 327,680 B = 15.7 GB over 39.6 GB: 4 units; 24 sequences at 1 / (80 x 6 us) = 2,083/s.

    Decoding takes 4 / 50,000 = 80 us of a unit; prefill 2 x 70.6e9 FLOP and a little attention over 15.6e15 x 0.478.
    """
    call = Call(1000.0, 1000.0, Techniques())
    point = on_chip(call)
    assert (point.chips, point.batch, point.hit) == (4.0, 24.0, 0.0)
    assert point.user == pytest.approx(1 / 480e-6)
    assert point.decode == pytest.approx(4 / (24 / 480e-6))
    assert point.fresh == pytest.approx(141.2e9 / (15.6e15 * 0.478), rel=0.02)
    assert point.output * chip_seconds(point, call) == pytest.approx(1.0)


def test_a_rack_of_chips_takes_chip_seconds_of_each() -> None:
    call = Call(1000.0, 1000.0, Techniques())
    whole, divided = on_chip(call), on_chip(call, parts=256.0)
    assert divided.user == whole.user
    assert divided.chips == 256.0 * whole.chips
    for kind in ("decode", "fresh"):
        assert getattr(divided, kind) == pytest.approx(256.0 * getattr(whole, kind))
    assert divided.output == pytest.approx(whole.output / 256.0)


def test_drafts_go_down_a_pipeline_with_the_token_before_them() -> None:
    plain, drafted = (on_chip(Call(1000.0, 1000.0, Techniques(drafts=n))) for n in (0, 1))
    assert drafted.user == pytest.approx(1.75 * plain.user)
    assert drafted.decode == pytest.approx(plain.decode / 1.75)


def test_a_decoder_whose_neighbour_attends_holds_weights_alone() -> None:
    """141.2 GB over 39.6 GB stay 4 units at any context; reading 50,500 x 327,680 B at 8 TB/s x 0.764 takes 2.7 ms."""
    how = Techniques(prefill="b200", beside=True, cached_share=0.5)
    call = Call(50_000.0, 1000.0, how)
    alone, beside = (
        on_chip(Call(50_000.0, 1000.0, Techniques(prefill="b200")), (B200, LARGE)),
        on_chip(call, (B200, LARGE)),
    )
    assert (alone.chips, beside.chips) == (14.0, 4.0)
    assert alone.beside == 0.0
    assert beside.beside == pytest.approx(50_500 * 327_680 / (8e12 * 0.764))
    assert (alone.hit, beside.hit) == (0.0, 0.5)
    assert beside.output * chip_seconds(beside, call) == pytest.approx(1.0)


def test_a_user_s_own_machine_by_hand() -> None:
    """1 GB shared and 8 of 128 parts of 16 GB, 0.15 GB of cache: 2.15 GB over 0.71 x 614 GB/s + 2.1 ms = 7.0 ms."""
    point = local_point(LAPTOP, 1.0, MIXTURE, Call(1000.0, 1000.0, Techniques()), C)
    assert point is not None
    assert point.user == pytest.approx(1.0 / (2.15e9 / (0.71 * 614e9) + 2.1e-3))
    assert point.user * point.decode == pytest.approx(1.0)


def test_drafts_on_a_user_s_own_machine_read_more_experts() -> None:
    """Two tokens of 8 in 128 experts touch 1 - (120/128)^2 = 0.121 of 16 GB, not 0.0625, and yield 1.75."""
    call = Call(1000.0, 1000.0, Techniques(drafts=1))
    point = local_point(LAPTOP, 1.0, MIXTURE, call, C)
    assert point is not None
    read = 1e9 + 16e9 * (1.0 - (120 / 128) ** 2) + 0.15e9
    assert point.user == pytest.approx(1.75 / (read / (0.71 * 614e9) + 2.1e-3))
    assert point.output * chip_seconds(point, call) == pytest.approx(1.0)


def test_a_box_of_chips_for_one_user_takes_the_time_of_all_of_them() -> None:
    call = Call(1000.0, 1000.0, Techniques(cached_share=0.5))
    one, four = (local_point(LAPTOP, parts, MIXTURE, call, C) for parts in (1.0, 4.0))
    assert one is not None
    assert four is not None
    assert four.user == one.user
    assert four.output == pytest.approx(one.output / 4.0)
    assert four.output * chip_seconds(four, call) == pytest.approx(1.0)


def test_a_machine_too_small_for_weights_and_cache_has_no_point(c: Constants) -> None:
    assert local_point(LAPTOP, 1.0, MIXTURE, Call(1e6, 1.0, Techniques()), c) is None
