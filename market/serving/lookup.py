"""Reading the table: what tokens take of every machine for one model, practice and speed."""

from math import exp, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel
from jevons.market.serving.caches import find
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.price import LONG_CONTEXT
from jevons.market.serving.table import ServingTable
from jevons.market.serving.techniques import ROUTED_SHARE

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

CACHES = ("none", "near", "host", "flash")
"""Where repeated tokens are kept: nowhere, in accelerators, in hosts as well and found by routing, in flash as well."""
NEAR, HOST, FLASH = 1, 2, 3


class Place(NamedTuple):
    """A model's place in the table: tier, the classes that it lies between, and how far from the first."""

    tier: int
    low: int
    high: int
    share: float


class Practice(NamedTuple):
    """How a provider serves: precision of weights, engine, caches, as places in `PRECISIONS`, `ENGINES`, `CACHES`."""

    precision: int
    engine: int
    caches: int


class Tables(NamedTuple):
    """A `ServingTable` as kernels see it, with the constants that caches need.

    `number` is that of a system among those in halls, -1 for others, (systems,).
    """

    halls: Ints
    number: Ints
    prompt: Singles
    output: Singles
    kv_bytes: Floats
    near: Floats
    host: Floats
    chips: Floats
    host_bytes: float
    flash_bytes: float
    flash_rate: float
    sessions: float
    affinity: float
    attended: float


def tables_of(table: ServingTable, constants: ServingConstants | None = None) -> Tables:
    """A table as kernels read it."""
    c = constants or ServingConstants()
    number = np.full(table.systems, -1)
    number[table.halls] = np.arange(len(table.halls))
    return Tables(
        table.halls,
        number,
        table.prompt,
        table.output,
        table.kv_bytes,
        table.near,
        table.host,
        table.chips,
        c.host_gb * 1e9,
        c.flash_gb * 1e9,
        c.flash_gb_s * 1e9,
        c.sessions_alive,
        c.session_affinity,
        c.prefill_context,
    )


@kernel
def between(low: float, high: float, share: float) -> float:
    """The exponential of what lies between two logarithms; inf where either is."""
    return float(exp(low + share * (high - low))) if low < inf and high < inf else inf


@kernel
def cached_seconds(
    hall: int, kv_bytes: float, room: float, busy: float, caches: int, fresh: float, tables: Tables
) -> float:
    """Chip-seconds of a repeated token: read where its cache is found, prefilled again where it is not.

    Args:
        hall: the machine. kv_bytes: of cache a token. room: sessions that accelerators hold over those at work.
        busy: sessions at work a chip. caches: where they are kept. fresh: chip-seconds of a fresh token.
        tables: the table.
    """
    if caches < NEAR:
        return fresh
    session = LONG_CONTEXT * kv_bytes * busy
    host = tables.host_bytes / session if caches >= HOST else 0.0
    flash = tables.flash_bytes / session if caches >= FLASH else 0.0
    found = find(tables.sessions, room, host, flash, ROUTED_SHARE if caches >= HOST else tables.affinity)
    near, far = kv_bytes / tables.near[hall], kv_bytes / tables.host[hall]
    seconds, missed = found.near * near, 1.0 - found.near
    if far < fresh:
        seconds, missed = seconds + found.host * far, missed - found.host
    if kv_bytes / tables.flash_rate < fresh:
        seconds, missed = seconds + found.flash * kv_bytes / tables.flash_rate, missed - found.flash
    return float(seconds + missed * fresh)


@kernel
def cache_bytes(place: Place, tables: Tables) -> float:
    """Bytes of cache a token of a model."""
    low, high = tables.kv_bytes[place.tier, place.low], tables.kv_bytes[place.tier, place.high]
    return float(exp(low + place.share * (high - low)))


@kernel
def fresh_seconds(n: int, place: Place, practice: Practice, tables: Tables) -> float:
    """System-seconds of a fresh token on machine `n` of those in halls, at any speed."""
    low = tables.prompt[place.tier, place.low, practice.precision, n]
    high = tables.prompt[place.tier, place.high, practice.precision, n]
    return between(low[0], high[0], place.share) + tables.attended * between(low[1], high[1], place.share)


@kernel
def read_machine(
    n: int, place: Place, practice: Practice, speed: int, kv_bytes: float, fresh: float, tables: Tables
) -> tuple[int, float, float, float]:
    """System-seconds per token of a machine; one that is not so fast serves as fast as it can.

    Args:
        n: of the machine among those in halls. place, practice: the model and how it is served.
        speed: place in `SPEEDS`. kv_bytes: of cache a token. fresh: seconds of a fresh token. tables: the table.

    Returns:
        The speed at which it serves, a place in `SPEEDS`; seconds of a cached and an output token, and of an output
        token and token of context; inf where the model does not fit.
    """
    share = place.share
    low_class = tables.output[place.tier, place.low, practice.precision, practice.engine]
    high_class = tables.output[place.tier, place.high, practice.precision, practice.engine]
    s = speed
    while s > 0 and not (low_class[s, n, 0] < inf and high_class[s, n, 0] < inf):
        s -= 1
    at_zero = between(low_class[s, n, 0], high_class[s, n, 0], share)
    if not at_zero < inf:
        return s, inf, inf, inf
    per_context = between(low_class[s, n, 1], high_class[s, n, 1], share)
    room = between(low_class[s, n, 2], high_class[s, n, 2], share)
    busy = between(low_class[s, n, 3], high_class[s, n, 3], share)
    chips = tables.chips[n]
    cached = cached_seconds(n, kv_bytes, room, busy, practice.caches, fresh * chips, tables) / chips
    return s, cached, at_zero, per_context


@kernel
def read_seconds(
    place: Place,
    practice: Practice,
    speed: int,
    tables: Tables,
    which: Ints,
    delivered: Floats,
    out: Floats,
    reached: Ints,
) -> None:
    """System-seconds per token of machines in halls.

    Args:
        place, practice, speed, tables: as in `read_machine`. which: machines, by number among those in halls.
        delivered: throughput over what is computed, (systems,).
        out: filled for these machines, (systems, 4): as `read_machine` returns them.
        reached: filled for them, (systems,): the speed at which each serves, a place in `SPEEDS`.
    """
    kv_bytes = cache_bytes(place, tables)
    for n in which:
        y = tables.halls[n]
        fresh = fresh_seconds(n, place, practice, tables)
        s, cached, output, context = read_machine(n, place, practice, speed, kv_bytes, fresh, tables)
        gain = 1.0 / delivered[y] if output < inf else inf
        reached[y] = s
        out[y, 0], out[y, 1], out[y, 2], out[y, 3] = fresh * gain, cached * gain, output * gain, context * gain
