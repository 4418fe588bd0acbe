"""Ranges: how far the unknowns of a fit may go.

`declared` are the 5 and 95 % quantiles that an ensemble draws from by itself. Many of them were chosen by people who
knew the history, some by an earlier fit to it. A hindcast may not profit from that: its `wide` ranges are so many times
as wide, in the scale of the prior, as each parameter declares.
"""

from typing import Literal

import numpy as np

from jevons.calibration.fit.space import unknowns
from jevons.market.parameters.declare import Array
from jevons.market.parameters.registry import wider_ranges

Ranges = Literal["declared", "wide"]


def stretches(ranges: Ranges) -> Array:
    """Factor from a score of the fit to one of the declared range, (unknowns,)."""
    if ranges == "declared":
        return np.ones(len(unknowns()))
    wide = wider_ranges()
    return np.array([wide[name] for name in unknowns()])
