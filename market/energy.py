"""Energy: what fleets draw, idle and busy."""

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.parameters.declare import Array


def draw_share(load: Array, idle: float, peak: float) -> Array:
    """Power drawn over rated power: idle + load x (peak - idle), load in [0, 1]."""
    return idle + np.clip(load, 0.0, 1.0) * (peak - idle)


def energy_kwh(rated_kw: Array, share: Array, pue: Array) -> Array:
    """Energy of a month at the meter, kWh: rated IT power x share drawn x PUE x hours."""
    return rated_kw * share * pue * HOURS_PER_MONTH
