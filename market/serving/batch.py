"""Which replica an operator runs: pod and batch for the speed sold, and what a token then costs.

The rate that a user sees is 1 / ITL of an aggregated replica, which interleaves prefill with decode:

    ITL(b) = (t(b) / accepted + b * fresh_per_output * prefill) / stack

A pod takes the largest batch whose rate meets the target and whose cache fits, and at least a few
sequences per copy of attention; of the pods that operators consider, the cheapest is run. If none meets
the target, the one that is fastest at its least batch is run: a user is then slower than was asked.
Prefill is billed to fresh tokens, so an output token costs n * t(b) / (b * accepted * stack) chip-seconds.
"""

from math import exp, inf, log, nan
from typing import NamedTuple

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

NODE = 8.0
"""Largest pod that runs experts under tensor parallelism; above it experts exchange tokens."""


# One drafted token, checked with the one before it; of both 2.0 are accepted on average in public benchmarks.
DRAFTED, ACCEPTED = 2.0, 2.0


class Service(NamedTuple):
    """What the buyer asks for: tokens per second of one user, tokens checked and accepted per step."""

    speed: float
    verified: float
    accepted: float


class Operation(NamedTuple):
    """A replica in operation: chip-seconds per output token, a user's tokens/s, chips, batch, on target."""

    seconds: float
    speed: float
    chips: float
    batch: float
    on_target: bool


@kernel
def pod_layout(chip: Chip, model: Model, chips: float, c: Constants) -> Layout:
    """How a pod of that many chips is spread: tensor parallel in a node, experts exchanged beyond it."""
    if chips <= NODE or model.expert <= 0.0:
        return Layout(chips, chips, 1.0, False)
    usable = c.weights_memory * c.plan_memory * chip.memory
    group = attention_group(chips, min(NODE, chip.world), model.shared, model.expert, usable)
    return Layout(chips, group, min(chips, model.experts), True)


@kernel
def token_interval(step: Step, batch: float, interleaved: float, chip: Chip, service: Service) -> float:
    """ITL in seconds; `interleaved` is the prefill time that one sequence adds to each of its tokens."""
    return (step_seconds(step, batch) / service.accepted + batch * interleaved) / chip.stack


@kernel
def largest_batch(step: Step, interleaved: float, chip: Chip, service: Service, least: float, limit: float) -> float:
    """Largest batch from `least` to `limit` that meets the speed; nan if the least is already too slow.

    ITL is read at doublings of the least batch and between two of them interpolated in logs, so that the
    answer moves smoothly with every input.
    """
    target = 1.0 / service.speed
    low, low_itl = least, token_interval(step, least, interleaved, chip, service)
    if low_itl > target:
        return nan
    while low < limit:
        high_itl = token_interval(step, 2.0 * low, interleaved, chip, service)
        if high_itl > target:
            between = log(target / low_itl) / log(high_itl / low_itl)
            return min(limit, low * exp(between * log(2.0)))
        low, low_itl = 2.0 * low, high_itl
    return limit


@kernel
def most_sequences(chip: Chip, model: Model, layout: Layout, context: float, c: Constants) -> float:
    """Sequences of so many tokens whose cache a pod holds beside the weights."""
    chips = layout.chips
    weights = model.shared * chips / layout.group + model.expert
    spare = c.plan_memory * chip.memory * chips - weights
    shards = cache_shards(chips, layout.group, model.kv_heads)
    return sequences_that_fit(chips, spare, context * model.kv_bytes, shards)


@kernel
def operate(chip: Chip, model: Model, chips: float, context: float, service: Service, c: Constants) -> Operation:
    """The pod of that size at its best batch; `seconds` is inf where not one sequence fits."""
    layout = pod_layout(chip, model, chips, c)
    fit = most_sequences(chip, model, layout, context, c)
    if fit < 1.0:
        return Operation(inf, 0.0, chips, 0.0, False)
    step = decode_step(chip, model, layout, context, service.verified, c)
    interleaved = c.fresh_per_output * prefill_seconds(chip, model, c.prefill_context, c) / chips
    limit = min(fit, max(c.batch_limit, 1.0))
    least = max(1.0, min(limit, c.least_batch * chips / layout.group))
    batch = largest_batch(step, interleaved, chip, service, least, limit)
    on_target = batch >= least
    if not on_target:
        batch = least
    seconds = chips * step_seconds(step, batch) / (batch * service.accepted * chip.stack)
    speed = 1.0 / token_interval(step, batch, interleaved, chip, service)
    return Operation(seconds, speed, chips, batch, on_target)


@kernel
def better(first: Operation, second: Operation) -> bool:
    """Whether the first replica is run rather than the second: on target, then cheaper; else faster."""
    if first.on_target and second.on_target:
        return first.seconds < second.seconds
    return first.on_target or (not second.on_target and first.speed > second.speed)


@kernel
def smallest_pod(chip: Chip, model: Model, c: Constants) -> float:
    """Fewest chips that hold the weights of one replica; inf beyond the largest pod."""
    return pod_size(model.shared + model.expert, c.plan_memory * chip.memory, c.pod_limit)


@kernel
def largest_pod(chip: Chip, model: Model, smallest: float, c: Constants) -> float:
    """Most chips that operators put in one replica.

    Some doublings above the smallest for a mixture of experts; a dense model stays in a node if it fits one.
    """
    if model.expert > 0.0:
        return float(min(c.pod_limit, smallest * 2.0**c.pod_doublings))
    return float(max(smallest, min(NODE, chip.world)))


@kernel
def best_operation(chip: Chip, model: Model, context: float, service: Service, c: Constants) -> Operation:
    """The replica that an operator runs at a context in tokens; `seconds` is inf if no pod holds it."""
    best = Operation(inf, 0.0, inf, 0.0, False)
    chips = smallest_pod(chip, model, c)
    most = largest_pod(chip, model, chips, c)
    while chips <= c.pod_limit and (chips <= most or best.speed <= 0.0):
        candidate = operate(chip, model, chips, context, service, c)
        if better(candidate, best):
            best = candidate
        chips *= 2.0
    return best
