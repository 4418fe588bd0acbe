"""What a token costs and takes of electricity, by kind, at a point of a frontier.

Chip-seconds of each kind are priced at what an hour of the chips that spend them costs, those of prefill and of
decoding apart, so that input and output share a bill in proportion to the machine time they take.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.catalogue.system import System
from jevons.market.hardware import ownership_cost, recovery_factor
from jevons.market.parameters.declare import declarations
from jevons.market.parameters.supply import Investment, Power, Prices
from jevons.market.serving.frontiers import Frontier
from jevons.market.serving.named import system_named
from jevons.market.serving.points import Point
from jevons.market.serving.techniques import ServingError

WRITE_OFF_MONTHS = 60.0
ELECTRICITY_USD_KWH, PUE = 0.08, 1.2
"""Industry in the United States, and its data centres (`regions.csv`)."""


@dataclass(frozen=True)
class PerToken:
    """A figure by kind of token: USD per million tokens, or joules a token.

    Attributes:
        fresh, cached, output: of a token of each kind.
        call: of a whole call over its output tokens: what an output token bears with its share of the prompt.
        low, high: 5 and 95 % quantiles of `call`, as far as throughput is in doubt.
    """

    fresh: float
    cached: float
    output: float
    call: float
    low: float
    high: float


def hour_cost(system: str) -> float:
    """Cost of owning and running a chip of a system for an hour at full load, USD, by central parameters.

    Raises:
        ServingError: there is no such system.
    """
    return _hour_cost(system_named(system))


@cache
def _hour_cost(machine: System) -> float:
    investment, prices = _central(Investment), _central(Prices)
    bare = machine.price_scope == "chip"
    purchase = np.sqrt(machine.price_low_usd * machine.price_high_usd) * (investment["server_markup"] if bare else 1.0)
    out = np.empty((1, 1))
    ownership_cost(
        np.array([purchase]),
        np.array([power_kw(machine)]),
        investment["facility_cost"],
        recovery_factor(prices["owner_return"], WRITE_OFF_MONTHS),
        investment["operating_cost"],
        np.array([ELECTRICITY_USD_KWH * PUE]),
        out,
    )
    return float(out[0, 0]) / HOURS_PER_MONTH / machine.chips


def power_kw(machine: System) -> float:
    """IT power of a system at full rating with its host, kW; a box or rack is rated with hosts inside."""
    host = _central(Power)["host_overhead"] if machine.unit == "chip" else 1.0
    return machine.power_w / 1000.0 * host


@cache
def _central(group: type) -> dict[str, float]:
    return {name: one.value for name, one in declarations(group).items() if one.value is not None}


def cost_per_token(
    found: Frontier,
    speed: float,
    usd_hour: float | None = None,
    prefill_usd_hour: float | None = None,
    utilisation: float = 1.0,
) -> PerToken:
    """Cost of a token by kind where a user sees so many tokens/s, USD per million tokens.

    Args:
        found: a frontier. speed: tokens/s of one user.
        usd_hour, prefill_usd_hour: rent or cost of a chip-hour of the decoding and of the prefilling system; the cost
            of owning them if None.
        utilisation: share of the hours that are paid for in which the chips serve.

    Raises:
        ServingError: no replica is so fast, with the fastest; a rent or the utilisation is not above 0.
    """
    point = _reached(found, speed)
    decoding = _rent(usd_hour, found.system, "usd_hour")
    prefilling = _rent(prefill_usd_hour, found.prefill, "prefill_usd_hour") if found.prefill else decoding
    if not 0.0 < utilisation <= 1.0:
        raise ServingError(f"utilisation {utilisation:g}: must lie above 0, up to 1")
    scale = 1e6 / 3600.0 / utilisation
    return _per_token(found, point, decoding * scale, prefilling * scale)


def energy_per_token(found: Frontier, speed: float, pue: float = PUE) -> PerToken:
    """Electricity of a token by kind where a user sees so many tokens/s, J at the meter, hosts and cooling included.

    Args:
        found: a frontier. speed: tokens/s of one user. pue: power of the facility over that of its machines.

    Raises:
        ServingError: no replica is so fast, with the fastest; the PUE is below 1.
    """
    point = _reached(found, speed)
    if not pue >= 1.0:
        raise ServingError(f"pue {pue:g}: must be 1 or more")
    decoding, prefilling = (_watts(name) * pue for name in (found.system, found.prefill or found.system))
    return _per_token(found, point, decoding * point.decode_power, prefilling * point.fresh_power)


def _watts(system: str) -> float:
    machine = system_named(system)
    return 1000.0 * power_kw(machine) / machine.chips


def _reached(found: Frontier, speed: float) -> Point:
    point = found.point(speed)
    if point is None:
        raise ServingError(
            f"speed {speed:g} tokens/s: {found.model} on {found.system} reaches {found.fastest:.4g} for one user"
        )
    return point


def _rent(given: float | None, system: str, name: str) -> float:
    if given is None:
        return hour_cost(system)
    if not given > 0.0:
        raise ServingError(f"{name} {given:g}: must lie above 0")
    return given


def _per_token(found: Frontier, point: Point, decoding: float, prefilling: float) -> PerToken:
    """A figure by kind from what a second of a decoding and of a prefilling chip stands for."""
    fresh, cached = point.fresh * prefilling, point.cached * prefilling
    output = point.decode * decoding + point.beside * prefilling
    prompt = found.call.prompt / found.call.answer
    call = output + prompt * ((1.0 - point.hit) * fresh + point.hit * cached)
    return PerToken(fresh, cached, output, call, *found.interval(call))
