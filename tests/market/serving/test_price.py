"""The price of a cell: prompt and output by hand, what each engine may do, and machines with on-chip memory."""

from itertools import pairwise
from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving import SPEEDS, Precision, Role, ServingConstants
from jevons.market.serving.physics import Constants, kernel_constants
from jevons.market.serving.price import (
    ENGINES,
    FIGURES,
    LONG_CONTEXT,
    MODEL_COLUMNS,
    SHORT_CONTEXT,
    Machine,
    chip_of,
    engine_service,
    fill_own,
    fill_table,
    model_at,
    output_line,
    price_cell,
)

STATIC, CONTINUOUS, DRAFTING, APART = range(len(ENGINES))
H100 = Machine(989.0, 1979.0, 0.0, 80.0, 3.35, 1.0, 450.0, 8.0, 1.0, 1.0, 1.0, 0.0)
A100 = H100._replace(bf16_tflops=312.0, fp8_tflops=0.0, bandwidth_tb_s=2.04)
NVL72 = Machine(180e3, 360e3, 720e3, 13_392.0, 576.0, 72.0, 900.0, 72.0, 1.0, 1.0, 1.0, 0.0)
CS3 = Machine(15_600.0, 15_600.0, 0.0, 44.0, 21e3, 1.0, 1e3, 8.0, 1.0, 1.0, 1.0, 6e-6)
LAPTOP = Machine(70.0, 0.0, 0.0, 128.0, 0.614, 1.0, 60.0, 1.0, 1.0, 1.0, 1.0, 0.0)
# active, total, expert, layers, width, experts, top_k, kv_bytes, kv_heads, kernels, attention
DENSE = np.array([70.6e9, 70.6e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 327_680.0, 8.0, 7.0, 4 * 64 * 128 * 80.0])
MIXTURE = np.array([32e9, 1026e9, 1008e9, 61.0, 7168.0, 384.0, 8.0, 70e3, 1.0, 18.0, 4 * 64 * 576 * 61.0])
CONTEXTS = (SHORT_CONTEXT, 16_384.0, LONG_CONTEXT)


def cell(
    machine: Machine,
    sizes: np.ndarray,
    c: Constants,
    wanted: Precision = Precision.FP8,
    role: Role = Role.ACCELERATOR,
    speeds: tuple[float, ...] = SPEEDS,
) -> tuple[np.ndarray, np.ndarray]:
    """Prompt (2,) and output (engines, speeds, figures) of a cell, as numbers and not as logarithms."""
    prompt = np.empty(2, dtype=np.float32)
    output = np.empty((len(ENGINES), len(speeds), FIGURES), dtype=np.float32)
    price_cell(machine, int(role), int(wanted), sizes, np.array(speeds), c, prompt, output)
    return np.exp(prompt.astype(np.float64)), np.exp(output.astype(np.float64))


def at(output: np.ndarray, context: float) -> np.ndarray:
    """Unit-seconds of an output token, (engines, speeds)."""
    return np.asarray(output[..., 0] + context * output[..., 1])


def test_columns_are_read_by_their_names() -> None:
    """18e9 parameters outside experts and 1,008e9 inside, at 1.5 bytes."""
    model = model_at(MIXTURE, 1.5)
    assert (model.shared, model.expert) == (27e9, 1512e9)
    for name in set(MODEL_COLUMNS) - {"total", "expert"}:
        assert getattr(model, name) == MIXTURE[MODEL_COLUMNS.index(name)]


def test_a_rack_divides_into_its_chips() -> None:
    """360 PF of fp8, 180 of bf16, 576 TB/s and 13,392 GB over 72; links are those of a chip."""
    chip = chip_of(NVL72, int(Precision.FP8), 72.0)
    assert chip[:5] == pytest.approx((5e15, 2.5e15, 8e12, 186e9, 900e9))
    assert chip_of(NVL72, int(Precision.BF16), 72.0).flops == pytest.approx(2.5e15)
    assert chip_of(NVL72, int(Precision.FP4), 72.0).flops == pytest.approx(5e15)


def test_a_fresh_token_is_arithmetic(c: Constants) -> None:
    """2 x 70.6e9 / (1,979e12 x 0.478) = 149 us; per token attended to 2.62e6 / (989e12 x 0.478) = 5.5 ns."""
    bare, attended = cell(H100, DENSE, c)[0]
    assert bare == pytest.approx(2 * 70.6e9 / (1979e12 * 0.478), rel=1e-5)
    assert attended == pytest.approx(4 * 64 * 128 * 80 / (989e12 * 0.478), rel=1e-5)
    assert bare == pytest.approx(149.3e-6, rel=1e-3)


def test_an_immature_stack_takes_longer_for_everything(c: Constants) -> None:
    """At half the throughput a fresh token takes twice as long, and no output token less than that."""
    (fresh, output), (slow_fresh, slow_output) = (cell(m, DENSE, c) for m in (H100, H100._replace(stack=0.5)))
    assert slow_fresh == pytest.approx(2.0 * fresh, rel=1e-5)
    reached = np.isfinite(slow_output[..., 0])
    assert (at(slow_output, SHORT_CONTEXT)[reached] >= 1.99 * at(output, SHORT_CONTEXT)[reached]).all()


