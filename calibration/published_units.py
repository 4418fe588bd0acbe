"""Units of published figures: a closed set, each with what it converts to and how it is spelt elsewhere.

    figure in `base` = figure * factor

Figures of one base may be compared; a figure in a unit that is not here is refused. Most figures are amounts: they
are never negative, and their errors are told by logarithms. A fraction may be a margin or a change, hence negative; a
calendar year and an elasticity have no natural zero or may be on either side of it, and are told as they are.
"""

from dataclasses import dataclass
from typing import Final

_DAYS_PER_MONTH: Final = 365.25 / 12
_WEEKS_PER_MONTH: Final = _DAYS_PER_MONTH / 7
_MINUTES_PER_MONTH: Final = _DAYS_PER_MONTH * 24 * 60
_GWH_PER_TWH: Final = 1e3
_HOURS_PER_YEAR: Final = 365.25 * 24


@dataclass(frozen=True)
class PublishedUnit:
    """A unit that figures are published in.

    Attributes:
        symbol: how the registry writes it.
        base: unit that it converts to.
        factor: amount of `base` that one of it is.
        spelt: other spellings, as gathered rows have them.
        signed: whether a figure may be below zero.
        linear: whether errors are told in the unit itself and not in natural log units.
    """

    symbol: str
    base: str
    factor: float = 1.0
    spelt: tuple[str, ...] = ()
    signed: bool = False
    linear: bool = False


PUBLISHED_UNITS: Final = (
    PublishedUnit("token/month", "token/month", spelt=("tokens/month",)),
    PublishedUnit("token/min", "token/month", _MINUTES_PER_MONTH, ("tokens/min",)),
    PublishedUnit("token/day", "token/month", _DAYS_PER_MONTH, ("tokens/day",)),
    PublishedUnit("token/week", "token/month", _WEEKS_PER_MONTH, ("tokens/week",)),
    PublishedUnit("token/quarter", "token/month", 1 / 3, ("tokens/quarter",)),
    PublishedUnit("token/year", "token/month", 1 / 12, ("tokens/year",)),
    PublishedUnit("token/request", "token/request", spelt=("tokens/request",)),
    PublishedUnit("token/s", "token/s", spelt=("tokens/s",)),
    PublishedUnit("word/day", "word/month", _DAYS_PER_MONTH, ("words/day",)),
    PublishedUnit("call/day", "call/month", _DAYS_PER_MONTH, ("calls/day",)),
    PublishedUnit("message/day", "message/month", _DAYS_PER_MONTH, ("messages/day",)),
    PublishedUnit("conversation/day", "conversation/month", _DAYS_PER_MONTH, ("conversations/day",)),
    PublishedUnit("person", "person", spelt=("users", "persons", "people")),
    PublishedUnit("seat", "person", spelt=("seats",)),
    PublishedUnit("subscriber", "person", spelt=("subscribers",)),
    PublishedUnit("developer", "person", spelt=("developers",)),
    PublishedUnit("customer", "customer", spelt=("customers",)),
    PublishedUnit("count", "count"),
    PublishedUnit("event", "event"),
    PublishedUnit("USD", "USD"),
    PublishedUnit("USD/week", "USD/month", _WEEKS_PER_MONTH),
    PublishedUnit("USD/quarter", "USD/month", 1 / 3),
    PublishedUnit("USD/year", "USD/month", 1 / 12),
    PublishedUnit("USD/Mtok", "USD/Mtok"),
    PublishedUnit("USD/H100e-h", "USD/H100e-h"),
    PublishedUnit("USD/GPU-h", "USD/GPU-h"),
    PublishedUnit("USD/unit", "USD/unit"),
    PublishedUnit("USD/developer-day", "USD/developer-day", spelt=("USD/dev-day",)),
    PublishedUnit("H100e", "H100e"),
    PublishedUnit("unit", "unit", spelt=("units",)),
    PublishedUnit("wafer/month", "wafer/month", spelt=("wafers/month",)),
    PublishedUnit("CPU/rack", "CPU/rack", spelt=("CPUs/rack",)),
    PublishedUnit("GPU/rack", "GPU/rack", spelt=("GPUs/rack",)),
    PublishedUnit("LPU/tray", "LPU/tray", spelt=("LPUs/tray",)),
    PublishedUnit("tray/rack", "tray/rack", spelt=("trays/rack",)),
    PublishedUnit("sandbox/rack", "sandbox/rack", spelt=("sandboxes/rack",)),
    PublishedUnit("parameter", "parameter", spelt=("parameters",)),
    PublishedUnit("B", "B"),
    PublishedUnit("B/s", "B/s"),
    PublishedUnit("Wh", "kWh", 1e-3),
    PublishedUnit("GW", "GW"),
    PublishedUnit("MW", "GW", 1e-3),
    # Energy of a year as the mean power that uses it up.
    PublishedUnit("TWh/year", "GW", _GWH_PER_TWH / _HOURS_PER_YEAR),
    PublishedUnit("GW/year", "GW/year"),
    PublishedUnit("GW/quarter", "GW/year", 4.0),
    PublishedUnit("minute", "day", 1 / (24 * 60), ("minutes",)),
    PublishedUnit("day", "day", spelt=("days",)),
    PublishedUnit("year", "day", 365.25, ("years",)),
    PublishedUnit("calendar year", "calendar year", spelt=("year (decimal)",), linear=True),
    PublishedUnit("fraction", "fraction", signed=True),
    PublishedUnit("ratio", "ratio"),
    PublishedUnit("ratio/year", "ratio/year", spelt=("x/year",)),
    PublishedUnit("elasticity", "elasticity", signed=True, linear=True),
)

_BY_SPELLING: Final = {spelling: unit for unit in PUBLISHED_UNITS for spelling in (unit.symbol, *unit.spelt)}


def published_unit(spelling: str) -> PublishedUnit:
    """The unit that is written like this, in the registry or elsewhere.

    Raises:
        KeyError: no unit is.
    """
    return _BY_SPELLING[spelling]
