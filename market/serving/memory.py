"""Bytes and fit: number formats a chip can hold, and the pod that holds a model's weights.

A pod is the group of chips that holds one copy of the experts. Inside it attention is sharded over
`group` chips and replicated over the rest (data-parallel attention), because replicated attention keeps
each sequence's cache on few chips.
"""

from math import inf, log

from jevons.market.kernels import kernel
from jevons.market.serving.roles import Precision

BF16 = int(Precision.BF16)
FP8 = int(Precision.FP8)
FP4 = int(Precision.FP4)
INT4 = int(Precision.INT4)


@kernel
def held_precision(wanted: int, fp8_tflops: float, fp4_tflops: float) -> int:
    """Format used for weights: the wanted one, or the next wider that the chip computes in.

    Four-bit integer files are only unpacked by the chip, so every chip holds them.
    """
    if wanted == FP4 and fp4_tflops <= 0.0:
        wanted = FP8
    if wanted == FP8 and fp8_tflops <= 0.0:
        wanted = BF16
    return wanted


@kernel
def bytes_per_parameter(precision: int) -> float:
    """Weight bytes with their scales: bf16 2, fp8 1, NVFP4 0.5625 (one scale per 16), Q4_K_M files 0.602."""
    if precision == FP8:
        return 1.0
    if precision == FP4:
        return 0.5625
    if precision == INT4:
        return 0.602
    return 2.0


@kernel
def compute_tflops(precision: int, bf16_tflops: float, fp8_tflops: float) -> float:
    """Dense rate of the format; fp4 counts as fp8, since no gain from its higher peak has been measured."""
    if precision in (FP8, FP4) and fp8_tflops > 0.0:
        return fp8_tflops
    return bf16_tflops


@kernel
def pod_size(weight_bytes: float, memory_bytes: float, limit: float) -> float:
    """Fewest chips, a power of two, whose planned memory exceeds the weights; inf beyond the limit.

    Args:
        weight_bytes: bytes of one copy. memory_bytes: planned memory of one chip, bytes. limit: chips.
    """
    chips = 1.0
    while chips * memory_bytes <= weight_bytes:
        chips *= 2.0
        if chips > limit:
            return inf
    return chips


@kernel
def attention_group(chips: float, node: float, shared_bytes: float, expert_bytes: float, usable_bytes: float) -> float:
    """Chips that share one copy of attention weights in an expert-parallel pod, a power of two.

    At least so many that all copies and the experts fit in what weights may fill,
    shared * chips / group + expert <= usable * chips; and, up to a node, so many that a chip reads no more
    attention weights than expert weights, shared / group <= expert / chips. The whole pod if none does.

    Args:
        chips: in the pod. node: chips over which attention is cheaply sharded.
        shared_bytes, expert_bytes: weights outside and inside experts. usable_bytes: per chip.
    """
    group = 1.0
    while group < chips:
        held = shared_bytes * chips / group + expert_bytes <= usable_bytes * chips
        balanced = 2.0 * group > node or shared_bytes * chips <= expert_bytes * group
        if held and balanced:
            return group
        group *= 2.0
    return chips


@kernel
def cache_shards(chips: float, group: float, kv_heads: float) -> float:
    """Over how many chips of the pod the cache is divided: copies of attention times heads split in each."""
    return chips / group * min(group, max(kv_heads, 1.0))


@kernel
def sequences_that_fit(chips: float, spare_bytes: float, cache_bytes: float, shards: float) -> float:
    """Sequences whose cache fits beside the weights.

    Args:
        chips: in the pod. spare_bytes: planned memory of the whole pod less its weights.
        cache_bytes: cache of one sequence. shards: `cache_shards`; the rest of the pod holds copies.
    """
    return spare_bytes * shards / (cache_bytes * chips)


@kernel
def untouched_log(experts: float, top_k: float) -> float:
    """ln(1 - k/E): log of the share of experts that one token leaves untouched; -inf for a dense model."""
    return log(1.0 - top_k / experts) if top_k < experts else -inf
