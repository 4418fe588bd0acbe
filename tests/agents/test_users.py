"""Users: the sample stands for everybody, and nobody's luck depends on who else is in it."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.agents.users import CELLS, TYPES, Users, allocate, cell_of, create_users, without
from jevons.market.scenario import Scenario
from jevons.market.structure import VALUE_WEIGHTS
from jevons.market.vocabulary import REGIONS, SEGMENTS
from jevons.market.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Scenario(users=2000))


@pytest.fixture(scope="module")
def users(world: World) -> Users:
    return create_users(world, 1)


def cells(users: Users) -> np.ndarray:
    """The cell of every row."""
    return np.repeat(np.arange(CELLS), np.diff(users.cell_start))


@settings(deadline=None)
@given(st.integers(500, 1_000_000))
def test_every_cell_has_users_and_no_user_is_lost(number: int) -> None:
    given_out = allocate(build_world(Scenario(users=number)), number)
    assert given_out.sum() == number
    assert given_out.min() >= 1
    assert len(given_out) == CELLS


def test_users_stand_for_all_units_of_their_segment_region_and_value_type(world: World, users: Users) -> None:
    stood_for = np.bincount(cells(users), users.weight, CELLS).reshape(len(SEGMENTS), len(REGIONS), TYPES)
    np.testing.assert_allclose(stood_for, world.segments.count[:, :, None] * VALUE_WEIGHTS, rtol=1e-12)


def test_cells_run_over_segment_region_and_value_type() -> None:
    assert [cell_of(s, r, t) for s in range(2) for r in range(len(REGIONS)) for t in range(TYPES)] == list(range(30))


def test_readiness_is_one_on_average_and_budgets_spread_around_their_median(world: World, users: Users) -> None:
    """Mean of a lognormal sample of 2,000 with spread 0.5: 1 within 0.05; half of all budgets above the median."""
    assert users.propensity.mean() == pytest.approx(1.0, abs=0.05)
    segment, region = cells(users) // (len(REGIONS) * TYPES), cells(users) // TYPES % len(REGIONS)
    median = world.segments.budget_scale[segment] * world.segments.budget_multiplier[segment, region]
    assert (users.budget > median).mean() == pytest.approx(0.5, abs=0.04)


def test_as_many_are_bound_as_residency_rules_require() -> None:
    world = build_world(Scenario(users=20_000, overrides={"segments.developers.residency_required_share": 0.3}))
    users = create_users(world, 1)
    developers = cells(users) // (len(REGIONS) * TYPES) == SEGMENTS.index("developers")
    assert users.bound[developers].mean() == pytest.approx(0.3, abs=0.02)


def test_a_larger_sample_holds_the_same_people_and_more(users: Users) -> None:
    more = create_users(build_world(Scenario(users=3000)), 1)
    _, here, there = np.intersect1d(users.identity, more.identity, return_indices=True)
    assert len(here) == len(users)
    for name in ("budget", "propensity", "bound", "owner_rank"):
        np.testing.assert_array_equal(getattr(users, name)[here], getattr(more, name)[there])


def test_another_seed_draws_other_people(world: World, users: Users) -> None:
    assert (create_users(world, 2).budget != users.budget).all()


@pytest.mark.parametrize("row", [0, 777, 1999])
def test_without_one_user_all_others_are_as_they_were(users: Users, row: int) -> None:
    fewer = without(users, row)
    rest = np.arange(len(users)) != row
    for field in dataclasses.fields(Users):
        if field.name != "cell_start":
            np.testing.assert_array_equal(getattr(fewer, field.name), getattr(users, field.name)[rest])
    np.testing.assert_array_equal(cells(fewer), cells(users)[rest])
