"""Claims about precision, batching, drafts, disaggregation and sparsity, each computed as it is stated."""

from collections.abc import Callable, Iterable

import numpy as np

from jevons.calibration.serving.claim_points import (
    CHAT,
    DOCUMENT,
    SPEEDS,
    Lengths,
    Side,
    at_batch,
    at_speeds,
    chip_and_model,
)
from jevons.calibration.serving.claim_rules import SAME_CHIP_SPREAD, At, Computed
from jevons.calibration.serving.replicas import base_constants
from jevons.market.serving import Techniques
from jevons.market.serving.batch import most_sequences, pod_layout
from jevons.market.serving.doubt import MEASURED_SPREAD

R1, DENSE = "deepseek_v3", "llama_3_70b"
MODELS = (DENSE, R1)
THREE = Techniques(drafts=3)
APART = Techniques(apart=True)
# ML.ENERGY's chat: mean prompt and answer, on an engine that works on the host for every sequence.
MLENERGY = Lengths(300.0, 600.0)


def _same_chip(how: str, points: Iterable[At]) -> Computed:
    return Computed(how, tuple(points), SAME_CHIP_SPREAD)


def dynamo_on_hopper() -> Computed:
    """c03."""
    plain = Side("h100", DENSE, "fp8")
    points = at_speeds(plain.using(apart=True), plain)
    return _same_chip("Llama-3-70B in fp8 on H100: prefill apart, over one replica that does both", points)


def halved_bits() -> Computed:
    """c13: steps that were measured."""
    points = [
        At(
            f"{model} bf16 to fp8, batch 64",
            _over(Side("b200", model, "fp8"), Side("b200", model, "bf16"), 8.0, 64.0),
        )
        for model in ("llama_3_405b", "qwen3_235b_a22b")
    ]
    steps = at_speeds(Side("b200", R1, "fp4"), Side("b200", R1, "fp8"), prefix=f"{R1} fp8 to fp4, ")
    how = "half the bits on B200: bf16 to fp8 at batch 64 on 8 chips, fp8 to fp4 at users' speeds"
    return _same_chip(how, [*points, *steps])


def _over(better: Side, baseline: Side, chips: float, batch: float) -> float:
    values = [at_batch(side, chips, batch, MLENERGY, synchronous=True) for side in (better, baseline)]
    return values[0] / values[1]


def quarter_bits() -> Computed:
    """c14."""
    points = [
        one
        for model in MODELS
        for one in at_speeds(Side("b200", model, "fp4"), Side("b200", model, "bf16"), prefix=f"{model} ")
    ]
    return _same_chip("fp4 over bf16 on B200", points)


def larger_batch() -> Computed:
    """c15: what continuous batching allows is a fuller batch."""
    side = Side("b200", "qwen3_32b", "bf16")
    most = at_batch(side, 1.0, 256.0, MLENERGY, synchronous=True)
    points = [
        At(f"batch {few:g} to 256", most / at_batch(side, 1.0, few, MLENERGY, synchronous=True))
        for few in (8.0, 16.0, 32.0, 64.0, 128.0)
    ]
    return _same_chip("Qwen3-32B in bf16 on one B200: batch 256 over smaller ones", points)


def filled_slots() -> Computed:
    """c16: Qwen3-14B has the layers and width of OPT-13B."""
    side = Side("a100", "qwen3_14b", "bf16")
    points = at_speeds(side, side.using(continuous=False))
    how = (
        "Qwen3-14B, of OPT-13B's size, in bf16 on A100: slots filled at once, over batches that wait for their longest"
    )
    return _same_chip(how, points)


def drafts_under_load() -> Computed:
    """c17: one user's speed at the same tokens/s of the chip."""
    side = Side("h100", DENSE, "fp8")
    plain, drafting = side.frontier(CHAT), side.using(drafts=3).frontier(CHAT)
    points = [At("a lone user", drafting.fastest / plain.fastest)]
    for load in (0.1, 0.25, 0.5, 0.75, 0.9):
        output = load * float(plain.output[0])
        users = [
            float(np.exp(np.interp(np.log(output), np.log(one.output[::-1]), np.log(one.user[::-1]))))
            if output <= one.output[0]
            else 0.0
            for one in (drafting, plain)
        ]
        points.append(At(f"{load:.0%} of the load", users[0] / users[1]))
    how = "Llama-3-70B in fp8 on H100: one user's tokens/s with three drafts over without, at equal tokens/s of a chip"
    return _same_chip(how, points)


def drafts_apart() -> Computed:
    """c18."""
    plain = Side("gb200_nvl72", R1, "fp4", APART)
    points = at_speeds(plain.using(drafts=1), plain, speeds=(30.0, 50.0, 60.0, 75.0, 100.0))
    return _same_chip("DeepSeek-R1 in fp4 on GB200 NVL72, prefill apart: one draft over none", points)


def eagle_on_blackwell() -> Computed:
    """c20."""
    points = _by_batch("", Side("gb200", "kimi_k2", "fp4"), (1.0, 4.0, 16.0))
    return _same_chip("Kimi-K2 in fp4 on 4 GB200: three drafts over none", points)


def eagle_on_amd() -> Computed:
    """c21."""
    sides = (Side("mi355x", "kimi_k2", "fp4"), Side("mi355x", "minimax_m2", "fp8"))
    points = [one for side in sides for one in _by_batch(f"{side.model} ", side, (1.0, 4.0, 16.0, 64.0))]
    return _same_chip("4 MI355X: three drafts over none, Kimi-K2 in fp4 and MiniMax-M2 in fp8", points)


