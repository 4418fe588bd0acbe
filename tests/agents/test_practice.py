"""Practice of providers: the speed that they sell, by hand on a small table, and when they take up what is new."""

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.agents.practice import Practices, best_speed, fleet_rate, serve, worth_of_speed
from jevons.market.access import access
from jevons.market.machine_time import MachineTime, machine_time
from jevons.market.scenario import Scenario
from jevons.market.serving import SPEEDS
from jevons.market.serving.lookup import Place, Practice, Tables
from jevons.market.serving.price import CACHES
from jevons.market.technology import Technology, build_technology
from jevons.market.vocabulary import LOCAL_TIER, MID_TIER, PROVIDERS, TIERS
from jevons.market.world import World, build_world, replace_group
from tests.markets import lived, small

OPENAI, AMAZON = PROVIDERS.index("openai"), PROVIDERS.index("amazon")
STEP = log(sqrt(2.0))
"""Ln of one speed over the one below."""


def costs(*machines: list[float]) -> Tables:
    """Machines whose output tokens take so many seconds by speed, and nothing else takes any to speak of."""
    count, speeds = len(machines), len(machines[0])
    output = np.full((1, 1, 1, 1, speeds, count, 2 + len(CACHES)), -60.0, dtype=np.float32)
    output[0, 0, 0, 0, :, :, 0] = np.log(np.array(machines).T)
    every = np.arange(count)
    return Tables(every, every, np.full((1, 1, 1, count, 2), -60.0, dtype=np.float32), output, 1.0)


class Sold:
    """What a provider with some of each machine sells of one tier."""

    def __init__(self, tables: Tables, worth: float, fleet: list[float], speeds: tuple[int, int] | None = None) -> None:
        count = len(fleet)
        self.seconds, self.slower = np.full((count, 4), np.nan), np.full(count, np.nan)
        self.reached = np.full(count, -1)
        first, last = speeds or (0, tables.output.shape[4] - 1)
        place, practice, every = Place(0, 0, 0, 0.0), Practice(0, 0, 0), np.arange(count)
        self.speed, self.log_speed = best_speed(
            place, practice, first, last, worth, tables, np.ones(count),
            np.array(fleet), every, np.array([0.0, 0.0, 1.0, 0.0]),
        )  # fmt: skip
        serve(
            place, practice, self.speed, worth, tables, every, np.ones(count), self.seconds, self.reached, self.slower
        )  # fmt: skip


def test_the_faster_speed_is_sold_where_it_is_worth_more_than_it_costs() -> None:
    """Root 2 times faster for 1.3 times the cost: ln 1.3 = 0.262 is 0.757 of ln 1.414 = 0.347."""
    table = costs([1.0, 1.3])
    slow, fast = Sold(table, 0.75, [1.0]), Sold(table, 0.76, [1.0])
    assert (slow.speed, fast.speed) == (0, 1)
    assert (slow.log_speed, fast.log_speed) == pytest.approx((log(SPEEDS[0]), log(SPEEDS[1])))
    assert (slow.seconds[0, 2], fast.seconds[0, 2]) == pytest.approx((1.0, 1.3))


def test_the_best_may_lie_beyond_a_dear_speed() -> None:
    """Twice as fast as the first for the same as the next: the dear one between is passed over."""
    assert Sold(costs([1.0, 2.0, 1.1]), 1.0, [1.0]).speed == 2


def test_only_the_speeds_that_may_be_sold_are_looked_at() -> None:
    table = costs([1.0, 1.01, 1.02, 1.03])
    assert Sold(table, 1.0, [1.0], (0, 1)).speed == 1
    assert Sold(table, 0.0, [1.0], (2, 3)).speed == 2
    assert Sold(table, 0.0, [1.0], (2, 3)).seconds[0, 2] == pytest.approx(1.02)


def test_a_fleet_of_slow_machines_reports_their_speed_not_the_one_aimed_at() -> None:
    """One machine reaches the second speed, one the first: calls of 1 and 1/2 a second, 1/3 of them a step slower."""
    table = costs([1.0, 1.0], [2.0, np.inf])
    mixed = Sold(table, 1.0, [1.0, 1.0])
    assert mixed.speed == 1
    assert mixed.reached.tolist() == [1, 0]
    assert mixed.log_speed == pytest.approx(log(SPEEDS[1]) - STEP / 3.0)
    alone = Sold(table, 1.0, [0.0, 1.0])
    assert alone.log_speed == pytest.approx(log(SPEEDS[0]))
    assert alone.speed == 0


def test_tokens_of_a_slower_machine_sell_for_less() -> None:
    """Two steps below 20 tokens/s at a worth of 0.5: twice as slow, as if it cost the root of 2 more."""
    found = Sold(costs([1.0, 1.0, 1.0], [1.0, np.inf, np.inf]), 0.5, [1.0, 0.0])
    assert found.speed == 2
    assert found.slower == pytest.approx([1.0, sqrt(2.0)])


