"""Every product that can be bought in a run, dated ones and their successors, as columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.market.calendar import month_number
from jevons.market.catalogue.files import load_catalogue
from jevons.market.catalogue.row import CatalogueError
from jevons.market.catalogue.successors import Successor, continue_line, successor_of
from jevons.market.catalogue.system import ROLES, SCOPES, System
from jevons.market.vocabulary import REGIONS, VENDORS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Systems:
    """Systems as columns, one element a system; units as in `System`, per unit as bought.

    Equal only to itself, so that what follows from the catalogue alone can be kept beside it.

    Attributes:
        name: short names, unique.
        title: names in the trade.
        vendor: position in `VENDORS`.
        sold: whether it can be bought; false for parts of a rack.
        made_for: region in which alone it is sold, position in `REGIONS`; -1 where it is sold everywhere.
        continues: the dated system whose line a successor continues; empty for dated systems.
        generation: 0 for dated systems, then 1, 2, ...
        available: months from the start of the calendar to the first delivery, negative if before.
        role: position in `ROLES`.
        price_scope: position in `SCOPES`.
        chips: processors.
        bf16_tflops: dense operations (1e12/s); so fp8_tflops and fp4_tflops, 0 where a format is missing.
        h100e: dense 8-bit operations over 1,979e12/s.
        memory_gb: memory (GB).
        bandwidth_tb_s: its bandwidth (TB/s).
        sram_gb: on-chip memory (GB).
        power_w: rated power (W).
        price_low_usd: low end of the purchase price (USD).
        price_high_usd: high end (USD).
        scaleup_gb_s: link of a chip in its scale-up domain (GB/s), 0 where unknown.
        scaleup_world: chips in that domain, 0 where unknown.
        allin_kw: utility power (kW), 0 where unknown.
        tco_usd_h: cost of ownership (USD/h), 0 where unknown.
        sandboxes: agent sandboxes it runs at once.
    """

    name: tuple[str, ...]
    title: tuple[str, ...]
    vendor: Ints
    sold: npt.NDArray[np.bool_]
    made_for: Ints
    continues: tuple[str, ...]
    generation: Ints
    available: Ints
    role: Ints
    price_scope: Ints
    chips: Floats
    bf16_tflops: Floats
    fp8_tflops: Floats
    fp4_tflops: Floats
    h100e: Floats
    memory_gb: Floats
    bandwidth_tb_s: Floats
    sram_gb: Floats
    power_w: Floats
    price_low_usd: Floats
    price_high_usd: Floats
    scaleup_gb_s: Floats
    scaleup_world: Floats
    allin_kw: Floats
    tco_usd_h: Floats
    sandboxes: Floats

    def __len__(self) -> int:
        """Number of systems."""
        return len(self.name)

    def index(self, name: str) -> int:
        """Position of a system.

        Raises:
            ValueError: there is no such system, with those there are.
        """
        if name not in self.name:
            raise ValueError(f"no system {name!r}; there are {', '.join(self.name)}")
        return self.name.index(name)


NUMBERS = (
    *("chips", "bf16_tflops", "fp8_tflops", "fp4_tflops", "h100e", "memory_gb", "bandwidth_tb_s", "sram_gb"),
    *("power_w", "price_low_usd", "price_high_usd", "scaleup_gb_s", "scaleup_world"),
    *("allin_kw", "tco_usd_h", "sandboxes"),
)
"""Columns that are taken over as they stand."""


@dataclass(frozen=True)
class _Placed:
    system: System
    continues: str = ""
    generation: int = 0


def load_systems(start: str, end: str, successors: Mapping[str, Successor] | None = None) -> Systems:
    """All systems of the catalogue and, after the last dated one of each line, its successors.

    Args:
        start: month that `available` counts from, `YYYY-MM`.
        end: last month in which a successor appears, `YYYY-MM`.
        successors: cadence and growth by vendor, in place of the catalogue's.

    Raises:
        CatalogueError: the catalogue is unclear, or factors are given for an unknown vendor.
    """
    placed = [_Placed(system) for system in load_catalogue().systems]
    placed += _successors(end, successors or {})
    systems = [item.system for item in placed]
    first = month_number(start)
    return Systems(
        name=tuple(s.system for s in systems),
        title=tuple(s.name for s in systems),
        vendor=np.array([VENDORS.index(s.vendor) for s in systems]),
        sold=np.array([bool(s.sold) for s in systems]),
        made_for=np.array([REGIONS.index(s.made_for) if s.made_for else -1 for s in systems]),
        continues=tuple(item.continues for item in placed),
        generation=np.array([item.generation for item in placed]),
        available=np.array([month_number(s.available) - first for s in systems]),
        role=np.array([ROLES.index(s.role) for s in systems]),
        price_scope=np.array([SCOPES.index(s.price_scope) for s in systems]),
        **{column: np.array([getattr(s, column) for s in systems], dtype=np.float64) for column in NUMBERS},
    )


def _successors(end: str, given: Mapping[str, Successor]) -> Iterator[_Placed]:
    catalogue = load_catalogue()
    for vendor in given:
        if vendor not in VENDORS:
            raise CatalogueError(f"successors: no vendor {vendor!r}; there are {', '.join(VENDORS)}")
    by_name = {system.system: system for system in catalogue.systems}
    for vendor in VENDORS:
        factors = given.get(vendor) or successor_of(catalogue.vendors, vendor)
        for letter, name in enumerate(catalogue.vendors.names(vendor, "successor_lines")):
            line = continue_line(by_name[name], letter, factors, end)
            yield from (_Placed(new, name, generation) for generation, new in enumerate(line, 1))
