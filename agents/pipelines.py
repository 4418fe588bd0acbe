"""Pipelines: what users have deployed, and how each decides in a month.

A pipeline is a user's slot for one workload of its segment. Its row holds the share of the user's units
that run it, and the offers that plan and execute it. The month of a pipeline: look around, adopt, start
tasks as far as they pay, stay within attention, budget and delegable work.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.agents.users import TYPES, Users
from jevons.market.parameters.declare import Array
from jevons.market.structure import Structure
from jevons.market.vocabulary import REGIONS

NO_OFFER = -1
BLOCK = 128


@dataclass
class Pipelines:
    """Columns of all pipelines, by cell, block of users, workload and user, so that kernels walk them in order.

    Cells are cut into blocks of `BLOCK` users. The pipeline of workload number j and user u of a block of m users
    that starts with user number b of cell c stands at `cell_first[c] + b * n(c) + j * m + u`.

    Attributes:
        adopted: share of the user's units that run the pipeline, float64.
        plan, execute: offers held, int16; -1 before the first choice. Work without planning has no plan.
        cell_first: first pipeline of each cell.
        cell_pairs: first (segment, workload) pair and number of pairs of each cell, (cells, 2).
    """

    adopted: Array
    plan: npt.NDArray[np.int16]
    execute: npt.NDArray[np.int16]
    cell_first: npt.NDArray[np.int64]
    cell_pairs: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Number of pipelines, adopted or not."""
        return len(self.adopted)


def create_pipelines(users: Users, structure: Structure, adopted_at_start: Array) -> Pipelines:
    """Empty slots for every workload of every user, with the shares adopted at the start.

    Args:
        users: the simulated users.
        structure: the market's shape.
        adopted_at_start: share of units that run the pair in January 2023, (pairs, regions).
    """
    segments = np.arange(len(users.cell_start) - 1) // (len(REGIONS) * TYPES)
    first_pair = structure.segment_first_pair[segments]
    pairs = structure.segment_first_pair[segments + 1] - first_pair
    people = np.diff(users.cell_start)
    first = np.concatenate([[0], np.cumsum(people * pairs)])
    adopted = np.empty(first[-1])
    for cell in range(len(people)):
        region = cell // TYPES % len(REGIONS)
        start = adopted_at_start[first_pair[cell] : first_pair[cell] + pairs[cell], region]
        for block in range(0, people[cell], BLOCK):
            size = min(BLOCK, people[cell] - block)
            at = first[cell] + block * pairs[cell]
            adopted[at : at + size * pairs[cell]] = np.repeat(start, size)
    return Pipelines(
        adopted=adopted,
        plan=np.full(first[-1], NO_OFFER, dtype=np.int16),
        execute=np.full(first[-1], NO_OFFER, dtype=np.int16),
        cell_first=first[:-1],
        cell_pairs=np.stack([first_pair, pairs], axis=1),
    )


def block_edges(cell_start: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """First user of every block, and the number of users at the end."""
    starts = [np.arange(a, b, BLOCK) for a, b in itertools.pairwise(cell_start.tolist())]
    return np.concatenate([*starts, cell_start[-1:]])
