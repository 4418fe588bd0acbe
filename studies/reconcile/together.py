"""Assertions taken together: how many worlds satisfy all of them, and if none does, what is in the way.

A world's distance from a set is its largest deviation over the assertions, in units of the tolerance of each, and
among worlds with the same largest one the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from jevons.runs.stored import scores_of
from jevons.studies.probability import Probability
from jevons.studies.reconcile.resolve import Resolved

_SCORES = 5


@dataclass(frozen=True)
class World:
    """One world of the ensemble.

    Attributes:
        run, seed: its number and seed.
        unusual: its most unusual draws, parameter and standard normal score, the largest first.
    """

    run: int
    seed: int
    unusual: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Nearest:
    """The world that comes nearest to a set that none satisfies.

    Attributes:
        world: which it is.
        largest, mean: its deviations, in tolerances.
        figures, deviations: by id of the assertion, in the assertion's unit and in tolerances.
    """

    world: World
    largest: float
    mean: float
    figures: dict[str, float]
    deviations: dict[str, float]


@dataclass(frozen=True)
class Together:
    """What an ensemble says of a set of assertions.

    Attributes:
        asked: their ids.
        probability: share of worlds in which all hold.
        satisfying: these worlds, in the order of their numbers.
        nearest: the nearest world, if none satisfies all.
        clashes: pairs that no world satisfies together though some satisfies each.
        never: assertions that no world satisfies.
    """

    asked: tuple[str, ...]
    probability: Probability
    satisfying: tuple[int, ...]
    nearest: Nearest | None
    clashes: tuple[tuple[str, str], ...]
    never: tuple[str, ...]


def together(found: Sequence[Resolved], draws: pd.DataFrame) -> Together:
    """Take assertions together.

    Args:
        found: the assertions, resolved in the same worlds.
        draws: columns `run`, `seed` and the score of each uncertain parameter, one row a world in their order.

    Raises:
        ValueError: there is no assertion.
    """
    if not found:
        raise ValueError("no assertion: nothing is asked of the worlds")
    holds = np.array([one.holds for one in found])
    all_hold: npt.NDArray[np.bool_] = np.logical_and.reduce(holds)
    ever: npt.NDArray[np.bool_] = np.logical_or.reduce(holds, axis=1)
    runs = draws["run"].to_numpy(np.int64)
    return Together(
        asked=tuple(one.assertion.id for one in found),
        probability=Probability.of(all_hold),
        satisfying=tuple(int(run) for run in runs[all_hold]),
        nearest=None if all_hold.any() else nearest(found, draws),
        clashes=clashes(found, holds),
        never=tuple(one.assertion.id for one, ever in zip(found, ever, strict=True) if not ever),
    )


def clashes(found: Sequence[Resolved], holds: npt.NDArray[np.bool_]) -> tuple[tuple[str, str], ...]:
    """Pairs that no world satisfies together though some satisfies each; `holds` has shape (assertions, runs)."""
    ever: npt.NDArray[np.bool_] = np.logical_or.reduce(holds, axis=1)
    return tuple(
        (found[a].assertion.id, found[b].assertion.id)
        for a, b in combinations(range(len(found)), 2)
        if ever[a] and ever[b] and not (holds[a] & holds[b]).any()
    )


def nearest(found: Sequence[Resolved], draws: pd.DataFrame) -> Nearest:
    """The world with the smallest largest deviation, and among equals the smallest mean."""
    deviations = np.array([one.deviation for one in found])
    largest, mean = deviations.max(axis=0), deviations.mean(axis=0)
    place = int(np.lexsort((mean, largest))[0])
    return Nearest(
        world=world(draws, place),
        largest=float(largest[place]),
        mean=float(mean[place]),
        figures={one.assertion.id: float(one.figures[place]) for one in found},
        deviations={one.assertion.id: float(one.deviation[place]) for one in found},
    )


def world(draws: pd.DataFrame, place: int) -> World:
    """The world in a row of the draws, with those of its scores that are farthest from zero."""
    row = scores_of(draws).iloc[place]
    scores = {str(name): float(row[name]) for name in row.index}
    unusual = sorted(scores.items(), key=lambda one: -abs(one[1]))[:_SCORES]
    # A row of mixed types would round a seed to double precision: it is read from its column.
    return World(int(draws["run"].iloc[place]), int(draws["seed"].iloc[place]), tuple(unusual))