def test_who_has_no_machine_aims_at_the_first_speed_and_still_knows_what_machines_take() -> None:
    found = Sold(costs([1.0, 1.3]), 5.0, [0.0])
    assert (found.speed, found.log_speed) == (0, log(SPEEDS[0]))
    assert found.seconds[0, 2] == pytest.approx(1.0)
    assert found.slower[0] == pytest.approx(1.0)


@settings(max_examples=30, deadline=None)
@given(
    rising=st.lists(st.floats(1.0, 2.0), min_size=4, max_size=4),
    worth=st.floats(0.0, 3.0),
    more=st.floats(0.0, 3.0),
    fleet=st.floats(0.1, 1e6),
)
def test_who_sells_to_more_hurried_users_sells_no_slower(
    rising: list[float], worth: float, more: float, fleet: float
) -> None:
    table = costs(np.cumprod(rising).tolist())
    patient, hurried = (Sold(table, w, [fleet]).speed for w in (worth, worth + more))
    assert hurried >= patient
    assert Sold(table, worth, [3.0 * fleet]).speed == patient


def rate_of(fleet: list[float], basket: list[float], speed: int = 0) -> tuple[float, float]:
    """Of machines that take 3 s a fresh or repeated token, 5 an output token and 0.1 more per token of context.

    Or twice of each: the second, which reaches the second speed only.
    """
    tables = costs([5.0] * 4, [10.0, 10.0, np.inf, np.inf])
    tables.prompt[..., 0, 0], tables.prompt[..., 1, 0] = log(3.0), log(6.0)
    tables.output[..., 0, 1], tables.output[..., 1, 1] = log(0.1), log(0.2)
    tables.output[..., 0, 2:], tables.output[..., 1, 2:] = log(3.0), log(6.0)
    held = np.flatnonzero(fleet)
    fresh = np.array([3.0, 6.0])[held]
    model, how = Place(0, 0, 0, 0.0), Practice(0, 0, 0)
    return fleet_rate(model, how, speed, tables, np.ones(2), np.array(fleet), held, fresh, np.array(basket))


def test_the_rate_of_a_fleet_by_hand() -> None:
    """Two fresh, one cached and one output token at a context of ten: 3 x 3 + 5 + 10 x 0.1 = 15 s; and 30 s.

    Two machines of the first kind make 2/15 calls a second, one of the second 1/30: a fifth of all, two steps slower.
    """
    rate, log_speed = rate_of([2.0, 1.0], [2.0, 1.0, 1.0, 10.0], speed=3)
    assert rate == pytest.approx(2 / 15 + 1 / 30)
    assert log_speed == pytest.approx(log(SPEEDS[3]) - 2.0 * STEP / 5.0)


def test_who_has_sold_nothing_looks_at_a_usual_call() -> None:
    """Seven fresh, five cached and one output token at 8,000: 12 x 3 + 5 + 8,000 x 0.1 = 841 s."""
    rate, _ = rate_of([1.0, 0.0], [0.0] * 4)
    assert rate == pytest.approx(1.0 / 841.0)
    assert rate_of([0.0, 0.0], [0.0] * 4) == (0.0, 0.0)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Scenario())


@pytest.fixture(scope="module")
def technology(world: World) -> Technology:
    return build_technology(world, 1)


@pytest.fixture(scope="module")
def time(world: World) -> MachineTime:
    return machine_time(world)


def test_worth_of_speed_by_hand(world: World) -> None:
    """Delay weighs 0.6 for users half and one and a half times as sensitive to it, a price 1.5: 0.4."""
    sensitivity = np.where(np.arange(len(world.segments.delay_sensitivity)) % 2 == 0, 1.5, 0.5)
    sensitivity[-1] = 1.0
    known = replace_group(world, "choice", delay_weight=0.6, price_weight=1.5)
    assert worth_of_speed(replace_group(known, "segments", delay_sensitivity=sensitivity)) == pytest.approx(0.4)


class Years:
    """Practices of providers that own ten of every system, month by month."""

    def __init__(self, world: World, technology: Technology, time: MachineTime, worth: float | None = None) -> None:
        self.practices = Practices(world, technology, time)
        if worth is not None:
            self.practices.worth = worth
        self.systems = access(world).dealt
        self.fleet = np.full((len(PROVIDERS), len(world.systems)), 10.0)
        self.basket = np.zeros((len(PROVIDERS), len(TIERS), 4))

    def renew(self, month: int) -> list[int]:
        """Providers whose practice was looked at: their machine time had been forgotten."""
        self.practices.seconds[:] = -1.0
        self.practices.renew(month, self.fleet, self.systems[month], self.basket)
        return np.flatnonzero((self.practices.seconds[:, MID_TIER] != -1.0).any(axis=(1, 2))).tolist()


