"""Frontiers at a user's speed: as measured, and as computed without being told which replica was run.

    python -m jevons.calibration.serving.frontiers

prints how far apart the two are. A row says its layout and batch; a frontier has to find them, so it is less sure.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from jevons.calibration.serving.ranking import SPEEDS
from jevons.calibration.serving.ranking import frontier as measured_frontier
from jevons.calibration.serving.rows import Row, read_rows
from jevons.calibration.serving.score import Scored, score_rows
from jevons.market.serving import Frontier, Precision, Techniques, frontier
from jevons.market.serving.named import systems

GROUPS = ("infmax_agg", "infmax_disagg")
# A row is like a frontier if its lengths are within this factor.
ALIKE = 1.25
# A cached share of the prompt within this of another is the same.
SAME_SHARE = 0.05


@dataclass(frozen=True)
class Compared:
    """A frontier at a user's speed.

    Attributes:
        row: one of the rows that it was measured by. speed: tokens/s of a user.
        error: ln(computed / measured) of output tokens/s a chip; None where the computed frontier ends before.
    """

    row: Row
    speed: float
    error: float | None


def compare(rows: Sequence[Row]) -> list[Compared]:
    """Every setting of InferenceX, at every speed that its measured frontier spans."""
    settings: dict[tuple[object, ...], list[Scored]] = defaultdict(list)
    for one in score_rows([row for row in rows if row.group in GROUPS and row.output and row.user]):
        row = one.row
        key = (row.group, row.system, row.model, row.precision, row.prompt, row.answer, row.speculates)
        settings[key].append(one)
    return [found for scored in settings.values() for found in _compared(scored)]


def _compared(scored: Sequence[Scored]) -> list[Compared]:
    row = scored[0].row
    computed = frontier_of(row)
    found = []
    for speed in SPEEDS:
        measured = measured_frontier(scored, speed, computed=False)
        if np.isfinite(measured):
            output = computed.at(speed)
            found.append(Compared(row, speed, log(output) - measured if output > 0.0 else None))
    return found


def frontier_of(row: Row) -> Frontier:
    """The frontier of a row's machine, model, precision and lengths, its layout and batch left open."""
    how = Techniques(drafts=int(row.speculates), apart=row.disaggregated, cached_share=row.hit)
    return frontier(row.system, row.model, precision_of(row).name.lower(), row.prompt, row.answer, how)


def precision_of(row: Row) -> Precision:
    """The catalogue's format for a row's weights; four bits where the chip computes in them, else eight."""
    if row.precision in ("fp4", "mxfp4"):
        return Precision.FP4 if systems()[row.system].fp4_tflops > 0.0 else Precision.FP8
    return Precision[row.precision.upper()]


def measured_beside(found: Frontier, rows: Sequence[Row]) -> list[Row]:
    """Rows of the same machine, model and precision, served alike at lengths like those of a frontier."""
    chip = found.system.removesuffix("_nvl72")
    return [
        row
        for row in rows
        if row.output
        and row.user
        and (row.system, row.model) == (chip, found.model)
        and precision_of(row) == found.precision
        and _served_alike(row, found)
    ]


def _served_alike(row: Row, found: Frontier) -> bool:
    how = found.call.how
    alike = (row.speculates, row.disaggregated) == (how.drafts > 0, how.disaggregated)
    pairs = ((row.prompt, found.call.prompt), (row.answer, found.call.answer))
    lengths = all(abs(log(one / other)) <= log(ALIKE) for one, other in pairs)
    return alike and lengths and abs(row.hit - how.cached_share) < SAME_SHARE


def main() -> None:
    """Print the distance between measured and computed frontiers, by group and system."""
    found = compare(read_rows()[0])
    for group in GROUPS:
        own = [one for one in found if one.row.group == group]
        print(f"{group:14s} {'all':8s} {_line(own)}")
        for system in sorted({one.row.system for one in own}):
            print(f"{'':14s} {system:8s} {_line([one for one in own if one.row.system == system])}")


def _line(found: Sequence[Compared]) -> str:
    errors = np.array([one.error for one in found if one.error is not None])
    return (
        f"{len(found):3d} points, {len(found) - len(errors)} beyond reach: "
        f"median |ln| {np.median(np.abs(errors)):.2f}, mean {errors.mean():+.2f}, spread {errors.std():.2f}"
    )


if __name__ == "__main__":
    main()
