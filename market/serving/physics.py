"""One decode step of a replica, in seconds: weights, cache, compute, wire and latency.

Everything but the experts' weights is linear in the batch b, so a step is held as coefficients:

    t(b) = fixed + max(shared + experts * touched(b) + cache * b, compute * b) + per_sequence * b

    shared, experts   weight bytes / (n * BW * em); attention weights are read by every copy
    touched(b)        1 - (1 - k/E)^(b*nt); over R expert-parallel ranks the fullest of them
    cache             context * kv_bytes / (shards * BW * em)
    compute           nt * (2 A / F + attention * context / F_bf16) / (n * ef)
    fixed             0.5 ms + L * (kernels * kap + reduce + exchange)
    per_sequence      host work, and the wire: two all-reduces a layer, or dispatch and combine
"""

from math import exp, inf, log, sqrt
from typing import NamedTuple

from jevons.market.kernels import kernel
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.memory import cache_shards, untouched_log


class Constants(NamedTuple):
    """`ServingConstants` as a kernel sees them, for the step of a replica."""

    memory_efficiency: float
    compute_efficiency: float
    kernel_seconds: float
    exchange_seconds: float
    sequence_seconds: float
    reduce_seconds: float
    step_seconds: float
    link_efficiency: float
    network_gb_s: float
    plan_memory: float
    weights_memory: float
    fresh_per_output: float
    acceptance: float
    prefill_context: float
    sessions_alive: float
    session_affinity: float
    offload_ratio: float
    host_gb: float
    flash_gb: float
    flash_gb_s: float
    pod_limit: float
    pod_most: float
    least_batch: float
    batch_limit: float
    sram_sequences: float
    power_floor: float
    power_memory: float
    power_compute: float
    local_efficiency: float
    local_seconds: float


def kernel_constants(constants: ServingConstants) -> Constants:
    """The constants that kernels read, by the same names."""
    return Constants(*(float(getattr(constants, name)) for name in Constants._fields))


class Chip(NamedTuple):
    """One chip (or one-user machine) at the precision in use: FLOP/s, bytes/s, bytes.

    `stack` is what its software attains beside a mature one, `apart` what is left of that where prefill is apart.
    """

    flops: float
    flops_bf16: float
    bandwidth: float
    memory: float
    link: float
    world: float
    stack: float
    exchange: float
    apart: float = 1.0


class Model(NamedTuple):
    """One model at the precision in use; `shared` and `expert` are weight bytes outside and in experts."""

    active: float
    shared: float
    expert: float
    layers: float
    width: float
    experts: float
    top_k: float
    kv_bytes: float
    kv_heads: float
    kernels: float
    attention: float


class Layout(NamedTuple):
    """How a replica is spread: chips, chips per copy of attention, expert ranks, whether experts exchange."""

    chips: float
    group: float
    ranks: float
    exchanges: bool


class Step(NamedTuple):
    """Coefficients of a decode step (see the module's equation); `untouched` is ln(1 - k/E), `spread` sqrt(2 ln R)."""

    fixed: float
    shared: float
    experts: float
    cache: float
    compute: float
    per_sequence: float
    untouched: float
    expert_count: float
    ranks: float
    spread: float
    verified: float


@kernel
def touched_share(step: Step, batch: float) -> float:
    """Share of expert weights that the slowest rank reads in a step.

    The mean share is f = 1 - (1 - k/E)^(b*nt). A rank holds E/R experts; the fullest of R ranks touches
    about mu + sd * sqrt(2 ln R) with mu = f E/R and sd = sqrt(mu (1 - f)), at most all.
    """
    if step.untouched == -inf:
        return 1.0
    share = 1.0 - exp(batch * step.verified * step.untouched)
    if step.ranks <= 1.0:
        return share
    held = step.expert_count / step.ranks
    mean = share * held
    fullest = mean + sqrt(mean * (1.0 - share)) * step.spread
    return min(1.0, fullest / held)


@kernel
def step_seconds(step: Step, batch: float) -> float:
    """Seconds of one decode step with `batch` sequences in the replica."""
    memory = step.shared + step.experts * touched_share(step, batch) + step.cache * batch
    return step.fixed + max(memory, step.compute * batch) + step.per_sequence * batch


@kernel
def link_bandwidth(chip: Chip, chips: float, c: Constants) -> float:
    """Attained bytes per second of a chip to its replica: scale-up link inside its domain, network beyond."""
    raw = chip.link if chips <= chip.world else min(chip.link, c.network_gb_s * 1e9)
    return raw * c.link_efficiency


@kernel
def wire_per_sequence(chip: Chip, model: Model, layout: Layout, c: Constants) -> float:
    """Seconds on the wire per sequence and step, one token each.

    All-reduce over g chips moves 2 bytes x width x 2 (g-1)/g, twice a layer (once where experts exchange);
    dispatch and combine move 3 bytes x top_k x width per layer for the b/n sequences of a chip.
    """
    if layout.chips <= 1.0:
        return 0.0
    reduced = 2.0 * model.width * 2.0 * (layout.group - 1.0) / layout.group * model.layers
    if layout.exchanges:
        sent = 3.0 * model.top_k * model.width * model.layers / layout.chips
        copies = layout.chips / layout.group
        return sent / link_bandwidth(chip, layout.chips, c) + reduced / copies / link_bandwidth(chip, layout.group, c)
    return 2.0 * reduced / link_bandwidth(chip, layout.chips, c)


@kernel
def layer_latency(chip: Chip, model: Model, layout: Layout, c: Constants) -> float:
    """Seconds of a layer that no batch shortens: kernel launches, all-reduces, all-to-all."""
    latency = model.kernels * c.kernel_seconds
    if layout.chips > 1.0:
        latency += c.reduce_seconds
    if layout.exchanges:
        latency += c.exchange_seconds * chip.exchange
    return latency


@kernel
def token_compute(chip: Chip, model: Model, context: float, c: Constants) -> float:
    """Chip-seconds of arithmetic per token: linear layers at the weights' format, attention in bf16."""
    linear = 2.0 * model.active / chip.flops
    return (linear + model.attention * context / chip.flops_bf16) / c.compute_efficiency


@kernel
def decode_step(chip: Chip, model: Model, layout: Layout, context: float, verified: float, c: Constants) -> Step:
    """Coefficients of a decode step at a context in tokens, with `verified` tokens per sequence."""
    n = layout.chips
    copies = n / layout.group
    read = n * chip.bandwidth * c.memory_efficiency
    shards = cache_shards(n, layout.group, model.kv_heads)
    host = c.sequence_seconds / (copies if layout.exchanges else 1.0)
    return Step(
        c.step_seconds + model.layers * layer_latency(chip, model, layout, c),
        model.shared * copies / read,
        model.expert / read,
        context * model.kv_bytes / (shards * chip.bandwidth * c.memory_efficiency),
        verified * token_compute(chip, model, context, c) / n,
        host + verified * wire_per_sequence(chip, model, layout, c),
        untouched_log(model.experts, model.top_k) if model.expert > 0.0 else -inf,
        model.experts,
        layout.ranks,
        sqrt(2.0 * log(layout.ranks)),
        verified,
    )


@kernel
def prefill_seconds(chip: Chip, model: Model, attended: float, c: Constants) -> float:
    """Chip-seconds per fresh token that attends to `attended` tokens: prefill is bound by compute."""
    return token_compute(chip, model, attended, c)
