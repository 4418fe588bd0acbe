"""Layout: where the pipelines of each user stand in the fast engine's columns."""

import itertools

import numpy as np

from jevons.agents.pipelines import BLOCK, Pipelines
from jevons.agents.users import Users


def places(users: Users, pipelines: Pipelines) -> list[list[int]]:
    """Places of the pipelines of every user, in the order of the workloads of its segment."""
    found = []
    for group, (first, last) in enumerate(itertools.pairwise(users.group_start.tolist())):
        number = int(pipelines.group_pairs[group, 1])
        for row in range(first, last):
            block, place = divmod(row - first, BLOCK)
            size = min(BLOCK, last - first - block * BLOCK)
            start = int(pipelines.group_first[group]) + block * BLOCK * number
            found.append([start + j * size + place for j in range(number)])
    return found


def column(rows: list[list[int]], values: list[list[float]]) -> np.ndarray:
    """Values of all users' pipelines as a column in the fast engine's order."""
    flat = list(itertools.chain.from_iterable(values))
    out = np.empty(len(flat))
    out[list(itertools.chain.from_iterable(rows))] = flat
    return out
