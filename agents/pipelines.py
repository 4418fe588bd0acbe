"""Pipelines: what users have deployed, and how each decides in a month.

A pipeline is a user's slot for one workload of its segment. Its row holds the share of the user's units
that run it, and the offers that plan and execute it. The month of a pipeline: look around, adopt, start
tasks as far as they pay, stay within attention, budget and delegable work.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.agents.users import Users
from jevons.market.parameters.declare import Array
from jevons.market.structure import Structure
from jevons.market.vocabulary import REGIONS

NO_OFFER = -1
BLOCK = 256


@dataclass
class Pipelines:
    """Columns of all pipelines, by group, block of users, workload and user, so that kernels walk them in order.

    A group is a segment in a region: a cell of each value type. Groups are cut into blocks of `BLOCK` users. The
    pipeline of workload number j and user u of a block of m users that starts with user number b of group g stands
    at `group_first[g] + b * n(g) + j * m + u`.

    Attributes:
        adopted: share of the user's units that run the pipeline, float64.
        plan, execute: offers held, int16; -1 before the first choice. Work without planning has no plan.
        due: month in which the pipeline next looks around by itself, int16.
        group_first: first pipeline of each group.
        group_pairs: first (segment, workload) pair and number of pairs of each group, (groups, 2).
    """

    adopted: Array
    plan: npt.NDArray[np.int16]
    execute: npt.NDArray[np.int16]
    due: npt.NDArray[np.int16]
    group_first: npt.NDArray[np.int64]
    group_pairs: npt.NDArray[np.int64]

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
    segments = np.arange(len(users.group_start) - 1) // len(REGIONS)
    first_pair = structure.segment_first_pair[segments]
    pairs = structure.segment_first_pair[segments + 1] - first_pair
    people = np.diff(users.group_start)
    first = np.concatenate([[0], np.cumsum(people * pairs)])
    adopted = np.empty(first[-1])
    for group in range(len(people)):
        region = group % len(REGIONS)
        start = adopted_at_start[first_pair[group] : first_pair[group] + pairs[group], region]
        for block in range(0, people[group], BLOCK):
            size = min(BLOCK, people[group] - block)
            at = first[group] + block * pairs[group]
            adopted[at : at + size * pairs[group]] = np.repeat(start, size)
    return Pipelines(
        adopted=adopted,
        plan=np.full(first[-1], NO_OFFER, dtype=np.int16),
        execute=np.full(first[-1], NO_OFFER, dtype=np.int16),
        due=np.zeros(first[-1], dtype=np.int16),
        group_first=first[:-1],
        group_pairs=np.stack([first_pair, pairs], axis=1),
    )


def block_edges(group_start: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """First user of every block, and the number of users at the end."""
    starts = [np.arange(a, b, BLOCK) for a, b in itertools.pairwise(group_start.tolist())]
    return np.concatenate([*starts, group_start[-1:]])
