"""Flip points: the value of one unknown at which a verdict changes its sign, all others at their central values.

The model itself is run: at both ends of an unknown's range, and between them where the ends disagree with the centre.
Centre and ends are those of the distribution that the ensemble was drawn from: of the priors, or of the fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from jevons.market.indices import base_hours, indices
from jevons.market.parameters.registry import addresses, dimension_of
from jevons.market.scarcity import unserved_by_cause
from jevons.market.scenario import Scenario, late_stops
from jevons.market.variants import WEIGHTS
from jevons.market.verdicts import judge
from jevons.runs.runner import run_many
from jevons.studies.twins import run_twins
from jevons.studies.why.verdicts import VERDICTS

END: Final = 2.326
"""Ends that are tried, in standard deviations: 1 and 99 % of the distribution."""
PRIOR: Final = (0.0, 1.0)
"""Mean and standard deviation of a score under its prior."""
HALVINGS: Final = 5
USERS: Final = 1000
"""Users of the runs: what decides is seen as well as with more."""
Task = tuple[Scenario, dict[str, float]]
Spans = Mapping[str, tuple[float, float]]
"""Mean and standard deviation of the score of each unknown in an ensemble; the prior's 0 and 1 if absent."""


@dataclass(frozen=True)
class Flip:
    """What one unknown does to one verdict.

    Attributes:
        verdict: as in `VERDICTS`. name: of a dimension that is drawn, or `variants.NAME=FORM`.
        centre: measure with all at their central values. low, high: with this one at 1 and at 99 % of its range; the
            measure under the form, twice, for an equation.
        quantile: of its range at which the verdict changes; None where it does not.
        value: of the parameter there; None as well for rows of the catalogue.
        unit, meaning: of the parameter.
    """

    verdict: str
    name: str
    centre: float
    low: float
    high: float
    quantile: float | None
    value: float | None
    unit: str
    meaning: str

    @property
    def flips(self) -> bool:
        """Whether the verdict is another at either end than at the centre."""
        verdict = VERDICTS[self.verdict]
        return any(verdict.holds(end) != verdict.holds(self.centre) for end in (self.low, self.high))


def flip_points(
    scenario: Scenario, names: Mapping[str, Sequence[str]], workers: int | None = None, spans: Spans | None = None
) -> tuple[Flip, ...]:
    """Find where verdicts turn.

    Args:
        scenario: whose centre is asked about; mixed equations take their first form.
        names: unknowns to try by verdict, as in `VERDICTS`.
        workers: processes, as in `run_many`. spans: where unknowns are drawn; their priors if None.
    """
    around = spans or {}
    usual = {name: mean for name, (mean, _) in around.items()}
    central = scenario.variants.drawn(None)
    changes = {"users": min(scenario.users, USERS), "variants": central, "end": scenario.target_month}
    plan = scenario.model_copy(update=changes | dict.fromkeys(late_stops(scenario, scenario.target_month)))
    asked: dict[str, list[str]] = {}
    for verdict, tried in names.items():
        for name in tried:
            asked.setdefault(name, []).append(verdict)
    forms = [f"{name}={form}" for name in WEIGHTS for form in WEIGHTS[name] if form != getattr(plan.variants, name)]
    centre = measured((plan, usual))
    tasks = [_Line(plan, usual, centre, name, around.get(name, PRIOR), tuple(to)) for name, to in asked.items()]
    found = run_many([*tasks, *(_Line(plan, usual, centre, form, PRIOR, ()) for form in forms)], traced, workers)
    traces = dict(zip((*asked, *forms), found, strict=True))
    out = [
        _of_parameter(verdict, name, centre, traces[name], around.get(name, PRIOR))
        for verdict, tried in names.items()
        for name in tried
    ]
    out += [_of_form(verdict, form, centre, traces[form].low) for verdict in names for form in forms]
    return tuple(out)


@dataclass(frozen=True)
class Trace:
    """Measures with one unknown at both ends of its range, and the scores at which verdicts turn between them."""

    low: Mapping[str, float]
    high: Mapping[str, float]
    turns: Mapping[str, float]


@dataclass(frozen=True)
class _Line:
    """One unknown to be followed: the world, all scores and measures at the centre, its name and span, and verdicts."""

    plan: Scenario
    usual: Mapping[str, float]
    centre: Mapping[str, float]
    name: str
    span: tuple[float, float]
    verdicts: tuple[str, ...]

    def measured(self, score: float) -> dict[str, float]:
        return measured((self.plan, {**self.usual, self.name: score}))


def traced(line: _Line) -> Trace:
    """Follow one unknown: both ends of a parameter, and where each of some verdicts turns; a form as it is.

    A turn lies between the centre and the nearer end that disagrees with it, and is found by halving.
    """
    if "=" in line.name:
        found = measured((_with_form(line.plan, line.name), dict(line.usual)))
        return Trace(found, found, {})
    mean, spread = line.span
    low, high = mean - END * spread, mean + END * spread
    ends = {score: line.measured(score) for score in (low, high)}
    turns = {}
    for verdict in line.verdicts:
        holds = VERDICTS[verdict].holds
        other = [score for score, end in ends.items() if holds(end[verdict]) != holds(line.centre[verdict])]
        if other:
            turns[verdict] = _halved(line, verdict, holds(line.centre[verdict]), other[0])
    return Trace(ends[low], ends[high], turns)


def _halved(line: _Line, verdict: str, at_centre: bool, end: float) -> float:
    """Score at which a verdict turns between the centre and an end where it is another."""
    near, far = line.span[0], end
    for _ in range(HALVINGS):
        middle = 0.5 * (near + far)
        same = VERDICTS[verdict].holds(line.measured(middle)[verdict]) == at_centre
        near, far = (middle, far) if same else (near, middle)
    return 0.5 * (near + far)


def measured(task: Task) -> dict[str, float]:
    """Measures of all verdicts in the world of a scenario with some parameters at other scores, chance as it is."""
    plan, draw = task
    twins = run_twins(plan, draw=draw or None, luck=False)
    base, frozen, calendar = twins.base, twins.frozen, twins.base.world.calendar
    run = (base.record, base.world, base.technology)
    row = judge(
        base.indices,
        indices(frozen.record, frozen.world, frozen.technology, base_hours(*run)),
        unserved_by_cause(*run, base.indices),
        calendar.index(plan.base_month),
        calendar.index(plan.target_month),
    ).row()
    return {name: float(row[verdict.column]) for name, verdict in VERDICTS.items()}


def _of_parameter(
    verdict: str,
    name: str,
    centre: Mapping[str, float],
    trace: Trace,
    span: tuple[float, float],
) -> Flip:
    score = trace.turns.get(verdict)
    declaration = next(one.declaration for one in addresses().values() if dimension_of(one) == name)
    prior = declaration.prior
    return Flip(
        verdict=verdict,
        name=name,
        centre=centre[verdict],
        low=trace.low[verdict],
        high=trace.high[verdict],
        quantile=None if score is None else NormalDist(*span).cdf(score),
        value=None if score is None or prior is None else prior.at(score),
        unit=str(declaration.unit),
        meaning=declaration.meaning,
    )


def _of_form(verdict: str, form: str, centre: Mapping[str, float], found: Mapping[str, float]) -> Flip:
    value = found[verdict]
    return Flip(verdict, f"variants.{form}", centre[verdict], value, value, None, None, "", "form of an equation")


def _with_form(plan: Scenario, form: str) -> Scenario:
    name, _, chosen = form.partition("=")
    return plan.model_copy(update={"variants": plan.variants.model_copy(update={name: chosen})})
