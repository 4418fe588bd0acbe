"""One way to run a machine: what a user sees, and what each token takes of which chips and at what power.

A replica writes answers of `answer` tokens to prompts of `prompt` tokens, of which a share `hit` is read from caches.
An output token takes decoding time; every fresh token of its prompt takes prefill, every cached one a read:

    chip-seconds an output token = decode + prompt / answer * ((1 - hit) * fresh + hit * cached) + beside

In one replica decoding waits for prefill, so a user's token interval is all of that over the chips; where prefill has
chips of its own it is the decoding step alone.
"""

from dataclasses import dataclass
from math import isinf
from typing import NamedTuple

import numpy as np

from jevons.market.serving.batch import Service, attained, most_sequences, output_seconds, pod_layout, token_interval
from jevons.market.serving.caches import Found, find
from jevons.market.serving.local import local_output_seconds, local_seconds
from jevons.market.serving.physics import (
    Chip,
    Constants,
    Model,
    decode_step,
    prefill_seconds,
    step_seconds,
    token_compute,
    touched_share,
)
from jevons.market.serving.power import power_share
from jevons.market.serving.sram import sram_speed, sram_units
from jevons.market.serving.techniques import Techniques

BATCHES_PER_DOUBLING = 4
USUAL_POWER = 0.75
"""Power over rated power of machines that nobody has measured at work."""


class Point(NamedTuple):
    """A replica at work.

    Attributes:
        user: tokens/s that one user sees. output: output tokens/s a chip, chips that prefill included.
        chips: of the decoding replica. batch: sequences in it.
        hit: share of the prompt read from a cache.
        decode: decoding chip-seconds an output token. fresh: prefilling chip-seconds a fresh token. cached: those a
            token read from a cache. beside: chip-seconds of the prefilling system an output token, where it attends
            for a decoder without memory of its own.
        decode_power, fresh_power: of a decoding and a prefilling chip at work, over its rated power.
    """

    user: float
    output: float
    chips: float
    batch: float
    hit: float
    decode: float
    fresh: float
    cached: float
    beside: float
    decode_power: float
    fresh_power: float


@dataclass(frozen=True)
class Call:
    """What is served: tokens of the prompt and of the answer, and how."""

    prompt: float
    answer: float
    how: Techniques

    @property
    def longest(self) -> float:
        """Tokens that the cache of a call grows to."""
        return self.prompt + self.answer


def pod_points(
    chip: Chip, model: Model, chips: float, call: Call, prefill: tuple[Chip, Model] | None, c: Constants
) -> list[Point]:
    """A pod of accelerators at every batch that fits, a quarter doubling apart.

    Args:
        chip, model: as held. chips: in the pod. call: what is served.
        prefill: chip that prefills, and the model as that one holds it; None: the pod itself does.
        c: constants.
    """
    fit = most_sequences(chip, model, pod_layout(chip, model, chips, c), call.longest, c)
    if fit < 1.0:
        return []
    steps = int(np.log2(min(fit, c.batch_limit)) * BATCHES_PER_DOUBLING) + 1
    batches = 2.0 ** (np.arange(steps) / BATCHES_PER_DOUBLING)
    return [pod_point(chip, model, chips, float(batch), call, prefill, c) for batch in batches]


def pod_point(
    chip: Chip, model: Model, chips: float, batch: float, call: Call, prefill: tuple[Chip, Model] | None, c: Constants
) -> Point:
    """A pod of accelerators with so many sequences in it; other arguments as in `pod_points`."""
    layout, how = pod_layout(chip, model, chips, c), call.how
    service = Service(how.verified, how.accepted, how.disaggregated, how.slots)
    step = decode_step(chip, model, layout, call.prompt + call.answer / 2.0, service.verified, c)
    fit = most_sequences(chip, model, layout, call.longest, c)
    maker, made = prefill or (chip, model)
    found = _found(model, chips, batch, fit, call, c)
    fresh, cached, hit = _prompt_seconds(maker, made, found, attained(maker, service), call, c)
    seconds = step_seconds(step, batch)
    decode = output_seconds(step, batch, chips, chip, service)
    of_prompt = call.prompt / call.answer * ((1.0 - hit) * fresh + hit * cached)
    interval = token_interval(step, batch, of_prompt * chip.stack / chips, chip, service)
    memory = (step.shared + step.experts * touched_share(step, batch) + step.cache * batch) / seconds
    compute = step.compute * batch / seconds
    return Point(
        user=1.0 / interval,
        output=1.0 / (decode + of_prompt),
        chips=chips,
        batch=batch,
        hit=hit,
        decode=decode,
        fresh=fresh,
        cached=cached,
        beside=0.0,
        decode_power=_power(chip, memory, compute, c),
        fresh_power=_power(maker, 0.0, 1.0, c),
    )


def _power(chip: Chip, memory: float, compute: float, c: Constants) -> float:
    """Power share at shares of the time in which memory and arithmetic run at what they attain."""
    rate = compute * c.compute_efficiency * chip.flops / chip.flops_bf16
    return float(power_share(memory * c.memory_efficiency, rate, c))


