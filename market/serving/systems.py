"""The machines that serve, as columns: one row per system as it is bought (chip, box or rack)."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from jevons.market.serving.constants import ServingConstants

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ServingSystems:
    """Hardware columns of shape (y,); every figure is per unit as bought unless it says per chip.

    Attributes:
        bf16_tflops, fp8_tflops, fp4_tflops: dense operations per second, 1e12; 0 where the chip lacks them.
        memory_gb: memory that holds weights and cache, GB.
        bandwidth_tb_s: bandwidth of that memory, TB/s.
        sram_gb: on-chip memory, GB, 0 where not published.
        chips: chips in the unit.
        power_w: design power, W.
        link_gb_s: scale-up bandwidth per chip and direction, gigabytes per second; 0 or nan where unknown.
        world: chips of one scale-up domain; 0 or nan where unknown.
        role: `Role` code.
        stack: throughput attained relative to a mature NVIDIA stack (AMD 0.78).
        exchange: time of an all-to-all relative to NVIDIA (AMD 5).
        apart: what is left of it where prefill is apart (AMD 0.75).
        layer_seconds: time of one layer on an SRAM machine (CS-3 6e-6, Groq v1 42e-6); 0 takes the constant.
    """

    bf16_tflops: Floats
    fp8_tflops: Floats
    fp4_tflops: Floats
    memory_gb: Floats
    bandwidth_tb_s: Floats
    sram_gb: Floats
    chips: Floats
    power_w: Floats
    link_gb_s: Floats
    world: Floats
    role: NDArray[np.int64]
    stack: Floats
    exchange: Floats
    apart: Floats
    layer_seconds: Floats

    def __post_init__(self) -> None:
        """Refuse columns of unequal length, and units without chips or stack."""
        lengths = {f.name: np.shape(getattr(self, f.name)) for f in fields(self)}
        if len(set(lengths.values())) != 1 or len(lengths["role"]) != 1:
            raise ValueError(f"system columns must be vectors of one length, got {lengths}")
        for name in ("chips", "stack", "exchange", "apart"):
            if not np.all(getattr(self, name) > 0):
                raise ValueError(f"system {name}: every value must be above 0")

    def __len__(self) -> int:
        """Number of systems."""
        return len(self.role)


def complete(systems: ServingSystems, constants: ServingConstants) -> ServingSystems:
    """Fill what is not published: absent formats with 0; links, domains and layer times by constants."""
    bandwidth_gb_s = 1e3 * systems.bandwidth_tb_s / systems.chips
    link = np.nan_to_num(systems.link_gb_s)
    world = np.nan_to_num(systems.world)
    layer = np.nan_to_num(systems.layer_seconds)
    return replace(
        systems,
        bf16_tflops=np.nan_to_num(systems.bf16_tflops),
        fp8_tflops=np.nan_to_num(systems.fp8_tflops),
        fp4_tflops=np.nan_to_num(systems.fp4_tflops),
        link_gb_s=np.where(link > 0, link, constants.missing_link_ratio * np.nan_to_num(bandwidth_gb_s)),
        world=np.where(world > 0, world, np.maximum(constants.missing_world, systems.chips)),
        layer_seconds=np.where(layer > 0, layer, constants.sram_layer_seconds),
    )
