"""Cost paths: what a published growth of tokens and a published path of cost per token imply for all serving cost.

    cost of serving at the end / at the start = growth of tokens x growth of cost per token

over the years of the growth of tokens; a path of cost that is published for other years is carried over at its yearly
rate. Whether more tokens cost more or less in all is thus decided by the path of cost that one believes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jevons.calibration.assertion import RELATIVE, Assertion, Period, Quantity
from jevons.market.parameters.declare import Array
from jevons.studies.reconcile.resolve import figures_of
from jevons.studies.reconcile.worlds import Worlds

TOKENS: Final = "tokens"
COST: Final = "serving cost per token"
"""Variables of the assertions that are combined, as the registry names them."""


@dataclass(frozen=True)
class CostPath:
    """One growth of tokens with one path of cost per token.

    Attributes:
        tokens, cost: the two assertions.
        low, high: growth of serving cost over the years of `tokens`, as a factor; None where it is open.
    """

    tokens: Assertion
    cost: Assertion
    low: float | None
    high: float | None

    @property
    def falls(self) -> bool:
        """Whether serving cost falls whatever end of the ranges is right."""
        return self.high is not None and self.high < 1.0

    @property
    def may_rise(self) -> bool:
        """Whether serving cost rises at some end of the ranges."""
        return self.high is None or self.high > 1.0


@dataclass(frozen=True, eq=False)
class Grown:
    """What the worlds themselves make of the years of a growth of tokens: factors, each (runs,).

    Attributes:
        tokens, cost_per_token, serving_cost: the third is the product of the others.
        need: cost at which all demanded work would be served, the one of the growth verdict.
    """

    tokens: Array
    cost_per_token: Array
    serving_cost: Array
    need: Array


def cost_paths(assertions: Sequence[Assertion]) -> tuple[CostPath, ...]:
    """Every growth of tokens with every path of cost per token, in the order of the assertions."""
    relative = [one for one in assertions if one.rule in RELATIVE]
    return tuple(
        combine(tokens, cost)
        for tokens in relative
        if tokens.variable == TOKENS
        for cost in relative
        if cost.variable == COST
    )


def combine(tokens: Assertion, cost: Assertion) -> CostPath:
    """The growth of serving cost that a growth of tokens and a path of cost per token imply."""
    more_low, more_high = growth(tokens, tokens.years)
    each_low, each_high = growth(cost, tokens.years)
    return CostPath(tokens, cost, _product(more_low, each_low), _product(more_high, each_high))


def growth(assertion: Assertion, years: float) -> tuple[float | None, float | None]:
    """What is published, lowest and highest, as a factor over so many years; None where it is open.

    A factor f over n years, or a change f - 1, is f^(years / n); a yearly change r is (1 + r)^years.

    Raises:
        ValueError: the assertion is of a rule that reads no factor.
    """
    if assertion.rule not in RELATIVE:
        raise ValueError(f"{assertion.id}: a {assertion.rule} is no growth")
    own = 1.0 if assertion.rule == "yearly_change" else assertion.years
    start = 0.0 if assertion.rule == "factor" else 1.0
    low, high = assertion.bounds
    return (
        None if low is None else (start + low) ** (years / own),
        None if high is None else (start + high) ** (years / own),
    )


def flips(paths: Sequence[CostPath]) -> bool:
    """Whether serving cost falls on one of the paths and may rise on another."""
    return any(path.falls for path in paths) and any(path.may_rise for path in paths)


def grown(worlds: Worlds, since: Period, at: Period) -> Grown:
    """The worlds' own growth between two periods.

    Raises:
        NotCoveredError: the ensemble lacks a series or a month.
    """

    def factor(text: str) -> Array:
        return figures_of("factor", Quantity.of(text), since, at, worlds)

    return Grown(
        tokens=factor("tokens_total"),
        cost_per_token=factor("serving_cost / tokens_total"),
        serving_cost=factor("serving_cost"),
        need=factor("resource_usd"),
    )


def _product(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b
