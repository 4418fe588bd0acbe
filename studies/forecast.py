"""The forecast: many worlds, each with its frozen twin, and the verdicts that they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from jevons.calibration.fitted import load_fitted
from jevons.calibration.predictions import predictions
from jevons.market.bounds import passed
from jevons.market.causes import find_causes
from jevons.market.indices import base_hours, indices, short_name
from jevons.market.ledger import breakdown, ledgers
from jevons.market.outputs import SUMMARY
from jevons.market.scarcity import unserved_by_cause
from jevons.market.scenario import Scenario, ScenarioError, load
from jevons.market.verdicts import judge
from jevons.runs.design import Member, design
from jevons.runs.manifest import ensemble_manifest
from jevons.runs.runner import Progress, run_many
from jevons.runs.stored import FORM
from jevons.runs.summaries import quantiles, stack
from jevons.studies.assumptions import assumptions
from jevons.studies.twins import EFFICIENCY, TWINS, Twins, run_twins
from jevons.studies.why.tables import nothing_known, why

Ranges = Literal["fitted", "declared"]
WITH_ALL_TWINS = 32
"""Members that are run with all twins, not only with the one whose efficiency is frozen."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """What an ensemble found. `run` numbers its members from 0 in every table.

    Attributes:
        scenario: what all members share.
        series: world-level summary, one row a run and month, columns as in `market.outputs.SUMMARY`.
        predictions: what the observation operators read, one row a run and month, columns as in
            `calibration.predictions.predictions`.
        verdicts: one row a run: growth, rebound, elasticity and gain by resource, scarcity by threshold, causes of
            growth (undefined in runs without all twins), and whether it passes a bound of plausible worlds
            (`beyond_*`, see `market.bounds`).
        ledger: run, resource, factor, contribution to ln R(t1)/R(t0); they add up to it in every run.
        breakdown: run, resource, dimension (workload, tier, kind, region, seller), part, contribution; the parts of
            a dimension add up likewise.
        draws: seed of every run, its standard normal score of each uncertain parameter, and `variants.NAME` where a
            fit has given it a form.
        shares, flips: what decides the verdicts, as in `studies.why.tables.Why`; empty where runs are few.
        manifest: what made it, ready for JSON.
    """

    scenario: Scenario
    series: pd.DataFrame
    predictions: pd.DataFrame
    verdicts: pd.DataFrame
    ledger: pd.DataFrame
    breakdown: pd.DataFrame
    draws: pd.DataFrame
    shares: pd.DataFrame
    flips: pd.DataFrame
    manifest: Mapping[str, object]

    def summary(self) -> pd.DataFrame:
        """Quantiles over runs by month: columns month, quantile and one a series."""
        return quantiles(self.series)

    def assumptions(self) -> pd.DataFrame:
        """Every parameter: path, value, unit, meaning, source, and low and high where it is drawn."""
        return assumptions(self.scenario)


@dataclass(frozen=True, eq=False)
class Finding:
    """What is kept of a member: series, predictions, verdicts, contributions by resource and factor, or part."""

    series: pd.DataFrame
    predictions: pd.DataFrame
    verdicts: Mapping[str, float | bool | str]
    ledger: Mapping[str, Mapping[str, float]]
    breakdown: Mapping[str, Mapping[str, Mapping[str, float]]]


def forecast(
    scenario: Scenario | str | Path = "baseline",
    runs: int = 200,
    workers: int | None = None,
    progress: Progress | None = None,
    ranges: Ranges = "fitted",
) -> Forecast:
    """Run an ensemble of a scenario, each member with its efficiency twin, and the first ones with all twins.

    Args:
        scenario: a `Scenario`, a file, or the name of one that ships with the package.
        runs: members, at least 1.
        workers: processes; None takes one for each processor. Results do not depend on it.
        progress: called with the number of finished members and of all.
        ranges: `fitted` draws worlds from those that agree with what was published, `declared` from the parameters'
            own ranges.

    Raises:
        ScenarioError: the scenario cannot be read, or there are fewer than 1 runs or workers.
        jevons.calibration.fitted.FittedError: there is no fitted ensemble of this version.
        jevons.runs.runner.WorkerLostError: a worker process was killed.
    """
    if runs < 1:
        raise ScenarioError(f"runs: at least 1 is needed; got {runs}")
    if workers is not None and workers < 1:
        raise ScenarioError(f"workers: at least 1 is needed; got {workers}")
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    members = load_fitted().members(plan.seed, runs) if ranges == "fitted" else design(plan.seed, runs)
    found = run_many([(plan, member, twins_of(member)) for member in members], run_member, workers, progress)
    ensemble = gather(plan, members, found, drawn_from(ranges))
    decided = why(plan, ensemble.draws, ensemble.verdicts, workers)
    return replace(ensemble, shares=decided.shares, flips=decided.flips)


def twins_of(member: Member) -> tuple[str, ...]:
    """Twins that a member of an ensemble is run with: all of them are told apart well enough by the first members."""
    return tuple(TWINS) if member.number < WITH_ALL_TWINS else (EFFICIENCY,)


def one_run(scenario: Scenario | str | Path = "baseline", seed: int | None = None) -> tuple[Twins, Forecast]:
    """One run at the central values of all parameters with its twins, and what it says.

    Raises:
        ScenarioError: the scenario cannot be read.
    """
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    seed = plan.seed if seed is None else seed
    twins = run_twins(plan, tuple(TWINS), seed=seed)
    return twins, gather(plan, (Member(0, seed, {}),), [examine(twins)])


def run_member(task: tuple[Scenario, Member, tuple[str, ...]]) -> Finding:
    """Run a member of an ensemble and its twins."""
    scenario, member, without = task
    plan = scenario.model_copy(update={"variants": scenario.variants.given(member.forms)})
    return examine(run_twins(plan, without, seed=member.seed, draw=member.draw))


def examine(twins: Twins, divided: bool = True) -> Finding:
    """Series, verdicts and ledger of a run with its twins; the ledger by part as well if it is to be `divided`."""
    base = twins.base
    run = (base.record, base.world, base.technology)
    calendar, scenario, hours = base.world.calendar, base.world.scenario, base_hours(*run)
    window = calendar.index(scenario.base_month), calendar.index(scenario.target_month)
    seen = {name: indices(r.record, r.world, r.technology, hours) for name, r in twins.others.items()}
    verdicts = judge(base.indices, seen[EFFICIENCY], unserved_by_cause(*run, base.indices), *window)
    causes = find_causes(base.indices.demanded, {name: one.demanded for name, one in seen.items()}, *window)
    whole = ledgers(*run, base.indices)
    split = {short_name(name): ledger.by_factor() for name, ledger in whole.items()}
    found = breakdown(*run, whole, base.indices) if divided else {}
    parts = {short_name(name): dimensions for name, dimensions in found.items()}
    series = base.series()
    beyond = passed({name: series[name].to_numpy() for name in SUMMARY}, calendar)
    row = {**verdicts.row(), **causes.row(), **{f"beyond_{name}": so for name, so in beyond.items()}}
    return Finding(series, predictions(base), row, split, parts)


def drawn_from(ranges: Ranges) -> dict[str, object]:
    """What a manifest says of the distribution that members are drawn from."""
    if ranges == "declared":
        return {"drawn_from": {"ranges": ranges}}
    about = load_fitted().about
    return {"drawn_from": {"ranges": ranges, **{name: about[name] for name in ("until", "facts", "data", "members")}}}


def gather(
    scenario: Scenario,
    members: Sequence[Member],
    found: Sequence[Finding],
    provenance: Mapping[str, object] | None = None,
) -> Forecast:
    """Put the findings of all members in tables; the manifest also holds what is known of where they come from."""
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
    parts = pd.DataFrame(
        [
            (n, resource, dimension, part, contribution)
            for n, finding in enumerate(found)
            for resource, dimensions in finding.breakdown.items()
            for dimension, shares in dimensions.items()
            for part, contribution in shares.items()
        ],
        columns=["run", "resource", "dimension", "part", "contribution"],
    )
    unknown = nothing_known()
    return Forecast(
        scenario=scenario,
        series=stack([finding.series for finding in found]),
        predictions=stack([finding.predictions for finding in found]),
        verdicts=verdicts,
        ledger=ledger,
        breakdown=parts,
        draws=pd.DataFrame([_drawn(member, scenario) for member in members]),
        shares=unknown.shares,
        flips=unknown.flips,
        manifest={**ensemble_manifest(scenario, len(found)), **(provenance or {})},
    )


def _drawn(member: Member, scenario: Scenario) -> dict[str, object]:
    """What a member was drawn as; forms are those that it was run with, which a scenario may name."""
    run = scenario.variants.given(member.forms)
    forms = {FORM + name: getattr(run, name) for name in member.forms}
    return {"run": member.number, "seed": member.seed, **forms, **member.draw}
