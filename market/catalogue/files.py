"""Reads the data files once, checks them against each other and hands out tables."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from jevons.market.catalogue.architectures import Architecture
from jevons.market.catalogue.references import check_references
from jevons.market.catalogue.row import CatalogueError, read_rows
from jevons.market.catalogue.rules import Rule
from jevons.market.catalogue.sheet import read_sheet
from jevons.market.catalogue.system import System
from jevons.market.catalogue.table import Table
from jevons.market.vocabulary import PACKAGING, PROVIDERS, REGIONS, SEGMENTS, TIERS, VENDORS, WORKLOADS

TABLES = {
    "workloads": WORKLOADS,
    "segments": SEGMENTS,
    "providers": PROVIDERS,
    "vendors": VENDORS,
    "packaging": PACKAGING,
    "regions": REGIONS,
    "tiers": TIERS,
}
"""Long-format files and the entities each may have."""


@dataclass(frozen=True)
class Catalogue:
    """All data files.

    Raises:
        CatalogueError: one file names something that another does not have.
    """

    workloads: Table
    segments: Table
    providers: Table
    vendors: Table
    packaging: Table
    regions: Table
    tiers: Table
    systems: tuple[System, ...]
    architectures: tuple[Architecture, ...]
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        """Refuse names that point at nothing."""
        check_references({name: getattr(self, name) for name in TABLES}, self.systems, self.architectures, self.rules)


@cache
def load_catalogue() -> Catalogue:
    """All data files that ship with the package, read and checked once.

    Raises:
        CatalogueError: a file is unclear; the message names file, row and what is allowed.
    """
    return Catalogue(
        **{name: read_table(name, _text(f"{name}.csv")) for name in TABLES},
        systems=read_sheet(System, "systems.csv", _text("systems.csv")),
        architectures=read_sheet(Architecture, "architectures.csv", _text("architectures.csv")),
        rules=read_sheet(Rule, "rules.csv", _text("rules.csv")),
    )


def load(name: str) -> Table:
    """One of the long-format tables, by the name of its file without ending.

    Raises:
        CatalogueError: there is no such table, or the catalogue is unclear.
    """
    if name not in TABLES:
        raise CatalogueError(f"no table {name!r}; there are {', '.join(TABLES)}")
    table: Table = getattr(load_catalogue(), name)
    return table


def read_table(name: str, text: str) -> Table:
    """A long-format table from the content of its file.

    Raises:
        CatalogueError: a row is unclear.
    """
    file = f"{name}.csv"
    return Table(file, read_rows(file, text, TABLES[name]))


def _text(file: str) -> str:
    return resources.files("jevons.market.catalogue").joinpath(file).read_text(encoding="utf-8")
