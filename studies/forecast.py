"""The forecast: many worlds, each with its frozen twin, and the verdicts that they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jevons.market.bounds import passed
from jevons.market.indices import base_hours, indices, short_name
from jevons.market.ledger import ledgers
from jevons.market.outputs import SUMMARY
from jevons.market.scarcity import unserved_by_cause
from jevons.market.scenario import Scenario, ScenarioError, load
from jevons.market.verdicts import judge
from jevons.runs.design import Member, design
from jevons.runs.manifest import ensemble_manifest
from jevons.runs.runner import Progress, run_many
from jevons.runs.summaries import quantiles, stack
from jevons.studies.assumptions import assumptions
from jevons.studies.twins import Twins, run_twins


@dataclass(frozen=True, eq=False)
class Forecast:
    """What an ensemble found. `run` numbers its members from 0 in every table.

    Attributes:
        scenario: what all members share.
        series: world-level summary, one row a run and month, columns as in `market.outputs.SUMMARY`.
        verdicts: one row a run: growth, rebound, elasticity and gain by resource, scarcity by threshold, and
            whether it passes a bound of plausible worlds (`beyond_*`, see `market.bounds`).
        ledger: run, resource, factor, contribution to ln R(t1)/R(t0); they add up to it in every run.
        draws: seed of every run and its standard normal score of each uncertain parameter.
        manifest: what made it, ready for JSON.
    """

    scenario: Scenario
    series: pd.DataFrame
    verdicts: pd.DataFrame
    ledger: pd.DataFrame
    draws: pd.DataFrame
    manifest: Mapping[str, object]

    def summary(self) -> pd.DataFrame:
        """Quantiles over runs by month: columns month, quantile and one a series."""
        return quantiles(self.series)

    def assumptions(self) -> pd.DataFrame:
        """Every parameter: path, value, unit, meaning, source, and low and high where it is drawn."""
        return assumptions(self.scenario)


@dataclass(frozen=True, eq=False)
class Finding:
    """What is kept of a member: summary series, a row of verdicts, contributions by resource and factor."""

    series: pd.DataFrame
    verdicts: Mapping[str, float | bool | str]
    ledger: Mapping[str, Mapping[str, float]]


def forecast(
    scenario: Scenario | str | Path = "baseline",
    runs: int = 200,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Run an ensemble of a scenario, each member with its frozen twin.

    Args:
        scenario: a `Scenario`, a file, or the name of one that ships with the package.
        runs: members, at least 1.
        workers: processes; None takes one for each processor. Results do not depend on it.
        progress: called with the number of finished members and of all.

    Raises:
        ScenarioError: the scenario cannot be read, or there are fewer than 1 runs or workers.
        jevons.runs.runner.WorkerLostError: a worker process was killed.
    """
    if runs < 1:
        raise ScenarioError(f"runs: at least 1 is needed; got {runs}")
    if workers is not None and workers < 1:
        raise ScenarioError(f"workers: at least 1 is needed; got {workers}")
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    members = design(plan.seed, runs)
    found = run_many([(plan, member) for member in members], run_member, workers, progress)
    return gather(plan, members, found)


def one_run(scenario: Scenario | str | Path = "baseline", seed: int | None = None) -> tuple[Twins, Forecast]:
    """One run at the central values of all parameters with its frozen twin, and what it says.

    Raises:
        ScenarioError: the scenario cannot be read.
    """
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    seed = plan.seed if seed is None else seed
    twins = run_twins(plan, seed=seed)
    return twins, gather(plan, (Member(0, seed, {}),), [examine(twins)])


def run_member(task: tuple[Scenario, Member]) -> Finding:
    """Run a member of an ensemble and its frozen twin."""
    scenario, member = task
    return examine(run_twins(scenario, seed=member.seed, draw=member.draw))


def examine(twins: Twins) -> Finding:
    """Series, verdicts and ledger of a run with its frozen twin."""
    base, twin = twins.base, twins.twin
    run = (base.record, base.world, base.technology)
    calendar, scenario = base.world.calendar, base.world.scenario
    verdicts = judge(
        base.indices,
        indices(twin.record, twin.world, twin.technology, base_hours(*run)),
        unserved_by_cause(*run, base.indices),
        calendar.index(scenario.base_month),
        calendar.index(scenario.target_month),
    )
    split = {short_name(name): found.by_factor() for name, found in ledgers(*run, base.indices).items()}
    series = base.series()
    beyond = passed({name: series[name].to_numpy() for name in SUMMARY}, calendar)
    row = {**verdicts.row(), **{f"beyond_{name}": so for name, so in beyond.items()}}
    return Finding(series, row, split)


def gather(scenario: Scenario, members: Sequence[Member], found: Sequence[Finding]) -> Forecast:
    """Put the findings of all members in tables."""
    verdicts = pd.DataFrame([{"run": n, **finding.verdicts} for n, finding in enumerate(found)])
    verdicts["scarcity_cause"] = verdicts["scarcity_cause"].replace("", None).astype("str")
    ledger = pd.DataFrame(
        [
            (n, resource, factor, contribution)
            for n, finding in enumerate(found)
            for resource, factors in finding.ledger.items()
            for factor, contribution in factors.items()
        ],
        columns=["run", "resource", "factor", "contribution"],
    )
    return Forecast(
        scenario=scenario,
        series=stack([finding.series for finding in found]),
        verdicts=verdicts,
        ledger=ledger,
        draws=pd.DataFrame([{"run": m.number, "seed": m.seed, **m.draw} for m in members]),
        manifest=ensemble_manifest(scenario, len(found)),
    )
