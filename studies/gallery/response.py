"""What a picture of the gallery holds: lines that the engine's own functions computed, and a sentence on them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """What an axis measures, its unit (empty for a bare number), and whether equal steps multiply."""

    meaning: str
    unit: str = ""
    log: bool = False


@dataclass(frozen=True)
class Line:
    """A response: `y` at the inputs `x`, both (points,). Dashed lines are there to compare with."""

    label: str
    x: Array
    y: Array
    dashed: bool = False

    def at(self, x: float) -> float:
        """The value at an input, straight between points."""
        return float(np.interp(x, self.x, self.y))


@dataclass(frozen=True)
class Mark:
    """A named input, drawn as a vertical line; or a named point, where `y` is given."""

    text: str
    x: float
    y: float | None = None


@dataclass(frozen=True)
class Panel:
    """Lines on common axes, with marks."""

    x: Axis
    y: Axis
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()

    def line(self, label: str) -> Line:
        """The line of a label.

        Raises:
            KeyError: there is none.
        """
        found = {line.label: line for line in self.lines}
        return found[label]


@dataclass(frozen=True)
class Response:
    """How a submodel answers to its inputs, everything else held.

    Attributes:
        name: of the submodel, in one word. reading: the response in a sentence with figures from the data.
        held: what is held at which values. source: functions that computed the lines.
    """

    name: str
    reading: str
    held: str
    panels: tuple[Panel, ...]
    source: str
