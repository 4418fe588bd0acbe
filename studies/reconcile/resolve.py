"""What the worlds of an ensemble say of an assertion: its figure in each, and in how many it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.calibration.assertion import Assertion, Period, Quantity, Rule
from jevons.market.parameters.declare import Array
from jevons.studies.probability import Probability
from jevons.studies.reconcile.worlds import NotCoveredError, Worlds, quotient
from jevons.studies.spread import Spread


@dataclass(frozen=True, eq=False)
class Resolved:
    """An assertion beside the worlds.

    Attributes:
        assertion: what is asserted.
        figures: what each world makes of it, in the assertion's unit, (runs,); NaN where it has no value.
        deviation: how far each world is outside of what is allowed, in tolerances, (runs,); 0 where it holds.
    """

    assertion: Assertion
    figures: Array
    deviation: Array

    @property
    def holds(self) -> npt.NDArray[np.bool_]:
        """Whether it holds, (runs,)."""
        return np.asarray(self.deviation == 0.0)

    @property
    def probability(self) -> Probability:
        """Share of worlds in which it holds."""
        return Probability.of(self.holds)

    @property
    def spread(self) -> Spread:
        """Median and 5-95 % of the worlds' figures."""
        return Spread.of(self.figures)


@dataclass(frozen=True)
class Unresolved:
    """An assertion that these worlds cannot resolve, and why."""

    assertion: Assertion
    reason: str


Resolution = Resolved | Unresolved


def resolve_all(assertions: Sequence[Assertion], worlds: Worlds) -> tuple[Resolution, ...]:
    """Resolve each assertion, in their order."""
    return tuple(resolve(assertion, worlds) for assertion in assertions)


def resolve(assertion: Assertion, worlds: Worlds) -> Resolution:
    """Resolve one assertion in all worlds."""
    if assertion.quantity is None:
        return Unresolved(assertion, assertion.reason)
    try:
        figures = figures_of(assertion.rule, assertion.quantity, assertion.since, assertion.at, worlds)
    except NotCoveredError as error:
        return Unresolved(assertion, str(error))
    published = assertion.scope_factor * assertion.conversion * figures + assertion.scope_offset
    return Resolved(assertion, published, assertion.deviation(published))


def figures_of(rule: Rule, quantity: Quantity, since: Period | None, at: Period, worlds: Worlds) -> Array:
    """What a rule reads of a quantity in each world, in the model's units, (runs,).

    Raises:
        NotCoveredError: the ensemble lacks a series or a month.
        ValueError: the rule reads two periods, or nothing, and there is one.
    """
    if rule == "level":
        return worlds.mean(quantity, at)
    if since is None or rule == "unresolved":
        raise ValueError(f"rule {rule} cannot be read at {at} alone")
    if rule == "total":
        return worlds.total(quantity, since, at)
    now, then = worlds.mean(quantity, at), worlds.mean(quantity, since)
    if rule == "added":
        return now - then
    factor = quotient(now, then)
    if rule == "factor":
        return factor
    return (factor if rule == "change" else factor ** (1.0 / (at.middle - since.middle))) - 1.0
