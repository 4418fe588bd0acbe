"""Stack factors: what an engine makes of a chip beyond what the equations say, learnt from rows and drawn to 1.

Engines of the same chip differ by up to a half, and a model that is new to a pair runs slower at first. A factor from
few rows is luck as well as skill, so it counts for n / (n + `WEIGHT_OF_NOTHING`) of what it says; pairs that no row
shows have none.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jevons.calibration.serving.replicas import Delivered, Replica
from jevons.calibration.serving.rows import Row
from jevons.calibration.serving.score import Scored, score_rows

WEIGHT_OF_NOTHING = 2.0


@dataclass(frozen=True)
class Stacks:
    """Ln factors of tokens a second by (chip, engine), and by (chip, engine, model) beyond those."""

    pairs: dict[Hashable, float]
    models: dict[Hashable, float]

    def log_factor(self, row: Row) -> float:
        """Ln of measured over computed tokens a second that is to be expected; 0 for pairs that no row shows."""
        return self.pairs.get(_pair(row), 0.0) + self.models.get(_with_model(row), 0.0)

    def apply(self, replica: Replica) -> Replica:
        """The replica with its stack factor."""
        factor = float(np.exp(self.log_factor(replica.row)))
        return replace(replica, chip=replica.chip._replace(stack=replica.chip.stack * factor))


def crossed(rows: Sequence[Row], says: Callable[[Replica], Delivered], parts: int = 5) -> list[Scored]:
    """Every row scored with factors that were learnt without it: rows are dealt into so many parts in turn."""
    bare = score_rows(rows, says)
    out: list[Scored | None] = [None] * len(rows)
    for part in range(parts):
        held = range(part, len(rows), parts)
        stacks = learn([one for n, one in enumerate(bare) if n % parts != part])
        scored = score_rows([rows[n] for n in held], lambda replica, known=stacks: says(known.apply(replica)))  # type: ignore[misc]
        for n, one in zip(held, scored, strict=True):
            out[n] = one
    return [one for one in out if one is not None]


def learn(scored: Sequence[Scored]) -> Stacks:
    """Learn the factors from rows that the bare equations have been scored on."""
    wanted = [(one.row, -float(np.mean(errors))) for one in scored if (errors := _errors(one))]
    pairs = _shrunken((_pair(row), log) for row, log in wanted)
    models = _shrunken((_with_model(row), log - pairs[_pair(row)]) for row, log in wanted)
    return Stacks(pairs, models)


def _errors(one: Scored) -> list[float]:
    return [error for error in (one.output, one.user) if error is not None]


def _shrunken(logs: Iterable[tuple[Hashable, float]]) -> dict[Hashable, float]:
    found: dict[Hashable, list[float]] = defaultdict(list)
    for key, log in logs:
        found[key].append(log)
    return {key: float(np.median(few)) * len(few) / (len(few) + WEIGHT_OF_NOTHING) for key, few in found.items()}


def _pair(row: Row) -> tuple[str, str]:
    return row.system, row.engine.lower()


def _with_model(row: Row) -> tuple[str, str, str]:
    return row.system, row.engine.lower(), row.model
