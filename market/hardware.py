"""Hardware as capital: what a system costs to own, and what a mixed fleet takes per token."""

import math

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.vocabulary import TIERS, Flow

REFERENCE_CONTEXT = 8000.0
_EMBED = TIERS.index("embed")
_CONTEXT, _OUTPUT, _FRESH = int(Flow.CONTEXT), int(Flow.OUTPUT), int(Flow.FRESH)


def recovery_factor(rate: float, months: float) -> float:
    """Yearly payment per unit of capital over a life: r / (1 - (1 + r)^-years)."""
    years = months / 12.0
    return rate / -math.expm1(-years * math.log1p(rate)) if rate > 0 else 1.0 / years


def ownership_cost(
    purchase: Array, power_kw: Array, facility: float, factor: float, operating: float, electricity: Array
) -> Array:
    """Cost of owning and running a system for a month at full load, USD, (regions, systems).

    (purchase + power x facility) x recovery factor / 12 + purchase x operating / 12 + power x hours x price.

    Args:
        purchase: USD a system with host and network, (systems,).
        power_kw: facility power of a system at full load, kW, (systems,).
        facility: USD per kW.
        factor: yearly capital recovery factor.
        operating: operating cost a year over purchase cost.
        electricity: USD/kWh times PUE, (regions,).
    """
    capital = ((purchase + power_kw * facility) * factor + purchase * operating) / 12.0
    return capital[None, :] + power_kw[None, :] * electricity[:, None] * HOURS_PER_MONTH


@kernel
def fleet_seconds(units: Array, h100e: Array, seconds: Array, out: Array) -> None:
    """H100e-seconds per token of mixed fleets, by provider, tier and flow.

    Tokens of a tier spread over a fleet so that all systems are equally busy: a system takes tokens in
    proportion to its speed on them at the reference context. Each flow then costs the token-weighted mean of
    system-seconds times the system's H100e.

    Args:
        units: systems at hand, (providers, systems).
        h100e: H100e of a system, (systems,).
        seconds: system-seconds per token, (systems, tiers, 4); inf where the system cannot serve.
        out: filled, (providers, tiers, 4); inf where no system serves.
    """
    tiers = seconds.shape[1]
    total = np.empty(tiers)
    for p in range(units.shape[0]):
        out[p] = 0.0
        total[:] = 0.0
        for y in range(units.shape[1]):
            if units[p, y] <= 0.0:
                continue
            for q in range(tiers):
                pace = seconds[y, q, _OUTPUT] + REFERENCE_CONTEXT * seconds[y, q, _CONTEXT]
                if q == _EMBED:
                    pace = seconds[y, q, _FRESH]
                if 0.0 < pace < np.inf:
                    tokens = units[p, y] / pace
                    total[q] += tokens
                    for flow in range(4):
                        out[p, q, flow] += tokens * seconds[y, q, flow] * h100e[y]
        for q in range(tiers):
            for flow in range(4):
                out[p, q, flow] = out[p, q, flow] / total[q] if total[q] > 0.0 else np.inf


@kernel
def hour_costs(
    fleet: Array, h100e: Array, owning: Array, region: np.ndarray, taken: Array, hours: float, out: Array
) -> float:
    """Cost of an H100e-hour of each provider's fleet, USD; returns the mean over all fleets.

    Args:
        fleet: systems, (providers, systems). h100e: of a system.
        owning: cost of a system a month, USD, (regions, systems). region: of a provider.
        taken: H100e rented: who rents more than it owns pays the mean. hours: in a month.
        out: filled, (providers,).
    """
    dollars, size = 0.0, 0.0
    for p in range(fleet.shape[0]):
        own_dollars, own_size = 0.0, 0.0
        for y in range(fleet.shape[1]):
            own_dollars += fleet[p, y] * owning[region[p], y]
            own_size += fleet[p, y] * h100e[y]
        out[p] = own_dollars / own_size / hours if own_size > 1.0 and taken[p] <= own_size else -1.0
        dollars += own_dollars
        size += own_size
    mean = dollars / size / hours
    for p in range(fleet.shape[0]):
        if out[p] < 0.0:
            out[p] = mean
    return mean
