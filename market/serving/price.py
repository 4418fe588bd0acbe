"""The price of one cell: what tokens of a model class take of a machine, at every speed and by every engine."""

from math import inf, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel
from jevons.market.serving.batch import Service, offer_speeds
from jevons.market.serving.caches import find
from jevons.market.serving.local import local_output_seconds
from jevons.market.serving.memory import bytes_per_parameter, compute_tflops, held_precision
from jevons.market.serving.physics import Chip, Constants, Model, prefill_seconds, token_compute
from jevons.market.serving.roles import Precision, Role
from jevons.market.serving.sram import sram_output_seconds, sram_speed, sram_units
from jevons.market.serving.techniques import ROUTED_SHARE

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Codes = NDArray[np.int64]

SHORT_CONTEXT = 4096.0
LONG_CONTEXT = 65536.0
"""Tokens of context at which an output token is priced; the line goes through both."""

MODEL_COLUMNS = (
    "active",
    "total",
    "expert",
    "layers",
    "width",
    "experts",
    "top_k",
    "kv_bytes",
    "kv_heads",
    "kernels",
    "attention",
)
"""Columns of `Architecture` in the order in which `model_at` reads them."""

ENGINES = ("static", "continuous", "drafting", "disaggregated")
"""How far serving software goes; each may do all that those before it do, and does what is cheapest at a speed."""
_DRAFTS = (0, 1, 3)
"""Tokens that engines may draft a step."""
_CONTINUOUS, _DRAFTING, _DISAGGREGATED = 1, 2, 3

CACHES = ("none", "near", "host", "flash")
"""Where repeated tokens are kept: nowhere, in accelerators, in hosts as well and found by routing, in flash as well."""
FIGURES = 2 + len(CACHES)
"""Of an output token: at context 0, and per token of context; of a repeated token by where caches are kept."""
_NEAR, _HOST, _FLASH = 1, 2, 3

_SRAM = int(Role.SRAM)
_LOCAL = int(Role.LOCAL)
_INT4 = int(Precision.INT4)
_LEAST = 1e-30


class Machine(NamedTuple):
    """One row of `ServingSystems`, whole unit, in the catalogue's units."""

    bf16_tflops: float
    fp8_tflops: float
    fp4_tflops: float
    memory_gb: float
    bandwidth_tb_s: float
    chips: float
    link_gb_s: float
    world: float
    stack: float
    exchange: float
    apart: float
    layer_seconds: float


@kernel
def chip_of(machine: Machine, precision: int, parts: float) -> Chip:
    """The machine divided into `parts` equal chips, at a precision that it holds."""
    tflops = compute_tflops(precision, machine.bf16_tflops, machine.fp8_tflops)
    return Chip(
        tflops * 1e12 / parts,
        machine.bf16_tflops * 1e12 / parts,
        machine.bandwidth_tb_s * 1e12 / parts,
        machine.memory_gb * 1e9 / parts,
        machine.link_gb_s * 1e9,
        machine.world,
        machine.stack,
        machine.exchange,
        machine.apart,
    )


@kernel
def model_at(sizes: Floats, size: float) -> Model:
    """Model from one row of architecture columns, its weights at `size` bytes per parameter."""
    a = sizes
    shared, expert = (a[1] - a[2]) * size, a[2] * size
    return Model(a[0], shared, expert, a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10])


@kernel
def output_line(short: float, long: float, floor: float) -> tuple[float, float]:
    """Intercept and slope through the seconds at the short and the long context.

    Where the long context costs more than in proportion, a straight line would make short contexts
    free: the intercept then stays at `floor`, the arithmetic at context 0, and the long end stays exact.
    """
    if not long < inf or not short < inf:
        return inf, inf
    slope = max(0.0, (long - short) / (LONG_CONTEXT - SHORT_CONTEXT))
    intercept = short - slope * SHORT_CONTEXT
    if intercept < floor:
        return floor, max(0.0, (long - floor) / LONG_CONTEXT)
    return intercept, slope


@kernel
def fresh_line(unit: Chip, model: Model, c: Constants) -> tuple[float, float]:
    """Unit-seconds of a fresh token that attends to nothing, and more per token that it attends to."""
    bare = prefill_seconds(unit, model, 0.0, c) / unit.stack
    return bare, (prefill_seconds(unit, model, 1e4, c) / unit.stack - bare) / 1e4


