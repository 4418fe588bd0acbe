from math import inf, isinf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import Precision, pod_size
from jevons.market.serving.memory import (
    attention_group,
    bytes_per_parameter,
    cache_shards,
    compute_tflops,
    held_precision,
    sequences_that_fit,
    untouched_log,
)


def test_a_chip_without_the_format_uses_the_next_wider() -> None:
    assert held_precision(Precision.FP4, 1979.0, 0.0) == Precision.FP8
    assert held_precision(Precision.FP4, 0.0, 0.0) == Precision.BF16
    assert held_precision(Precision.FP8, 0.0, 0.0) == Precision.BF16
    assert held_precision(Precision.FP4, 4500.0, 9000.0) == Precision.FP4
    assert held_precision(Precision.INT4, 0.0, 0.0) == Precision.INT4


def test_narrower_weights_take_fewer_bytes() -> None:
    """NVFP4: 4 bits and one 8-bit scale for 16 values, 0.5 + 1/16 bytes. Q4_K_M: 42.52 GB for 70.6e9."""
    assert bytes_per_parameter(Precision.BF16) == 2.0
    assert bytes_per_parameter(Precision.FP8) == 1.0
    assert bytes_per_parameter(Precision.FP4) == 0.5 + 1 / 16
    assert bytes_per_parameter(Precision.INT4) == pytest.approx(42.52 / 70.6, rel=1e-3)


def test_fp4_computes_at_the_fp8_rate() -> None:
    assert compute_tflops(Precision.FP4, 2250.0, 4500.0) == 4500.0
    assert compute_tflops(Precision.BF16, 2250.0, 4500.0) == 2250.0
    assert compute_tflops(Precision.INT4, 2250.0, 4500.0) == 2250.0


def test_gpt4_class_weights_need_a_pod_of_many_nodes() -> None:
    """1.3e12 parameters in bf16 are 2,600 GB; an A100 plans with 72 GB: 36.1 chips, so 64."""
    assert pod_size(2600e9, 72e9, 256.0) == 64.0
    assert pod_size(70e9, 72e9, 256.0) == 1.0
    assert isinf(pod_size(2600e9, 9e9, 256.0))


def test_attention_is_replicated_while_it_is_light() -> None:
    """32 chips of 70 GB, experts 20 GB a chip: 15 GB of attention on each chip is lighter, 60 GB is not."""
    assert attention_group(32.0, 8.0, 15e9, 640e9, 50e9) == 1.0
    assert attention_group(32.0, 8.0, 60e9, 640e9, 50e9) == 4.0
    # memory for experts only: the copies must be spread over the whole pod
    assert attention_group(32.0, 8.0, 60e9, 1530e9, 50e9) == 32.0


def test_latent_cache_is_copied_and_grouped_cache_divided() -> None:
    assert cache_shards(8.0, 8.0, 1.0) == 1.0  # latent attention, tensor parallel
    assert cache_shards(8.0, 8.0, 4.0) == 4.0  # four key-value heads
    assert cache_shards(8.0, 1.0, 1.0) == 8.0  # data-parallel attention


def test_sequences_fill_what_weights_leave() -> None:
    """8 chips leave 80 GB in all; 10 GB a sequence, held 8 times over: one fits. Divided over 8: eight."""
    assert sequences_that_fit(8.0, 80e9, 10e9, 1.0) == 1.0
    assert sequences_that_fit(8.0, 80e9, 10e9, 8.0) == 8.0


def test_a_dense_model_leaves_nothing_untouched() -> None:
    assert untouched_log(1.0, 1.0) == -inf
    assert untouched_log(8.0, 2.0) == pytest.approx(log(0.75))


@given(weights=st.floats(1e9, 1e13), memory=st.floats(1e9, 1e12))
def test_a_pod_holds_its_weights_and_half_of_it_would_not(weights: float, memory: float) -> None:
    chips = pod_size(weights, memory, 1e9)
    assert chips * memory > weights
    assert chips == 1.0 or chips / 2 * memory <= weights
