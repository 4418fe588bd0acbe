"""Names in one data file that must exist in another: fleets, products, buyers, tiers, architectures."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from jevons.market.catalogue.architectures import Architecture
from jevons.market.catalogue.row import CatalogueError, Row
from jevons.market.catalogue.rules import Rule
from jevons.market.catalogue.system import System
from jevons.market.catalogue.table import Table
from jevons.market.units import Unit
from jevons.market.vocabulary import PROVIDERS, REGIONS, SEGMENTS, TIERS, VENDORS, WORKLOADS

SURFACES: Final = ("chat", "ambient", "api")
PRECISIONS: Final = ("bf16", "fp8", "fp4", "int4")

_POINTERS: Final = {
    ("workloads", "segments"): "segment",
    ("workloads", "planning_tiers"): "tier",
    ("workloads", "execution_tiers"): "tier",
    ("providers", "region"): "region",
    ("providers", "tiers_sold"): "tier",
    ("providers", "fleet_mix"): "system",
    ("vendors", "systems"): "system",
    ("vendors", "successor_lines"): "system",
    ("vendors", "buyers"): "provider",
    ("vendors", "house"): "provider",
    ("tiers", "reference"): "architecture",
    ("tiers", "precision"): "precision",
}
"""Parameters whose values name something, and what kind of thing."""

_KEYS: Final = {
    "workloads": (),
    "segments": (*REGIONS, *WORKLOADS),
    "providers": (*TIERS, *PROVIDERS, *SURFACES),
    "vendors": (),
    "packaging": (),
    "regions": REGIONS,
    "tiers": (),
}
"""Keys that the rows of a file may have; the names of systems may be keys of any file."""


def check_references(
    tables: Mapping[str, Table],
    systems: Sequence[System],
    architectures: Sequence[Architecture],
    rules: Sequence[Rule],
) -> None:
    """Refuse a catalogue in which a name points at nothing.

    Raises:
        CatalogueError: one line with file, row, the name and what exists.
    """
    products = tuple(system.system for system in systems)
    kinds = {
        "segment": SEGMENTS,
        "tier": TIERS,
        "region": REGIONS,
        "provider": PROVIDERS,
        "vendor": VENDORS,
        "system": products,
        "architecture": tuple(a.architecture for a in architectures),
        "precision": PRECISIONS,
    }
    for name, table in tables.items():
        for row in table.rows:
            _check_key(row, (*_KEYS[name], *products))
            kind = _POINTERS.get((name, row.parameter))
            if kind is not None:
                _check_names(row.where, kind, _named(row), kinds[kind])
    for rule in rules:
        where = f"rules.csv ({rule.rule})"
        _check_names(where, "vendor", filter(None, rule.vendors.split("|")), VENDORS)
        _check_names(where, "system", filter(None, rule.systems.split("|")), products)
    _check_fleets(tables["providers"])
    _check_sellers(tables["vendors"], systems)
    _check_users(tables["segments"], tables["workloads"])
    _check_hardware(tables["providers"], tables["vendors"])
    _check_power(tables["regions"], tables["providers"])


def _named(row: Row) -> Iterable[str]:
    return (item.name for item in row.items()) if row.unit is Unit.LIST else (row.value,)


def _check_key(row: Row, allowed: Sequence[str]) -> None:
    if row.key and row.key not in allowed:
        raise CatalogueError(f"{row.where}: unknown key {row.key!r}; allowed are {', '.join(allowed)}")


def _check_names(where: str, kind: str, names: Iterable[str], allowed: Sequence[str]) -> None:
    for name in names:
        if name not in allowed:
            raise CatalogueError(f"{where}: no {kind} {name!r}; there are {', '.join(allowed)}")


def _check_fleets(providers: Table) -> None:
    for row in providers.rows:
        if row.parameter == "fleet_mix":
            total = math.fsum(item.share for item in row.items())
            if not abs(total - 1) < 1e-9:
                raise CatalogueError(f"{row.where}: shares sum to {total:g}; they must sum to 1")


def _check_sellers(vendors: Table, systems: Sequence[System]) -> None:
    """A vendor's list and the column `sold` say the same; lines continue its own products."""
    for vendor in VENDORS:
        listed = vendors.row(vendor, "systems")
        sold = {system.system for system in systems if system.sold == vendor}
        names = {item.name for item in listed.items()}
        if names != sold:
            odd = ", ".join(sorted(names ^ sold))
            raise CatalogueError(f"{listed.where}: {odd} differ from the column sold of systems.csv")
        lines = vendors.row(vendor, "successor_lines")
        _check_names(lines.where, "product of the vendor", _named(lines), sorted(names))


def _check_hardware(providers: Table, vendors: Table) -> None:
    """A provider has a fleet at the start, a vendor that sells to it, or hosts that it rents from."""
    sold_to = {item.name for vendor in VENDORS for item in vendors.row(vendor, "buyers").items()}
    for provider in PROVIDERS:
        rents = providers.has(provider, "owned_share") and providers.number(provider, "owned_share") < 1.0
        if not (rents or provider in sold_to or providers.has(provider, "fleet_mix")):
            raise CatalogueError(
                f"{providers.file}: {provider} can have no hardware: no fleet_mix, no vendor has it among its buyers, "
                "and it rents none (owned_share 1)"
            )


def _check_power(regions: Table, providers: Table) -> None:
    """A region that providers are at home in has power."""
    for provider in PROVIDERS:
        home = providers.text(provider, "region") if providers.has(provider, "region") else ""
        if home in REGIONS:
            row = regions.row(home, "ai_power_available")
            if not row.number > 0.0:
                raise CatalogueError(f"{row.where}: {row.value} GW, but {provider} is at home in {home}; it needs some")


def _check_users(segments: Table, workloads: Table) -> None:
    """A segment adopts only workloads that list it."""
    for row in segments.rows:
        if row.key in WORKLOADS and row.entity not in workloads.names(row.key, "segments"):
            raise CatalogueError(f"{row.where}: in workloads.csv {row.key} does not list {row.entity}")