def _by_batch(prefix: str, side: Side, batches: Iterable[float]) -> list[At]:
    return [
        At(
            f"{prefix}batch {batch:g}",
            at_batch(side.using(drafts=3), 4.0, batch, CHAT) / at_batch(side, 4.0, batch, CHAT),
        )
        for batch in batches
    ]


def accepted_tokens() -> Computed:
    """c23."""
    cases = {"1 draft": 1, "3 drafts, MTP": 3, "3 drafts, EAGLE3": 3}
    points = [At(name, Techniques(drafts=drafts).accepted) for name, drafts in cases.items()]
    return _same_chip("mean tokens a step at the acceptance that the equations use, 0.75", points)


def whole_stack() -> Computed:
    """c24: the three techniques at once, at the speeds at which fleets run.

    The baseline fills half of its slots, as the claim's own factor of 2 for batching says; the models are the dense
    ones on which the factors were measured (c13, c15, c17).
    """
    points = [
        one
        for model in ("qwen3_32b", DENSE, "llama_3_405b")
        for one in at_speeds(
            Side("b200", model, "fp4", THREE),
            Side("b200", model, "bf16", Techniques(continuous=False, filled=0.5)),
            prefix=f"{model} ",
        )
    ]
    how = "dense models on B200: fp4, all slots filled and three drafts, over bf16, half of the slots and no drafts"
    return _same_chip(how, points)


def apart_on_amd() -> Computed:
    """c26."""
    plain = Side("mi355x", R1, "fp8")
    points = at_speeds(plain.using(apart=True), plain, speeds=(30.0, 40.0, 50.0, 60.0))
    return _same_chip("DeepSeek-R1 in fp8 on MI355X: prefill apart, over one replica that does both", points)


def four_bits() -> Computed:
    """c33."""
    points = at_speeds(Side("b200", R1, "fp4"), Side("b200", R1, "fp8"))
    return _same_chip("DeepSeek-R1 on B200: fp4 over fp8", points)


def narrow_cache() -> Computed:
    """c34."""
    side = Side("h100", "llama_3_8b", "bf16")
    points = [
        At(
            f"context {int(size.prompt / 1024.0)}k",
            at_batch(side, 1.0, 8.0, size, cache_bytes=1.0) / at_batch(side, 1.0, 8.0, size),
        )
        for size in (Lengths(k * 1024.0, 512.0) for k in (8, 16, 32, 48))
    ]
    return _same_chip("Llama-3.1-8B in bf16 on one H100, eight sequences: cache in 8 bits over 16", points)


def narrower_cache() -> Computed:
    """c35: as many sequences as fit."""
    cases = {
        "4 bits, Qwen3-30B-A3B": (Side("h100", "qwen3_30b_a3b", "bf16"), 2.0, 0.5),
        "8 bits, Llama-70B": (Side("h100", DENSE, "bf16"), 4.0, 1.0),
    }
    points = [
        At(name, _fullest(side, chips, size) / _fullest(side, chips, 2.0))
        for name, (side, chips, size) in cases.items()
    ]
    return _same_chip("H100, calls of 8k/1k, as many sequences as fit: a narrow cache over 16 bits", points)


def _fullest(side: Side, chips: float, cache_bytes: float) -> float:
    """Output tokens/s a chip of a replica whose memory is full."""
    chip, model = chip_and_model(side.system, side.model, side.precision or "bf16", cache_bytes)
    c = base_constants()
    layout = pod_layout(chip, model, chips, c)
    fit = most_sequences(chip, model, layout, DOCUMENT.prompt + DOCUMENT.answer, c)
    return at_batch(side, chips, fit, DOCUMENT, cache_bytes)


def four_bit_weights() -> Computed:
    """c36."""
    points = [
        At(
            f"batch {batch:g}",
            at_batch(Side("h100", "qwen3_32b", "int4"), 1.0, batch, CHAT)
            / at_batch(Side("h100", "qwen3_32b", "bf16"), 1.0, batch, CHAT),
        )
        for batch in (1.0, 4.0, 16.0, 64.0)
    ]
    return _same_chip("Qwen3-32B on one H100: 4-bit weights over bf16", points)


def wide_experts() -> Computed:
    """c47: decoding alone."""
    size = Lengths(2048.0, 1024.0)
    found = Side("h200", R1, "fp8", APART).frontier(size)
    points = []
    for speed in (10.0, *SPEEDS):
        point = found.point(speed)
        if point is not None:
            points.append(At(f"{size} at {speed:g}", 1.0 / point.decode))
    how = "DeepSeek-R1 in fp8 on H200, up to 32 chips, prefill apart: tokens/s a decoding chip"
    return Computed(how, tuple(points), MEASURED_SPREAD)


def sparse_over_dense() -> Computed:
    """c48."""
    points = [
        At(f"batch {batch:g}", _over(Side("h100", "qwen3_30b_a3b"), Side("h100", "qwen3_32b"), 2.0, batch))
        for batch in (8.0, 64.0, 256.0)
    ]
    return _same_chip("Qwen3-30B-A3B over Qwen3-32B in bf16 on 2 H100, synchronous engine", points)


TECHNIQUES: dict[str, Callable[[], Computed]] = {
    "c03": dynamo_on_hopper,
    "c13": halved_bits,
    "c14": quarter_bits,
    "c15": larger_batch,
    "c16": filled_slots,
    "c17": drafts_under_load,
    "c18": drafts_apart,
    "c20": eagle_on_blackwell,
    "c21": eagle_on_amd,
    "c23": accepted_tokens,
    "c24": whole_stack,
    "c26": apart_on_amd,
    "c33": four_bits,
    "c34": narrow_cache,
    "c35": narrower_cache,
    "c36": four_bit_weights,
    "c47": wide_experts,
    "c48": sparse_over_dense,
}