def test_the_line_never_makes_short_contexts_free() -> None:
    """Costs 1 and 32 at contexts 1 to 16 have a negative intercept: it is held at the floor."""
    intercept, slope = output_line(1.0, 32.0, 0.25)
    assert intercept == 0.25
    assert intercept + slope * LONG_CONTEXT == pytest.approx(32.0)
    intercept, slope = output_line(2.0, 10.0, 0.25)
    assert intercept + slope * SHORT_CONTEXT == pytest.approx(2.0)
    assert intercept + slope * LONG_CONTEXT == pytest.approx(10.0)


def test_the_line_is_flat_where_long_contexts_cost_less_and_there_is_none_where_they_do_not_fit() -> None:
    assert output_line(3.0, 2.0, 0.25) == (3.0, 0.0)
    assert output_line(3.0, inf, 0.25) == (inf, inf)
    assert output_line(inf, 3.0, 0.25) == (inf, inf)


def test_what_each_engine_does(c: Constants) -> None:
    """Three drafts of which each is accepted with 0.75: 1 + 0.75 + 0.5625 + 0.4219 = 2.734 tokens a step."""
    assert engine_service(STATIC, 0, c) == (1.0, 1.0, False, 0.0)
    assert engine_service(CONTINUOUS, 0, c) == (1.0, 1.0, False, 1.0)
    assert engine_service(DRAFTING, 3, c) == (4.0, pytest.approx(2.734375), False, 1.0)
    assert engine_service(APART, 1, c) == (2.0, pytest.approx(1.75), True, 1.0)


machines = st.builds(
    lambda base, speed, memory, stack, exchange: base._replace(
        bandwidth_tb_s=base.bandwidth_tb_s * speed, memory_gb=base.memory_gb * memory, stack=stack, exchange=exchange
    ),
    st.sampled_from([H100, A100, NVL72]),
    st.floats(0.05, 2.0),
    st.floats(0.5, 4.0),
    st.floats(0.3, 1.0),
    st.floats(1.0, 5.0),
)
models = st.builds(
    lambda base, size: np.where(np.isin(MODEL_COLUMNS, ["active", "total", "expert"]), base * size, base),
    st.sampled_from([DENSE, MIXTURE]),
    st.floats(0.02, 20.0),
)


@settings(max_examples=40, deadline=None)
@given(machine=machines, sizes=models, wanted=st.sampled_from([Precision.BF16, Precision.FP8, Precision.FP4]))
def test_no_engine_is_dearer_than_the_one_below_it_at_any_speed(
    machine: Machine, sizes: np.ndarray, wanted: Precision
) -> None:
    output = cell(machine, sizes, kernel_constants(ServingConstants()), wanted)[1]
    for context in CONTEXTS:
        costs = at(output, context)
        for below, above in pairwise(costs):
            reached = np.isfinite(below)
            assert (above[reached] <= below[reached] * (1 + 1e-5)).all()


@settings(max_examples=40, deadline=None)
@given(machine=machines, sizes=models)
def test_more_speed_never_costs_less_nor_does_another_place_for_caches(machine: Machine, sizes: np.ndarray) -> None:
    """Prices of the first engine may fall by some per cent: its largest batch waits longer than the next one."""
    output = cell(machine, sizes, kernel_constants(ServingConstants()))[1]
    for number, engine in enumerate(output):
        count = int(np.isfinite(engine[:, 0]).sum())
        assert np.isfinite(engine[:count, 0]).all()
        assert (np.diff(engine[:count, 2:], axis=1) <= 1e-5 * engine[:count, 2:-1]).all()
        for context in CONTEXTS:
            growth = np.diff(np.log(at(engine, context)[:count]))
            assert (growth >= (-0.2 if number == STATIC else -1e-5)).all()


def test_a_static_engine_that_fills_few_slots_sells_no_speed_that_a_continuous_one_cannot(c: Constants) -> None:
    """With few slots at work there is little prefill between tokens; who fills slots at once may leave some empty."""
    speeds = tuple(float(v) for v in np.geomspace(10.0, 400.0, 200))
    output = cell(A100, DENSE, c, Precision.BF16, speeds=speeds)[1]
    fastest = np.isfinite(output[..., 0]).sum(axis=1)
    assert fastest[STATIC] > 0
    assert (np.diff(fastest) >= 0).all()
    assert fastest[DRAFTING] > fastest[CONTINUOUS]


def test_a_machine_slower_than_any_speed_still_gains_from_drafting(c: Constants) -> None:
    """141 GB on up to 8 chips of 0.05 TB/s: 2.8 readings a second, below 10 tokens/s with 2.7 tokens at each."""
    slow = A100._replace(bandwidth_tb_s=0.05)
    output = cell(slow, DENSE, c, Precision.BF16)[1]
    assert np.isinf(output[:, 1:, 0]).all()
    costs = at(output, LONG_CONTEXT)[:, 0]
    assert costs[STATIC] > costs[CONTINUOUS] > 1.5 * costs[DRAFTING]


