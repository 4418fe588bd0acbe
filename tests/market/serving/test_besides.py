"""Sandboxes and stores of caches, by hand, and what is refused."""

import pytest

from jevons.market.serving import ServingError, cache_store, hour_cost, sandboxes
from jevons.market.serving.named import system_named


def test_a_rack_of_sandboxes_by_hand() -> None:
    """22,528 sandboxes, 0.7 in use, 10 s a call: 15,770 at once and 1,577 calls a second, within a factor of 2."""
    found = sandboxes("vera_cpu_rack")
    assert found.at_once == pytest.approx(22_528 * 0.7)
    assert found.calls == pytest.approx(1576.96)
    assert (found.low, found.high) == pytest.approx((found.calls / 2.0, found.calls * 2.0))
    assert found.usd_second * found.at_once * 3600.0 == pytest.approx(256 * hour_cost("vera_cpu_rack"))


def test_longer_calls_and_emptier_racks_carry_fewer() -> None:
    usual, longer, emptier = (
        sandboxes("vera_cpu_rack"),
        sandboxes("vera_cpu_rack", tool_seconds=20.0),
        sandboxes("vera_cpu_rack", utilisation=0.35),
    )
    assert longer.calls == pytest.approx(usual.calls / 2.0)
    assert longer.usd_second == usual.usd_second
    assert emptier.calls == pytest.approx(usual.calls / 2.0)
    assert emptier.usd_second == pytest.approx(2.0 * usual.usd_second)


def test_a_store_of_caches_by_hand() -> None:
    """0.9 x 1.2 PB over 61 x 576 x 2 = 70,272 B a token: 15.4 billion tokens, 11.4 million read a second."""
    found = cache_store("cmx_storage", "deepseek_v3")
    assert found.tokens == pytest.approx(0.9 * 1.2e15 / 70_272)
    assert (found.low, found.high) == pytest.approx((found.tokens / 2.0, found.tokens * 2.0))
    assert found.tokens_s == pytest.approx(0.8e12 / 70_272)
    monthly = found.usd_mtok_month * found.tokens / 1e6
    chips = system_named("cmx_storage").chips
    assert monthly == pytest.approx(hour_cost("cmx_storage") * chips * 730.5)


def test_a_model_with_a_smaller_cache_leaves_room_for_more_tokens() -> None:
    """DeepSeek keeps 576 numbers a token and layer, Llama 3 405B 2,048 in 126 layers."""
    latent, grouped = (cache_store("cmx_storage", model).tokens for model in ("deepseek_v3", "llama_3_405b"))
    assert latent / grouped == pytest.approx(126 * 2048 / (61 * 576))


def test_what_a_machine_is_not_for_is_refused_with_what_it_is_for() -> None:
    with pytest.raises(ServingError, match="h100 runs no sandboxes: it is there to serve"):
        sandboxes("h100")
    with pytest.raises(ServingError, match="vera_cpu_rack does not store caches: it is there to sandbox"):
        cache_store("vera_cpu_rack", "deepseek_v3")
    with pytest.raises(ServingError, match="model 'eliza' is not in the catalogue"):
        cache_store("cmx_storage", "eliza")
    with pytest.raises(ServingError, match="tool_seconds 0: must lie above 0"):
        sandboxes("vera_cpu_rack", tool_seconds=0.0)
    with pytest.raises(ServingError, match=r"utilisation 1\.5: must lie above 0, up to 1"):
        sandboxes("vera_cpu_rack", utilisation=1.5)