@kernel
def repeated_seconds(
    chip: Chip, model: Model, room: float, busy: float, caches: int, fresh: float, c: Constants
) -> float:
    """Chip-seconds of a repeated token: read where its cache is found, prefilled again where it is not.

    Args:
        chip, model: of a replica. room: sessions that its accelerators hold over those at work.
        busy: sessions at work a chip. caches: place in `CACHES`. fresh: chip-seconds of a fresh token. c: constants.
    """
    if caches < _NEAR:
        return fresh
    session = LONG_CONTEXT * model.kv_bytes * busy
    host = c.host_gb * 1e9 / session if caches >= _HOST else 0.0
    flash = c.flash_gb * 1e9 / session if caches >= _FLASH else 0.0
    found = find(c.sessions_alive, room, host, flash, ROUTED_SHARE if caches >= _HOST else c.session_affinity)
    near = model.kv_bytes / (chip.bandwidth * c.memory_efficiency)
    far, shared = model.kv_bytes / (chip.bandwidth * c.offload_ratio), model.kv_bytes / (c.flash_gb_s * 1e9)
    seconds, missed = found.near * near, 1.0 - found.near
    if far < fresh:
        seconds, missed = seconds + found.host * far, missed - found.host
    if shared < fresh:
        seconds, missed = seconds + found.flash * shared, missed - found.flash
    return float(seconds + missed * fresh)


@kernel
def engine_service(engine: int, drafts: int, c: Constants) -> Service:
    """How an engine serves with so many tokens drafted a step."""
    accepted = (1.0 - c.acceptance ** (drafts + 1.0)) / (1.0 - c.acceptance)
    return Service(drafts + 1.0, accepted, engine == _DISAGGREGATED, 1.0 if engine >= _CONTINUOUS else 0.0)


@kernel
def accelerator_speeds(chip: Chip, model: Model, engine: int, speeds: Floats, c: Constants, out: Floats) -> None:
    """Chip-seconds an output token, room and load at each speed by an engine.

    Args:
        chip, model, speeds, c: as in `offer_speeds`. engine: place in `ENGINES`.
        out: (contexts, 3, speeds): what the engine below does, for the first anything; updated where this one is
            cheaper.
    """
    if engine < _CONTINUOUS:
        out[:] = inf
    for drafts in _DRAFTS:
        if (drafts > 0) if engine == _DRAFTING else (drafts == 0 or engine > _DRAFTING):
            service = engine_service(engine, drafts, c)
            for k in range(out.shape[0]):
                context = SHORT_CONTEXT if k == 0 else LONG_CONTEXT
                offer_speeds(chip, model, context, service, speeds, c, out[k, 0], out[k, 1], out[k, 2])


@kernel
def sram_speeds(
    unit: Chip, chips: float, model: Model, layer_seconds: float, speeds: Floats, c: Constants, out: Floats
) -> None:
    """The same for a machine of so many chips with on-chip memory: one price up to the speed of its pipeline."""
    user = sram_speed(model, layer_seconds) * unit.stack
    for k in range(out.shape[0]):
        context = SHORT_CONTEXT if k == 0 else LONG_CONTEXT
        seconds = sram_output_seconds(unit, model, context, layer_seconds, c)
        for s in range(speeds.size):
            out[k, 0, s] = seconds if speeds[s] <= user or s == 0 else inf
            out[k, 1, s], out[k, 2, s] = 1.0, c.sram_sequences / (sram_units(unit, model, context, c) * chips)


