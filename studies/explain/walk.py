"""The walk from a number to its causes: down the graph as deep as is asked for, and to the parameters behind it."""

from collections.abc import Iterable

from jevons.market.calendar import Calendar, month_number
from jevons.market.outputs import SUMMARY
from jevons.market.parameters.registry import addresses, dimension_of, uncertain
from jevons.market.scenario import Scenario
from jevons.studies.explain.explanation import Explanation, Figure, defined
from jevons.studies.explain.graph import (
    OUTPUT_NODES,
    VERDICTS,
    ExplainError,
    below,
    found,
    months_since_base,
    nodes,
    paths_of,
)
from jevons.studies.explain.node import Node, Role, Told
from jevons.studies.explain.parameters import Parameter, Resolved, matching
from jevons.studies.explain.sight import Sight

YEAR = 12
DEEPEST = 30


def explain(name: str, scenario: Scenario, month: str | None = None, depth: int = 2) -> Explanation:
    """Explain a number of a run of a scenario at central values.

    Args:
        name: a verdict, a summary series, an output (also `outputs.NAME`), a factor of one of these, the path of a
            parameter or of a number of a machine, or `group.field` for all entities of a table together.
        scenario: what is run.
        month: `YYYY-MM`; if None the target month for what speaks of the months since the base month, and the base
            month for everything else.
        depth: levels of factors, 0 to 30.

    Raises:
        ExplainError: nothing has this name, the month is not one of the run or comes too early, or the depth is not
            allowed; one line.
    """
    node = found(name)
    if not 0 <= depth <= DEEPEST:
        raise ExplainError(f"depth {depth}: 0 to {DEEPEST} levels are allowed")
    since_base = node is not None and months_since_base(node.name)
    at = month or (scenario.target_month if since_base else scenario.base_month)
    _check_month(name, at, scenario, since_base)
    place = Calendar(scenario.start, scenario.end).index(at)
    resolved = Resolved.of(scenario)
    run = (scenario.name, scenario.seed, scenario.users, at, scenario.base_month)
    if node is None:
        paths = paths_of(name)
        return Explanation(name, "parameter", *run, None, _parameters(paths, resolved, place), behind=behind(paths))
    # The twin lives until the target month, which must not come before the month that is asked for.
    reaching = scenario.model_copy(update={"target_month": max(scenario.target_month, at)})
    figure = _Walk(Sight(reaching), place).figure(node, None, depth)
    paths = tuple(path for one in figure.walk() for held in one.parameters.values() for path in held)
    parameters = _parameters(paths, resolved, place)
    return Explanation(name, kind_of(node), *run, figure, parameters, beneath(figure))


def _check_month(name: str, month: str, scenario: Scenario, since_base: bool) -> None:
    try:
        inside = month_number(scenario.start) <= month_number(month) <= month_number(scenario.end)
    except ValueError as error:
        raise ExplainError(str(error)) from None
    if not inside:
        raise ExplainError(f"{month}: allowed are the months of the run, {scenario.start} to {scenario.end}")
    if since_base and not month > scenario.base_month:
        raise ExplainError(f"{month}: {name} speaks of months after the base month, {scenario.base_month}")


def _parameters(paths: tuple[str, ...], resolved: Resolved, month: int) -> dict[str, Parameter]:
    return {path: resolved.parameter(path, month) for path in dict.fromkeys(paths)}


def kind_of(node: Node) -> str:
    """What sort of quantity a node is."""
    if node.name in VERDICTS:
        return "verdict"
    if node.name in SUMMARY:
        return "series"
    return "output" if node.name in OUTPUT_NODES.values() else "factor"


def behind(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the quantities whose own equations some of these parameters enter."""
    wanted = set(paths)
    return tuple(
        name
        for name, node in nodes().items()
        if any(not wanted.isdisjoint(matching(pattern)) for pattern in node.parameters)
    )


def beneath(figure: Figure) -> tuple[str, ...]:
    """Drawn parameters behind what a figure leaves out and behind nothing that it shows, as `group.field`."""
    left_out = {name for one in figure.walk() for start in one.deeper for name in below(start)}
    deeper = {pattern for name in left_out for pattern in nodes()[name].parameters}
    shown = {pattern for one in figure.walk() for pattern in one.parameters}
    return tuple(name for name in uncertain() if name in _dimensions(deeper) - _dimensions(shown))


def _dimensions(patterns: Iterable[str]) -> set[str]:
    known = addresses()
    return {dimension_of(known[path]) for pattern in patterns for path in matching(pattern) if path in known}


class _Walk:
    """A walk through one run; a quantity that stands in several places is read once."""

    def __init__(self, sight: Sight, month: int) -> None:
        self.sight, self.month = sight, month
        self._read: dict[tuple[str, int], Told | None] = {}

    def figure(self, node: Node, role: Role | None, depth: int) -> Figure:
        """A quantity with so many levels of factors."""
        names = tuple(name for _, name in node.factors)
        return Figure(
            name=node.name,
            unit=node.unit,
            meaning=node.meaning,
            role=role,
            value=self._value(node, self.month),
            year_before=self._value(node, self.month - YEAR),
            at_base=self._value(node, self.sight.base),
            relation=node.identity.kind if node.identity else "",
            scale=node.identity.scale if node.identity else 1.0,
            factors=tuple(self.figure(nodes()[name], part, depth - 1) for part, name in node.factors) if depth else (),
            deeper=() if depth else names,
            parameters={pattern: matching(pattern) for pattern in node.parameters},
            feedback=node.feedback,
        )

    def _value(self, node: Node, month: int) -> Told | None:
        """The value at a month; None before the run, and up to the base month for what compares with that month."""
        earliest = self.sight.base + 1 if months_since_base(node.name) else 0
        if month < earliest:
            return None
        if (node.name, month) not in self._read:
            self._read[node.name, month] = defined(node.formula(self.sight, month))
        return self._read[node.name, month]