def _found(model: Model, chips: float, batch: float, fit: float, call: Call, c: Constants) -> Found:
    """Where caches of repeated tokens are found, as sessions in each tier of memory."""
    size = call.longest * model.kv_bytes
    offload = call.how.offload
    host = c.host_gb * 1e9 * chips / size if offload != "none" else 0.0
    flash = c.flash_gb * 1e9 * chips / size if offload == "flash" else 0.0
    return Found(*find(batch * call.how.sessions, fit, host, flash, call.how.local_share))


def _prompt_seconds(
    chip: Chip, model: Model, found: Found, stack: float, call: Call, c: Constants
) -> tuple[float, float, float]:
    """Chip-seconds of a fresh token and of a cached one, and the share of the prompt that is cached."""
    anew = prefill_seconds(chip, model, call.prompt, c) / stack
    rates = (chip.bandwidth * c.memory_efficiency, chip.bandwidth * c.offload_ratio, c.flash_gb_s * 1e9)
    reads = [(share, model.kv_bytes / rate) for share, rate in zip(found, rates, strict=True)]
    worth = [(share, seconds) for share, seconds in reads if share > 0.0 and seconds < anew]
    share = sum(one for one, _ in worth)
    hit = call.how.cached_share * share
    cached = sum(one * seconds for one, seconds in worth) / share if share > 0.0 else reads[0][1]
    # Fresh tokens stand at the end of the prompt.
    return prefill_seconds(chip, model, call.prompt * (1.0 + hit) / 2.0, c) / stack, cached, hit


def sram_point(
    unit: Chip,
    parts: float,
    model: Model,
    layer_seconds: float,
    call: Call,
    prefill: tuple[Chip, Model] | None,
    c: Constants,
) -> Point:
    """A machine that holds weights on chip, its pipeline full.

    Drafted tokens go down the pipeline with the one before them. Where another system prefills, repeated tokens are
    found in its memory; where it also attends, the machine holds weights alone.

    Args:
        unit: as bought, of so many `parts` (chips). model: as it holds it. layer_seconds: time of a layer.
        call, prefill, c: as in `pod_points`.
    """
    how, context = call.how, call.prompt + call.answer / 2.0
    maker, made = prefill or (_part(unit, parts), model)
    units = sram_units(unit, model, 0.0 if how.beside else call.longest, c)
    by_latency = units / (c.sram_sequences * sram_speed(model, layer_seconds) * unit.stack)
    by_compute = how.verified * token_compute(unit, model, 0.0 if how.beside else context, c) / unit.stack
    decode = parts * max(by_latency, by_compute) / how.accepted
    read = made.kv_bytes / (maker.bandwidth * c.memory_efficiency * maker.stack)
    beside = context * read / how.accepted if how.beside else 0.0
    hit, cached = (how.cached_share, read) if prefill else (0.0, 0.0)
    fresh = prefill_seconds(maker, made, call.prompt * (1.0 + hit) / 2.0, c) / maker.stack
    of_prompt = call.prompt / call.answer * ((1.0 - hit) * fresh + hit * cached)
    return Point(
        user=sram_speed(model, layer_seconds) * unit.stack * how.accepted,
        output=1.0 / (decode + beside + of_prompt),
        chips=units * parts,
        batch=c.sram_sequences,
        hit=hit,
        decode=decode,
        fresh=fresh,
        cached=cached,
        beside=beside,
        decode_power=USUAL_POWER,
        fresh_power=_power(maker, 0.0, 1.0, c) if prefill else USUAL_POWER,
    )


def local_point(machine: Chip, parts: float, model: Model, call: Call, c: Constants) -> Point | None:
    """A user's own machine, one call at a time; None if weights and cache do not fit.

    A step reads the cache, the weights outside experts and the experts that any of its tokens goes to.

    Args:
        machine: as bought, of so many `parts` (chips). model, call, c: as in `pod_points`.
    """
    how = call.how
    if isinf(local_output_seconds(machine, model, call.longest, c)):
        return None
    untouched = (1.0 - model.top_k / model.experts) ** how.verified if model.expert > 0.0 else 0.0
    weights = model.shared + model.expert * (1.0 - untouched)
    cache = (call.prompt + call.answer / 2.0) * model.kv_bytes
    step = local_seconds(machine.bandwidth, weights, cache, c.local_efficiency, c.local_seconds)
    seconds = step / (how.accepted * machine.stack)
    fresh = parts * prefill_seconds(machine, model, call.prompt * (1.0 + how.cached_share) / 2.0, c) / machine.stack
    cached = parts * model.kv_bytes / (machine.bandwidth * c.memory_efficiency)
    hit, decode = how.cached_share, parts * seconds
    output = 1.0 / (decode + call.prompt / call.answer * ((1.0 - hit) * fresh + hit * cached))
    return Point(1.0 / seconds, output, parts, 1.0, hit, decode, fresh, cached, 0.0, USUAL_POWER, USUAL_POWER)


def _part(unit: Chip, parts: float) -> Chip:
    """One of the equal parts of a unit."""
    return unit._replace(
        flops=unit.flops / parts,
        flops_bf16=unit.flops_bf16 / parts,
        bandwidth=unit.bandwidth / parts,
        memory=unit.memory / parts,
    )
