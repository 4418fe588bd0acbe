"""Twins: two runs of the same scenario with the same luck that differ in one thing, here in efficiency.

The frozen twin keeps the catalogue, software and tier sizes of the base month; capability follows the base
run, and the fleet still turns over. What differs between the two is what efficiency did.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jevons.agents.fork import live_together
from jevons.agents.population import open_market
from jevons.market.result import Result, result_of
from jevons.market.scenario import Scenario
from jevons.market.world import build_world


@dataclass(frozen=True, eq=False)
class Twins:
    """A run and its twin."""

    base: Result
    twin: Result


def frozen(scenario: Scenario) -> Scenario:
    """The scenario up to its target month, efficiency frozen from its base month or earlier where it says so."""
    stop = min(scenario.freeze_efficiency or scenario.base_month, scenario.base_month)
    return scenario.model_copy(update={"freeze_efficiency": stop, "end": scenario.target_month})


def run_twins(
    scenario: Scenario,
    twin: Scenario | None = None,
    *,
    seed: int | None = None,
    draw: Mapping[str, float] | None = None,
) -> Twins:
    """Run a scenario and its twin with the same seed and draw; months before efficiency is frozen are lived once.

    Args:
        scenario: the base run.
        twin: what the other one lives; the frozen twin if None.
        seed: seed of all chance in both; the scenario's own if None.
        draw: scores of uncertain parameters in both, as in `simulate`.
    """
    seed = scenario.seed if seed is None else seed
    plans = (scenario, frozen(scenario) if twin is None else twin)
    market, other = (open_market(build_world(plan.model_copy(update={"seed": seed}), draw)) for plan in plans)
    if twin is None:
        live_together(market, other, other.world.calendar.index(plans[1].freeze_efficiency or scenario.base_month))
    for one in (market, other):
        one.run_model()
    return Twins(*(result_of(one.world, one.technology, one.record, draw) for one in (market, other)))
