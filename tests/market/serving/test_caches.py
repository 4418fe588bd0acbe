"""Prefix caches: the cliff, the tiers below it, and both beside InferenceX's agentic trace.

The trace: DeepSeek-R1 in FP4 on 4 B200, prompts of about 75,000 tokens and answers of 2,900 (`agentic_*` in
`calibration/serving/measurements.csv`).
"""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import Precision, Techniques
from jevons.market.serving.batch import most_sequences, pod_layout
from jevons.market.serving.caches import find, found_share
from jevons.market.serving.named import card_named, chip_of_system, model_of_card, system_named
from jevons.market.serving.physics import Constants
from jevons.market.serving.points import Call, Point, pod_points

PROMPT, ANSWER, CHIPS = 75_000.0, 2_900.0, 4.0
CHIP = chip_of_system(system_named("b200"), Precision.FP4)
MODEL = model_of_card(card_named("deepseek_v3"), 0.5625)


def test_half_is_found_where_the_need_equals_the_room_and_little_beyond() -> None:
    """1 / (1 + 2^8) = 1/257 at twice the room, 256/257 at half of it."""
    assert found_share(10.0, 10.0) == 0.5
    assert found_share(20.0, 10.0) == pytest.approx(1.0 / 257.0)
    assert found_share(5.0, 10.0) == pytest.approx(256.0 / 257.0)
    assert found_share(5.0, 0.0) == 0.0


def test_what_near_memory_loses_is_found_in_the_next_tier() -> None:
    """12 sessions where 10 fit near: 1 / (1 + 1.2^8) = 0.189 near; 1 / (1 + 0.6^8) = 0.983 with the host."""
    near, host, flash = find(12.0, 10.0, 10.0, 0.0, 1.0)
    assert near == pytest.approx(0.1887, abs=1e-4)
    assert near + host == pytest.approx(0.9835, abs=1e-4)
    assert flash == 0.0


def test_a_call_that_is_sent_elsewhere_finds_only_what_flash_holds_for_all() -> None:
    near, host, flash = find(1.0, 10.0, 10.0, 100.0, 0.25)
    assert near == pytest.approx(0.25)
    assert near + host == pytest.approx(0.25)
    assert near + host + flash == pytest.approx(1.0)
    assert sum(find(1.0, 10.0, 10.0, 0.0, 0.25)) == pytest.approx(0.25)


@given(
    alive=st.floats(0.1, 1e4), near=st.floats(0.1, 1e3), host=st.floats(0.0, 1e4), flash=st.floats(0.0, 1e5),
    local=st.floats(0.01, 1.0),
)  # fmt: skip
def test_shares_are_shares_and_every_tier_and_routing_help(
    alive: float, near: float, host: float, flash: float, local: float
) -> None:
    found = find(alive, near, host, flash, local)
    assert min(found) >= 0.0
    assert sum(found) <= 1.0 + 1e-12
    assert sum(find(alive, near, host, 2.0 * flash, local)) >= sum(found) - 1e-12
    assert sum(find(alive, near, 2.0 * host, flash, local)) >= sum(found) - 1e-12
    assert sum(find(alive, near, host, flash, min(1.0, 2.0 * local))) >= sum(found) - 1e-12
    assert sum(find(2.0 * alive, near, host, flash, local)) <= sum(found) + 1e-12


def test_the_cliff_stands_where_it_was_measured_and_is_as_steep_within_a_factor_of_two(c: Constants) -> None:
    """Measured 0.87, 0.07, 0.001 at 16, 24, 32 users.

    Odds of 6.7 at 16 and 0.075 at 24 cross 1 at 19 sessions; to 0.001 at 32 they fall with the power 12.7. Computed:
    4 x 162 GB less 377 GB of weights is 271 GB, over 4 copies of 5.47 GB each 12.4 sessions; the power is 8.
    """
    layout = pod_layout(CHIP, MODEL, CHIPS, c)
    room = most_sequences(CHIP, MODEL, layout, PROMPT + ANSWER, c)
    odds = {users: share / (1.0 - share) for users, share in ((16, 0.87), (24, 0.07), (32, 0.001))}
    place = 16.0 * (24.0 / 16.0) ** (log(odds[16]) / log(odds[16] / odds[24]))
    power = log(odds[16] / odds[32]) / log(32.0 / 16.0)
    assert room == pytest.approx(12.4, rel=0.01)
    assert abs(log(room / place)) < log(2.0)
    assert abs(log(8.0 / power)) < log(2.0)
    assert found_share(32.0, room) < 0.01 < 0.8 < found_share(8.0, room)