def test_on_chip_memory_has_one_price_up_to_the_speed_of_its_pipeline(c: Constants) -> None:
    """80 layers of 42 us: 298 tokens/s, so that 226 is sold and 320 is not.

    Weights of 70.6 GB and caches of 24 x 4,096 x 327,680 B = 32.2 GB, over 39.6 GB each: 3 units; at 65,536 tokens
    515 GB and 15 units. 3 and 15 units over 24 sequences at 298 tokens/s: 0.42 and 2.1 ms.
    """
    output = cell(CS3._replace(layer_seconds=42e-6), DENSE, c, role=Role.SRAM)[1]
    sold = np.array(SPEEDS) < 1 / (80 * 42e-6)
    assert (output == output[0]).all()
    assert np.isinf(output[0, ~sold, 0]).all()
    assert sold.sum() == 10
    assert at(output, SHORT_CONTEXT)[0, sold] == pytest.approx(3 * 80 * 42e-6 / 24, rel=1e-4)
    assert at(output, LONG_CONTEXT)[0, sold] == pytest.approx(15 * 80 * 42e-6 / 24, rel=1e-4)


def test_on_chip_memory_slower_than_any_speed_sells_the_lowest(c: Constants) -> None:
    """80 layers of 2 ms: 6 tokens/s."""
    output = cell(CS3._replace(layer_seconds=2e-3), DENSE, c, role=Role.SRAM)[1]
    assert np.isfinite(output[:, 0, 0]).all()
    assert np.isinf(output[:, 1:, 0]).all()


def filled(machine: Machine, c: Constants, role: Role = Role.ACCELERATOR) -> tuple[np.ndarray, np.ndarray]:
    """A table of one machine and one model: by precision, (3, 2) and (3, engines, speeds, 4)."""
    prompt = np.empty((1, 1, 3, 1, 2), dtype=np.float32)
    output = np.empty((1, 1, 3, 1, len(ENGINES), len(SPEEDS), 4), dtype=np.float32)
    machines, roles = np.array([machine]), np.array([int(role)])
    fill_table(machines, roles, DENSE[None, None], np.array(SPEEDS), c, prompt, output)
    return prompt[0, 0, :, 0], output[0, 0, :, 0]


def test_a_machine_without_narrow_formats_takes_over_the_wider_cell(c: Constants) -> None:
    """An A100 has bf16 alone; an H100 has fp8 but no fp4."""
    for machine, same in ((A100, [0, 0, 0]), (H100, [0, 1, 1]), (NVL72, [0, 1, 2])):
        prompt, output = filled(machine, c)
        for wanted, held in enumerate(same):
            direct = cell(machine, DENSE, c, Precision(held))
            assert np.exp(prompt[wanted]) == pytest.approx(direct[0], rel=1e-5)
            assert np.exp(output[wanted][..., :2]) == pytest.approx(direct[1][..., :2], rel=1e-4)
        assert len({part.tobytes() for part in output}) == len(set(same))


def test_users_machines_read_their_weights_for_every_token(c: Constants) -> None:
    """70.6e9 x 0.602 B = 42.5 GB at 0.71 x 614 GB/s: 97.5 ms and 2.1 ms more; a cached token 327,680 B at 469 GB/s."""
    out = np.empty((2, 2, 5))
    small = LAPTOP._replace(memory_gb=32.0)
    fill_own(np.array([LAPTOP, small]), np.array([DENSE, MIXTURE]), c, out)
    fresh, attended, cached, output, context = out[0, 0]
    assert fresh == pytest.approx(2 * 70.6e9 / (70e12 * 0.478))
    assert attended == pytest.approx(4 * 64 * 128 * 80 / (70e12 * 0.478))
    assert cached == pytest.approx(327_680 / (614e9 * 0.764))
    assert output == pytest.approx(70.6e9 * 0.602 / (0.71 * 614e9) + 2.1e-3)
    assert context == pytest.approx(327_680 / (0.71 * 614e9))
    assert np.isinf(out[0, 1]).all()
    assert np.isinf(out[1]).all()


@pytest.mark.parametrize("machine", [H100, NVL72])
def test_logarithms_are_natural(machine: Machine, c: Constants) -> None:
    prompt = np.empty(2, dtype=np.float32)
    output = np.empty((1, 1, 4), dtype=np.float32)
    price_cell(machine, int(Role.ACCELERATOR), int(Precision.BF16), DENSE, np.array([10.0]), c, prompt, output)
    per_second = machine.bf16_tflops * 1e12 * 0.478
    assert prompt[0] == pytest.approx(log(2 * 70.6e9 / per_second), rel=1e-5)
    assert exp(output[0, 0, 0]) > 2 * 70.6e9 / per_second
