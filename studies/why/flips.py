"""Flip points: the value of one unknown at which a verdict changes its sign, all others at their central values.

The model itself is run: at both ends of an unknown's range, and between them where the ends disagree with the centre.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from jevons.market.indices import base_hours, indices
from jevons.market.parameters.declare import declarations
from jevons.market.parameters.registry import GROUPS, TABLES
from jevons.market.scarcity import unserved_by_cause
from jevons.market.scenario import Scenario
from jevons.market.variants import WEIGHTS
from jevons.market.verdicts import judge
from jevons.runs.runner import run_many
from jevons.studies.twins import run_twins
from jevons.studies.why.verdicts import VERDICTS

END: Final = 2.326
"""Score of the ends that are tried: 1 and 99 % of the prior."""
HALVINGS: Final = 5
USERS: Final = 1000
"""Users of the runs: what decides is seen as well as with more."""
Task = tuple[Scenario, dict[str, float]]


@dataclass(frozen=True)
class Flip:
    """What one unknown does to one verdict.

    Attributes:
        verdict: as in `VERDICTS`. name: `group.field`, or `variants.NAME=FORM`.
        centre: measure with all at their central values. low, high: with this one at 1 and at 99 % of its prior; the
            measure under the form, twice, for an equation.
        quantile: of the prior at which the verdict changes; None where it does not.
        value: of the parameter there; None as well for columns, whose entities move together.
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


def flip_points(scenario: Scenario, names: Mapping[str, Sequence[str]], workers: int | None = None) -> tuple[Flip, ...]:
    """Find where verdicts turn.

    Args:
        scenario: whose centre is asked about; mixed equations take their first form.
        names: unknowns to try by verdict, as in `VERDICTS`.
        workers: processes, as in `run_many`.
    """
    central = scenario.variants.drawn(None)
    plan = scenario.model_copy(update={"users": min(scenario.users, USERS), "variants": central})
    pairs = [(verdict, name) for verdict, tried in names.items() for name in tried]
    parameters = list(dict.fromkeys(name for _, name in pairs))
    ends = [(plan, {name: score}) for name in parameters for score in (-END, END)]
    forms = [f"{name}={form}" for name in WEIGHTS for form in WEIGHTS[name] if form != getattr(plan.variants, name)]
    plans: list[Task] = [(_with_form(plan, form), {}) for form in forms]
    centre, *found = run_many([(plan, {}), *ends, *plans], measured, workers)
    at_ends = {name: (found[2 * n], found[2 * n + 1]) for n, name in enumerate(parameters)}
    under = dict(zip(forms, found[2 * len(parameters) :], strict=True))
    turning = [(v, n) for v, n in pairs if _turns(v, centre, at_ends[n])]
    scores = _bisect(plan, centre, at_ends, turning, workers)
    out = [_of_parameter(verdict, name, centre, at_ends[name], scores.get((verdict, name))) for verdict, name in pairs]
    out += [_of_form(verdict, form, centre, value) for verdict in names for form, value in under.items()]
    return tuple(out)


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


def _turns(verdict: str, centre: Mapping[str, float], ends: tuple[Mapping[str, float], Mapping[str, float]]) -> bool:
    holds = VERDICTS[verdict].holds
    return any(holds(end[verdict]) != holds(centre[verdict]) for end in ends)


def _bisect(
    plan: Scenario,
    centre: Mapping[str, float],
    ends: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]],
    turning: Sequence[tuple[str, str]],
    workers: int | None,
) -> dict[tuple[str, str], float]:
    """Scores at which verdicts turn: each bracket is halved between the centre and the nearer end that disagrees."""
    brackets: dict[tuple[str, str], tuple[float, float]] = {}
    for verdict, name in turning:
        holds = VERDICTS[verdict].holds
        end = -END if holds(ends[name][0][verdict]) != holds(centre[verdict]) else END
        brackets[verdict, name] = (0.0, end)
    for _ in range(HALVINGS):
        tries = [(plan, {name: 0.5 * (near + far)}) for (_, name), (near, far) in brackets.items()]
        for (verdict, name), value in zip(list(brackets), run_many(tries, measured, workers), strict=True):
            near, far = brackets[verdict, name]
            holds, middle = VERDICTS[verdict].holds, 0.5 * (near + far)
            same = holds(value[verdict]) == holds(centre[verdict])
            brackets[verdict, name] = (middle, far) if same else (near, middle)
    return {pair: 0.5 * (near + far) for pair, (near, far) in brackets.items()}


def _of_parameter(
    verdict: str,
    name: str,
    centre: Mapping[str, float],
    ends: tuple[Mapping[str, float], Mapping[str, float]],
    score: float | None,
) -> Flip:
    group, field = name.split(".")
    declaration = declarations(GROUPS[group] if group in GROUPS else TABLES[group][0])[field]
    prior = declaration.prior if group in GROUPS else None
    return Flip(
        verdict=verdict,
        name=name,
        centre=centre[verdict],
        low=ends[0][verdict],
        high=ends[1][verdict],
        quantile=None if score is None else NormalDist().cdf(score),
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
