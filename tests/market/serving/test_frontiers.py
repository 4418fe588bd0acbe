"""The frontier of a machine and a model: its shape, what moves it, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons import serving
from jevons.market.serving import (
    ServingError,
    Techniques,
    cache_store,
    cost_per_token,
    energy_per_token,
    frontier,
    sandboxes,
)
from jevons.market.serving.named import systems
from jevons.market.serving.physics import kernel_constants
from jevons.market.serving.techniques import Offload


@pytest.fixture(scope="module")
def dense() -> serving.Frontier:
    return frontier("h100", "llama_3_70b", "fp8", 1024, 1024)


def test_along_the_frontier_users_gain_what_chips_lose(dense: serving.Frontier) -> None:
    assert len(dense.user) > 10
    assert (np.diff(dense.user) > 0.0).all()
    assert (np.diff(dense.output) < 0.0).all()
    assert (dense.points["batch"] >= 1.0).all()


def test_a_lone_user_s_rate_is_bound_by_reading_the_weights(dense: serving.Frontier) -> None:
    """70.6 GB over 8 chips of 3.35 TB/s: at most 380 tokens a second, at the bandwidth attained 290."""
    assert dense.points["batch"][-1] == 1.0
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
    drafted = frontier("b200", "deepseek_v3", "fp8", 8192, 1024, Techniques(drafts=1))
    assert narrow.at(30.0) > plain.at(30.0)
    assert cached.at(30.0) > plain.at(30.0)
    assert drafted.user[-1] > 1.5 * plain.user[-1]


def test_without_a_format_named_a_chip_holds_the_usual_one() -> None:
    assert frontier("h100", "llama_3_70b").precision == serving.Precision.FP8
    assert frontier("a100", "llama_3_70b").precision == serving.Precision.BF16
    assert frontier("m5_max", "llama_3_70b").precision == serving.Precision.INT4


@pytest.mark.parametrize(("rack", "chip"), [("gb200_nvl72", "gb200"), ("vr200_nvl72", "rubin")])
def test_a_rack_s_chips_are_those_of_its_parts(rack: str, chip: str) -> None:
    whole, part = (frontier(system, "deepseek_v3", "fp4") for system in (rack, chip))
    for speed in (20.0, 50.0, 100.0):
        assert whole.at(speed) == pytest.approx(part.at(speed), rel=0.05)


def test_a_rack_of_on_chip_memory_counts_by_chips_too() -> None:
    """Llama 3 70B takes 193 LPUs; a rack has 256 of them, so each of its chips delivers 193/256 of the other's."""
    rack, part = (frontier(system, "llama_3_70b", "fp8") for system in ("groq3_lpx", "groq3_lpu"))
    assert (rack.points["chips"][0], part.points["chips"][0]) == (256.0, 193.0)
    assert rack.output[0] == pytest.approx(part.output[0] * 193.0 / 256.0, rel=0.02)


def test_every_system_of_the_catalogue_answers_for_some_model() -> None:
    """With tokens and an interval, or sandboxes, or room for caches."""
    for name, machine in systems().items():
        if machine.role == "sandbox":
            assert sandboxes(name).low < sandboxes(name).calls, name
        elif machine.role == "storage":
            assert cache_store(name, "deepseek_v3").tokens > 1e9, name
        else:
            found = frontier(name, "gpt_oss_20b")
            low, high = found.interval(float(found.output[0]))
            assert 1.0 < low < found.output[0] < high, name
            middle = float(np.sqrt(found.user[0] * found.user[-1]))
            for bill in (cost_per_token(found, middle), energy_per_token(found, middle)):
                assert 0.0 < bill.fresh < bill.output < bill.low < bill.call < bill.high or bill.output < bill.call, (
                    name
                )


def test_a_chip_that_nobody_has_measured_has_a_wider_interval(dense: serving.Frontier) -> None:
    low, high = dense.interval(1000.0)
    strange = frontier("tpu_v7", "llama_3_70b", "fp8").interval(1000.0)
    assert strange[0] < low < 1000.0 < high < strange[1]


def test_one_unmeasured_chip_makes_the_pair_unmeasured() -> None:
    alone = frontier("b200", "deepseek_v3", "fp4")
    assert frontier("b200", "deepseek_v3", "fp4", techniques=Techniques(prefill="tpu_v8t")).spread > alone.spread
    assert frontier("b200", "deepseek_v3", "fp4", techniques=Techniques(apart=True)).spread == alone.spread


def test_disaggregation_moves_the_frontier_out_where_prompts_are_long() -> None:
    """At equal speed; how far depends on the share of prefill in a call."""
    gains = []
    for prompt in (1024.0, 8192.0):
        one, apart = (
            frontier("gb200", "deepseek_v3", "fp4", prompt, 1024.0, Techniques(apart=way)) for way in (False, True)
        )
        gains.append(apart.at(50.0) / one.at(50.0))
        assert apart.fastest >= one.fastest
    assert 1.0 < gains[0] < gains[1]


def test_a_decoder_that_does_not_prefill_leaves_that_to_chips_made_for_it() -> None:
    """The same rack decodes; Rubin CPX takes less than half as many dollars for a fresh token."""
    own = frontier("vr200_nvl72", "deepseek_v3", "fp4", 65_536, 1024, Techniques(apart=True))
    other = frontier("vr200_nvl72", "deepseek_v3", "fp4", 65_536, 1024, Techniques(prefill="rubin_cpx"))
    assert other.fastest == pytest.approx(own.fastest)
    assert cost_per_token(other, 50.0).fresh < 0.5 * cost_per_token(own, 50.0).fresh
    assert cost_per_token(other, 50.0).output == pytest.approx(cost_per_token(own, 50.0).output)


