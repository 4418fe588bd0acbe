"""Reading the table: between classes in logarithms, at a speed that the machine reaches, with caches by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving.caches import found_share
from jevons.market.serving.lookup import (
    CACHES,
    FLASH,
    HOST,
    NEAR,
    Place,
    Practice,
    Tables,
    between,
    cached_seconds,
    read_seconds,
)
from jevons.market.serving.price import LONG_CONTEXT

NONE = CACHES.index("none")
EXACT = 1e-5
"""The table has seven digits."""


def made_up(kv_bytes: float = 1e5, chips: float = 2.0, **constants: float) -> Tables:
    """Two machines, two classes of which the second takes four times as long, three speeds.

    Seconds of the first class, on the first machine: 0.1 a fresh token and 1e-5 more per token attended to; an output
    token 1, 2 and 3 by speed and 1e-4 a token of context. It holds 8 sessions for one at work, and serves half a one a
    chip. The second machine is five times slower, and does not reach the third speed; in the second class not the
    second either.
    """
    prompt = np.empty((1, 2, 1, 2, 2))
    output = np.empty((1, 2, 1, 1, 3, 2, 4))
    for k, larger in enumerate((1.0, 4.0)):
        for y, slower in enumerate((1.0, 5.0)):
            prompt[0, k, 0, y] = np.array([0.1, 1e-5]) * larger * slower
            for s in range(3):
                output[0, k, 0, 0, s, y] = [(1.0 + s) * larger * slower, 1e-4 * larger * slower, 8.0, 0.5]
    output[0, :, 0, 0, 2, 1] = output[0, 1, 0, 0, 1, 1] = np.inf
    found = {
        "host_bytes": 0.0, "flash_bytes": 0.0, "flash_rate": 1e9, "sessions": 4.0, "affinity": 0.5, "attended": 1000.0
    } | constants  # fmt: skip
    return Tables(
        halls=np.array([3, 1]),
        number=np.array([-1, 1, -1, 0, -1]),
        prompt=np.log(prompt).astype(np.float32),
        output=np.log(output).astype(np.float32),
        kv_bytes=np.log(np.array([[kv_bytes, 4.0 * kv_bytes]])),
        near=np.full(2, 1e9),
        host=np.full(2, 1e8),
        chips=np.full(2, chips),
        **found,
    )


def read(
    tables: Tables,
    share: float = 0.0,
    speed: int = 0,
    caches: int = NONE,
    delivered: np.ndarray | None = None,
    classes: tuple[int, int] = (0, 1),
) -> tuple[np.ndarray, np.ndarray]:
    """System-seconds (systems, 4) and speeds reached; rows of systems that are not in halls stay -1."""
    out, reached = np.full((5, 4), -1.0), np.full(5, -1)
    gain = np.ones(5) if delivered is None else delivered
    read_seconds(Place(0, *classes, share), Practice(0, 0, caches), speed, tables, np.arange(2), gain, out, reached)
    return out, reached


def test_between_two_logarithms() -> None:
    """A quarter of the way from 1 to 16 in logarithms is 2; nothing lies between a number and infinity."""
    assert between(0.0, np.log(16.0), 0.25) == pytest.approx(2.0)
    assert between(np.inf, 0.0, 0.5) == between(0.0, np.inf, 0.5) == np.inf


def test_a_class_is_read_as_it_stands() -> None:
    """Fresh 0.1 + 1,000 x 1e-5 = 0.11 s, and so a cached token that nobody keeps; output 1 s and 0.1 ms a token."""
    out, reached = read(made_up())
    assert out[3] == pytest.approx([0.11, 0.11, 1.0, 1e-4], rel=EXACT)
    assert out[1] == pytest.approx([0.55, 0.55, 5.0, 5e-4], rel=EXACT)
    assert (out[[0, 2, 4]] == -1.0).all()
    assert reached.tolist() == [-1, 0, -1, 0, -1]


def test_what_lies_between_two_classes_is_geometric() -> None:
    """Half way between classes of which one takes four times as long, twice as long; at the end four times."""
    tables = made_up()
    low, half, high = (read(tables, share)[0][3] for share in (0.0, 0.5, 1.0))
    assert half == pytest.approx(2.0 * low, rel=EXACT)
    assert high == pytest.approx(4.0 * low, rel=EXACT)
    assert high == pytest.approx(read(tables, 0.0, classes=(1, 1))[0][3], rel=EXACT)


def test_a_machine_that_is_not_so_fast_serves_as_fast_as_it_can() -> None:
    tables = made_up()
    out, reached = read(tables, speed=2, classes=(0, 0))
    assert reached[[3, 1]].tolist() == [2, 1]
    assert out[[3, 1], 2] == pytest.approx([3.0, 10.0], rel=EXACT)


def test_a_speed_counts_as_reached_only_in_both_classes() -> None:
    """Between the classes the second machine reaches the second speed for the smaller models alone."""
    out, reached = read(made_up(), share=0.5, speed=2)
    assert reached[[3, 1]].tolist() == [2, 0]
    assert out[1, 2] == pytest.approx(10.0, rel=EXACT)


def test_a_model_that_does_not_fit_takes_forever() -> None:
    tables = made_up()
    tables.output[0, 1, 0, 0, :, 1] = np.inf
    for share in (0.0, 0.5, 1.0):
        out, reached = read(tables, share, speed=2)
        assert np.isinf(out[1]).all()
        assert reached[1] == 0
        assert np.isfinite(out[3]).all()


@settings(max_examples=25, deadline=None)
@given(gain=st.floats(0.2, 5.0), share=st.floats(0.0, 1.0), speed=st.integers(0, 2), caches=st.integers(NONE, FLASH))
def test_who_delivers_more_takes_less_time_in_inverse_proportion(
    gain: float, share: float, speed: int, caches: int
) -> None:
    tables = made_up(host_bytes=1e12, flash_bytes=1e13)
    plain, reached = read(tables, share, speed, caches)
    lucky, same = read(tables, share, speed, caches, np.array([1.0, gain, 1.0, 1.0, 1.0]))
    assert lucky[1] == pytest.approx(plain[1] / gain)
    np.testing.assert_array_equal(lucky[3], plain[3])
    np.testing.assert_array_equal(same, reached)


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.0, 1.0), speed=st.integers(0, 2), caches=st.integers(NONE, HOST))
def test_each_place_for_caches_makes_repeated_tokens_cheaper(share: float, speed: int, caches: int) -> None:
    tables = made_up(host_bytes=1e12, flash_bytes=1e13)
    before, after = (read(tables, share, speed, kind)[0][[1, 3]] for kind in (caches, caches + 1))
    assert (after[:, 1] <= before[:, 1] * (1 + EXACT)).all()
    np.testing.assert_array_equal(np.delete(after, 1, axis=1), np.delete(before, 1, axis=1))


SESSION = LONG_CONTEXT * 1e5 * 0.5
"""Bytes that half a session at work keeps, for 65,536 tokens of 100 kB: 3.3 GB a chip."""


def cached(caches: int, room: float = 8.0, fresh: float = 0.1, **constants: float) -> float:
    """Chip-seconds of a repeated token of 100 kB: 0.1 ms from 1 GB/s near, 1 ms from the host, 10 ms from flash."""
    return cached_seconds(0, 1e5, room, 0.5, caches, fresh, made_up(**{"flash_rate": 1e7} | constants))


def test_without_a_cache_a_repeated_token_is_a_fresh_one() -> None:
    assert cached(NONE) == 0.1


def test_near_memory_serves_calls_that_come_back_to_it() -> None:
    """Four sessions alive where 8 fit: 256/257 are there, and half of the calls. 0.498 x 0.1 ms + 0.502 x 100 ms."""
    found = 0.5 * 256.0 / 257.0
    assert cached(NEAR) == pytest.approx(found * 1e-4 + (1.0 - found) * 0.1)
    assert cached(NEAR, room=4.0) == pytest.approx(0.25 * 1e-4 + 0.75 * 0.1)
    assert cached(NEAR, affinity=1.0, room=800.0) == pytest.approx(1e-4, rel=1e-3)


def test_with_hosts_comes_routing_to_the_cache() -> None:
    """Room for 4 of 4 near: half. With 4 more on the host 256/257; of each 0.95: 0.475 near, 0.4713 from the host."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    seconds = near * 1e-4 + (both - near) * 1e-3 + (1.0 - both) * 0.1
    assert cached(HOST, room=4.0, host_bytes=4.0 * SESSION) == pytest.approx(seconds)