def quiet(technology: Technology, time: MachineTime) -> tuple[Technology, MachineTime]:
    """A world in which nobody releases a model, and no practice changes."""
    calm = replace(technology, release=np.zeros_like(technology.release))
    return calm, replace(time, changed=np.zeros_like(time.changed))


def test_everybody_starts_in_the_first_month(world: World, technology: Technology, time: MachineTime) -> None:
    years = Years(world, *quiet(technology, time))
    assert (years.practices.speed == time.slowest).all()
    assert years.renew(0) == list(range(len(PROVIDERS)))


def test_providers_renew_at_a_release_at_a_change_and_a_year_after_that_at_the_latest(
    world: World, technology: Technology, time: MachineTime
) -> None:
    calm, still = quiet(technology, time)
    years = Years(world, calm, still)
    years.renew(0)
    calm.release[3, AMAZON] = still.changed[5, OPENAI] = still.changed[7, -1] = True
    assert {month: years.renew(month) for month in range(1, 12)} == {
        month: {3: [AMAZON], 5: [OPENAI]}.get(month, []) for month in range(1, 12)
    }
    assert years.renew(12) == [p for p in range(len(PROVIDERS)) if p not in (AMAZON, OPENAI)]
    assert (years.renew(15), years.renew(17)) == ([AMAZON], [OPENAI])


def test_nobody_takes_up_anything_after_a_freeze(technology: Technology) -> None:
    """Efficiency stands still from month 17 on, the last in which practices are looked at."""
    frozen = build_world(Scenario(freeze_efficiency="2024-06"))
    years = Years(frozen, technology, machine_time(frozen))
    assert years.renew(17)
    speed, offered = years.practices.speed.copy(), years.practices.offered.copy()
    assert all(years.renew(month) == [] for month in range(18, 60))
    np.testing.assert_array_equal(years.practices.speed, speed)
    np.testing.assert_array_equal(years.practices.offered, offered)


def test_speeds_move_a_step_at_a_renewal_between_the_slowest_that_sells_and_the_fastest(
    world: World, technology: Technology, time: MachineTime
) -> None:
    """Up in the first year, when speed is worth anything, and down in the second, when it is worth nothing.

    In the first month, left out here, all speeds are looked at. A tier that is not sold stays at its slowest.
    """
    everybody = replace(time, changed=np.ones_like(time.changed))
    years = Years(world, technology, everybody, worth=0.0)
    sells = years.practices.sells[:, :LOCAL_TIER]
    assert sells.any()
    assert not sells.all()
    slowest, paths = time.slowest[None, :LOCAL_TIER], []
    for month in range(1, 20):
        years.practices.worth = 100.0 if month < 13 else 0.0
        years.renew(month)
        paths.append(years.practices.speed[:, :LOCAL_TIER].copy())
    steps = np.diff(paths, axis=0)
    assert abs(steps).max() == 1
    assert (np.array(paths) >= slowest).all()
    assert (paths[0] == slowest + sells).all()
    assert (paths[11][sells] > (slowest + 3 * sells)[sells]).all()
    assert (steps[12:, sells] <= 0).all()
    assert (paths[-1] < paths[11])[sells].all()
    assert (np.array(paths)[:, ~sells] == np.broadcast_to(slowest, sells.shape)[~sells]).all()


def test_pace_is_the_slowest_speed_over_the_one_that_users_see(
    world: World, technology: Technology, time: MachineTime
) -> None:
    years = Years(world, technology, time, worth=3.0)
    years.renew(0)
    practices, structure = years.practices, world.structure
    halls = ~structure.own_machine
    aimed = np.exp(practices.log_speed[structure.offer_provider, structure.offer_tier])
    np.testing.assert_allclose(practices.offered, aimed)
    slowest = np.array(SPEEDS)[time.slowest[structure.offer_tier]]
    np.testing.assert_allclose((practices.pace * practices.offered)[halls], slowest[halls])
    assert (practices.pace[~halls] == 1.0).all()
    assert practices.pace[halls].min() < 0.8


def test_answers_wait_by_the_load_of_a_provider_and_the_pace_of_an_offer() -> None:
    market = lived(small("2023-08"), 4)
    sellers, structure = market.sellers, market.world.structure
    sellers.delay[:] = np.linspace(1.0, 3.0, len(PROVIDERS))
    sellers._update_costs(4)
    np.testing.assert_allclose(sellers.wait, sellers.delay[structure.offer_provider] * sellers.practices.pace)
    np.testing.assert_allclose(sellers.speed[~structure.own_machine], sellers.practices.offered[~structure.own_machine])
    assert len(np.unique(sellers.practices.pace)) > 2
