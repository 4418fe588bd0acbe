"""Energy: what fleets draw, idle and busy."""

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Ints


@kernel
def draw_share(load: float, idle: float, peak: float) -> float:
    """Power drawn over rated power: idle + load x (peak - idle), load held to [0, 1]."""
    return idle + min(max(load, 0.0), 1.0) * (peak - idle)


@kernel
def fleet_energy(
    fleet: Array,
    power_kw: Array,
    owned: Array,
    taken: Array,
    given: Array,
    inference: Array,
    served: Array,
    seconds: float,
    idle: float,
    peak: float,
    pue: Array,
    region: Ints,
) -> tuple[Array, Array]:
    """Energy of a month at the meter, kWh by provider: of all capacity at hand, and of the part that serves.

    Energy = rated IT power x share drawn x PUE x hours. Serving capacity draws by its load; the rest trains or
    does other work and draws its peak. Who rents more than it owns draws what the mean fleet draws per H100e.

    Args:
        fleet: systems, (providers, systems). power_kw: rated IT power of a system, kW.
        owned, taken, given, inference: H100e, (providers,).
        served: H100e-s served. seconds: in a month that an H100e is up.
        idle, peak: shares of rated power. pue: (regions,). region: of a provider.
    """
    n = owned.size
    rated, everything, serving = np.zeros(n), np.empty(n), np.empty(n)
    for p in range(n):
        for y in range(power_kw.size):
            rated[p] += fleet[p, y] * power_kw[y]
    mean = rated.sum() / owned.sum()
    for p in range(n):
        kw = rated[p] / owned[p] if owned[p] > 0.0 and taken[p] <= owned[p] else mean
        capacity = inference[p] * seconds
        load = served[p] / capacity if capacity > 0.0 else 0.0
        hours = pue[region[p]] * HOURS_PER_MONTH
        serving[p] = inference[p] * kw * draw_share(load, idle, peak) * hours
        resting = max(owned[p] + taken[p] - given[p] - inference[p], 0.0)
        everything[p] = serving[p] + resting * kw * peak * hours
    return everything, serving
