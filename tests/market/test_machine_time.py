"""Machine time of a world: where its models lie in the table, who serves how since when, and what a freeze holds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jevons.market.catalogue.system import ROLES
from jevons.market.machine_time import DATED, DOUBLINGS, USUAL, MachineTime, machine_time, usual_seconds
from jevons.market.scenario import Scenario
from jevons.market.serving import SPEEDS, Precision
from jevons.market.serving.price import CACHES, ENGINES, SHORT_CONTEXT
from jevons.market.vocabulary import LOCAL_TIER, PROVIDERS, TIERS
from jevons.market.world import World, build_world, lived

FRONTIER, MID, SMALL, EMBED = range(LOCAL_TIER)
TODAY = DATED + DOUBLINGS
OPENAI, AMAZON, GULF = (PROVIDERS.index(p) for p in ("openai", "amazon", "gulf_sovereign"))
PATHS = ("low", "high", "share", "precision", "engine", "caches", "own", "own_speed")


def world_of(**changes: Any) -> World:
    return build_world(Scenario(**changes))


@pytest.fixture(scope="module")
def world() -> World:
    return world_of()


@pytest.fixture(scope="module")
def time(world: World) -> MachineTime:
    return machine_time(world)


def place(time: MachineTime, month: int, tier: int) -> tuple[int, int, float]:
    tier_, low, high, share = time.place(month, tier)
    assert tier_ == tier
    return low, high, share


def test_models_of_the_past_lie_between_dated_classes(time: MachineTime) -> None:
    """Classes of January 2023, 2024 and 2025 and of December 2025, months 0, 12, 24 and 35, for every tier."""
    for tier in range(len(TIERS)):
        assert place(time, 0, tier) == (0, 1, 0.0)
        assert place(time, 6, tier) == (0, 1, 0.5)
        assert place(time, 12, tier) == (1, 2, 0.0)
        assert place(time, 23, tier) == (1, 2, pytest.approx(11 / 12))
        assert place(time, 24, tier) == (2, TODAY, 0.0)
        assert place(time, 30, tier) == (2, TODAY, pytest.approx(6 / 11))


def test_later_models_lie_between_doublings(time: MachineTime) -> None:
    """Mid models shrink by 0.85 a year: log2 0.85 = -0.2345 in December 2026, so 0.7655 from half the size to it."""
    assert place(time, 35, MID) == (TODAY, TODAY + 1, 0.0)
    assert place(time, 47, MID) == (TODAY - 1, TODAY, pytest.approx(1.0 + np.log2(0.85)))
    assert place(time, 155, MID) == (TODAY - 3, TODAY - 2, pytest.approx(3.0 + 10.0 * np.log2(0.85)))
    assert place(time, 155, FRONTIER) == (TODAY, TODAY + 1, 0.0)


def test_sizes_beyond_eight_doublings_are_those_of_eight() -> None:
    """Growth by 4 a year reaches 2^8 in four years; a tenth a year goes below 2^-8 in less than three."""
    grows, shrinks = (
        machine_time(world_of(overrides={"tiers.frontier.active_growth": growth})) for growth in (4.0, 0.1)
    )
    months = [35 + 12 * years for years in (1, 3, 4, 5, 10)]
    assert [place(grows, month, FRONTIER) for month in months] == [
        (TODAY + 2, TODAY + 3, 0.0),
        (TODAY + 6, TODAY + 7, 0.0),
        (TODAY + 7, TODAY + 8, 1.0),
        (TODAY + 7, TODAY + 8, 1.0),
        (TODAY + 7, TODAY + 8, 1.0),
    ]
    assert place(shrinks, 35 + 36, FRONTIER) == (TODAY - 8, TODAY - 7, 0.0)
    assert grows.low.max() + 1 < grows.table.prompt.shape[1] == DATED + 2 * DOUBLINGS + 1
    assert shrinks.low.min() == 0


def test_classes_have_the_sizes_of_their_tiers(world: World, time: MachineTime) -> None:
    """A fresh token of 220e9, of 60e9 and of 2^k x 60e9 active parameters on an H100: 2A / (989e12 x 0.478)."""
    h100 = list(time.table.halls).index(world.systems.index("h100"))
    fresh = np.exp(time.table.prompt[FRONTIER, :, Precision.BF16, h100, 0].astype(np.float64))
    each = 2.0 / (989e12 * 0.478)
    assert fresh[0] == pytest.approx(220e9 * each, rel=1e-5)
    doublings = np.arange(-DOUBLINGS, DOUBLINGS + 1)
    np.testing.assert_allclose(fresh[DATED:], 60e9 * 2.0**doublings * each, rtol=1e-5)
    dated = world.tiers.active_params[FRONTIER, [0, 12, 24]]
    np.testing.assert_allclose(fresh[:DATED], dated * each, rtol=1e-5)


def test_worlds_of_the_same_sizes_share_a_table(time: MachineTime) -> None:
    same = machine_time(world_of(seed=5, overrides={"serving.adoption_delay": 6.0}))
    other = machine_time(world_of(overrides={"tiers.mid.active_params": 3e10}))
    assert same.table is time.table
    assert other.table is not time.table


def test_speeds_that_sell(time: MachineTime) -> None:
    """20, 28, 45 and 1 tokens/s: the next of 10, 14.1, 20, 28.3, 40, 56.6 that is not below."""
    assert [SPEEDS[time.slowest[tier]] for tier in range(LOCAL_TIER)] == pytest.approx(
        [20.0, 28.28, 56.57, 10.0], rel=1e-3
    )
    fast = machine_time(world_of(overrides={"tiers.small.speed": 2000.0}))
    assert SPEEDS[fast.slowest[SMALL]] == SPEEDS[-1]


def first_months(path: np.ndarray, names: tuple[str, ...]) -> dict[str, int]:
    """First month of each name on a path."""
    return {names[k]: int(np.flatnonzero(path == k)[0]) for k in np.unique(path)}


def test_a_usual_provider_follows_the_dates_of_the_catalogue(time: MachineTime) -> None:
    """Months from January 2023: June 2023 is 5, January 2025 24, September 2025 32, August 2024 19, January 2027 48."""
    assert first_months(time.engine[:, USUAL], ENGINES) == {
        "static": 0, "continuous": 5, "drafting": 24, "disaggregated": 32
    }  # fmt: skip
    assert first_months(time.caches[:, USUAL], CACHES) == {"none": 0, "near": 19, "host": 29, "flash": 48}
    formats = ("bf16", "fp8", "fp4")
    assert first_months(time.precision[:, USUAL, FRONTIER], formats) == {"bf16": 0, "fp8": 18, "fp4": 32}
    assert first_months(time.precision[:, USUAL, EMBED], formats) == {"bf16": 0, "fp8": 24}
    assert (np.diff(time.engine, axis=0) >= 0).all()


def test_each_provider_takes_up_techniques_with_its_lag() -> None:
    """Six months earlier and nine later than the usual one, and all of them three months after that."""
    lags = {"providers.openai.technique_lag": -6.0, "providers.gulf_sovereign.technique_lag": 9.0}
    for delay in (0, 3):
        time = machine_time(world_of(overrides=lags | {"serving.adoption_delay": float(delay)}))
        for provider, lag in ((USUAL, 0), (OPENAI, -6), (GULF, 9)):
            since = first_months(time.engine[:, provider], ENGINES)
            assert (since["drafting"], since["disaggregated"]) == (24 + lag + delay, 32 + lag + delay)
            assert first_months(time.caches[:, provider], CACHES)["flash"] == 48 + lag + delay
            assert first_months(time.precision[:, provider, MID], ("bf16", "fp8", "fp4"))["fp4"] == 32 + lag + delay
        # June 2023 less six months is before the first month: it has it from the start, or with the delay from month 2.
        assert first_months(time.engine[:, OPENAI], ENGINES)["continuous"] == max(5 - 6 + delay, 0)


def test_half_a_month_of_lag_does_not_matter() -> None:
    time = machine_time(world_of(overrides={"providers.amazon.technique_lag": 1.4}))
    assert first_months(time.engine[:, AMAZON], ENGINES)["drafting"] == 25


def test_a_practice_is_read_by_month_provider_and_tier(time: MachineTime) -> None:
    assert time.practice(20, USUAL, FRONTIER) == (Precision.FP8, ENGINES.index("continuous"), CACHES.index("near"))
    assert time.practice(20, USUAL, EMBED).precision == Precision.BF16


def test_changes_are_marked_in_their_months(time: MachineTime) -> None:
    """Of engine 5, 24 and 32, of caches 19, 29 and 48, of precision 18, 24 and 32; the first month is new to all."""
    assert np.flatnonzero(time.changed[:, USUAL]).tolist() == [0, 5, 18, 19, 24, 29, 32, 48]
    later = machine_time(world_of(overrides={"serving.adoption_delay": 2.0}))
    assert np.flatnonzero(later.changed[:, USUAL]).tolist() == [0, 7, 20, 21, 26, 31, 34, 50]


def test_users_machines_serve_from_the_first_files(world: World, time: MachineTime) -> None:
    """Files of four bits are there from June 2023, month 5."""
    local = world.systems.role == ROLES.index("local")
    assert np.isinf(time.own[:5]).all()
    assert (time.own_speed[:5] == 0.0).all()
    assert np.isinf(time.own[:, ~local]).all()
    m5 = world.systems.index("m5_max")
    assert np.isfinite(time.own[5:, m5]).all()
    fits = np.isfinite(time.own[..., 2])
    np.testing.assert_allclose(
        time.own_speed[fits], 1.0 / (time.own[fits, 2] + SHORT_CONTEXT * time.own[fits, 3]), rtol=1e-12
    )
    assert (time.own_speed[~fits] == 0.0).all()


def test_an_own_machine_by_hand(world: World, time: MachineTime) -> None:
    """M5 Max: active weights x 0.602 B at 0.71 x 614 GB/s, and 2.1 ms; in July 2025 6/11 of the way in logarithms."""
    m5 = world.systems.index("m5_max")
    mine = time.table.mine[:, list(time.table.own).index(m5)]
    fresh, attended, cached, output, context = mine[2]
    assert time.own[24, m5] == pytest.approx([fresh + 8192.0 * attended, cached, output, context])
    assert output == pytest.approx(
        world.tiers.active_params[LOCAL_TIER, 24] * 0.602 / (0.71 * 614e9) + 2.1e-3, rel=1e-3
    )
    assert time.own[30, m5, 2] == pytest.approx(mine[2, 3] ** (5 / 11) * mine[TODAY, 3] ** (6 / 11))


def test_luck_divides_the_time_of_own_machines(world: World, time: MachineTime) -> None:
    m5 = world.systems.index("m5_max")
    delivered = world.delivered.copy()
    delivered[m5] = 2.0
    lucky = machine_time(replace(world, delivered=delivered))
    others = np.arange(len(world.systems)) != m5
    np.testing.assert_allclose(lucky.own[5:, m5], time.own[5:, m5] / 2.0)
    np.testing.assert_allclose(lucky.own_speed[5:, m5], time.own_speed[5:, m5] * 2.0)
    np.testing.assert_array_equal(lucky.own[:, others], time.own[:, others])


def test_a_freeze_holds_sizes_practices_and_own_machines(time: MachineTime) -> None:
    """From June 2024, month 17: the step to fp8 of the month after does not come."""
    frozen = machine_time(world_of(freeze_efficiency="2024-06"))
    for name in PATHS:
        held, free = getattr(frozen, name), getattr(time, name)
        np.testing.assert_array_equal(held[:18], free[:18], err_msg=name)
        np.testing.assert_array_equal(held[17:], np.broadcast_to(held[17], held[17:].shape), err_msg=name)
        assert not np.array_equal(free[17:], held[17:]), name
    np.testing.assert_array_equal(frozen.changed[:18], time.changed[:18])
    assert not frozen.changed[18:].any()
    assert time.changed[18].any()


def test_a_world_that_ends_earlier_knows_the_same() -> None:
    world = world_of(end="2031-06")
    assert machine_time(lived(world)) is machine_time(world)
    assert len(machine_time(world).low) == len(world.calendar) > len(lived(world).calendar)


def test_racks_of_processors_and_storage_serve_nothing(world: World, time: MachineTime) -> None:
    for name in ("vera_cpu_rack", "cmx_storage"):
        y = world.systems.index(name)
        assert y not in time.table.halls
        assert y not in time.table.own
        assert np.isinf(usual_seconds(world, 40, 40)[:, y]).all()


def test_usual_seconds_follow_sizes_and_practice_apart(world: World, time: MachineTime) -> None:
    """Practice of 2023 makes models of 2025 dearer, and practice alone says how; users' machines know sizes alone."""
    h100 = world.systems.index("h100")
    early, late, old = usual_seconds(world, 24, 2), usual_seconds(world, 24, 40), usual_seconds(world, 0, 2)
    for tier in (FRONTIER, MID, SMALL):
        before, after = (seconds[tier, h100] @ [1.0, 1.0, 1.0, SHORT_CONTEXT] for seconds in (early, late))
        assert before > 2.0 * after
    prompt = np.exp(
        time.table.prompt[FRONTIER, :, Precision.BF16, list(time.table.halls).index(h100)].astype(np.float64)
    )
    for seconds, dated in ((old, 0), (early, 2)):
        assert seconds[FRONTIER, h100, 0] == pytest.approx(prompt[dated] @ [1.0, 8192.0], rel=1e-5)
    np.testing.assert_array_equal(early[LOCAL_TIER], time.own[24])
    np.testing.assert_array_equal(late[LOCAL_TIER], time.own[24])


def test_machines_that_deliver_twice_as_much_take_half_the_time(world: World) -> None:
    plain = usual_seconds(world, 30, 30)
    lucky = usual_seconds(replace(world, delivered=np.full(len(world.systems), 2.0)), 30, 30)
    np.testing.assert_allclose(lucky, plain / 2.0)
    assert np.isfinite(plain[:LOCAL_TIER]).sum() > 1000
