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


@lru_cache(maxsize=1)
def uncertain() -> tuple[str, ...]:
    """Names of the dimensions that an ensemble draws: `group.field`, one score z each.

    A column with a shared prior is one dimension: all its entities move together within their ranges.
    """
    single = [
        f"{group}.{field}"
        for group, declared in GROUPS.items()
        for field, d in declarations(declared).items()
        if d.prior is not None
    ]
    shared = [
        f"{table}.{field}"
        for table, (declared, _) in TABLES.items()
        for field, d in declarations(declared).items()
        if d.shared_prior
    ]
    return (*single, *shared)
