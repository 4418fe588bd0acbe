"""Findings of a fit: real runs of its members beside the facts, what it learnt of each unknown, how honest it is."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.members import members, trials
from jevons.calibration.fit.ranges import stretches
from jevons.calibration.fit.rounds import Fit, outputs_of
from jevons.calibration.fit.space import TOLD_APART, factors_of, forms, unknowns
from jevons.calibration.fit.worlds import run_worlds
from jevons.calibration.further import FREE_LEVEL
from jevons.calibration.nodes import normal_nodes
from jevons.market.parameters.declare import Array
from jevons.runs.runner import Progress
from jevons.runs.stored import FORM

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
NODES: Final = 9
"""Draws of discrepancy and error for each member."""
UNMOVED: Final = 1e-12
"""Variance in ln below which nothing moves a fact: of the first months, before any unknown has acted."""
CONTRACTED: Final = 0.5
"""Share of its prior variance that an unknown must lose to count as informed by the data."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What a fit found.

    Attributes:
        worlds: members, as `members` gives them.
        facts: a row each: id, series, entity, date, kind, observed, unit; `p5` to `p95` of the members' own readings;
            `low` and `high`, the 90 % band of the published figure with discrepancy and error; `inside`, `pit`,
            `log10_error` of the median; `free` whether only the growth of the series is held against the model (the
            mean ln error of the pair is then taken off each member first), `level` (mean log10 error of its pair before
            that), and `surprise` where the audit gave the fact less weight (0 elsewhere).
        pairs: a row each: series, entity, facts, `log10_error` (median of sizes; none where the level is free and there
            is a single fact), `bias`, mean log10 error of the levels, and `free`.
        unknowns: a row each: name, mean and sd of the score in its declared range, `contraction` of variance from the
            fit's prior, `informed`.
        chains: a row for each combination of forms: weight, log_evidence, acceptance, autocorrelation, effective,
            `strayed`, mean square of what real runs are from the surface over what it says that it misses.
    """

    worlds: pd.DataFrame
    facts: pd.DataFrame
    pairs: pd.DataFrame
    unknowns: pd.DataFrame
    chains: pd.DataFrame

    def scores(self) -> dict[str, float]:
        """Scores in short: shares of `held_pairs` within 0.15 and 0.30 in log10, coverage, and the like."""
        levelled = self.facts[~self.facts["free"]]
        held = [key in held_pairs() for key in zip(self.pairs["series"], self.pairs["entity"], strict=True)]
        told = self.pairs["log10_error"][held]
        return {
            "facts": float(len(self.facts)),
            "pairs": float(len(told)),
            "pairs_within_0.15": float((told <= 0.15).mean()),
            "pairs_within_0.30": float((told <= 0.30).mean()),
            "coverage90": float(levelled["inside"].mean()),
            "contracted": float(self.unknowns["informed"].sum()),
            "strayed": float(self.chains["strayed"].max()),
            "fewest_effective": float(self.chains["effective"].min()),
        }


@cache
def held_pairs() -> frozenset[tuple[str, str]]:
    """The pairs that a fit is judged by, fixed before any fit was: three facts to fit or more, list prices apart."""
    text = (resources.files("jevons.calibration.fit") / "pairs.csv").read_text(encoding="utf-8")
    return frozenset((row["series"], row["entity"]) for row in csv.DictReader(io.StringIO(text)))


def find(fit: Fit, folder: Path, workers: int | None = None, progress: Progress | None = None) -> Findings:
    """Draw the ensemble, run its members with fresh luck up to the last month of the data, and look at them.

    Args:
        fit: what it is drawn from. folder: where runs are kept. workers, progress: as in `run_many`.
    """
    worlds = members(fit)
    readings = run_worlds(trials(worlds, fit.plan.seed), folder, fit.plan.history, workers, progress)
    outputs = outputs_of(fit.facts, readings, fit.plan.until)
    facts = _facts(fit, outputs[:, : len(fit.facts)])
    return Findings(worlds, facts, _pairs(facts), _unknowns(fit, worlds), _chains(fit, worlds, outputs))


def _facts(fit: Fit, logs: Array) -> pd.DataFrame:
    facts = fit.facts
    bias = np.array([operator.bias for operator in facts.operators])
    drift = np.array([fit.plan.drift.of(operator) for operator in facts.operators])
    free = bias >= FREE_LEVEL
    levels = _levels(facts, logs)
    told = logs - np.where(free, levels, 0.0)
    spread = np.sqrt(facts.errors**2 + np.where(free, 0.0, bias) ** 2 + drift**2)
    doubt = normal_nodes(NODES)
    published = (told[:, None, :] + doubt[None, :, None] * spread).reshape(-1, len(facts))
    low, high = np.quantile(published, (QUANTILES[0], QUANTILES[-1]), axis=0)
    own = np.quantile(told, QUANTILES, axis=0)
    claimed = np.log([row.value for row in facts.rows]) - facts.logs
    table = pd.DataFrame(
        {
            "id": [row.id for row in facts.rows],
            "series": [row.series for row in facts.rows],
            "entity": [row.entity for row in facts.rows],
            "date": pd.to_datetime([row.end for row in facts.rows]),
            "kind": [row.kind for row in facts.rows],
            "observed": [row.value for row in facts.rows],
            "unit": [row.unit for row in facts.rows],
            "level": np.median(levels, axis=0) / np.log(10.0),
        }
    )
    for name, line in zip(("p5", "p25", "p50", "p75", "p95"), own, strict=True):
        table[name] = np.exp(line)
    return table.assign(
        low=np.exp(low + claimed),
        high=np.exp(high + claimed),
        inside=(low <= facts.logs) & (facts.logs <= high),
        pit=(published < facts.logs).mean(axis=0),
        log10_error=(own[2] - facts.logs) / np.log(10.0),
        free=free,
        surprise=fit.audit.surprise,
    )


def _levels(facts: Facts, logs: Array) -> Array:
    """Mean ln error of each member over the facts of a fact's pair, (members, facts)."""
    same = facts.same_pair()
    return np.asarray((logs - facts.logs) @ (same / same.sum(axis=0)))


