"""Facts: the published figures that a fit is held to, and how the model's readings are set beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from jevons.calibration.baselines.known import years_of
from jevons.calibration.evidence import CUTOFF, Observation, load_evidence
from jevons.calibration.further import SCORED
from jevons.calibration.operators import Operator
from jevons.calibration.reading import Months
from jevons.market.parameters.declare import Array

PUBLISHER_SPREAD: Final = 0.1
"""One standard deviation in ln of the offset that one publisher's figures of a series share."""
CLAIM_MEAN: Final = 0.25
"""A vendor's claim overstates by an exponential law of this mean in ln: a shift, and its square as variance."""

_PLACES: Final = {(operator.series, operator.entity): place for place, operator in enumerate(SCORED)}


@dataclass(frozen=True)
class Facts:
    """Published figures with their operators, in order of pair and date; arrays of shape (facts,)."""

    rows: tuple[Observation, ...]

    @classmethod
    def known(cls, until: date = CUTOFF, rows: Sequence[Observation] | None = None) -> "Facts":
        """The facts to fit that were public on a day.

        Args:
            until: last day of publication. rows: a registry; the package's own if None.
        """
        chosen = [row for row in (load_evidence() if rows is None else rows) if _is_fitted(row, until)]
        return cls(tuple(sorted(chosen, key=lambda row: (row.series, row.entity, row.end, row.id))))

    def __reduce__(self) -> tuple[type["Facts"], tuple[tuple[Observation, ...]]]:
        """Travel by the rows alone: operators are made of functions that no other process can be sent."""
        return Facts, (self.rows,)

    def only(self, kept: np.ndarray) -> "Facts":
        """Those that a mask keeps."""
        return Facts(tuple(row for row, keep in zip(self.rows, kept, strict=True) if keep))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def operators(self) -> tuple[Operator, ...]:
        """What reads each fact."""
        return tuple(SCORED[_PLACES[row.series, row.entity]] for row in self.rows)

    @cached_property
    def logs(self) -> Array:
        """Ln of the figures; of a vendor's claim what it is expected to overstate is taken off."""
        claimed = np.array([row.kind == "vendor_claim" for row in self.rows])
        return np.asarray(np.log([row.value for row in self.rows]) - CLAIM_MEAN * claimed)

    @cached_property
    def errors(self) -> Array:
        """One standard deviation of each figure's own error, in ln."""
        claims = np.array([CLAIM_MEAN if row.kind == "vendor_claim" else 0.0 for row in self.rows])
        return np.asarray(np.hypot([row.trust for row in self.rows], claims))

    @cached_property
    def years(self) -> Array:
        """Last day of each period, in years."""
        return np.array([years_of(row.end) for row in self.rows])

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Series and entity of each."""
        return tuple((row.series, row.entity) for row in self.rows)

    def same_pair(self) -> np.ndarray:
        """Whether two facts are of one pair, (facts, facts)."""
        return _same(self.pairs)

    def same_publisher(self) -> np.ndarray:
        """Whether two facts are of one series and one publisher, (facts, facts)."""
        return _same([(row.series, urlsplit(row.url).netloc or row.url) for row in self.rows])

    def read(self, readings: Array, months: Months) -> Array:
        """Ln of what each world has for each fact, (worlds, facts); not finite where a world has nothing.

        Args:
            readings: (worlds, months, operators), columns as `SCORED` has them first. months: of the second axis.
        """
        out = np.full((len(readings), len(self)), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            for n, (row, operator) in enumerate(zip(self.rows, self.operators, strict=True)):
                monthly = readings[:, :, _PLACES[row.series, row.entity]].T
                out[:, n] = np.log(months.read(monthly, row.start, row.end, operator.reading))
        return out


def _is_fitted(row: Observation, until: date) -> bool:
    place = _PLACES.get((row.series, row.entity))
    if place is None or SCORED[place].weak:
        return False
    return row.use == "fit" and row.logarithmic and row.published <= until


def _same(labels: Sequence[object]) -> np.ndarray:
    number = {label: n for n, label in enumerate(dict.fromkeys(labels))}
    codes = np.array([number[label] for label in labels])
    return np.asarray(codes[:, None] == codes[None, :])