def served(users: float, offload: str, c: Constants, **choice: object) -> Point:
    """Eight of so many sessions alive answered at once."""
    how = Techniques(cached_share=0.95, sessions=users / 8.0, offload=offload, **choice)  # type: ignore[arg-type]
    points = pod_points(CHIP, MODEL, CHIPS, Call(PROMPT, ANSWER, how), None, c)
    return next(point for point in points if point.batch == pytest.approx(8.0))


@pytest.mark.parametrize("users", [16.0, 24.0, 32.0])
def test_what_the_trace_delivered_with_offload(c: Constants, users: float) -> None:
    """Measured 90.7, 71.9 and 79.9 tokens/s a chip at 16, 24 and 32 users."""
    measured = {16.0: 90.7, 24.0: 71.9, 32.0: 79.9}[users]
    assert abs(log(served(users, "host", c).output / measured)) < log(1.5)


@pytest.mark.parametrize("users", [24.0, 32.0, 48.0])
def test_what_the_trace_delivered_without_offload(c: Constants, users: float) -> None:
    """Measured 50.4, 20.1 and 53.9 tokens/s a chip at 24, 32 and 48 users."""
    measured = {24.0: 50.4, 32.0: 20.1, 48.0: 53.9}[users]
    assert abs(log(served(users, "none", c).output / measured)) < log(2.0)


def test_what_offload_gained(c: Constants) -> None:
    """Measured 1.1, 1.3, 4, 1.4 and 1.0 at 16 to 64 users: 1.5 in the geometric mean. Computed at most twice that."""
    gains = [served(n, "host", c).output / served(n, "none", c).output for n in (16.0, 24.0, 32.0, 48.0, 64.0)]
    measured = (1.1 * 1.3 * 4.0 * 1.4 * 1.0) ** 0.2
    mean = 1.0
    for gain in gains:
        mean *= gain**0.2
    assert all(1.0 < gain < 4.0 for gain in gains)
    assert abs(log(mean / measured)) < log(2.0)


def test_offload_gains_nothing_where_all_fits_near_nor_where_the_host_is_full_too(c: Constants) -> None:
    """The host's 1,000 GB hold 183 sessions of 5.47 GB more: at 8 times that only flash is left."""
    for users, most in ((8.0, 1.1), (1600.0, 1.01)):
        assert 1.0 <= served(users, "host", c).output / served(users, "none", c).output < most
    assert served(1600.0, "flash", c).output > 2.0 * served(1600.0, "host", c).output


def test_calls_that_are_sent_anywhere_prefill_again_what_another_replica_holds(c: Constants) -> None:
    routed, chance = (served(8.0, "host", c, replicas=8.0, routed=way) for way in (True, False))
    assert routed.hit == pytest.approx(0.95 * 0.95, rel=1e-3)
    assert chance.hit == pytest.approx(0.95 / 8.0, rel=1e-3)
    assert routed.output > 1.5 * chance.output


def test_a_cache_that_takes_longer_to_read_than_to_make_is_made_again(c: Constants) -> None:
    """70 kB a token from flash at 1 kB/s take a minute; prefill takes 0.1 ms."""
    slow = c._replace(flash_gb_s=1e-6)
    assert served(1600.0, "flash", c).hit > 0.9
    assert served(1600.0, "flash", slow).hit == served(1600.0, "host", c).hit
