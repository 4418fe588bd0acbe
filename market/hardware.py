"""Hardware as capital: what a system costs to own, and what a mixed fleet takes per token."""

import math

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import TIERS, Flow

REFERENCE_CONTEXT = 8000.0
USUAL_CALL = (7.0, 5.0, 1.0, REFERENCE_CONTEXT)
"""Fresh, cached and output tokens, and output tokens times context, where nothing has been sold."""
ALIKE = 1e-5
"""Relative difference below which systems have the same advantage: the serving table has seven digits."""
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
        electricity: USD/kWh times PUE, (providers,).
        out: filled, (providers, systems).
    """
    for y in range(purchase.size):
        capital = ((purchase[y] + power_kw[y] * facility) * factor + purchase[y] * operating) / 12.0
        for p in range(electricity.size):
            out[p, y] = capital + power_kw[y] * electricity[p] * HOURS_PER_MONTH


@kernel
def fleet_seconds(
    units: Array,
    systems: Ints,
    h100e: Array,
    seconds: Array,
    provider: Ints,
    tier: Ints,
    apart: Bools,
    basket: Array,
    out: Array,
) -> None:
    """H100e-seconds per token of mixed fleets, by offer and flow.

    Tokens of a tier spread over a fleet so that all systems are equally busy: a system takes tokens in
    proportion to its speed on them at the reference context. Each flow then costs the token-weighted mean of
    system-seconds times the system's H100e. Where prefill is apart, systems do what they are relatively best at.

    Args:
        units: systems at hand, (providers, systems). systems: those that anybody may have.
        h100e: H100e of a system, (systems,).
        seconds: system-seconds per token by provider, (providers, tiers, systems, 4); inf where a system cannot serve.
        provider, tier: of an offer, (offers,); offers of one provider next to each other.
        apart: whether a provider prefills apart, (providers,). basket: tokens that it sells, (providers, tiers, 4).
        out: filled, (offers, 4); inf where no system serves.
    """
    held, number, whose = np.empty(systems.size, np.int64), 0, -1
    size, pace = np.empty(systems.size), np.empty(systems.size)
    prefilled, written, advantage = np.empty(systems.size), np.empty(systems.size), np.empty(systems.size)
    for o in range(provider.size):
        p, q = provider[o], tier[o]
        if p != whose:
            whose, number = p, 0
            for y in systems:
                if units[p, y] > 0.0:
                    held[number], size[number] = y, units[p, y]
                    number += 1
        for i in range(number):
            s = seconds[p, q, held[i]]
            pace[i] = s[_FRESH] if q == _EMBED else s[_OUTPUT] + REFERENCE_CONTEXT * s[_CONTEXT]
        # Divisions in a loop of their own run several at a time.
        for i in range(number):
            written[i] = size[i] / pace[i] if 0.0 < pace[i] < np.inf else 0.0
            prefilled[i] = written[i]
        if apart[p] and q != _EMBED:
            for i in range(number):
                slow = seconds[p, q, held[i], _FRESH]
                prefilled[i] = size[i] / slow if written[i] > 0.0 else 0.0
                advantage[i] = pace[i] / slow if written[i] > 0.0 else 0.0
            ratio = fresh_per_output(basket[p, q, _FRESH], basket[p, q, _OUTPUT])
            divide_phases(advantage[:number], prefilled[:number], written[:number], ratio)
        of_tier, kinds = seconds[p, q], held[:number]
        out[o, _FRESH], out[o, _CACHED] = mean_seconds(kinds, prefilled, of_tier, _FRESH, _CACHED, h100e)
        out[o, _OUTPUT], out[o, _CONTEXT] = mean_seconds(kinds, written, of_tier, _OUTPUT, _CONTEXT, h100e)


@kernel
def fresh_per_output(fresh: float, output: float) -> float:
    """Fresh tokens an output token; those of a usual call where nothing was sold."""
    return fresh / output if output > 0.0 else USUAL_CALL[_FRESH]


@kernel
def mean_seconds(
    kinds: Ints, tokens: Array, seconds: Array, first: int, second: int, h100e: Array
) -> tuple[float, float]:
    """H100e-seconds of a token of two flows, the mean over tokens by kind of system; inf where none is served.

    Args:
        kinds: systems. tokens: that each takes. seconds: system-seconds, (systems, 4). first, second: the flows.
        h100e: of a system.
    """
    total, of_first, of_second = 0.0, 0.0, 0.0
    for i in range(kinds.size):
        if tokens[i] > 0.0:
            total += tokens[i]
            size = tokens[i] * h100e[kinds[i]]
            of_first += size * seconds[kinds[i], first]
            of_second += size * seconds[kinds[i], second]
    return (of_first / total, of_second / total) if total > 0.0 else (np.inf, np.inf)


@kernel
def divide_phases(advantage: Array, prefilled: Array, written: Array, fresh_per_output: float) -> None:
    """Let systems prefill or write as they are relatively best at, so that both keep step.

    Ricardo's two goods: systems prefill in the order of fresh tokens over output tokens that they can do, until the
    fresh tokens suffice for the output of the others; one system does both. Nothing else makes more calls a second.

    Args:
        advantage: fresh over output tokens that a kind can do, (kinds,). Systems as good at both stay in their order,
            however many there are of each: otherwise rounding would move work between them.
        prefilled, written: fresh and output tokens a second that all systems of a kind can do, (kinds,); set to what
            they do.
        fresh_per_output: fresh tokens an output token.
    """
    n = written.size
    order = np.empty(n, np.int64)
    for i in range(n):
        j = i
        while j > 0 and advantage[order[j - 1]] < advantage[i] * (1.0 - ALIKE):
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
    writing = 0.0
    for i in range(n):
        writing += written[i]
    read, done = 0.0, False
    for k in range(n):
        i = order[k]
        if done:
            prefilled[i] = 0.0
            continue
        if read + prefilled[i] < fresh_per_output * (writing - written[i]):
            read += prefilled[i]
            writing -= written[i]
            written[i] = 0.0
            continue
        both = prefilled[i] + fresh_per_output * written[i]
        share = (fresh_per_output * writing - read) / both if both > 0.0 else 0.0
        prefilled[i], written[i] = share * prefilled[i], (1.0 - share) * written[i]
        done = True


@kernel
def hour_costs(
    fleet: Array, systems: Ints, h100e: Array, owning: Array, taken: Array, hours: float, out: Array
) -> float:
    """Cost of an H100e-hour of each provider's fleet, USD; returns the mean over all fleets.

    Args:
        fleet: systems, (providers, systems). systems: those that anybody may have. h100e: of a system.
        owning: cost of a system a month, USD, (providers, systems).
        taken: H100e rented: who rents more than it owns pays the mean. hours: in a month.
        out: filled, (providers,).
    """
    dollars, size = 0.0, 0.0
    for p in range(fleet.shape[0]):
        own_dollars, own_size = 0.0, 0.0
        for y in systems:
            own_dollars += fleet[p, y] * owning[p, y]
            own_size += fleet[p, y] * h100e[y]
        out[p] = own_dollars / own_size / hours if own_size > 1.0 and taken[p] <= own_size else -1.0
        dollars += own_dollars
        size += own_size
    mean = dollars / size / hours
    for p in range(fleet.shape[0]):
        if out[p] < 0.0:
            out[p] = mean
    return mean
