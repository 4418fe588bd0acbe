"""Machines and models by the names of the catalogue, as the serving equations read them."""

from functools import cache

from jevons.market.catalogue.architectures import Architecture as Card
from jevons.market.catalogue.files import load_catalogue
from jevons.market.catalogue.system import System
from jevons.market.serving.architecture import reference_architecture
from jevons.market.serving.memory import compute_tflops
from jevons.market.serving.physics import Chip, Model
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
    tflops = compute_tflops(int(precision), system.bf16_tflops, system.fp8_tflops)
    parts = float(system.chips)
    return Chip(
        flops=tflops * 1e12 / parts,
        flops_bf16=system.bf16_tflops * 1e12 / parts,
        bandwidth=system.bandwidth_tb_s * 1e12 / parts,
        memory=system.memory_gb * 1e9 / parts,
        link=system.scaleup_gb_s * 1e9,
        world=float(system.scaleup_world),
        stack=STACK.get(system.vendor, 1.0),
        exchange=EXCHANGE.get(system.vendor, 1.0),
    )


def model_of_card(card: Card, weight_bytes: float, cache_bytes: float = 2.0) -> Model:
    """A published model with so many bytes a parameter and a cached number."""
    shape = reference_architecture(
        active=card.active_params,
        total=card.total_params,
        expert=card.expert_params,
        layers=card.layers,
        width=card.d_model,
        experts=card.experts,
        top_k=card.top_k,
        query_heads=card.heads,
        head_width=card.head_dim,
        kv_elements=card.kv_elements,
        kv_heads=1 if card.latent_attention else card.kv_heads,
        context_share=card.kv_context_fraction,
        kernels=card.kernels_per_layer,
        kv_element_bytes=cache_bytes,
    )
    return Model(
        active=float(shape.active),
        shared=float(shape.total - shape.expert) * weight_bytes,
        expert=float(shape.expert) * weight_bytes,
        layers=float(shape.layers),
        width=float(shape.width),
        experts=float(shape.experts),
        top_k=float(shape.top_k),
        kv_bytes=float(shape.kv_bytes),
        kv_heads=float(shape.kv_heads),
        kernels=float(shape.kernels),
        attention=float(shape.attention),
    )
