"""When a published figure counts as reproduced: the rules, the same for every claim.

A claim is computed at operating points: speeds that a user sees, lengths, batches, or whatever the technique depends
on. A point *holds* the figure if the 90 % interval of what is computed there does. What a machine delivers over what is
computed is the same at all of its speeds (`market/serving/doubt.py`), so points count together only if one such error
brings the figure to all of them, each to within the error of a ratio on one chip.

    reproduced        more than half of the points of the claim's operating range hold the figure together
    one point only    some point of the menu holds it, but not more than half of the range together
    not reproduced    no point holds it

The range is what the claim states; where it states none, the menu. What is only measured is held to the points that
were measured, each to its own figure. Points at which the baseline does not arrive have no finite gain and hold none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite, nan, sqrt
from typing import Literal

from jevons.market.parameters.declare import Z95
from jevons.market.serving.doubt import interval

Judgement = Literal["reproduced", "one point only", "not reproduced", "cannot be computed", "not a serving claim"]

SAME_CHIP_SPREAD = 0.15
"""Judged spread of ln of a ratio whose two sides run on one chip: most of the error cancels."""
MOST = 0.5
"""A claim is reproduced if more than this share of its operating range holds it."""


@dataclass(frozen=True)
class Figure:
    """A published figure, from `low` to `high`; `high` is inf for "at least"."""

    low: float
    high: float


@dataclass(frozen=True)
class At:
    """What is computed at an operating point: inf where only the baseline does not arrive, 0 where only it does."""

    where: str
    value: float


@dataclass(frozen=True)
class Computed:
    """A claim computed over its menu of operating points.

    Attributes:
        how: what was computed, in words. points: of the menu.
        spread: standard deviation of ln(delivered / computed).
    """

    how: str
    points: tuple[At, ...]
    spread: float


def holds(value: float, figure: Figure, spread: float) -> bool:
    """Whether the 5 to 95 % interval of a computed value holds a figure."""
    if not (isfinite(value) and value > 0.0):
        return False
    low, high = interval(value, spread)
    return low <= figure.high and figure.low <= high


def held_together(points: Sequence[At], figures: Mapping[str, Figure], spread: float) -> list[At]:
    """The most points that hold their figures with one common error.

    Args:
        points: computed. figures: by point. spread: of ln of the common error.
    """
    most, apart = exp(Z95 * spread), exp(Z95 * SAME_CHIP_SPREAD)
    holding = [one for one in points if _holds_its_own(one, figures, spread)]
    best: list[At] = []
    for start in holding:
        error = max(figures[start.where].low / start.value / apart, 1.0 / most)
        together = [
            one
            for one in holding
            if figures[one.where].low / one.value / apart <= error * (1.0 + 1e-9)
            and error <= figures[one.where].high / one.value * apart * (1.0 + 1e-9)
        ]
        if len(together) > len(best):
            best = together
    return best


def judge(computed: Computed, stated: Sequence[str], figures: Mapping[str, Figure]) -> tuple[Judgement, list[At]]:
    """The verdict by the rules, and the points that hold the figure.

    Args:
        computed: over the menu. stated: points of the claim's own range; the whole menu if empty.
        figures: by point; a point without one is not judged.
    """
    span = operating_range(computed, stated)
    together = held_together(span, figures, computed.spread)
    if span and len(together) > MOST * len(span):
        return "reproduced", together
    single = [one for one in computed.points if _holds_its_own(one, figures, computed.spread)]
    return ("one point only" if single else "not reproduced"), single


def _holds_its_own(one: At, figures: Mapping[str, Figure], spread: float) -> bool:
    return one.where in figures and holds(one.value, figures[one.where], spread)


def operating_range(computed: Computed, stated: Sequence[str]) -> list[At]:
    """The points of the claim's own range."""
    return [one for one in computed.points if one.where in stated] if stated else list(computed.points)


def middle(points: Sequence[At]) -> float:
    """Median, between two points geometric; nan without points, inf where most have no bound."""
    values = sorted(one.value for one in points)
    if not values:
        return nan
    return sqrt(values[(len(values) - 1) // 2] * values[len(values) // 2])
