"""All declared parameters by path: what a scenario may set, and everything that is derived from it."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jevons.market import catalogue
from jevons.market.parameters.declare import Declaration, declarations
from jevons.market.parameters.demand import Capability, Choice, Demand, Tasks
from jevons.market.parameters.entities import Packaging, Providers, Regions, Segments, Tiers, Vendors, Workloads
from jevons.market.parameters.supply import Clearing, Investment, Power, Prices, Serving
from jevons.market.vocabulary import PACKAGING, PROVIDERS, REGIONS, SEGMENTS, TIERS, VENDORS, WORKLOADS

GROUPS: dict[str, type] = {
    "capability": Capability,
    "tasks": Tasks,
    "demand": Demand,
    "choice": Choice,
    "serving": Serving,
    "clearing": Clearing,
    "prices": Prices,
    "investment": Investment,
    "power": Power,
}
TABLES: dict[str, tuple[type, tuple[str, ...]]] = {
    "regions": (Regions, REGIONS),
    "segments": (Segments, SEGMENTS),
    "workloads": (Workloads, WORKLOADS),
    "tiers": (Tiers, TIERS),
    "providers": (Providers, PROVIDERS),
    "vendors": (Vendors, VENDORS),
    "packaging": (Packaging, PACKAGING),
}
SURFACES = ("chat", "ambient", "api")
KEYS: dict[str, tuple[str, ...]] = {"region": REGIONS, "workload": WORKLOADS, "surface": SURFACES}


@dataclass(frozen=True)
class Address:
    """Where a path points: a group's field, or an entity's (and key's) number in a table."""

    path: str
    group: str
    field: str
    declaration: Declaration
    entity: int = -1
    key: int = -1


class UnknownPathError(ValueError):
    """A scenario names a parameter that does not exist."""


@lru_cache(maxsize=1)
def addresses() -> dict[str, Address]:
    """Every path that a scenario may override, in a fixed order."""
    return {address.path: address for address in _walk()}


def _walk() -> Iterator[Address]:
    for group, declared in GROUPS.items():
        for field, declaration in declarations(declared).items():
            yield Address(f"{group}.{field}", group, field, declaration)
    for table, (declared, entities) in TABLES.items():
        present = {(r.entity, r.parameter, r.key) for r in catalogue.load(table).rows}
        for field, declaration in declarations(declared).items():
            keys = KEYS[declaration.keyed] if declaration.keyed else ("",)
            for i, entity in enumerate(entities):
                for k, key in enumerate(keys):
                    if (entity, field, key) in present:
                        path = ".".join(p for p in (table, entity, field, key) if p)
                        yield Address(path, table, field, declaration, i, k if key else -1)


def find(path: str) -> Address:
    """The address of a path.

    Raises:
        UnknownPathError: no such parameter; the message names the nearest ones.
    """
    known = addresses()
    if path in known:
        return known[path]
    near = difflib.get_close_matches(path, known, n=3, cutoff=0.5)
    if not near:
        stem = path.split(".")[0]
        near = [p for p in known if p.startswith(stem + ".")][:3] or sorted({*GROUPS, *TABLES})
    raise UnknownPathError(f"there is no parameter {path!r}; nearest: {', '.join(near)}")


def dimension_of(address: Address) -> str:
    """Name of the dimension in which an ensemble draws a parameter, if it does: `group.field`, or its own path."""
    return address.path if address.declaration.drawn == "apart" else f"{address.group}.{address.field}"


@lru_cache(maxsize=1)
def uncertain() -> tuple[str, ...]:
    """Names of the dimensions that an ensemble draws, one score z each.

    A column whose rows are drawn together is one dimension; where they are drawn apart, each row with a range is one.
    """
    ranged = {(r.entity, r.parameter, r.key) for table in TABLES for r in catalogue.load(table).rows if r.low < r.high}
    drawn = (address for address in addresses().values() if _is_drawn(address, ranged))
    return tuple(dict.fromkeys(map(dimension_of, drawn)))


@lru_cache(maxsize=1)
def wider_ranges() -> dict[str, float]:
    """How many times as wide as declared the range of each dimension is for a hindcast, in its own scale."""
    found: dict[str, float] = {}
    for address in addresses().values():
        prior = address.declaration.prior
        found[dimension_of(address)] = address.declaration.wide if prior is None else prior.wide
    return {name: found[name] for name in uncertain()}


def _is_drawn(address: Address, ranged: set[tuple[str, str, str]]) -> bool:
    if address.group in GROUPS:
        return address.declaration.prior is not None
    _, entity, *rest = address.path.split(".")
    cell = (entity, address.field, rest[1] if len(rest) > 1 else "")
    return address.declaration.drawn == "together" or (address.declaration.drawn == "apart" and cell in ranged)
