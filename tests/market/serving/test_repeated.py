"""What a repeated token takes, by where caches are kept: by hand, for each place."""

import pytest

from jevons.market.serving.caches import found_share
from jevons.market.serving.physics import Chip, Constants, Model
from jevons.market.serving.price import CACHES, LONG_CONTEXT, repeated_seconds

NONE, NEAR, HOST, FLASH = range(len(CACHES))
SESSION = LONG_CONTEXT * 1e5 * 0.5
"""Bytes that half a session at work keeps, for 65,536 tokens of 100 kB: 3.3 GB a chip."""


SESSION = LONG_CONTEXT * 1e5 * 0.5
"""Bytes that half a session at work keeps, for 65,536 tokens of 100 kB: 3.3 GB a chip."""


CHIP = Chip(1e15, 1e15, 1e9, 80e9, 450e9, 8.0, 1.0, 1.0)
MODEL = Model(1e9, 1e9, 0.0, 32.0, 4096.0, 1.0, 1.0, 1e5, 8.0, 7.0, 1e6)


def cached(c: Constants, caches: int, room: float = 8.0, fresh: float = 0.1, **constants: float) -> float:
    """Chip-seconds of a repeated token of 100 kB: 0.1 ms from 1 GB/s near, 1 ms from the host, 10 ms from flash."""
    known = {"memory_efficiency": 1.0, "offload_ratio": 0.1, "flash_gb_s": 0.01, "host_gb": 0.0, "flash_gb": 0.0}
    return repeated_seconds(CHIP, MODEL, room, 0.5, caches, fresh, c._replace(**{**known, **constants}))


def test_without_a_cache_a_repeated_token_is_a_fresh_one(c: Constants) -> None:
    assert cached(c, NONE) == 0.1


def test_near_memory_serves_calls_that_come_back_to_it(c: Constants) -> None:
    """Four sessions alive where 8 fit: 256/257 are there, and half of the calls. 0.498 x 0.1 ms + 0.502 x 100 ms."""
    found = 0.5 * 256.0 / 257.0
    assert cached(c, NEAR) == pytest.approx(found * 1e-4 + (1.0 - found) * 0.1)
    assert cached(c, NEAR, room=4.0) == pytest.approx(0.25 * 1e-4 + 0.75 * 0.1)
    assert cached(c, NEAR, session_affinity=1.0, room=800.0) == pytest.approx(1e-4, rel=1e-3)


def test_with_hosts_comes_routing_to_the_cache(c: Constants) -> None:
    """Room for 4 of 4 near: half. With 4 more on the host 256/257; of each 0.95: 0.475 near, 0.4713 from the host."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    seconds = near * 1e-4 + (both - near) * 1e-3 + (1.0 - both) * 0.1
    assert cached(c, HOST, room=4.0, host_gb=4e-9 * SESSION) == pytest.approx(seconds)


def test_flash_is_read_by_all(c: Constants) -> None:
    """With 32 more sessions in flash next to nothing is lost: what was sent elsewhere, too, comes from there."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    anywhere = found_share(4.0, 40.0)
    seconds = near * 1e-4 + (both - near) * 1e-3 + (anywhere - both) * 1e-2 + (1.0 - anywhere) * 0.1
    found = cached(c, FLASH, room=4.0, host_gb=4e-9 * SESSION, flash_gb=32e-9 * SESSION)
    assert found == pytest.approx(seconds)
    assert found < 0.5 * cached(c, HOST, room=4.0, host_gb=4e-9 * SESSION)


def test_a_cache_that_takes_longer_to_read_than_to_make_is_made_again(c: Constants) -> None:
    """A fresh token takes 5 ms: more than 1 ms from the host, less than 10 ms from flash. At 0.5 ms less than both."""
    near, both = 0.95 * 0.5, 0.95 * 256.0 / 257.0
    memory = {"room": 4.0, "host_gb": 4e-9 * SESSION, "flash_gb": 32e-9 * SESSION}
    without_flash = near * 1e-4 + (both - near) * 1e-3 + (1.0 - both) * 5e-3
    assert cached(c, FLASH, fresh=5e-3, **memory) == pytest.approx(without_flash)
    assert cached(c, FLASH, fresh=5e-4, **memory) == pytest.approx(near * 1e-4 + (1.0 - near) * 5e-4)


def test_a_session_of_a_larger_cache_takes_more_room_and_time(c: Constants) -> None:
    """Twice the bytes a token: half as many sessions fit on the host, and reads take twice as long."""
    large = MODEL._replace(kv_bytes=2e5)
    known = c._replace(memory_efficiency=1.0, offload_ratio=0.1, host_gb=4e-9 * SESSION, session_affinity=1.0)
    near = repeated_seconds(CHIP, large, 800.0, 0.5, NEAR, 0.1, known)
    assert near == pytest.approx(2e-4, rel=1e-3)
    both = 0.95 * found_share(4.0, 4.0 + 2.0)
    seconds = 0.95 * 0.5 * 2e-4 + (both - 0.95 * 0.5) * 2e-3 + (1.0 - both) * 0.1
    assert repeated_seconds(CHIP, large, 4.0, 0.5, HOST, 0.1, known) == pytest.approx(seconds)
