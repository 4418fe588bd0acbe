from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import Architecture, blend_architectures, scale_architecture
from jevons.market.serving.architecture import ROUTER_FLOOR, expert_parameters

sizes = st.floats(1e9, 1e12)


def test_cube_root_scaling_finds_the_large_llama_from_the_small_one(cards: dict[str, Architecture]) -> None:
    """8.03e9 to 70.6e9: r = (70.6 / 8.03)^(1/3) = 2.064, so 66 layers (80) and a width of 8,454 (8,192)."""
    scaled = scale_architecture(cards["llama_3_8b"], 70.6e9, 70.6e9)
    assert scaled.layers == pytest.approx(32 * 2.064, rel=1e-3)
    assert scaled.width == pytest.approx(4096 * 2.064, rel=1e-3)
    assert scaled.width * scaled.width * scaled.layers == pytest.approx(
        cards["llama_3_8b"].width ** 2 * 32 * 70.6 / 8.03
    )


def test_cache_grows_with_layers_only(cards: dict[str, Architecture]) -> None:
    """Eight times the parameters are twice the layers: 2,048 elements x 2 bytes x 64 layers."""
    small = cards["llama_3_8b"]
    scaled = scale_architecture(small, 8 * 8.03e9, 8 * 8.03e9)
    assert scaled.kv_bytes == pytest.approx(2048 * 2 * 64)
    assert scaled.attention == pytest.approx(4 * small.attention)
    assert scaled.kv_heads == small.kv_heads
    assert scaled.kernels == small.kernels


def test_a_model_scaled_to_its_own_size_keeps_its_shape(cards: dict[str, Architecture]) -> None:
    kimi = cards["kimi_k2"]
    same = scale_architecture(kimi, kimi.active, kimi.total)
    assert same.layers == pytest.approx(61)
    assert same.experts == pytest.approx(384)
    assert same.expert == pytest.approx(1008e9, rel=0.02)


def test_experts_hold_what_both_totals_leave() -> None:
    """10 active of 40 with 1 expert in 4: X = (40 - 10) / (1 - 1/4) = 40, bounded by 40 - 0.1 x 10 = 39."""
    assert expert_parameters(10.0, 40.0, 4.0, 1.0) == pytest.approx(39.0)
    # 10 active of 40, 1 in 10: X = 30 / 0.9 = 33.3; outside 6.7; active 6.7 + 3.3 = 10
    assert expert_parameters(10.0, 40.0, 10.0, 1.0) == pytest.approx(30 / 0.9)
    assert expert_parameters(10.0, 10.0, 1.0, 1.0) == 0.0


@given(active=sizes, sparsity=st.floats(1.0, 50.0), experts=st.floats(1.0, 512.0))
def test_experts_never_hold_more_than_the_model(active: float, sparsity: float, experts: float) -> None:
    total = active * sparsity
    expert = float(expert_parameters(active, total, experts, min(experts, 2.0)))
    assert 0.0 <= expert <= total - ROUTER_FLOOR * active * (expert > 0) * (1 - 1e-12)


def test_blend_meets_both_ends_and_runs_between(cards: dict[str, Architecture]) -> None:
    dense = scale_architecture(cards["llama_2_70b"], 100e9, 100e9)
    mixture = scale_architecture(cards["qwen3_235b_a22b"], 20e9, 300e9)
    ends = [blend_architectures(dense, mixture, w) for w in (0.0, 1.0)]
    assert ends[0].expert == 0.0
    assert ends[1].expert == pytest.approx(mixture.expert)
    middle = blend_architectures(dense, mixture, 0.5)
    assert middle.active == pytest.approx(np.sqrt(100e9 * 20e9))
    assert 0.0 < middle.expert < middle.total


def test_a_size_of_zero_is_refused_by_name(cards: dict[str, Architecture]) -> None:
    broken = replace(cards["kimi_k2"], layers=np.asarray(0.0))
    with pytest.raises(ValueError, match="model layers"):
        broken.broadcast()
