"""How a number is declared: once, with value, unit, bounds, meaning, source, prior and whether it is a lever.

A *group* is a frozen dataclass whose fields are declared with `parameter` (one number for the whole model) or
`column` (one number for every entity of the catalogue). Scenario paths, JSON Schema, documentation, priors
and sliders are all derived from these declarations.
"""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from jevons.market.units import Unit

Array = npt.NDArray[np.float64]
Between = Literal["geometric", "linear", "step"]
Shape = Literal["lognormal", "normal", "logit"]
Drawn = Literal["", "together", "apart"]
"""How an ensemble moves the rows of a column within their ranges: not at all, all by one score, or each by its own."""
Later = Literal["dated", "held", "faded"]
"""What a path does after the last month that is known: its rows reach on, it stays, or its trend fades."""

# 95 % quantile of the standard normal distribution: ranges are given as 5 and 95 % quantiles.
Z95 = 1.6448536269514722


HINDSIGHT = 1.5
"""Nearly all ranges were set by people who knew the history: so many times as wide would they have been without."""
FITTED_BEFORE = 2.0
"""The same for ranges that an earlier fit to the history left over."""
UNSEEN = 1.0
"""The same for what no history could have told."""


@dataclass(frozen=True)
class Prior:
    """A distribution by its 5 and 95 % quantiles.

    The shape is lognormal for positive ranges, logit-normal where both ends lie strictly inside (0, 1) and
    `shape="logit"` is asked for, normal otherwise. `wide` says how many times as wide the range would be, in the
    shape's scale, for somebody who had not seen the history: hindcasts draw from that.
    """

    low: float
    high: float
    shape: Shape = "lognormal"
    wide: float = HINDSIGHT

    def at(self, z: float) -> float:
        """The value at a standard normal score z: z = -1.645 gives `low`, +1.645 gives `high`."""
        lift, drop = _SCALES[self.shape]
        middle, half = (lift(self.low) + lift(self.high)) / 2, (lift(self.high) - lift(self.low)) / 2
        return drop(middle + half * z / Z95)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _same(x: float) -> float:
    return x


_SCALES: dict[Shape, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "lognormal": (math.log, math.exp),
    "normal": (_same, _same),
    "logit": (_logit, _expit),
}


@dataclass(frozen=True)
class Declaration:
    """Everything that is known of a declared number before a scenario touches it."""

    unit: Unit
    bounds: tuple[float, float]
    meaning: str
    source: str
    value: float | None = None
    prior: Prior | None = None
    lever: bool = False
    dated: bool = False
    between: Between = "step"
    keyed: str = ""
    drawn: Drawn = ""
    wide: float = HINDSIGHT
    later: Later = "dated"

    @property
    def linear(self) -> bool:
        """Whether a row of a column moves on a plain scale, as what may be negative must; else in logarithms."""
        return self.bounds[0] < 0


def parameter(
    value: float,
    unit: Unit,
    bounds: tuple[float, float],
    meaning: str,
    *,
    source: str,
    prior: Prior | None = None,
    lever: bool = False,
    dated: bool = False,
) -> Any:
    """Declare a number of the whole model.

    Args:
        value: central value.
        unit: its unit.
        bounds: lowest and highest value that a scenario may set.
        meaning: one line in plain words.
        source: an evidence id, a citation, or `judgement: ` and why.
        prior: distribution over worlds, where the value is uncertain.
        lever: True where a policy or a plan may move it.
        dated: True where it may change from month to month (its field then holds a path over months).

    Raises:
        ValueError: the value lies outside the bounds, or nothing is said of its source.
    """
    low, high = bounds
    if not low <= value <= high:
        raise ValueError(f"{meaning!r}: value {value} lies outside [{low}, {high}]")
    if source.strip(" .:;,") in ("", "judgement"):
        raise ValueError(f"{meaning!r}: say the source, or `judgement: ` and why")
    declaration = Declaration(unit, bounds, meaning, source, value, prior, lever, dated)
    return dataclasses.field(metadata={"declaration": declaration})


def column(
    unit: Unit,
    bounds: tuple[float, float],
    meaning: str,
    *,
    between: Between | None = None,
    keyed: str = "",
    lever: bool = False,
    drawn: Drawn = "",
    wide: float = HINDSIGHT,
    later: Later = "dated",
) -> Any:
    """Declare a number that every entity of a catalogue table has; value and source stand in its row.

    Args:
        unit: unit of all rows.
        bounds: lowest and highest value that a row or a scenario may set.
        meaning: one line in plain words.
        between: for a path over months, how to read between two dated rows (before the first: its value;
            after the last: held); None for one number.
        keyed: name of a second dimension of the rows ("region", "workload", "tier"), or nothing.
        lever: True where a policy or a plan may move it.
        drawn: how an ensemble moves the rows within their ranges. wide: as of a `Prior`.
        later: what a path does after the last month that is known (`World.known`), where its rows describe a past.
    """
    declaration = Declaration(
        unit,
        bounds,
        meaning,
        source="catalogue",
        lever=lever,
        dated=between is not None,
        between=between or "step",
        keyed=keyed,
        drawn=drawn,
        wide=wide,
        later=later,
    )
    return dataclasses.field(metadata={"declaration": declaration})


def declarations(group: type) -> dict[str, Declaration]:
    """Declarations of a group by field name, in the order in which they are written."""
    return {f.name: f.metadata["declaration"] for f in dataclasses.fields(group)}
