"""Nodes: a standard normal distribution as a few draws of equal weight, for doubts that are added to an ensemble."""

import numpy as np
from scipy.special import ndtri

from jevons.market.parameters.declare import Array


def normal_nodes(number: int) -> Array:
    """Quantiles at the middles of so many equal parts, (number,)."""
    return np.asarray(ndtri((np.arange(number) + 0.5) / number), dtype=np.float64)
