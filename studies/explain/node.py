"""A quantity of the graph of causes: what it is, how it is read off a run, and what it is made of or moved by."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.studies.explain.sight import Sight

Told = float | bool | str
"""What a quantity can be at a month: a number, a yes or no, or a name."""
Formula = Callable[[Sight, int], Told]
"""From a run and the number of a month to the quantity's value there."""
Kind = Literal["sum", "product", "logarithms"]
Role = Literal["+", "−", "×", "÷", "~"]
"""Part of a factor in what it explains: added, taken off, multiplied, divided by, or `~`, which moves it."""

_OPPOSITE: dict[Role, Role] = {"+": "−", "×": "÷"}


@dataclass(frozen=True)
class Identity:
    """An exact relation: a quantity is its parts added up or multiplied.

    Attributes:
        kind: `sum`, `product`, or `logarithms` (ln of the first part over ln of the second).
        parts: roles and names of the parts.
        scale: constant of a product, from the units of the parts to that of the whole.
    """

    kind: Kind
    parts: tuple[tuple[Role, str], ...]
    scale: float = 1.0

    def of(self, values: tuple[float, ...]) -> float:
        """The whole from the values of the parts, in their order."""
        roles = [role for role, _ in self.parts]
        if self.kind == "sum":
            return math.fsum(value if role == "+" else -value for role, value in zip(roles, values, strict=True))
        if self.kind == "logarithms":
            above, below = values
            return math.log(above) / math.log(below)
        whole = self.scale
        for role, value in zip(roles, values, strict=True):
            whole = whole * value if role == "×" else whole / value
        return whole


@dataclass(frozen=True)
class Node:
    """A quantity that can be explained.

    Attributes:
        name: as it is asked for.
        unit, meaning: as shown; the meaning says over what it is added up or how it is averaged.
        formula: its value in a run at a month.
        identity: what it is made of, exactly; None where it is made of nothing.
        moved_by: quantities that it answers to in the model without being made of them.
        parameters: patterns of parameter paths (`prices.*`, `providers.*.reach.*`) and of machines
            (`systems.*.power_w`) that enter its own equation.
        feedback: quantities that it answers to and that answer to it in turn; they are named, not walked.
    """

    name: str
    unit: str
    meaning: str
    formula: Formula
    identity: Identity | None = None
    moved_by: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()

    @property
    def factors(self) -> tuple[tuple[Role, str], ...]:
        """Roles and names of what it is made of, then of what moves it."""
        made_of = self.identity.parts if self.identity else ()
        return (*made_of, *(("~", name) for name in self.moved_by))


def total(*plus: str, minus: tuple[str, ...] = ()) -> Identity:
    """A quantity that is parts added up, less others."""
    return Identity("sum", _roles("+", plus, minus))


def product(*times: str, over: tuple[str, ...] = (), scale: float = 1.0) -> Identity:
    """A quantity that is parts multiplied, over others, with a constant for the units."""
    return Identity("product", _roles("×", times, over), scale)


def logarithms(above: str, below: str) -> Identity:
    """A quantity that is ln of one part over ln of another: an elasticity."""
    return Identity("logarithms", _roles("×", (above,), (below,)))


def _roles(role: Role, straight: tuple[str, ...], opposite: tuple[str, ...]) -> tuple[tuple[Role, str], ...]:
    return (*((role, name) for name in straight), *((_OPPOSITE[role], name) for name in opposite))


def series(
    name: str,
    identity: Identity | None = None,
    moved_by: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
    feedback: tuple[str, ...] = (),
) -> Node:
    """The node of a summary series; unit and meaning are those of its declaration."""
    column = SUMMARY[name]

    def read(sight: Sight, month: int) -> float:
        return float(sight.series[name][month])

    return Node(name, str(column.unit), column.meaning, read, identity, moved_by, parameters, feedback)


def summed(
    name: str,
    identity: Identity | None = None,
    moved_by: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
    feedback: tuple[str, ...] = (),
    called: str = "",
) -> Node:
    """The node of an output, added up over all of its dimensions but the month; `called` so where the name is taken."""
    output = OUTPUTS[name]
    others = [axis for axis in output.axes if axis != "month"]
    meaning = f"{output.meaning}; all together" if others else output.meaning

    def read(sight: Sight, month: int) -> float:
        return float(sight.output(name)[month].sum())

    return Node(called or name, str(output.unit), meaning, read, identity, moved_by, parameters, feedback)
