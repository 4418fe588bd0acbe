"""The frontier of a machine and a model: its shape, what moves it, and what is refused."""

import numpy as np
import pytest

from jevons import serving
from jevons.market.serving import ServingError, Techniques, frontier
from jevons.market.serving.physics import kernel_constants


@pytest.fixture(scope="module")
def dense() -> serving.Frontier:
    return frontier("h100", "llama_3_70b", "fp8", 1024, 1024)


def test_along_the_frontier_users_gain_what_chips_lose(dense: serving.Frontier) -> None:
    assert len(dense.user) > 10
    assert (np.diff(dense.user) > 0.0).all()
    assert (np.diff(dense.output) < 0.0).all()
    assert (dense.batch >= 1.0).all()


def test_a_lone_user_s_rate_is_bound_by_reading_the_weights(dense: serving.Frontier) -> None:
    """70.6 GB over 8 chips of 3.35 TB/s: at most 380 tokens a second, at the bandwidth attained 290."""
    assert dense.batch[-1] == 1.0
    assert 60.0 < dense.user[-1] < 0.764 * 8 * 3.35e12 / 70.6e9


def test_between_points_it_is_read_in_logarithms_and_beyond_the_fastest_it_is_nothing(dense: serving.Frontier) -> None:
    for point in (0, 7, -1):
        assert dense.at(float(dense.user[point])) == pytest.approx(dense.output[point])
    middle = float(np.sqrt(dense.user[3] * dense.user[4]))
    assert dense.at(middle) == pytest.approx(float(np.sqrt(dense.output[3] * dense.output[4])))
    assert dense.at(float(dense.user[-1]) * 1.01) == 0.0
    assert dense.at(0.01) == pytest.approx(dense.output[0])


def test_narrow_weights_drafts_and_a_cached_prefix_move_it_outwards() -> None:
    plain = frontier("b200", "deepseek_v3", "fp8", 8192, 1024)
    narrow = frontier("b200", "deepseek_v3", "fp4", 8192, 1024)
    cached = frontier("b200", "deepseek_v3", "fp8", 8192, 1024, Techniques(cached_share=0.9))
    drafted = frontier("b200", "deepseek_v3", "fp8", 8192, 1024, Techniques(drafts=True))
    assert narrow.at(30.0) > plain.at(30.0)
    assert cached.at(30.0) > plain.at(30.0)
    assert drafted.user[-1] > 1.5 * plain.user[-1]


def test_a_chip_without_a_format_holds_the_next_wider() -> None:
    assert frontier("h100", "llama_3_70b", "fp4").precision == serving.Precision.FP8
    assert frontier("a100", "llama_3_70b", "fp8").precision == serving.Precision.BF16


def test_a_rack_s_chips_are_those_of_its_parts() -> None:
    rack, part = (frontier(system, "deepseek_v3", "fp4") for system in ("gb200_nvl72", "gb200"))
    assert rack.at(50.0) == pytest.approx(part.at(50.0), rel=0.05)


def test_a_system_whose_link_nobody_publishes_has_one_all_the_same() -> None:
    assert frontier("galaxy_blackhole", "llama_3_70b", "fp8").user[-1] > 10.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("abacus", "llama_3_8b"), "system 'abacus' is not in the catalogue; there are a100"),
        (("h100", "eliza"), "model 'eliza' is not in the catalogue; there are deepseek_v3"),
        (("h100", "llama_3_8b", "int9"), "precision 'int9' is not known; there are bf16, fp8, fp4"),
        (("h100", "llama_3_8b", "fp8", 0), "input_tokens 0: must lie above 0"),
        (("h100", "llama_3_8b", "fp8", 1, -1), "output_tokens -1: must lie above 0"),
        (("m5_max", "llama_3_8b"), "does not serve in batches"),
        (("h100", "llama_3_70b", "fp8", 1e9, 1), "leaves no room on h100 for a cache of 1e\\+09 tokens"),
    ],
)
def test_what_cannot_be_is_refused_with_what_could(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(ServingError, match=words):
        frontier(*arguments)  # type: ignore[arg-type]


def test_a_model_too_large_for_the_largest_pod_is_refused_with_what_it_would_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kimi K2 in 8 bits: 1,026 GB over chips of 80 GB, of which 0.9 may be planned with: 15 chips; two are allowed."""
    few = kernel_constants(serving.ServingConstants())._replace(pod_limit=2.0)
    monkeypatch.setattr("jevons.market.serving.frontiers.kernel_constants", lambda _: few)
    with pytest.raises(ServingError, match=r"it would take 15 chips, more than the 2 of the largest pod"):
        frontier("h100", "kimi_k2", "fp8")


def test_a_share_or_speed_out_of_range_is_refused(dense: serving.Frontier) -> None:
    with pytest.raises(ServingError, match="cached_share 1: must lie from 0 to below 1"):
        frontier("h100", "llama_3_8b", techniques=Techniques(cached_share=1.0))
    with pytest.raises(ServingError, match="speed 0 tokens/s: must lie above 0"):
        dense.at(0.0)
