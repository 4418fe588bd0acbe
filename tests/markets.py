"""Markets that have lived: all months of a world, or some."""

from typing import Any

from jevons.agents.population import open_market
from jevons.market.model import TokenMarket
from jevons.market.scenario import Scenario
from jevons.market.world import build_world


def small(end: str = "2026-06", **changes: Any) -> Scenario:
    """A scenario of 500 users that ends early, its base and target month set inside."""
    dates = {"base_month": "2023-03", "target_month": end, "end": end}
    return Scenario(**{"users": 500, **dates, **changes})


def lived(scenario: Scenario, months: int | None = None, **how: Any) -> TokenMarket:
    """The market of a scenario after so many months; all if None. `how` goes to `open_market`."""
    market = open_market(build_world(scenario), **how)
    for _ in range(len(market.world.scenario.calendar) if months is None else months):
        market.step()
    return market