def _pairs(facts: pd.DataFrame) -> pd.DataFrame:
    def of(group: pd.DataFrame) -> tuple[int, float, float, bool]:
        free = bool(group["free"].iloc[0])
        size = float(group["log10_error"].abs().median())
        return len(group), float("nan") if free and len(group) == 1 else size, float(group["level"].mean()), free

    rows = [(*key, *of(group)) for key, group in facts.groupby(["series", "entity"], sort=False)]
    return pd.DataFrame(rows, columns=["series", "entity", "facts", "log10_error", "bias", "free"])


def _unknowns(fit: Fit, worlds: pd.DataFrame) -> pd.DataFrame:
    names = list(unknowns())
    scores, wide = worlds[names].to_numpy(dtype=np.float64), stretches(fit.plan.ranges)
    contraction = 1.0 - scores.var(axis=0) / wide**2
    return pd.DataFrame(
        {
            "name": names,
            "mean": scores.mean(axis=0),
            "sd": scores.std(axis=0),
            "contraction": contraction,
            "informed": contraction > CONTRACTED,
        }
    )


def _chains(fit: Fit, worlds: pd.DataFrame, outputs: Array) -> pd.DataFrame:
    missed, wide = np.diag(fit.surface.missed), stretches(fit.plan.ranges)
    moved = missed > UNMOVED
    rows = []
    for form in forms():
        chain = fit.posteriors[form.name]
        mine = np.logical_and.reduce([worlds[FORM + name] == form.forms[name] for name in TOLD_APART])
        scores = worlds.loc[mine, list(unknowns())].to_numpy(dtype=np.float64) / wide
        off = outputs[mine] - fit.surface.given(np.array(factors_of(form))).at(scores)
        strayed = float((off[:, moved] ** 2 / missed[moved]).mean()) if mine.any() else float("nan")
        rows.append(
            (form.name, fit.weights[form.name], chain.log_evidence, chain.acceptance, chain.autocorrelation,
             chain.effective, int(mine.sum()), strayed)
        )  # fmt: skip
    columns = ["form", "weight", "log_evidence", "acceptance", "autocorrelation", "effective", "members", "strayed"]
    return pd.DataFrame(rows, columns=columns)
