"""Machines and models by the names of the catalogue, as the serving equations read them."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from jevons.market.catalogue.architectures import Architecture as Card
from jevons.market.catalogue.files import load_catalogue
from jevons.market.catalogue.system import System
from jevons.market.serving.architecture import Architecture, reference_architecture
from jevons.market.serving.physics import Chip, Model
from jevons.market.serving.price import MODEL_COLUMNS, Machine, chip_of, model_at
from jevons.market.serving.roles import Precision
from jevons.market.serving.stacks import EXCHANGE, STACK


class ServingError(ValueError):
    """What is asked of a machine that it cannot do, or of a name that nobody has: what, and what is allowed."""


@cache
def systems() -> dict[str, System]:
    """All systems of the catalogue by name."""
    return {line.system: line for line in load_catalogue().systems}


@cache
def cards() -> dict[str, Card]:
    """All published architectures by name."""
    return {line.architecture: line for line in load_catalogue().architectures}


def system_named(name: str) -> System:
    """A system of the catalogue.

    Raises:
        ServingError: there is none of that name, with those there are.
    """
    if name not in systems():
        raise ServingError(f"system {name!r} is not in the catalogue; there are {', '.join(sorted(systems()))}")
    return systems()[name]


def card_named(name: str) -> Card:
    """A published architecture.

    Raises:
        ServingError: there is none of that name, with those there are.
    """
    if name not in cards():
        raise ServingError(f"model {name!r} is not in the catalogue; there are {', '.join(sorted(cards()))}")
    return cards()[name]


def chip_of_system(system: System, precision: Precision) -> Chip:
    """One chip of a system at a precision of the weights; four-bit weights compute at the 8-bit rate."""
    machine = Machine(
        system.bf16_tflops,
        system.fp8_tflops,
        system.fp4_tflops,
        system.memory_gb,
        system.bandwidth_tb_s,
        float(system.chips),
        system.scaleup_gb_s,
        float(system.scaleup_world),
        STACK.get(system.vendor, 1.0),
        EXCHANGE.get(system.vendor, 1.0),
        0.0,
    )
    return chip_of(machine, int(precision), machine.chips)


def architecture_of(lines: Sequence[Card], cache_bytes: float = 2.0) -> Architecture:
    """Published architectures, (lines,), with so many bytes a cached number."""
    return reference_architecture(
        active=[a.active_params for a in lines],
        total=[a.total_params for a in lines],
        expert=[a.expert_params for a in lines],
        layers=[a.layers for a in lines],
        width=[a.d_model for a in lines],
        experts=[a.experts for a in lines],
        top_k=[a.top_k for a in lines],
        query_heads=[a.heads for a in lines],
        head_width=[a.head_dim for a in lines],
        kv_elements=[a.kv_elements for a in lines],
        kv_heads=[a.kv_heads for a in lines],
        context_share=[a.kv_context_fraction for a in lines],
        kernels=[a.kernels_per_layer for a in lines],
        kv_element_bytes=cache_bytes,
    )


def model_of_card(card: Card, weight_bytes: float, cache_bytes: float = 2.0) -> Model:
    """A published model with so many bytes a parameter and a cached number."""
    shape = architecture_of([card], cache_bytes)
    sizes = np.array([getattr(shape, name)[0] for name in MODEL_COLUMNS])
    return model_at(sizes, weight_bytes)