def test_on_chip_decoders_beside_a_rack_need_not_hold_caches() -> None:
    how = Techniques(prefill="vr200_nvl72", beside=True)
    alone, beside = (frontier("groq3_lpx", "kimi_k2", "fp8", 65_536, 1024, way) for way in (None, how))
    assert beside.points["chips"][0] < alone.points["chips"][0]
    assert beside.points["beside"][0] > 0.0 == alone.points["beside"][0]
    assert beside.output[0] > alone.output[0]


@settings(max_examples=12, deadline=None)
@given(
    speed=st.floats(15.0, 120.0),
    prompt=st.sampled_from([1024.0, 8192.0, 65_536.0]),
    less=st.floats(0.0, 0.5),
    more=st.floats(0.5, 0.95),
)
def test_more_of_the_prompt_cached_and_narrower_weights_never_deliver_less(
    speed: float, prompt: float, less: float, more: float
) -> None:
    few, many = (
        frontier("b200", "deepseek_v3", "fp8", prompt, 1024.0, Techniques(cached_share=share)) for share in (less, more)
    )
    narrow = frontier("b200", "deepseek_v3", "fp4", prompt, 1024.0, Techniques(cached_share=less))
    assert many.at(speed) >= few.at(speed) * (1.0 - 1e-9)
    assert narrow.at(speed) >= few.at(speed) * (1.0 - 1e-9)


@settings(max_examples=12, deadline=None)
@given(sessions=st.floats(1.0, 200.0), replicas=st.floats(1.0, 32.0), speed=st.floats(15.0, 80.0))
def test_offload_and_routing_never_deliver_less(sessions: float, replicas: float, speed: float) -> None:
    def at(offload: Offload, routed: bool) -> float:
        how = Techniques(
            cached_share=0.9, sessions=sessions, replicas=replicas, shared_share=0.1, offload=offload, routed=routed
        )
        return frontier("h200", "llama_3_70b", "fp8", 32_768.0, 512.0, how).at(speed)

    rising = [at("none", True), at("host", True), at("flash", True)]
    assert rising == sorted(rising)
    assert at("host", False) <= at("host", True)


def test_between_points_all_columns_stay_between_their_neighbours(dense: serving.Frontier) -> None:
    point = dense.point(float(np.sqrt(dense.user[3] * dense.user[4])))
    assert point is not None
    for name, value in point._asdict().items():
        low, high = sorted(dense.points[name][3:5])
        assert low * (1.0 - 1e-9) <= value <= high * (1.0 + 1e-9), name
    assert dense.point(dense.fastest * 1.01) is None


def test_a_system_whose_link_nobody_publishes_has_one_all_the_same() -> None:
    assert frontier("galaxy_blackhole", "llama_3_70b", "fp8").user[-1] > 10.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("abacus", "llama_3_8b"), "system 'abacus' is not in the catalogue; there are a100"),
        (("h100", "eliza"), "model 'eliza' is not in the catalogue; there are deepseek_v3"),
        (("h100", "llama_3_8b", "int9"), "precision 'int9' is not known; there are bf16, fp8, fp4, int4"),
        (("h100", "llama_3_8b", "fp8", 0), "input_tokens 0: must lie above 0"),
        (("h100", "llama_3_8b", "fp8", 1, -1), "output_tokens -1: must lie above 0"),
        (
            ("h100", "llama_3_70b", "fp4"),
            "h100 does not compute in fp4; it has bf16, fp8, int4. .* 1 chip of h100 in fp8",
        ),
        (("vera_cpu_rack", "llama_3_8b"), "serves no tokens"),
        (("cmx_storage", "llama_3_8b"), r"serves no tokens: it is there for storage"),
        (("m5_max", "llama_3_8b", None, 1, 1, Techniques(apart=True)), "m5_max is a user's own machine"),
        (
            ("m5_max", "deepseek_v3"),
            r"takes 4\d\d GB; m5_max has 128; the smallest that holds it is m3_ultra with 512",
        ),
        (
            ("b200", "llama_3_8b", None, 1, 1, Techniques(prefill="b200", beside=True)),
            "beside: b200 has memory of its own",
        ),
        (("b200", "llama_3_8b", None, 1, 1, Techniques(prefill="groq3_lpu")), "prefill 'groq3_lpu'"),
        (("cerebras_cs3", "llama_3_8b", None, 1, 1, Techniques(apart=True)), "prefill 'cerebras_cs3'"),
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
    with pytest.raises(ServingError, match=r"it would take 15 chips of h100, more than the 2 of the largest pod"):
        frontier("h100", "kimi_k2", "fp8")


def test_a_share_or_speed_out_of_range_is_refused(dense: serving.Frontier) -> None:
    with pytest.raises(ServingError, match="cached_share 1: must lie from 0 to below 1"):
        frontier("h100", "llama_3_8b", techniques=Techniques(cached_share=1.0))
    with pytest.raises(ServingError, match="speed 0 tokens/s: must lie above 0"):
        dense.at(0.0)
