"""Which replica an operator runs: pod and batch for the speed sold, and what a token then costs.

The rate that a user sees is 1 / ITL of a replica; where prefill has no chips of its own it is interleaved with decode:

    ITL(b) = (t(b) / accepted + filled(b) * fresh_per_output * prefill) / stack

A pod takes the largest batch whose rate meets the target and whose cache fits, and at least a few sequences per copy
of attention; of the pods that operators consider, the cheapest is run. Prefill is billed to fresh tokens, so an output
token costs n * t(b) / (filled(b) * accepted * stack) chip-seconds. Without continuous batching slots wait for the
longest answer of their batch, and fewer are filled.
"""

from math import exp, inf, log, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel
from jevons.market.serving.memory import attention_group, cache_shards, pod_size, sequences_that_fit
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Layout,
    Model,
    Step,
    decode_step,
    prefill_seconds,
    step_seconds,
)

Floats = NDArray[np.float64]

NODE = 8.0
"""Largest pod that runs experts under tensor parallelism; above it experts exchange tokens."""
WIDE = 4.0
"""How many times the chips that hold its weights a mixture may be spread over: vLLM 16 to 32 H200, where 8 hold it;
SGLang 96 H100 and DeepSeek 144 H800, where 16 do."""
EULER = 0.5772156649015329


# One drafted token, checked with the one before it; of both 2.0 are accepted on average in public benchmarks.
DRAFTED, ACCEPTED = 2.0, 2.0


class Service(NamedTuple):
    """How a replica serves: tokens checked and accepted a step, whether prefill is apart, share of slots at work.

    The share is 1 with continuous batching; 0 stands for what is left where a batch waits for its longest answer.
    """

    verified: float
    accepted: float
    apart: bool
    filled: float


PLAIN = Service(1.0, 1.0, False, 1.0)


@kernel
def pod_layout(chip: Chip, model: Model, chips: float, c: Constants) -> Layout:
    """How a pod of that many chips is spread: tensor parallel in a node, experts exchanged beyond it."""
    if chips <= NODE or model.expert <= 0.0:
        return Layout(chips, chips, 1.0, False)
    usable = c.weights_memory * c.plan_memory * chip.memory
    group = attention_group(chips, min(NODE, chip.world), model.shared, model.expert, usable)
    return Layout(chips, group, min(chips, model.experts), True)


@kernel
def filled_slots(batch: float, service: Service) -> float:
    """Slots at work of a batch.

    Of b answers of exponential length the longest is H_b (harmonic number) times the mean, so that b / H_b are.
    """
    if service.filled > 0.0:
        return batch * service.filled
    return batch / max(1.0, log(batch) + EULER + 0.5 / batch - 1.0 / (12.0 * batch**2))


@kernel
def attained(chip: Chip, service: Service) -> float:
    """Throughput that the chip's software attains, beside a mature one in one replica."""
    return chip.stack * chip.apart if service.apart else chip.stack


@kernel
def token_interval(step: Step, batch: float, interleaved: float, chip: Chip, service: Service) -> float:
    """ITL in seconds; `interleaved` is the prefill time that one sequence adds to each of its tokens."""
    waits = 0.0 if service.apart else filled_slots(batch, service) * interleaved
    return (step_seconds(step, batch) / service.accepted + waits) / attained(chip, service)


@kernel
def output_seconds(step: Step, batch: float, chips: float, chip: Chip, service: Service) -> float:
    """Chip-seconds of an output token."""
    return (
        chips * step_seconds(step, batch) / (filled_slots(batch, service) * service.accepted * attained(chip, service))
    )


@kernel
def most_sequences(chip: Chip, model: Model, layout: Layout, context: float, c: Constants) -> float:
    """Sequences of so many tokens whose cache a pod holds beside the weights."""
    chips = layout.chips
    weights = model.shared * chips / layout.group + model.expert
    spare = c.plan_memory * chip.memory * chips - weights
    shards = cache_shards(chips, layout.group, model.kv_heads)
    return sequences_that_fit(chips, spare, context * model.kv_bytes, shards)


