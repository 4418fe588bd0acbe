"""Hardware as capital: what a system costs to own, and what a mixed fleet takes per token."""

import math

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Ints
from jevons.market.vocabulary import TIERS, Flow

REFERENCE_CONTEXT = 8000.0
_EMBED = TIERS.index("embed")
_FRESH, _CACHED, _OUTPUT, _CONTEXT = (int(f) for f in (Flow.FRESH, Flow.CACHED, Flow.OUTPUT, Flow.CONTEXT))


def recovery_factor(rate: float, months: float) -> float:
    """Yearly payment per unit of capital over a life: r / (1 - (1 + r)^-years)."""
    years = months / 12.0
    return rate / -math.expm1(-years * math.log1p(rate)) if rate > 0 else 1.0 / years


@kernel
def ownership_cost(
    purchase: Array, power_kw: Array, facility: float, factor: float, operating: float, electricity: Array, out: Array
) -> None:
    """Cost of owning and running a system for a month at full load, USD.

    (purchase + power x facility) x recovery factor / 12 + purchase x operating / 12 + power x hours x price.

    Args:
        purchase: USD a system with host and network, (systems,).
        power_kw: facility power of a system at full load, kW, (systems,).
        facility: USD per kW.
        factor: yearly capital recovery factor.
        operating: operating cost a year over purchase cost.
        electricity: USD/kWh times PUE, (regions,).
        out: filled, (regions, systems).
    """
    for y in range(purchase.size):
        capital = ((purchase[y] + power_kw[y] * facility) * factor + purchase[y] * operating) / 12.0
        for r in range(electricity.size):
            out[r, y] = capital + power_kw[y] * electricity[r] * HOURS_PER_MONTH


@kernel
def fleet_seconds(
    units: Array, systems: Ints, h100e: Array, seconds: Array, provider: Ints, tier: Ints, out: Array
) -> None:
    """H100e-seconds per token of mixed fleets, by offer and flow.

    Tokens of a tier spread over a fleet so that all systems are equally busy: a system takes tokens in
    proportion to its speed on them at the reference context. Each flow then costs the token-weighted mean of
    system-seconds times the system's H100e.

    Args:
        units: systems at hand, (providers, systems). systems: those that anybody may have.
        h100e: H100e of a system, (systems,).
        seconds: system-seconds per token, (systems, tiers, 4); inf where the system cannot serve.
        provider, tier: of an offer, (offers,); offers of one provider next to each other.
        out: filled, (offers, 4); inf where no system serves.
    """
    held, number, whose = np.empty(systems.size, np.int64), 0, -1
    size, pace, tokens = np.empty(systems.size), np.empty(systems.size), np.empty(systems.size)
    for o in range(provider.size):
        p, q = provider[o], tier[o]
        if p != whose:
            whose, number = p, 0
            for y in systems:
                if units[p, y] > 0.0:
                    held[number], size[number] = y, units[p, y]
                    number += 1
        total, fresh, cached, output, context = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(number):
            s = seconds[held[i], q]
            pace[i] = s[_FRESH] if q == _EMBED else s[_OUTPUT] + REFERENCE_CONTEXT * s[_CONTEXT]
        # Divisions in a loop of their own run several at a time.
        for i in range(number):
            tokens[i] = size[i] / pace[i] if 0.0 < pace[i] < np.inf else 0.0
        for i in range(number):
            if tokens[i] > 0.0:
                s, weight = seconds[held[i], q], h100e[held[i]]
                total += tokens[i]
                fresh += tokens[i] * s[_FRESH] * weight
                cached += tokens[i] * s[_CACHED] * weight
                output += tokens[i] * s[_OUTPUT] * weight
                context += tokens[i] * s[_CONTEXT] * weight
        out[o, _FRESH] = fresh / total if total > 0.0 else np.inf
        out[o, _CACHED] = cached / total if total > 0.0 else np.inf
        out[o, _OUTPUT] = output / total if total > 0.0 else np.inf
        out[o, _CONTEXT] = context / total if total > 0.0 else np.inf


@kernel
def hour_costs(
    fleet: Array, systems: Ints, h100e: Array, owning: Array, region: Ints, taken: Array, hours: float, out: Array
) -> float:
    """Cost of an H100e-hour of each provider's fleet, USD; returns the mean over all fleets.

    Args:
        fleet: systems, (providers, systems). systems: those that anybody may have. h100e: of a system.
        owning: cost of a system a month, USD, (regions, systems). region: of a provider.
        taken: H100e rented: who rents more than it owns pays the mean. hours: in a month.
        out: filled, (providers,).
    """
    dollars, size = 0.0, 0.0
    for p in range(fleet.shape[0]):
        own_dollars, own_size = 0.0, 0.0
        for y in systems:
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