def test_flash_is_read_by_all() -> None:
    """With 32 more sessions in flash next to nothing is lost: what was sent elsewhere, too, comes from there."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    anywhere = found_share(4.0, 40.0)
    seconds = near * 1e-4 + (both - near) * 1e-3 + (anywhere - both) * 1e-2 + (1.0 - anywhere) * 0.1
    found = cached(FLASH, room=4.0, host_bytes=4.0 * SESSION, flash_bytes=32.0 * SESSION)
    assert found == pytest.approx(seconds)
    assert found < 0.5 * cached(HOST, room=4.0, host_bytes=4.0 * SESSION)


def test_a_cache_that_takes_longer_to_read_than_to_make_is_made_again() -> None:
    """A fresh token takes 5 ms: more than 1 ms from the host, less than 10 ms from flash. At 0.5 ms less than both."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    memory = {"room": 4.0, "host_bytes": 4.0 * SESSION, "flash_bytes": 32.0 * SESSION}
    without_flash = near * 1e-4 + (both - near) * 1e-3 + (1.0 - both) * 5e-3
    assert cached(FLASH, fresh=5e-3, **memory) == pytest.approx(without_flash)
    assert cached(FLASH, fresh=5e-4, **memory) == pytest.approx(near * 1e-4 + (1.0 - near) * 5e-4)


def test_a_system_reads_with_all_its_chips() -> None:
    """A fresh token of 0.11 system-seconds on two chips takes 0.22 chip-seconds; 0.1 ms of a chip are half a system's.

    256/257 of the tokens are in near memory, half of the calls come back to it.
    """
    found = 0.5 * 256.0 / 257.0
    out, _ = read(made_up(), caches=NEAR)
    assert out[3, 1] == pytest.approx((found * 1e-4 + (1.0 - found) * 0.22) / 2.0, rel=EXACT)


def test_larger_models_keep_larger_caches() -> None:
    """Half way between 100 and 400 kB a token a cache has 200 kB: reading it alone takes 0.2 ms of two chips."""
    tables = made_up(affinity=1.0)
    tables.output[..., 2] = np.log(800.0)
    out, _ = read(tables, share=0.5, caches=NEAR)
    assert out[3, 1] == pytest.approx(1e-4, rel=1e-3)
