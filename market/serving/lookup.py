"""Reading the table: what tokens take of every machine for one model, practice and speed."""

from math import exp, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.table import ServingTable

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]


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
    """A `ServingTable` as kernels see it.

    `number` is that of a system among those in halls, -1 for others, (systems,); `attended` are the tokens that a fresh
    token attends to.
    """

    halls: Ints
    number: Ints
    prompt: Singles
    output: Singles
    attended: float


def tables_of(table: ServingTable, constants: ServingConstants | None = None) -> Tables:
    """A table as kernels read it."""
    number = np.full(table.systems, -1)
    number[table.halls] = np.arange(len(table.halls))
    return Tables(table.halls, number, table.prompt, table.output, (constants or ServingConstants()).prefill_context)


@kernel
def between(low: float, high: float, share: float) -> float:
    """The exponential of what lies between two logarithms; inf where either is."""
    return float(exp(low + share * (high - low))) if low < inf and high < inf else inf


@kernel
def fresh_seconds(n: int, place: Place, practice: Practice, tables: Tables) -> float:
    """System-seconds of a fresh token on machine `n` of those in halls, at any speed."""
    low = tables.prompt[place.tier, place.low, practice.precision, n]
    high = tables.prompt[place.tier, place.high, practice.precision, n]
    return between(low[0], high[0], place.share) + tables.attended * between(low[1], high[1], place.share)


@kernel
def read_machine(
    n: int, place: Place, practice: Practice, speed: int, tables: Tables
) -> tuple[int, float, float, float]:
    """System-seconds per token of a machine; one that is not so fast serves as fast as it can.

    Args:
        n: of the machine among those in halls. place, practice: the model and how it is served.
        speed: place in `SPEEDS`. tables: the table.

    Returns:
        The speed at which it serves, a place in `SPEEDS`; seconds of a cached and an output token, and of an output
        token and token of context; inf where the model does not fit.
    """
    low = tables.output[place.tier, place.low, practice.precision, practice.engine]
    high = tables.output[place.tier, place.high, practice.precision, practice.engine]
    s = speed
    while s > 0 and not (low[s, n, 0] < inf and high[s, n, 0] < inf):
        s -= 1
    at_zero = between(low[s, n, 0], high[s, n, 0], place.share)
    if not at_zero < inf:
        return s, inf, inf, inf
    kept = 2 + practice.caches
    cached = between(low[s, n, kept], high[s, n, kept], place.share)
    return s, cached, at_zero, between(low[s, n, 1], high[s, n, 1], place.share)


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
        out: filled for these machines, (systems, 4): a fresh, a cached and an output token, an output token and token
            of context; inf where the model does not fit.
        reached: filled for them, (systems,): the speed at which each serves, a place in `SPEEDS`.
    """
    for n in which:
        y = tables.halls[n]
        s, cached, output, context = read_machine(n, place, practice, speed, tables)
        gain = 1.0 / delivered[y] if output < inf else inf
        reached[y] = s
        out[y, 0] = fresh_seconds(n, place, practice, tables) * gain
        out[y, 1], out[y, 2], out[y, 3] = cached * gain, output * gain, context * gain
