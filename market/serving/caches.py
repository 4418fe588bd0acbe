"""Prefix caches over tiers of memory: what share of repeated tokens is still there, and what reading it takes.

A prompt that repeats an earlier one needs no prefill where its cache is still held. Sessions come back in turn, so the
least recently used cache is the next one needed: the share that is found falls off a cliff where the sessions alive
outgrow the memory,

    found = 1 / (1 + (need / capacity)^8)

(InferenceX's agentic trace: 0.87, 0.07, 0.001 at 16, 24 and 32 users). What accelerators have no room for goes to the
memory of hosts and from there to flash, and comes back over their links. A cache that would take longer to read than
to make is made again.
"""

from typing import NamedTuple

from jevons.market.kernels import kernel


class Found(NamedTuple):
    """Shares of repeated tokens found in each tier of memory; the rest is prefilled again."""

    near: float
    host: float
    flash: float


@kernel
def found_share(need: float, capacity: float) -> float:
    """Share found of caches that need so much of a capacity in the same unit; nothing where there is no room."""
    if capacity <= 0.0:
        return 0.0
    square = (need / capacity) ** 2
    return float(1.0 / (1.0 + square * square * square * square))


@kernel
def find(alive: float, near: float, host: float, flash: float, local: float) -> Found:
    """Where the caches of repeated tokens are found.

    Args:
        alive: sessions alive in a replica. near, host, flash: sessions that each tier of its memory holds; 0 for a
            tier that there is not.
        local: share of calls that are sent to the replica that holds their session; flash is read by all.
    """
    in_near = found_share(alive, near)
    in_host = found_share(alive, near + host) if host > 0.0 else in_near
    anywhere = found_share(alive, near + host + flash) if flash > 0.0 else 0.0
    found_near, found_host = local * in_near, local * (in_host - in_near)
    return Found(found_near, found_host, max(anywhere - found_near - found_host, 0.0))
