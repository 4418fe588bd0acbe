"""Which of two chips is better at the same model, precision and speed: as measured, and as computed."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.calibration.serving.score import Scored

Array = npt.NDArray[np.float64]

# Tokens a second of one user at which chips are compared.
SPEEDS = (15.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 125.0, 150.0, 200.0, 250.0)
# Two chips closer than this in measured tokens a second are a draw: repeated runs differ by as much.
DRAW = 0.05


@dataclass(frozen=True)
class Pair:
    """Two chips compared; ratios are ln of tokens/s and chip of the first over the second."""

    setting: tuple[object, ...]
    chips: tuple[str, str]
    speed: float
    measured: float
    computed: float

    @property
    def named(self) -> bool:
        """Whether the equations name the better one."""
        return (self.measured > 0.0) == (self.computed > 0.0)


def pairs(scored: Sequence[Scored]) -> list[Pair]:
    """All pairs of chips whose frontiers reach the same speed in the same setting, draws left out."""
    settings: dict[tuple[object, ...], dict[str, list[Scored]]] = defaultdict(lambda: defaultdict(list))
    for one in scored:
        row = one.row
        if row.output is not None and row.user is not None:
            bits = "four" if row.precision in ("fp4", "mxfp4") else row.precision
            lengths = (round(row.prompt / 500.0), round(row.answer / 500.0))
            setting: tuple[object, ...] = (row.group, row.model, bits, *lengths, row.speculates)
            settings[setting][row.system].append(one)
    found = []
    for setting_of, chips in settings.items():
        for first, second in itertools.combinations(sorted(chips), 2):
            for speed in SPEEDS:
                measured = [frontier(chips[chip], speed, computed=False) for chip in (first, second)]
                computed = [frontier(chips[chip], speed, computed=True) for chip in (first, second)]
                if np.isnan([*measured, *computed]).any():
                    continue
                apart, said = measured[0] - measured[1], computed[0] - computed[1]
                if abs(apart) > DRAW:
                    found.append(Pair(setting_of, (first, second), speed, apart, said))
    return found


def frontier(scored: Sequence[Scored], speed: float, *, computed: bool) -> float:
    """Ln of the most output tokens/s and chip at a user's speed, between points in logarithms; nan beyond them."""
    points = sorted((_point(one, computed) for one in scored), reverse=True)
    best, kept = -np.inf, []
    for user, output in points:
        if output > best:
            kept.append((user, output))
            best = output
    users, outputs = (np.array(column) for column in zip(*kept[::-1], strict=True))
    at = np.log(speed)
    return float(np.interp(at, users, outputs)) if users[0] <= at <= users[-1] else float("nan")


def _point(one: Scored, computed: bool) -> tuple[float, float]:
    row = one.row
    user, output = (one.found.user, one.found.output) if computed else (row.user or 1.0, row.output or 1.0)
    return float(np.log(user)), float(np.log(output))
