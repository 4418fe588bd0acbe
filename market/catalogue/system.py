"""One product of a hardware vendor, as it is bought: a chip, a box or a rack."""

from dataclasses import dataclass
from typing import Final

from jevons.market.calendar import month_number
from jevons.market.catalogue.sheet import one_of
from jevons.market.vocabulary import REGIONS, VENDORS

ROLES: Final = ("serve", "prefill", "decode", "local", "sandbox", "storage")
"""What a system is for: both phases of serving, one of them, an own machine, agent sandboxes, KV caches."""
SCOPES: Final = ("chip", "server_share", "rack", "box")
"""What a price buys: the bare chip, the chip with its share of server or rack, the whole rack or box."""
UNITS: Final = ("chip", "box", "rack")
DATES: Final = ("exact", "half_year", "announced")


@dataclass(frozen=True)
class System:
    """A line of systems.csv. Numbers are per unit as bought; 0 where the product has none or none is known.

    Attributes:
        system: short name, unique.
        vendor: who makes it.
        name: name in the trade.
        unit: what is bought, one of `UNITS`.
        chips: processors in it.
        available: first month of delivery, `YYYY-MM`.
        date_kind: whether that month is known, the middle of an announced half-year, or announced.
        bf16_tflops: dense 16-bit operations (1e12/s).
        fp8_tflops: dense 8-bit floating-point operations (1e12/s).
        fp4_tflops: dense 4-bit operations (1e12/s).
        h100e: dense 8-bit operations over 1,979e12/s, INT8 where there is no FP8.
        memory_gb: memory that holds weights and caches (GB).
        bandwidth_tb_s: its bandwidth (TB/s).
        sram_gb: on-chip memory (GB).
        power_w: rated power (W).
        price_low_usd: low end of the purchase price (USD).
        price_high_usd: high end (USD).
        price_scope: what that price buys, one of `SCOPES`.
        role: what it is for, one of `ROLES`.
        sold: vendor that sells it; empty for a part that is only sold inside something else.
        made_for: region in which alone it is sold; empty where it is sold everywhere.
        scaleup_gb_s: link of one chip inside its scale-up domain, one direction (GB/s).
        scaleup_world: chips in that domain.
        allin_kw: utility power with cooling and losses (kW).
        tco_usd_h: cost of ownership at a hyperscaler (USD/h).
        sandboxes: agent sandboxes it runs at once.
        basis: `source`, or `mixed` where the note says what is judged.
        source: publications.
        url: their addresses, separated by ` ; `.
        note: scope and caveats.
    """

    system: str
    vendor: str
    name: str
    unit: str
    chips: int
    available: str
    date_kind: str
    bf16_tflops: float
    fp8_tflops: float
    fp4_tflops: float
    h100e: float
    memory_gb: float
    bandwidth_tb_s: float
    sram_gb: float
    power_w: float
    price_low_usd: float
    price_high_usd: float
    price_scope: str
    role: str
    sold: str
    made_for: str
    scaleup_gb_s: float
    scaleup_world: int
    allin_kw: float
    tco_usd_h: float
    sandboxes: float
    basis: str
    source: str
    url: str
    note: str

    def __post_init__(self) -> None:
        """Refuse words outside the closed sets, a month that is none and prices that fall.

        Raises:
            ValueError: with what is allowed.
        """
        one_of("vendor", self.vendor, VENDORS)
        one_of("unit", self.unit, UNITS)
        one_of("date_kind", self.date_kind, DATES)
        one_of("price_scope", self.price_scope, SCOPES)
        one_of("role", self.role, ROLES)
        one_of("sold", self.sold, ("", self.vendor))
        one_of("made_for", self.made_for, ("", *REGIONS))
        one_of("basis", self.basis, ("source", "mixed", "judgement"))
        month_number(self.available)
        if not 0 < self.price_low_usd <= self.price_high_usd:
            raise ValueError(
                f"price from {self.price_low_usd:g} to {self.price_high_usd:g} USD; must be above 0 and rise"
            )
        if self.chips < 1 or self.power_w <= 0:
            raise ValueError(f"{self.chips} chips at {self.power_w:g} W; both must be above 0")
