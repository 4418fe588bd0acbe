"""Twins: runs of one scenario with the same luck that differ in one thing, and so show what that thing does.

The efficiency twin keeps the catalogue, software and tier sizes of the base month; capability follows the base run, and
the fleet still turns over. In the other twins no model learns longer tasks, lists stay as they are, or no agent runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jevons.agents.fork import live_together
from jevons.agents.population import open_market
from jevons.market.calendar import REFERENCE_MONTH
from jevons.market.result import Result, result_of
from jevons.market.scenario import Scenario
from jevons.market.world import build_world

EFFICIENCY: Final = "efficiency"
TWINS: Final = {
    EFFICIENCY: "freeze_efficiency",
    "capability": "freeze_capability",
    "prices": "freeze_prices",
    "agents": "stop_agents",
}
"""What each twin is without, and the field of a scenario that takes it away."""


@dataclass(frozen=True, eq=False)
class Twins:
    """A run and its twins, by what each is without."""

    base: Result
    others: Mapping[str, Result]

    @property
    def frozen(self) -> Result:
        """The twin whose efficiency is frozen."""
        return self.others[EFFICIENCY]


def twin_of(scenario: Scenario, without: str = EFFICIENCY) -> Scenario:
    """The scenario up to its target month, one thing stopped at its base month or earlier where it says so.

    Capability can stand still only from the month on at which demand is set.

    Args:
        scenario: the base run. without: what stops, as in `TWINS`.
    """
    field = TWINS[without]
    stop = min(getattr(scenario, field) or scenario.base_month, scenario.base_month)
    if field == "freeze_capability":
        stop = max(stop, REFERENCE_MONTH)
    return scenario.model_copy(update={field: stop, "end": scenario.target_month})


def run_twins(
    scenario: Scenario,
    without: Sequence[str] = (EFFICIENCY,),
    *,
    seed: int | None = None,
    draw: Mapping[str, float] | None = None,
    luck: bool = True,
) -> Twins:
    """Run a scenario and twins with the same seed and draw; months in which none of them differs are lived once.

    Args:
        scenario: the base run.
        without: which twins, as in `TWINS`.
        seed: seed of all chance in all of them; the scenario's own if None.
        draw: scores of uncertain parameters in all of them, as in `simulate`. luck: as in `build_world`.
    """
    seed = scenario.seed if seed is None else seed
    plans = {name: twin_of(scenario, name) for name in without}
    market, *others = (
        open_market(build_world(plan.model_copy(update={"seed": seed}), draw, luck=luck))
        for plan in (scenario, *plans.values())
    )
    stops = [getattr(plan, TWINS[name]) for name, plan in plans.items()]
    shared = scenario.calendar.index(min([*stops, scenario.target_month]))
    live_together(market, others, shared)
    results = []
    for one in (market, *others):
        one.run_model()
        results.append(result_of(one.world, one.technology, one.record, draw))
    base, *rest = results
    return Twins(base, dict(zip(plans, rest, strict=True)))
