"""Constants of the serving equations, each with its unit and its source."""

from dataclasses import dataclass, field

_FIT = "fit of five constants on public serving measurements (MLPerf 5.1, ML.ENERGY v3, InferenceX)"
_POWER = "fit of three constants on H100 and B200 watts in ML.ENERGY v3"
_SET = "set before that fit"
_JUDGED = "judgement, a factor of 2 either way"


def _constant(value: float, unit: str, meaning: str, source: str) -> float:
    """A dataclass field that carries unit, meaning and source as metadata."""
    declared: float = field(default=value, metadata={"unit": unit, "meaning": meaning, "source": source})
    return declared


@dataclass(frozen=True, slots=True)
class ServingConstants:
    """Fitted and judged constants of the serving equations; `dataclasses.fields` gives unit and source."""

    memory_efficiency: float = _constant(0.764, "fraction", "memory bandwidth attained", _FIT)
    compute_efficiency: float = _constant(0.478, "fraction", "dense FLOPS attained", _FIT)
    kernel_seconds: float = _constant(4.6e-6, "second", "launch and gap of one kernel", _FIT)
    exchange_seconds: float = _constant(82e-6, "second", "all-to-all of one expert-parallel layer", _FIT)
    sequence_seconds: float = _constant(3e-6, "second", "host work per sequence, asynchronous engine", _SET)
    reduce_seconds: float = _constant(
        13.6e-6, "second", "two all-reduces of a layer: 6.8 us each", "Epoch AI, arXiv 2506.04645"
    )
    step_seconds: float = _constant(0.5e-3, "second", "host work per decode step", _SET)
    link_efficiency: float = _constant(0.7, "fraction", "interconnect bandwidth attained", _SET)
    network_gb_s: float = _constant(50.0, "GB/s", "network per chip outside the scale-up domain", _SET)
    plan_memory: float = _constant(0.9, "fraction", "memory that a replica may plan with", _SET)
    weights_memory: float = _constant(
        0.75, "fraction", "planned memory that replicated weights may fill before they are sharded", _JUDGED
    )
    fresh_per_output: float = _constant(
        3.0, "ratio", "fresh tokens prefilled per output token in the replica, at the speed sold", _JUDGED
    )
    acceptance: float = _constant(
        0.75, "fraction", "chance that a drafted token is accepted after those before it", "golden files of InferenceX"
    )
    prefill_context: float = _constant(8192.0, "token", "tokens that a fresh token attends to in `fresh`", _JUDGED)
    sessions_alive: float = _constant(
        4.0, "ratio", "sessions alive for one being answered: the others wait for tools or people", _JUDGED
    )
    session_affinity: float = _constant(
        0.5, "fraction", "calls that come back to the replica of their session where nothing routes by cache", _JUDGED
    )
    offload_ratio: float = _constant(
        0.015,
        "ratio",
        "link to host memory over memory bandwidth of a chip; links keep pace with each generation",
        "H100: PCIe 5.0 x16 at 50 GB/s net over 3.35 TB/s",
    )
    host_gb: float = _constant(
        250.0,
        "GB",
        "host memory that each accelerator may fill with caches",
        "HGX nodes: 2 TB for 8; GB200: 240",
    )
    flash_gb: float = _constant(
        16_700.0, "GB", "shared flash for caches for each accelerator", "CMX: 1.2 PB for a rack of 72"
    )
    flash_gb_s: float = _constant(11.0, "GB/s", "its bandwidth for each accelerator", "CMX: 0.8 TB/s for a rack of 72")
    missing_link_ratio: float = _constant(
        0.1,
        "ratio",
        "link over memory bandwidth where no link is published",
        "H100 0.13, B200 0.11, TPU7x 0.08",
    )
    missing_world: float = _constant(8.0, "chip", "scale-up domain where none is published", _JUDGED)
    pod_limit: float = _constant(256.0, "chip", "largest pod", _JUDGED)
    pod_most: float = _constant(
        16.0,
        "chip",
        "chips over which a mixture of experts may be spread however few hold it",
        "frontiers of GB200 in InferenceX, median |ln|: 0.24 with 16, 0.25 with 32, 0.29 with 64; replicas: 2 to 48",
    )
    least_batch: float = _constant(
        4.0, "sequence", "fewest sequences per copy of attention: least load in InferenceX sweeps", _SET
    )
    batch_limit: float = _constant(4096.0, "sequence", "largest batch of a replica", _JUDGED)
    sram_layer_seconds: float = _constant(
        16e-6, "second", "one layer where the machine states none: LPX, 8 to 25 us", _JUDGED
    )
    sram_sequences: float = _constant(24.0, "sequence", "sequences in flight in an SRAM machine, 8 to 64", _JUDGED)
    power_floor: float = _constant(0.538, "fraction", "power over rated power of a chip that serves nothing", _POWER)
    power_memory: float = _constant(0.188, "ratio", "rise of it from no to full memory bandwidth", _POWER)
    power_compute: float = _constant(1.716, "ratio", "rise of it from no to full dense bf16 rate", _POWER)
    local_efficiency: float = _constant(
        0.71, "fraction", "memory bandwidth attained at batch 1", "llama.cpp and MLX community benchmarks"
    )
    local_seconds: float = _constant(
        2.1e-3, "second", "fixed time of a token at batch 1", "llama.cpp and MLX community benchmarks"
    )
