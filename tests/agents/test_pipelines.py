"""Pipelines: every user has one for each workload of its segment, in blocks that kernels walk in order."""

import numpy as np
import pytest

from jevons.agents.pipelines import BLOCK, NO_OFFER, Pipelines, block_edges, create_pipelines
from jevons.agents.terms import adopted_at_start
from jevons.agents.users import TYPES, Users, create_users
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import REGIONS
from jevons.market.world import World, build_world
from tests.reference.layout import places

PEOPLE = 6000


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Scenario(users=PEOPLE))


@pytest.fixture(scope="module")
def users(world: World) -> Users:
    return create_users(world, 1)


@pytest.fixture(scope="module")
def pipelines(world: World, users: Users) -> Pipelines:
    return create_pipelines(users, world.structure, adopted_at_start(world))


def test_every_pipeline_belongs_to_one_user(users: Users, pipelines: Pipelines) -> None:
    mine = places(users, pipelines)
    assert len(mine) == PEOPLE
    assert sorted(place for row in mine for place in row) == list(range(len(pipelines)))


def test_a_user_has_one_for_each_workload_of_its_segment(world: World, users: Users, pipelines: Pipelines) -> None:
    mine = places(users, pipelines)
    number = np.diff(world.structure.segment_first_pair)
    for cell in range(len(users.cell_start) - 1):
        segment, group = cell // (len(REGIONS) * TYPES), cell // TYPES
        assert pipelines.group_pairs[group].tolist() == [world.structure.segment_first_pair[segment], number[segment]]
        assert {len(mine[row]) for row in range(*users.cell_start[cell : cell + 2])} == {number[segment]}


def test_pipelines_start_as_far_adopted_as_declared_and_without_offers(
    world: World, users: Users, pipelines: Pipelines
) -> None:
    start, first = adopted_at_start(world), world.structure.segment_first_pair
    cell_of_row = np.repeat(np.arange(len(users.cell_start) - 1), np.diff(users.cell_start))
    for row, mine in enumerate(places(users, pipelines)):
        segment, region = cell_of_row[row] // (len(REGIONS) * TYPES), cell_of_row[row] // TYPES % len(REGIONS)
        np.testing.assert_array_equal(
            pipelines.adopted[mine], start[first[segment] : first[segment] + len(mine), region]
        )
    assert (pipelines.plan == NO_OFFER).all()
    assert (pipelines.execute == NO_OFFER).all()


def test_blocks_end_with_their_group() -> None:
    """Groups of 600, 0 and 5 users: blocks of 256, 256, 88 and 5."""
    edges = block_edges(np.array([0, 600, 600, 605]))
    assert BLOCK == 256
    assert edges.tolist() == [0, 256, 512, 600, 605]