@kernel
def price_cell(
    machine: Machine,
    role: int,
    wanted: int,
    sizes: Floats,
    speeds: Floats,
    c: Constants,
    prompt: Singles,
    output: Singles,
) -> None:
    """Natural logarithms of what tokens of a model class take of a machine.

    Args:
        machine, role, wanted: the machine, its role, and the precision asked for.
        sizes: row of architecture columns. speeds: tokens/s of one user, (speeds,). c: constants.
        prompt: filled, (2,): unit-seconds of a fresh token that attends to nothing, and per token attended to.
        output: filled, (engines, speeds, figures): unit-seconds as in `FIGURES`; what repeated tokens take is judged
            at the long context.
    """
    precision = held_precision(wanted, machine.fp8_tflops, machine.fp4_tflops)
    model = model_at(sizes, bytes_per_parameter(precision))
    unit = chip_of(machine, precision, 1.0)
    bare, attended = fresh_line(unit, model, c)
    prompt[0], prompt[1] = log(bare), log(max(attended, _LEAST))
    floor = token_compute(unit, model, 0.0, c) / unit.stack
    parts = 1.0 if role == _SRAM else machine.chips
    chip, part = chip_of(machine, precision, parts), chip_of(machine, precision, machine.chips)
    fresh = bare + c.prefill_context * attended
    found = np.empty((2, 3, speeds.size))
    for engine in range(output.shape[0]):
        if role == _SRAM:
            sram_speeds(unit, machine.chips, model, machine.layer_seconds, speeds, c, found)
        else:
            accelerator_speeds(chip, model, engine, speeds, c, found)
        for s in range(speeds.size):
            at_zero, slope = output_line(found[0, 0, s] / parts, found[1, 0, s] / parts, floor)
            output[engine, s, 0], output[engine, s, 1] = log(at_zero), log(max(slope, _LEAST))
            for caches in range(output.shape[2] - 2):
                room, busy = found[1, 1, s], found[1, 2, s]
                repeated = repeated_seconds(part, model, room, busy, caches, fresh * machine.chips, c)
                output[engine, s, 2 + caches] = log(repeated / machine.chips)


@kernel
def copy_cell(prompt: Singles, output: Singles, to_prompt: Singles, to_output: Singles) -> None:
    """Take over a cell; loops compile in a third of the time that slices take."""
    for k in range(prompt.size):
        to_prompt[k] = prompt[k]
    for engine in range(output.shape[0]):
        for s in range(output.shape[1]):
            for k in range(output.shape[2]):
                to_output[engine, s, k] = output[engine, s, k]


@kernel
def fill_table(
    machines: Floats, roles: Codes, models: Floats, speeds: Floats, c: Constants, prompt: Singles, output: Singles
) -> None:
    """Fill a table for machines in halls.

    Args:
        machines: (systems, 12). roles: (systems,). models: (tiers, classes, 11). speeds: (speeds,). c: constants.
        prompt: filled, (tiers, classes, precisions, systems, 2). output: filled, (tiers, classes, precisions, systems,
            engines, speeds, figures).
    """
    for q in range(models.shape[0]):
        for n in range(models.shape[1]):
            for y in range(machines.shape[0]):
                h = machines[y]
                machine = Machine(h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11])
                for wanted in range(prompt.shape[2]):
                    at, to = prompt[q, n, wanted, y], output[q, n, wanted, y]
                    if wanted > 0 and held_precision(wanted, machine.fp8_tflops, machine.fp4_tflops) < wanted:
                        copy_cell(prompt[q, n, wanted - 1, y], output[q, n, wanted - 1, y], at, to)
                    else:
                        price_cell(machine, roles[y], wanted, models[q, n], speeds, c, at, to)


@kernel
def fill_own(machines: Floats, models: Floats, c: Constants, out: Floats) -> None:
    """Users' machines at batch 1, four-bit weights.

    Args:
        machines: (systems, 12). models: (classes, 11). c: constants.
        out: filled, (classes, systems, 5): unit-seconds of a fresh token that attends to nothing and per token
            attended to, of a cached token, and of an output token at context 0 and per token of context; inf where
            the model does not fit with a short context.
    """
    for n in range(models.shape[0]):
        for y in range(machines.shape[0]):
            h = machines[y]
            machine = Machine(h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11])
            unit = chip_of(machine, _INT4, 1.0)
            model = model_at(models[n], bytes_per_parameter(_INT4))
            out[n, y] = inf
            if local_output_seconds(unit, model, SHORT_CONTEXT, c) < inf:
                out[n, y, 0], out[n, y, 1] = fresh_line(unit, model, c)
                out[n, y, 2] = model.kv_bytes / (unit.bandwidth * c.memory_efficiency)
                out[n, y, 3] = local_output_seconds(unit, model, 0.0, c)
                out[n, y, 4] = model.kv_bytes / (unit.bandwidth * c.local_efficiency * unit.stack)
