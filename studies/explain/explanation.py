"""An explanation as data: a number, its factors, the parameters behind each, and who says what they are."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jevons.studies.explain.node import Role, Told
from jevons.studies.explain.parameters import Parameter, ready


@dataclass(frozen=True)
class Figure:
    """A quantity at a month, with what it is made of and moved by.

    Attributes:
        name, unit, meaning: as declared.
        role: its part in the figure above it; empty for the one that is asked for.
        value, year_before, at_base: at the month, twelve months before and in the base month; None where not defined.
        relation: `sum`, `product`, `logarithms`, or empty where it is made of nothing.
        scale: constant of a product, for the units.
        factors: figures that it is made of and moved by, as deep as was asked for.
        deeper: names of these where they were left out.
        parameters: paths that enter its own equation, under the pattern that declares them.
        feedback: names of quantities that it answers to and that answer to it.
    """

    name: str
    unit: str
    meaning: str
    role: Role | None
    value: Told | None
    year_before: Told | None
    at_base: Told | None
    relation: str
    scale: float
    factors: tuple["Figure", ...]
    deeper: tuple[str, ...]
    parameters: Mapping[str, tuple[str, ...]]
    feedback: tuple[str, ...]

    def walk(self) -> Iterator["Figure"]:
        """This figure and all below it, each as often as it stands there."""
        yield self
        for factor in self.factors:
            yield from factor.walk()

    def document(self) -> dict[str, object]:
        """The figure as a mapping that JSON can hold."""
        return {
            "name": self.name,
            "role": self.role,
            "value": self.value,
            "unit": self.unit,
            "meaning": self.meaning,
            "year_before": self.year_before,
            "at_base": self.at_base,
            "change_in_a_year": change(self.value, self.year_before),
            "change_since_base": change(self.value, self.at_base),
            "relation": self.relation,
            "scale": self.scale,
            "factors": [factor.document() for factor in self.factors],
            "deeper": list(self.deeper),
            "parameters": {pattern: list(paths) for pattern, paths in self.parameters.items()},
            "feedback": list(self.feedback),
        }


@dataclass(frozen=True)
class Explanation:
    """From a number to its causes and sources.

    Attributes:
        name: as asked for. kind: `verdict`, `series`, `output`, `factor` or `parameter`.
        scenario, seed, users: of the run. month, base_month: `YYYY-MM`.
        figure: the number with its factors; None for a parameter.
        parameters: those behind the figures, or what is asked for, by path.
        beneath: drawn parameters behind quantities that were left out, deeper down, as `group.field`.
        behind: of a parameter, the quantities whose own equations it enters; else empty.
    """

    name: str
    kind: str
    scenario: str
    seed: int
    users: int
    month: str
    base_month: str
    figure: Figure | None
    parameters: Mapping[str, Parameter]
    beneath: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """The whole explanation as a mapping that JSON can hold."""
        return {
            "name": self.name,
            "kind": self.kind,
            "scenario": self.scenario,
            "seed": self.seed,
            "users": self.users,
            "month": self.month,
            "base_month": self.base_month,
            "figure": self.figure.document() if self.figure else None,
            "parameters": {path: ready(parameter) for path, parameter in self.parameters.items()},
            "beneath": list(self.beneath),
            "behind": list(self.behind),
        }


def change(now: Told | None, before: Told | None) -> float | None:
    """Now over before; None where either is not a number above nought."""
    if isinstance(now, float) and isinstance(before, float) and now > 0.0 and before > 0.0:
        return now / before
    return None


def defined(value: Told) -> Told | None:
    """The value; None for a number that is not defined."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
