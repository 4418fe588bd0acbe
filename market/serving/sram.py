"""Machines that keep weights in on-chip memory: a token's time is a latency per layer, never bandwidth.

Their bandwidth over the weights would promise a hundred times what is measured. A system of n units
holds the weights and the caches of the sequences in flight, and delivers

    min(sequences / (L * tau), n * F * ef / (2 A + attention)) tokens per second
"""

from math import ceil

from jevons.market.kernels import kernel
from jevons.market.serving.physics import Chip, Constants, Model, token_compute


@kernel
def sram_units(chip: Chip, model: Model, context: float, c: Constants) -> float:
    """Units that hold the weights and the caches of all sequences in flight."""
    held = model.shared + model.expert + c.sram_sequences * context * model.kv_bytes
    return float(ceil(held / (c.plan_memory * chip.memory)))


@kernel
def sram_speed(model: Model, layer_seconds: float) -> float:
    """Tokens per second of one user."""
    return 1.0 / (model.layers * layer_seconds)


@kernel
def sram_output_seconds(unit: Chip, model: Model, context: float, layer_seconds: float, c: Constants) -> float:
    """Unit-seconds per output token at a context.

    Args:
        unit: one unit as bought. model: at the precision in use. context: tokens.
        layer_seconds: time of one layer. c: constants.
    """
    units = sram_units(unit, model, context, c)
    by_latency = units / (c.sram_sequences * sram_speed(model, layer_seconds))
    return max(by_latency, token_compute(unit, model, context, c)) / unit.stack
