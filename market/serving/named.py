"""Machines and models by the names of the catalogue, as the serving equations read them."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from jevons.market.catalogue.architectures import Architecture as Card
from jevons.market.catalogue.files import load_catalogue
from jevons.market.catalogue.system import ROLES, System
from jevons.market.catalogue.systems import Systems, load_systems
from jevons.market.overrides import EARLIEST, LATEST
from jevons.market.serving.architecture import Architecture, reference_architecture
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.physics import Chip, Model
from jevons.market.serving.price import MODEL_COLUMNS, Machine, chip_of, model_at
from jevons.market.serving.roles import Precision, role_of
from jevons.market.serving.stacks import APART, EXCHANGE, FIRST_LPU_LAYER_SECONDS, LAYER_SECONDS, STACK
from jevons.market.serving.systems import ServingSystems, complete
from jevons.market.serving.techniques import ServingError
from jevons.market.vocabulary import VENDORS


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
    machine = _machine(system)
    return chip_of(machine, int(precision), machine.chips)


def whole_system(system: System, precision: Precision) -> Chip:
    """A system as bought, seen as one chip: what on-chip memory and users' machines are priced by."""
    return chip_of(_machine(system), int(precision), 1.0)


def layer_seconds_of(system: System) -> float:
    """Time that a machine with on-chip memory takes for a layer."""
    return _machine(system).layer_seconds


@cache
def _machine(system: System) -> Machine:
    whole, row = _machines(), _catalogue().index(system.system)
    return Machine(*(float(getattr(whole, name)[row]) for name in Machine._fields))


@cache
def _catalogue() -> Systems:
    return load_systems(EARLIEST, LATEST)


@cache
def _machines() -> ServingSystems:
    return complete(serving_systems(_catalogue()), ServingConstants())


def serving_systems(systems: Systems) -> ServingSystems:
    """Systems of the catalogue as the serving equations see them, whole units, what is not published left out."""
    vendor = [VENDORS[v] for v in systems.vendor]
    layer = np.array([LAYER_SECONDS.get(v, 0.0) for v in vendor])
    layer[[n == "groq_lpu_v1" for n in systems.name]] = FIRST_LPU_LAYER_SECONDS
    return ServingSystems(
        bf16_tflops=systems.bf16_tflops,
        fp8_tflops=systems.fp8_tflops,
        fp4_tflops=systems.fp4_tflops,
        memory_gb=systems.memory_gb,
        bandwidth_tb_s=systems.bandwidth_tb_s,
        sram_gb=systems.sram_gb,
        chips=systems.chips,
        power_w=systems.power_w,
        link_gb_s=systems.scaleup_gb_s,
        world=systems.scaleup_world,
        role=np.array(
            [
                int(role_of(ROLES[r], m, s))
                for r, m, s in zip(systems.role, systems.memory_gb, systems.sram_gb, strict=True)
            ]
        ),
        stack=np.array([STACK.get(v, 1.0) for v in vendor]),
        exchange=np.array([EXCHANGE.get(v, 1.0) for v in vendor]),
        apart=np.array([APART.get(v, 1.0) for v in vendor]),
        layer_seconds=layer,
    )


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
