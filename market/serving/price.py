"""The price of one cell: seconds per token of one machine for one model, and the loop over all of them."""

from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel
from jevons.market.serving.batch import Service, best_operation
from jevons.market.serving.local import local_output_seconds
from jevons.market.serving.memory import bytes_per_parameter, compute_tflops, held_precision
from jevons.market.serving.physics import Chip, Constants, Model, prefill_seconds, token_compute
from jevons.market.serving.roles import Role
from jevons.market.serving.sram import sram_output_seconds, sram_speed

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Marks = NDArray[np.bool_]

SHORT_CONTEXT = 4096.0
LONG_CONTEXT = 65536.0
"""Tokens of context at which an output token is priced; the line goes through both."""

FIGURES = ("fresh", "fresh_context", "cached", "output", "context", "speed")
"""What a cell holds, in order: `ServingTable` names them."""

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

_ACCELERATOR = int(Role.ACCELERATOR)
_SRAM = int(Role.SRAM)
_LOCAL = int(Role.LOCAL)


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
    if not long < inf:
        return inf, inf
    slope = max(0.0, (long - short) / (LONG_CONTEXT - SHORT_CONTEXT))
    intercept = short - slope * SHORT_CONTEXT
    if intercept < floor:
        return floor, max(0.0, (long - floor) / LONG_CONTEXT)
    return intercept, slope


@kernel
def cached_seconds(chip: Chip, model: Model, role: int, c: Constants) -> float:
    """Seconds per cached token read: from the chip's own memory, or partly from the host's."""
    near = model.kv_bytes / (chip.bandwidth * c.memory_efficiency)
    if role == _LOCAL:
        return near
    far = model.kv_bytes / (chip.bandwidth * c.offload_ratio)
    return c.cached_share_hbm * near + (1.0 - c.cached_share_hbm) * far


@kernel
def output_seconds(
    machine: Machine, role: int, precision: int, model: Model, context: float, service: Service, c: Constants
) -> tuple[float, float]:
    """Unit-seconds per output token, and tokens per second of one user, by the role's own equation."""
    unit = chip_of(machine, precision, 1.0)
    if role == _SRAM:
        seconds = sram_output_seconds(unit, model, context, machine.layer_seconds, c)
        return seconds, sram_speed(model, machine.layer_seconds)
    if role == _LOCAL:
        seconds = local_output_seconds(unit, model, context, c)
        return seconds, 1.0 / seconds
    chip = chip_of(machine, precision, machine.chips)
    operation = best_operation(chip, model, context, service, c)
    return operation.seconds / machine.chips, operation.speed


@kernel
def price_cell(
    machine: Machine, role: int, wanted: int, sizes: Floats, service: Service, c: Constants, cell: Floats
) -> None:
    """Fill `cell` (6,): fresh, fresh_context, cached, output, context, speed of one machine and model."""
    precision = held_precision(wanted, machine.fp8_tflops, machine.fp4_tflops)
    held = model_at(sizes, bytes_per_parameter(precision))
    short, speed = output_seconds(machine, role, precision, held, SHORT_CONTEXT, service, c)
    if not short < inf:
        return
    long, _ = output_seconds(machine, role, precision, held, LONG_CONTEXT, service, c)
    unit = chip_of(machine, precision, 1.0)
    chip = chip_of(machine, precision, machine.chips)
    fresh = prefill_seconds(unit, held, c.prefill_context, c) / unit.stack
    cell[0] = fresh
    cell[1] = (fresh - prefill_seconds(unit, held, 0.0, c) / unit.stack) / c.prefill_context
    cell[2] = cached_seconds(chip, held, role, c) / machine.chips
    cell[3], cell[4] = output_line(short, long, token_compute(unit, held, 0.0, c) / unit.stack)
    cell[5] = speed


@kernel
def fill_table(
    machines: Floats,
    roles: Codes,
    models: Floats,
    precision: Codes,
    services: Floats,
    c: Constants,
    wanted: Marks,
    table: Floats,
) -> None:
    """Fill `table` (y, m, q, 6) from machines (y, 11), models (m, q, 11) and services (m, q, 3) where it is wanted."""
    for y in range(machines.shape[0]):
        role = roles[y]
        if role not in (_ACCELERATOR, _SRAM, _LOCAL):
            continue
        h = machines[y]
        machine = Machine(h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10])
        for m in range(models.shape[0]):
            for q in range(models.shape[1]):
                if not wanted[y, m, q]:
                    continue
                s = services[m, q]
                service = Service(s[0], s[1], s[2])
                price_cell(machine, role, precision[m, q], models[m, q], service, c, table[y, m, q])
