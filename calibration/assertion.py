"""Assertions: what a published projection claims of a model quantity, and how far a figure is from holding it.

An assertion reads a quantity by a rule at one period, or at two:

    level           mean of the quantity over the period `at`
    added           level at `at` - level at `since`
    total           sum of a monthly flow from the first month of `since` to the last of `at`
    factor          level at `at` / level at `since`
    change          factor - 1
    yearly_change   factor^(1 / years) - 1, years between the middles of both periods
    unresolved      the model has no such quantity; the row says why

    published figure = scope_factor * figure of the model in the published unit + scope_offset

Figures are compared by their logarithms, changes c by ln(1 + c); what is added may be negative and is compared as a
part of the published value. `tolerance` is in these units.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from jevons.market.calendar import HOURS_PER_MONTH, month_name, month_number
from jevons.market.outputs import SUMMARY
from jevons.market.units import Unit

Array = npt.NDArray[np.float64]
Rule = Literal["level", "added", "total", "factor", "change", "yearly_change", "unresolved"]
Comparison = Literal["near", "at_least", "at_most", "between"]

MONTHS_PER_YEAR: Final = 12
RELATIVE: Final[dict[Rule, str]] = {"factor": "ratio", "change": "fraction", "yearly_change": "1/year"}
"""Rules whose figure has no unit of the quantity, with the unit that they are published in."""
CONVERSIONS: Final[dict[tuple[Unit, str], float]] = {
    (Unit.TOKEN_PER_MONTH, "token/month"): 1.0,
    (Unit.USD_PER_MONTH, "USD/year"): MONTHS_PER_YEAR,
    (Unit.USD_PER_MTOK, "USD/Mtok"): 1.0,
    (Unit.TWH_PER_MONTH, "TWh/year"): MONTHS_PER_YEAR,
    (Unit.GW, "GW"): 1.0,
    (Unit.GW, "TWh/year"): HOURS_PER_MONTH * MONTHS_PER_YEAR / 1e3,
    (Unit.H100E, "H100e"): 1.0,
    (Unit.FRACTION, "fraction"): 1.0,
}
"""Factor from a unit of the model to a published one."""
TOTALS: Final[dict[tuple[Unit, str], float]] = {
    (Unit.USD_PER_MONTH, "USD"): 1.0,
    (Unit.TOKEN_PER_MONTH, "token"): 1.0,
    (Unit.TWH_PER_MONTH, "TWh"): 1.0,
}
"""Factor from the sum of a monthly flow to a published total."""


@dataclass(frozen=True)
class Period:
    """Whole months, the first and the last as counts of months since year 0."""

    first: int
    last: int

    @classmethod
    def of(cls, text: str) -> "Period":
        """A year `YYYY` or a month `YYYY-MM`.

        Raises:
            ValueError: the text is neither.
        """
        if len(text) == 4 and text.isdigit():
            return cls(month_number(f"{text}-01"), month_number(f"{text}-12"))
        try:
            month = month_number(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a period: write YYYY or YYYY-MM") from None
        return cls(month, month)

    @property
    def middle(self) -> float:
        """Years since year 0."""
        return (self.first + self.last + 1) / 2 / MONTHS_PER_YEAR

    def __str__(self) -> str:
        """`2030` or `2030-12`, as it was written."""
        return month_name(self.first) if self.first == self.last else month_name(self.first)[:4]


@dataclass(frozen=True)
class Quantity:
    """A product of summary series over a product of others; `1` stands for none of them."""

    over: tuple[str, ...]
    under: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Quantity":
        """Read `a`, `a * b`, `a / b` or `1 / b`, each letter a series of `market.outputs.SUMMARY`.

        Raises:
            ValueError: it is not written so, or a series is not known.
        """
        over, slash, under = text.partition("/")
        names = tuple(name.strip() for name in over.split("*") if name.strip() != "1")
        below = tuple(name.strip() for name in under.split("*")) if slash else ()
        unknown = [name for name in (*names, *below) if name not in SUMMARY]
        if unknown or not (names or below):
            raise ValueError(f"{text!r} is not a quantity: {(unknown or [text])[0]!r} is no summary series")
        return cls(names, below)

    @property
    def unit(self) -> Unit | None:
        """Unit of a product in which all but one series are fractions; None for quotients and other products."""
        units = [SUMMARY[name].unit for name in self.over]
        dimensional = [unit for unit in units if unit is not Unit.FRACTION] or units[:1]
        return dimensional[0] if len(dimensional) == 1 and not self.under else None

    def __str__(self) -> str:
        """As it is written in the registry."""
        over = " * ".join(self.over) or "1"
        return f"{over} / {' * '.join(self.under)}" if self.under else over


@dataclass(frozen=True)
class Assertion:
    """One published projection with the rule that resolves it.

    Attributes:
        id: name of the row; what one publication says besides has the same name with an ending (`prj0008.power`).
        published: day on which it was first public. publisher: who says it.
        variable, scope: what is spoken of, and of whom.
        rule: how the model's figure is read; `unresolved` where there is none.
        since, at: the periods of the rule; `since` is None for a level.
        comparison: `near` the value within the tolerance, `at_least`, `at_most` it, or `between` low and high.
        value, low, high: as published, in `unit`.
        tolerance: in units of the comparison (see this module), above zero.
        quantity: what is read in the model; None where unresolved.
        scope_factor, scope_offset: what the published figure counts beyond the model, in `unit`.
        reason: for these, for reading a like quantity instead of the same, or for leaving the row unresolved.
        source, url, note: where it is published and what to bear in mind.
    """

    id: str
    published: date
    publisher: str
    variable: str
    scope: str
    rule: Rule
    since: Period | None
    at: Period
    comparison: Comparison
    value: float
    low: float | None
    high: float | None
    tolerance: float
    unit: str
    quantity: Quantity | None
    scope_factor: float
    scope_offset: float
    reason: str
    source: str
    url: str
    note: str

    @property
    def years(self) -> float:
        """Years between the middles of both periods; 0 for a rule that reads one."""
        return self.at.middle - self.since.middle if self.since else 0.0

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """What is published, lowest and highest, without tolerance; None where it is open."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return (None if self.comparison == "at_most" else low), (None if self.comparison == "at_least" else high)

    @property
    def conversion(self) -> float:
        """Factor from the model's unit to the published one; 1 for rules that read a ratio.

        Raises:
            ValueError: the units do not convert.
        """
        if self.rule in RELATIVE or self.quantity is None:
            return 1.0
        known, unit = TOTALS if self.rule == "total" else CONVERSIONS, self.quantity.unit
        if unit is None or (unit, self.unit) not in known:
            raise ValueError(f"unit {self.unit!r}: {self.quantity} ({unit or 'a quotient'}) does not convert to it")
        return known[unit, self.unit]

    def on_scale(self, figures: Array | float) -> Array:
        """Figures in `unit` on the scale on which they are compared; NaN stays, nothing or less is minus infinity."""
        if self.rule == "added":
            return np.asarray(figures, dtype=np.float64) / abs(self.value)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.maximum(figures + self._shift, 0.0)), dtype=np.float64)

    def allowed(self) -> tuple[float | None, float | None]:
        """Lowest and highest figure, in `unit`, with which the assertion holds; None where it is open."""
        if self.comparison != "near":
            return self.bounds
        low, high = self._allowed_on_scale()
        return self._figure(low), self._figure(high)

    def deviation(self, figures: Array) -> Array:
        """How far figures in `unit` are outside of what is allowed, in tolerances: 0 if it holds, infinite for NaN."""
        found = self.on_scale(figures)
        low, high = self._allowed_on_scale()
        with np.errstate(invalid="ignore"):  # an open end minus a figure of nothing: inside, and not looked at
            outside = np.where(found < low, low - found, np.where(found > high, found - high, 0.0))
        return np.where(np.isnan(found), np.inf, outside / self.tolerance)

    @property
    def _shift(self) -> float:
        """A change is compared as the factor 1 + change, which is positive."""
        return 1.0 if self.rule in ("change", "yearly_change") else 0.0

    def _allowed_on_scale(self) -> tuple[float, float]:
        width = self.tolerance if self.comparison == "near" else 0.0
        low, high = (self.value, self.value) if self.comparison == "near" else self.bounds
        return (
            -np.inf if low is None else float(self.on_scale(low)) - width,
            np.inf if high is None else float(self.on_scale(high)) + width,
        )

    def _figure(self, place: float) -> float:
        """The figure in `unit` at a place on the scale of the comparison."""
        return place * abs(self.value) if self.rule == "added" else float(np.exp(place)) - self._shift
