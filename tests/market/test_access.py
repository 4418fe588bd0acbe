"""Who may buy what when, and what the serving table is asked for."""

import numpy as np
import pytest

from jevons.market.access import access, serves_for_sale
from jevons.market.machine_time import machine_seconds
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import LOCAL_PROVIDER, LOCAL_TIER, PROVIDERS, VENDORS
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


def test_users_machines_are_not_for_halls(world: World) -> None:
    assert not access(world).weight[:, LOCAL_PROVIDER].any()


def test_every_system_on_sale_has_machine_times_for_the_cloud_tiers(world: World) -> None:
    seconds, _ = machine_seconds(world)
    for month, on_sale in enumerate(access(world).dealt):
        assert np.isfinite(seconds[month, on_sale, :LOCAL_TIER]).all()
    assert np.isinf(seconds[:, serves_for_sale(world.systems), LOCAL_TIER]).all()


def test_machine_times_of_a_system_begin_about_when_it_is_delivered(world: World) -> None:
    seconds, _ = machine_seconds(world)
    late = serves_for_sale(world.systems) & (world.systems.available > 36)
    assert np.isinf(seconds[0, late]).all()
