"""Machines that serve no tokens but what serving needs beside: sandboxes for tools, and storage for caches."""

from dataclasses import dataclass
from math import log

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.parameters.declare import Z95
from jevons.market.serving.bills import hour_cost
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.doubt import interval
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.named import card_named, model_of_card, system_named
from jevons.market.serving.roles import Precision
from jevons.market.serving.techniques import ServingError

FACTOR_TWO = log(2.0) / Z95
"""Spread of what is judged to within a factor of 2."""


@dataclass(frozen=True)
class Sandboxes:
    """A machine that runs agents' sandboxes.

    Attributes:
        at_once: sandboxes in use at the utilisation at which such machines are run.
        calls: tool calls a second. low, high: 5 and 95 % quantiles of it.
        usd_second: cost of a sandbox-second in use, USD.
    """

    at_once: float
    calls: float
    low: float
    high: float
    usd_second: float


@dataclass(frozen=True)
class CacheStore:
    """A machine that holds caches of a model.

    Attributes:
        tokens: of context that it holds. low, high: 5 and 95 % quantiles of it.
        tokens_s: tokens of context read from it a second.
        usd_mtok_month: cost of a million tokens held for a month, USD.
    """

    tokens: float
    low: float
    high: float
    tokens_s: float
    usd_mtok_month: float


def sandboxes(system: str, tool_seconds: float = 10.0, utilisation: float = 0.7) -> Sandboxes:
    """What a machine for sandboxes carries.

    Args:
        system: its name. tool_seconds: that a sandbox works for a tool call. utilisation: share of sandboxes in use.

    Raises:
        ServingError: the system runs no sandboxes, or a number is out of its range.
    """
    machine = system_named(system)
    if not machine.sandboxes > 0.0:
        raise ServingError(f"{system} runs no sandboxes: it is there to {machine.role}")
    if not tool_seconds > 0.0:
        raise ServingError(f"tool_seconds {tool_seconds:g}: must lie above 0")
    if not 0.0 < utilisation <= 1.0:
        raise ServingError(f"utilisation {utilisation:g}: must lie above 0, up to 1")
    at_once = machine.sandboxes * utilisation
    calls = at_once / tool_seconds
    dollars = hour_cost(system) * machine.chips / 3600.0 / at_once
    return Sandboxes(at_once, calls, *interval(calls, FACTOR_TWO), dollars)


def cache_store(system: str, model: str) -> CacheStore:
    """What a machine for caches holds of a model's, at 2 bytes a number.

    Raises:
        ServingError: the system or the model is not known, or the system does not store caches.
    """
    machine = system_named(system)
    if machine.role != "storage":
        raise ServingError(f"{system} does not store caches: it is there to {machine.role}")
    size = model_of_card(card_named(model), bytes_per_parameter(int(Precision.FP8))).kv_bytes
    tokens = ServingConstants().plan_memory * machine.memory_gb * 1e9 / size
    dollars = hour_cost(system) * machine.chips * HOURS_PER_MONTH / tokens * 1e6
    return CacheStore(tokens, *interval(tokens, FACTOR_TWO), machine.bandwidth_tb_s * 1e12 / size, dollars)
