"""A policy changes only what it causes: nobody's luck depends on what others do, or are."""

import dataclasses
from collections.abc import Mapping

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.agents.buyers import UserPopulation
from jevons.agents.population import open_market
from jevons.agents.users import create_users, without
from jevons.market.calendar import month_name
from jevons.market.parameters.registry import addresses
from jevons.market.record import Record
from jevons.market.roles import Buyer
from jevons.market.scenario import Scenario
from jevons.market.shelf import Shelf
from jevons.market.structure import load_structure
from jevons.market.wishes import Wishes
from jevons.market.world import World, build_world
from tests.markets import lived, small
from tests.properties.worlds import FIRST, scenarios, tried
from tests.reference.layout import places


def assert_same_bits(one: Record, other: Record) -> None:
    """Every number of two records is the same, to the last bit."""
    for name in (field.name for field in dataclasses.fields(Record)):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def declared_value(world: World, path: str) -> float | dict[str, float]:
    """What a parameter is in a world: a number, or one for every month."""
    address = addresses()[path]
    value = getattr(getattr(world, address.group), address.field)
    place = tuple(i for i in (address.entity, address.key) if i >= 0)
    cell = np.asarray(value[place] if place else value)
    return float(cell) if cell.ndim == 0 else dict(zip(world.calendar.months, cell.tolist(), strict=True))


@tried
@given(scenario=scenarios(60), paths=st.lists(st.sampled_from(sorted(addresses())), min_size=1, max_size=30))
def test_a_policy_that_changes_nothing_makes_no_difference_at_all(scenario: Scenario, paths: list[str]) -> None:
    world = build_world(scenario)
    same: Mapping[str, object] = {path: declared_value(world, path) for path in paths}
    assert_same_bits(lived(scenario).record, lived(scenario.with_(overrides={**scenario.overrides, **same})).record)


def test_every_parameter_set_to_what_it_is_anyway_makes_no_difference_at_all() -> None:
    scenario = small("2024-12")
    world = build_world(scenario)
    same = {path: declared_value(world, path) for path in addresses()}
    assert len(same) > 1000
    assert_same_bits(lived(scenario).record, lived(scenario.with_(overrides=same)).record)


def test_banning_what_is_not_sold_yet_makes_no_difference_at_all() -> None:
    early = [{"provider": "xai", "tier": "frontier", "start": "2023-02", "end": "2023-08"}]
    assert_same_bits(lived(small("2025-01")).record, lived(small("2025-01", bans=early)).record)


@tried
@given(scenario=scenarios(60), data=st.data())
def test_a_ban_moves_only_those_who_would_hold_the_offer_at_the_end_of_its_first_month(
    scenario: Scenario, data: st.DataObject
) -> None:
    month = data.draw(st.integers(2, len(scenario.calendar) - 1))
    offer = data.draw(st.integers(0, load_structure().offers - 1))
    provider, tier = load_structure().offer_names[offer].split("/")
    ban = {"provider": provider, "tier": tier, "start": month_name(FIRST + month)}
    banned = scenario.with_(bans=[*(b.model_dump() for b in scenario.bans), ban])
    free, closed = (lived(plan, month + 1).buyers.pipelines for plan in (scenario, banned))
    for holders, after in ((free, closed), (closed, free)):
        assert ((after.execute == holders.execute) | (free.execute == offer) | (free.plan == offer)).all()
        assert ((after.plan == holders.plan) | (free.execute == offer) | (free.plan == offer)).all()
    assert not (closed.execute == offer).any()
    assert not (closed.plan == offer).any()


def test_a_ban_does_move_those_who_hold_the_offer() -> None:
    offer = load_structure().offer_names.index("openai/frontier")
    ban = [{"provider": "openai", "tier": "frontier", "start": "2024-06"}]
    free, closed = (lived(small(bans=bans), 18).buyers.pipelines for bans in ((), ban))
    held = free.execute == offer
    assert held.sum() > 100
    assert (closed.execute[held] != offer).all()


class WithAndWithout(Buyer):
    """All users, and all but one who see the same shelves and the same spread of adoption."""

    row = 0

    def __init__(self, model: mesa.Model, world: World, *others: object) -> None:
        super().__init__(model, "with and without", 0)
        users = create_users(world, world.scenario.seed)
        technology, _, speed, threads = others
        self.whole = UserPopulation(model, world, technology, users, speed, threads)
        fewer = without(create_users(world, world.scenario.seed), self.row)
        self.fewer = UserPopulation(model, world, technology, fewer, speed, threads)

    def decide(self, month: int, shelf: Shelf) -> Wishes:
        self.fewer.adopters = self.whole.adopters
        self.fewer.decide(month, shelf)
        wishes = self.whole.decide(month, shelf)
        self.compare()
        return wishes

    def compare(self) -> None:
        """Everybody else holds the same offers, has adopted as much, and owns the same machines."""
        whole, fewer = self.whole, self.fewer
        before, after = (places(p.users, p.pipelines) for p in (whole, fewer))
        others = [place for row, mine in enumerate(before) if row != self.row for place in mine]
        now = [place for mine in after for place in mine]
        for name in ("execute", "plan", "adopted"):
            column, left = getattr(whole.pipelines, name), getattr(fewer.pipelines, name)
            np.testing.assert_array_equal(column[others], left[now], name)
        np.testing.assert_array_equal(np.delete(whole.users.owns, self.row), fewer.users.owns)


@pytest.mark.parametrize("row", [0, 123, 499])
def test_without_one_user_everybody_else_decides_as_before(row: int) -> None:
    buyers = type("WithAndWithoutOne", (WithAndWithout,), {"row": row})
    lived(small("2025-12"), 24, population=buyers)


def test_without_one_user_nobody_else_is_drawn_differently_in_the_first_month() -> None:
    world = build_world(small("2024-01"))
    whole, fewer = open_market(world), open_market(world, without(create_users(world, world.scenario.seed), 250))
    whole.step()
    fewer.step()
    before = places(whole.buyers.users, whole.buyers.pipelines)
    others = [place for row, mine in enumerate(before) if row != 250 for place in mine]
    now = [place for mine in places(fewer.buyers.users, fewer.buyers.pipelines) for place in mine]
    np.testing.assert_array_equal(whole.buyers.pipelines.execute[others], fewer.buyers.pipelines.execute[now])
