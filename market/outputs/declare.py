"""How an output is declared: once, beside its formula, with name, unit, dimensions and meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from jevons.market.indices import Indices, indices
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.structure import Structure
from jevons.market.technology import Technology
from jevons.market.units import Unit
from jevons.market.vocabulary import (
    CAUSES,
    KINDS,
    PROVIDERS,
    REGIONS,
    SEGMENTS,
    TIERS,
    VENDORS,
    WORKLOADS,
)
from jevons.market.world import World

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "region": REGIONS,
    "segment": SEGMENTS,
    "workload": WORKLOADS,
    "provider": PROVIDERS,
    "tier": TIERS,
    "kind": KINDS,
    "vendor": VENDORS,
    "cause": CAUSES,
}

# Picks the kinds of tokens from the four flows; the fourth, output x context, is none.
ALL_KINDS: Final = np.array([1.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run, as formulas see it.

    Attributes:
        world: the resolved scenario.
        technology: the paths of technology.
        record: what was written down, month by month.
    """

    world: World
    technology: Technology
    record: Record

    @cached_property
    def demanded(self) -> Array:
        """The world's demanded flows, (months, workloads, offers, 4)."""
        flows: Array = self.record.tokens.sum(axis=1)
        return flows

    @cached_property
    def served_tokens(self) -> Array:
        """The world's served tokens of all kinds, (months, workloads, offers)."""
        tokens: Array = (self.demanded @ ALL_KINDS) * (1.0 - self.record.unserved)[:, None, :]
        return tokens

    @cached_property
    def indices(self) -> Indices:
        """Work and resources at the base month's technology."""
        return indices(self.record, self.world, self.technology)

    @cached_property
    def cloud(self) -> Array:
        """One for offers of providers, zero for users' own machines, (offers,)."""
        return np.asarray(~self.world.structure.own_machine, dtype=np.float64)

    def coordinates(self, dimension: str) -> tuple[str, ...]:
        """Names along a dimension other than the month."""
        return self.world.systems.name if dimension == "system" else NAMES[dimension]


Formula = Callable[[Run], Array]


@dataclass(frozen=True)
class Output:
    """A declared output.

    Attributes:
        name, unit, meaning: as shown wherever the output is.
        axes: axes of what the formula returns; `offer` stands for the (provider, tier) pairs that are sold.
        formula: from a finished run to an array.
        unsold: value of (provider, tier) pairs that are not sold.
    """

    name: str
    unit: Unit
    axes: tuple[str, ...]
    meaning: str
    formula: Formula
    unsold: float

    @property
    def dims(self) -> tuple[str, ...]:
        """Named dimensions; an offer is spread over provider and tier."""
        return tuple(d for axis in self.axes for d in (("provider", "tier") if axis == "offer" else (axis,)))

    def dense(self, run: Run) -> Array:
        """Values over `dims`, one axis each."""
        values = self.formula(run)
        if "offer" not in self.axes:
            return values
        return spread_offers(values, self.axes.index("offer"), run.world.structure, self.unsold)


OUTPUTS: Final[dict[str, Output]] = {}


def output(
    name: str, unit: Unit, axes: tuple[str, ...], meaning: str, unsold: float = 0.0
) -> Callable[[Formula], Formula]:
    """Declare the decorated formula as an output.

    Raises:
        ValueError: the name is taken or an axis is unknown.
    """
    known = {"month", "offer", "system", *NAMES}
    if name in OUTPUTS:
        raise ValueError(f"output {name!r} is declared twice")
    if not known.issuperset(axes):
        raise ValueError(f"output {name!r} has unknown axes {sorted({*axes} - known)}; known: {sorted(known)}")

    def declare(formula: Formula) -> Formula:
        OUTPUTS[name] = Output(name, unit, axes, meaning, formula, unsold)
        return formula

    return declare


def spread_offers(values: Array, axis: int, structure: Structure, unsold: float) -> Array:
    """Replace an axis of offers by one of providers and one of tiers."""
    moved = np.moveaxis(values, axis, 0)
    out = np.full((len(PROVIDERS), len(TIERS), *moved.shape[1:]), unsold)
    out[structure.offer_provider, structure.offer_tier] = moved
    return np.moveaxis(out, (0, 1), (axis, axis + 1))


def by_provider(values: Array, structure: Structure) -> Array:
    """Sum the last axis, offers, by provider."""
    return np.asarray(values @ (structure.offer_provider[:, None] == np.arange(len(PROVIDERS))))


def by_home(values: Array, structure: Structure) -> Array:
    """Sum the last axis, providers, by home region; users' own machines have no home and no part in it."""
    return np.asarray(values @ (structure.home[:, None] == np.arange(len(REGIONS))))


def ratio(top: Array, bottom: Array, otherwise: float = np.nan) -> Array:
    """Top / bottom, and `otherwise` where the bottom is zero."""
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    out = np.full(shape, otherwise)
    np.divide(top, bottom, out=out, where=np.broadcast_to(bottom != 0.0, shape))
    return out