@kernel
def offer_pod(
    chip: Chip,
    model: Model,
    chips: float,
    context: float,
    service: Service,
    speeds: Floats,
    c: Constants,
    seconds: Floats,
    room: Floats,
    busy: Floats,
) -> None:
    """Run a pod of that size at each speed at which it is cheaper than what is known.

    ITL is read at doublings of the least batch; where it crosses that of a speed, the batch is interpolated in logs,
    so that the answer moves smoothly with every input.

    Args:
        chip, model, service, c: what serves what, and how. chips: in the pod. context: tokens.
        speeds: tokens/s of one user, rising, (speeds,).
        seconds: chip-seconds an output token, lowered where this pod is cheaper, (speeds,).
        room: sequences that fit over those at work, there. busy: sequences at work a chip, there.
    """
    layout = pod_layout(chip, model, chips, c)
    fit = most_sequences(chip, model, layout, context, c)
    if fit < 1.0:
        return
    step = decode_step(chip, model, layout, context, service.verified, c)
    interleaved = c.fresh_per_output * prefill_seconds(chip, model, c.prefill_context, c) / chips
    limit = min(fit, max(c.batch_limit, 1.0))
    low = max(1.0, min(limit, c.least_batch * chips / layout.group))
    low_itl = token_interval(step, low, interleaved, chip, service)
    s = speeds.size - 1
    while s >= 0 and speeds[s] * low_itl > 1.0:
        s -= 1
    while s >= 0:
        high = min(2.0 * low, limit)
        high_itl = token_interval(step, high, interleaved, chip, service)
        while s >= 0 and (speeds[s] * high_itl >= 1.0 or high >= limit):
            batch = high
            if speeds[s] * high_itl >= 1.0:
                between = log(1.0 / speeds[s] / low_itl) / log(high_itl / low_itl) if high_itl > low_itl else 1.0
                batch = low * exp(between * log(high / low))
            cost = output_seconds(step, batch, chips, chip, service)
            if cost < seconds[s]:
                seconds[s], room[s], busy[s] = cost, fit / batch, batch / chips
            s -= 1
        low, low_itl = high, high_itl


@kernel
def fastest_pod(
    chip: Chip, model: Model, chips: float, context: float, service: Service, c: Constants
) -> tuple[float, float, float, float]:
    """Tokens/s of one user, chip-seconds an output token, room and load of a pod at its least batch; 0 if none fits."""
    layout = pod_layout(chip, model, chips, c)
    fit = most_sequences(chip, model, layout, context, c)
    if fit < 1.0:
        return 0.0, inf, nan, nan
    step = decode_step(chip, model, layout, context, service.verified, c)
    interleaved = c.fresh_per_output * prefill_seconds(chip, model, c.prefill_context, c) / chips
    least = max(1.0, min(fit, c.batch_limit, c.least_batch * chips / layout.group))
    user = 1.0 / token_interval(step, least, interleaved, chip, service)
    return user, output_seconds(step, least, chips, chip, service), fit / least, least / chips


@kernel
def smallest_pod(chip: Chip, model: Model, c: Constants) -> float:
    """Fewest chips that hold the weights of one replica; inf beyond the largest pod."""
    return pod_size(model.shared + model.expert, c.plan_memory * chip.memory, c.pod_limit)


@kernel
def largest_pod(chip: Chip, model: Model, smallest: float, c: Constants) -> float:
    """Most chips that operators put in one replica.

    Experts are spread over some chips however few hold them, and over more than hold them however many those are; a
    dense model stays in a node if it fits one.
    """
    if model.expert > 0.0:
        return float(min(c.pod_limit, max(c.pod_most, WIDE * smallest)))
    return float(max(smallest, min(NODE, chip.world)))


@kernel
def offer_speeds(
    chip: Chip,
    model: Model,
    context: float,
    service: Service,
    speeds: Floats,
    c: Constants,
    seconds: Floats,
    room: Floats,
    busy: Floats,
) -> None:
    """Run the cheapest pod at each speed, where it is cheaper than what is known.

    Where no pod meets even the lowest speed, that one is sold by the pod that is fastest at its least batch, if this is
    cheaper than what is known: a user is then slower than was asked.

    Args:
        chip .. c: as in `offer_pod`. seconds, room, busy: as there; `seconds` stays inf where no pod is so fast.
    """
    smallest = smallest_pod(chip, model, c)
    most = largest_pod(chip, model, smallest, c)
    best, slow_cost, slow_room, slow_busy = 0.0, inf, nan, nan
    chips = smallest
    while chips <= c.pod_limit and (chips <= most or best <= 0.0):
        offer_pod(chip, model, chips, context, service, speeds, c, seconds, room, busy)
        user, cost, spare, load = fastest_pod(chip, model, chips, context, service, c)
        if user > best:
            best, slow_cost, slow_room, slow_busy = user, cost, spare, load
        chips *= 2.0
    if best < speeds[0] and slow_cost < seconds[0]:
        seconds[0], room[0], busy[0] = slow_cost, slow_room, slow_busy
