"""What comes after the last dated product of a line: one generation every cadence, each a fixed factor on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import ascii_lowercase

from jevons.market.calendar import month_name, month_number
from jevons.market.catalogue.row import CatalogueError
from jevons.market.catalogue.system import System
from jevons.market.catalogue.table import Table


@dataclass(frozen=True)
class Successor:
    """How a vendor's lines go on.

    Attributes:
        cadence: months between generations, at least 12.
        flops: operations, and with them H100e, of a generation over the one before; sandboxes of a CPU rack.
        bandwidth: memory bandwidth and links.
        memory: memory and SRAM.
        power: rated and utility power.
        price: purchase price and cost of ownership.

    Raises:
        CatalogueError: the cadence is below 12 months or a factor is not above 0.
    """

    cadence: float
    flops: float
    bandwidth: float
    memory: float
    power: float
    price: float

    def __post_init__(self) -> None:
        """Refuse generations that would share a year, and factors that make no product."""
        if not self.cadence >= 12:
            raise CatalogueError(f"successor cadence {self.cadence:g} months; must be at least 12")
        for name in ("flops", "bandwidth", "memory", "power", "price"):
            if not getattr(self, name) > 0:
                raise CatalogueError(f"successor {name} {getattr(self, name):g}; must be above 0")

    def after(self, system: System, generations: int) -> System:
        """The product that many generations after a dated one, same role, unit and number of chips."""
        flops, bandwidth, memory = (f**generations for f in (self.flops, self.bandwidth, self.memory))
        power, price = self.power**generations, self.price**generations
        return replace(
            system,
            available=month_name(month_number(system.available) + round(generations * self.cadence)),
            date_kind="announced",
            bf16_tflops=system.bf16_tflops * flops,
            fp8_tflops=system.fp8_tflops * flops,
            fp4_tflops=system.fp4_tflops * flops,
            h100e=system.h100e * flops,
            sandboxes=system.sandboxes * flops,
            memory_gb=system.memory_gb * memory,
            bandwidth_tb_s=system.bandwidth_tb_s * bandwidth,
            sram_gb=system.sram_gb * memory,
            scaleup_gb_s=system.scaleup_gb_s * bandwidth,
            power_w=system.power_w * power,
            allin_kw=system.allin_kw * power,
            price_low_usd=system.price_low_usd * price,
            price_high_usd=system.price_high_usd * price,
            tco_usd_h=system.tco_usd_h * price,
            basis="judgement",
            source="judgement",
            url="",
            note=f"generation {generations} after {system.system}",
        )


def successor_of(vendors: Table, vendor: str) -> Successor:
    """The catalogue's factors of a vendor."""
    names = ("cadence", "flops", "bandwidth", "memory", "power", "price")
    return Successor(*(vendors.number(vendor, f"successor_{name}") for name in names))


def continue_line(last: System, letter: int, factors: Successor, end: str) -> Iterator[System]:
    """Successors of the last dated product of a line, up to a month.

    Args:
        last: the dated product that the line continues from.
        letter: number of the line among its vendor's, which names its products: `nvidia_2029a` is line 0.
        factors: cadence and growth.
        end: last month, `YYYY-MM`, included.
    """
    generation = 1
    while (new := factors.after(last, generation)).available <= end:
        name = f"{last.vendor}_{new.available[:4]}{ascii_lowercase[letter]}"
        yield replace(new, system=name, name=f"{last.name}, generation {generation} after")
        generation += 1
