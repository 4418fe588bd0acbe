"""Twins: two runs of the same scenario with the same luck that differ in one thing, here in efficiency.

The frozen twin keeps the catalogue, software and tier sizes of the base month; capability follows the base
run, and the fleet still turns over. What differs between the two is what efficiency did.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jevons.agents.population import simulate
from jevons.market.result import Result
from jevons.market.scenario import Scenario


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
    """Run a scenario and its twin with the same seed and draw.

    Args:
        scenario: the base run.
        twin: what the other one lives; the frozen twin if None.
        seed: seed of all chance in both; the scenario's own if None.
        draw: scores of uncertain parameters in both, as in `simulate`.
    """
    seed = scenario.seed if seed is None else seed
    other = frozen(scenario) if twin is None else twin
    return Twins(*(simulate(plan, seed, draw=draw) for plan in (scenario, other)))
