"""The facts the market starts from: workloads, segments, providers, vendors, regions, tiers, systems, models.

In come data files, one row per number, each with its unit, its source and why that value.
Out come typed tables, refused with the file and row named where a row is unclear or points at nothing.
"""

from jevons.market.catalogue.files import Catalogue, load, load_catalogue
from jevons.market.catalogue.row import CatalogueError, Item, Row
from jevons.market.catalogue.table import Table

__all__ = ["Catalogue", "CatalogueError", "Item", "Row", "Table", "load", "load_catalogue"]
