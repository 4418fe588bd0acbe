"""Users: who they are, how many real ones each stands for, and what limits them.

Columns, one row per simulated user, sorted by cell (segment, region, value type) so that kernels walk users
of one kind together. Numbers come from `market/catalogue/segments.csv`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.market.chance import Stream, Words
from jevons.market.parameters.declare import Array
from jevons.market.structure import VALUE_NODES, VALUE_WEIGHTS
from jevons.market.vocabulary import REGIONS, SEGMENTS
from jevons.market.world import World

TYPES = len(VALUE_NODES)
CELLS = len(SEGMENTS) * len(REGIONS) * TYPES


@dataclass
class Users:
    """Columns of all simulated users, each (users,), and the cells that they are sorted by.

    Attributes:
        identity: name for the draws; survives when others are removed.
        weight: real units that the row stands for.
        budget: monthly ceiling of spending in USD at the end of 2025, per unit.
        propensity: readiness to adopt, mean 1.
        bound: whether only offers of the own jurisdiction may be used.
        owner_rank: position in (0, 1) among units of the segment in the order of owning a machine.
        owns: whether the unit owns a machine for local models.
        cell_start: first row of each cell, (cells + 1,); cells run over segment, region, value type.
    """

    identity: Words
    weight: Array
    budget: Array
    propensity: Array
    bound: npt.NDArray[np.bool_]
    owner_rank: Array
    owns: npt.NDArray[np.bool_]
    cell_start: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Number of simulated users."""
        return len(self.identity)

    @property
    def group_start(self) -> npt.NDArray[np.int64]:
        """First row of each group, a segment in a region, (groups + 1,): users of all value types."""
        return np.ascontiguousarray(self.cell_start[::TYPES])


def cell_of(segment: int, region: int, value_type: int) -> int:
    """Number of a cell."""
    return (segment * len(REGIONS) + region) * TYPES + value_type


def allocate(world: World, users: int) -> npt.NDArray[np.int64]:
    """How many simulated users each cell gets, (cells,).

    Segments share the sample by their declared sample shares (small segments with heavy work get more than
    their number), regions by the square root of their population, value types by their probability; every
    cell has at least one user.
    """
    structure, segments = world.structure, world.segments
    population = np.sqrt(np.maximum(segments.count, 1.0))
    region_share = population / population.sum(axis=1, keepdims=True)
    share = structure.sample_share / structure.sample_share.sum()
    wanted = (share[:, None, None] * region_share[:, :, None] * VALUE_WEIGHTS).ravel() * users
    given = np.maximum(np.floor(wanted).astype(np.int64), 1)
    # The remainder goes to the cells that rounding cut most; ties are broken by cell number.
    order = np.argsort(-(wanted - given), kind="stable")
    missing = users - int(given.sum())
    if missing > 0:
        given[order[np.arange(missing) % len(order)]] += 1
    while missing < 0:
        largest = int(np.argmax(given))
        given[largest] -= 1
        missing += 1
    return np.asarray(given)


def create_users(world: World, seed: int) -> Users:
    """Draw the simulated users of a world."""
    given = allocate(world, world.scenario.users)
    start = np.concatenate([[0], np.cumsum(given)])
    cell = np.repeat(np.arange(CELLS), given)
    rank = np.arange(len(cell)) - start[cell]
    # A user's name is its cell and its place in it: other cells' sizes do not change anybody's luck.
    identity = (cell.astype(np.uint64) << np.uint64(32)) + rank.astype(np.uint64)
    segment, region = cell // (len(REGIONS) * TYPES), cell // TYPES % len(REGIONS)
    units = world.segments.count[segment, region] * VALUE_WEIGHTS[cell % TYPES]
    budget = world.segments.budget_scale[segment] * world.segments.budget_multiplier[segment, region]
    spread = world.segments.budget_sigma[segment]
    tilt = world.demand.propensity_spread
    residency = world.segments.residency_required_share[segment]

    def normal(name: str) -> Array:
        return Stream(seed, f"user.{name}").normals(identity, 0)

    owner_rank = Stream(seed, "user.owner").uniforms(identity, 0)
    return Users(
        identity=identity,
        weight=units / given[cell],
        budget=budget * np.exp(spread * normal("budget")),
        propensity=np.exp(tilt * normal("propensity") - tilt**2 / 2),
        bound=Stream(seed, "user.residency").uniforms(identity, 0) < residency,
        owner_rank=owner_rank,
        owns=np.zeros(len(cell), dtype=np.bool_),
        cell_start=start,
    )


def without(users: Users, row: int) -> Users:
    """The same users without one (for what-ifs on a single user)."""
    keep = np.arange(len(users)) != row
    start = users.cell_start - (users.cell_start > row)
    columns = ("identity", "weight", "budget", "propensity", "bound", "owner_rank", "owns")
    return Users(cell_start=start, **{name: getattr(users, name)[keep] for name in columns})
