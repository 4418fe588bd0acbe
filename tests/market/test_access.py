"""Who may buy what when."""

import numpy as np
import pytest

from jevons.market.access import access
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, VENDORS
from jevons.market.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Scenario(users=500, end="2030-12"))


def test_worlds_that_differ_in_parameters_share_access(world: World) -> None:
    other = build_world(Scenario(users=900, end="2030-12"), {"investment.service_life": 1.0})
    assert access(world) is access(other)
    assert access(world) is not access(build_world(Scenario(end="2030-12", freeze_efficiency="2027-01")))


def test_what_is_dealt_was_on_sale_or_in_a_first_fleet(world: World) -> None:
    found, first = access(world), [world.systems.index(name) for name in ("a100", "tpu_v4")]
    so_far: set[int] = set(found.dealt[0])
    assert so_far >= set(first)
    for on_sale, dealt in zip(found.on_sale, found.dealt, strict=True):
        so_far |= set(on_sale)
        assert dealt.tolist() == sorted(so_far)


def test_makers_sell_to_their_buyers_only(world: World) -> None:
    made = world.systems.vendor == VENDORS.index("huawei")
    buyers = np.flatnonzero(access(world).weight[:, :, made].any(axis=(0, 2)))
    assert {PROVIDERS[p] for p in buyers} == {"bytedance", "china_cloud", "china_labs"}


def test_what_is_made_for_china_is_sold_there_only(world: World) -> None:
    for name in ("h800", "h20"):
        buyers = np.flatnonzero(access(world).weight[:, :, world.systems.index(name)].any(axis=0))
        assert {PROVIDERS[p] for p in buyers} == {"bytedance", "china_cloud", "china_labs"}


def test_users_machines_are_not_for_halls(world: World) -> None:
    assert not access(world).weight[:, LOCAL_PROVIDER].any()
