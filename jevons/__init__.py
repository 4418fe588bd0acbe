"""The front door of Jevons, an agent-based model of the market for AI compute.

This package holds the public names and, in `jevons.cli`, the command line; the rooms behind it do the work.
In comes a scenario (a name, a file or a `Scenario`).
Out go results, forecasts and verdicts; each name is fetched from its room when first used, so that
`import jevons` stays quick.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jevons.agents.population import simulate as simulate
    from jevons.market import serving as serving
    from jevons.market.scenario import Scenario as Scenario
    from jevons.studies.forecast import forecast as forecast

__version__ = "0.1.0"

__all__ = ["Scenario", "__version__", "forecast", "serving", "simulate"]

_ROOMS = {
    "Scenario": "jevons.market.scenario:Scenario",
    "forecast": "jevons.studies.forecast:forecast",
    "serving": "jevons.market.serving",
    "simulate": "jevons.agents.population:simulate",
}


def __getattr__(name: str) -> object:
    """Fetch the public name `name` from its room; AttributeError names what there is instead."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'jevons' has no attribute {name!r}; it offers {', '.join(_ROOMS)}")
    from pkgutil import resolve_name

    value: object = resolve_name(_ROOMS[name])
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
