"""Energy: what fleets draw, idle and busy."""

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Ints

KW_PER_GW = 1e6


@kernel
def draw_share(load: float, idle: float, peak: float) -> float:
    """Power drawn over rated power: idle + load x (peak - idle), load held to [0, 1]."""
    return idle + min(max(load, 0.0), 1.0) * (peak - idle)


@kernel
def regional_power(rated: Array, sites: Array, reserved: Array) -> Array:
    """GW that sites reserve by region, (regions,).

    Args:
        rated: IT power, kW, (providers,). sites: share of a provider's halls in a region, (providers, regions).
        reserved: kW at the grid for a rated kW of IT, (regions,).
    """
    out = np.zeros(reserved.size)
    for p in range(rated.size):
        for r in range(reserved.size):
            out[r] += rated[p] * sites[p, r]
    for r in range(reserved.size):
        out[r] *= reserved[r] / KW_PER_GW
    return out


@kernel
def regional_energy(energy: Array, sites: Array, pue: Array) -> Array:
    """Energy at the meter by region, kWh, (regions,): of a provider as its halls stand and what they take.

    Args:
        energy: kWh, (providers,). sites: share of a provider's halls in a region, (providers, regions).
        pue: (regions,).
    """
    out = np.zeros(pue.size)
    for p in range(energy.size):
        whole = 0.0
        for r in range(pue.size):
            whole += sites[p, r] * pue[r]
        for r in range(pue.size):
            out[r] += energy[p] * sites[p, r] * pue[r] / whole
    return out


@kernel
def fleet_energy(
    fleet: Array,
    systems: Ints,
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
) -> tuple[Array, Array]:
    """Energy of a month at the meter, kWh by provider: of all capacity at hand, and of the part that serves.

    Energy = rated IT power x share drawn x PUE x hours. Serving capacity draws by its load; the rest trains or
    does other work and draws its peak. Who rents more than it owns draws what the mean fleet draws per H100e.

    Args:
        fleet: systems, (providers, systems). systems: those that anybody may have.
        power_kw: rated IT power of a system, kW.
        owned, taken, given, inference: H100e, (providers,).
        served: H100e-s served. seconds: in a month that an H100e is up.
        idle, peak: shares of rated power. pue: of a provider's halls, (providers,).
    """
    n = owned.size
    rated, everything, serving = np.empty(n), np.empty(n), np.empty(n)
    whole_power, whole_size = 0.0, 0.0
    for p in range(n):
        power = 0.0
        for y in systems:
            power += fleet[p, y] * power_kw[y]
        rated[p] = power
        whole_power += power
        whole_size += owned[p]
    mean = whole_power / whole_size
    for p in range(n):
        kw = rated[p] / owned[p] if owned[p] > 0.0 and taken[p] <= owned[p] else mean
        capacity = inference[p] * seconds
        load = served[p] / capacity if capacity > 0.0 else 0.0
        hours = pue[p] * HOURS_PER_MONTH
        serving[p] = inference[p] * kw * draw_share(load, idle, peak) * hours
        resting = max(owned[p] + taken[p] - given[p] - inference[p], 0.0)
        everything[p] = serving[p] + resting * kw * peak * hours
    return everything, serving
