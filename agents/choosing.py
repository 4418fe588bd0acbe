"""Choosing: which offer does a pipeline take when it looks around, and when does it look again?"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jevons.agents.pipelines import NO_OFFER
from jevons.market.chance import mix, short_draw, short_uniform, uniform
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

Salts = npt.NDArray[np.uint32]

ABROAD, HOME, OWN_MACHINE = 0, 1, 2
NOT_LISTED = -1
# A pipeline that looks around so rarely never does in any run; months fit 16 bits.
LONGEST_PAUSE = 10_000.0
# The last bits of a number, which hold the place of a candidate among at most so many.
PLACES, MOST_BITS = 255, 2**63 - 1
_SALT = np.uint32(0x9E3779B9)


class Candidates(NamedTuple):
    """Offers that users of a region may choose for pieces of work, a row each: abroad, then at home, then machines.

    Attributes:
        offers: the offers, (rows, offers). salts: what their draws are salted with. drags: 1 / exp(utility).
        positions: where an offer stands in its row, or `NOT_LISTED`, (rows, offers).
        edges: where offers abroad begin and end, those at home end, and machines end, (rows, 4).
    """

    offers: Ints
    salts: Salts
    drags: Array
    positions: Ints
    edges: Ints


@kernel
def empty_candidates(rows: int, offers: int) -> Candidates:
    """Room for so many lists of at most so many offers."""
    return Candidates(
        offers=np.empty((rows, offers), dtype=np.int64),
        salts=np.empty((rows, offers), dtype=np.uint32),
        drags=np.empty((rows, offers)),
        positions=np.empty((rows, offers), dtype=np.int64),
        edges=np.zeros((rows, 4), dtype=np.int64),
    )


@inlined
def list_candidates(
    row: int,
    fitting: Ints,
    weight: Array,
    feasible: Bools,
    place: Ints,
    foreign: float,
    offers: Ints,
    salts: Salts,
    drags: Array,
    positions: Ints,
    edges: Ints,
) -> None:
    """List the offers that users of a region may choose for a piece of work.

    Args:
        row: of `Candidates` to fill.
        fitting: offers whose tier fits, by place. weight: exp(utility) of every offer. feasible: whether it may be
            chosen. place: where it stands, seen from the region: `ABROAD`, `HOME` or `OWN_MACHINE`.
        foreign: factor of the weight of offers abroad.
        offers .. edges: as in `Candidates`; the row is filled.
    """
    count = np.zeros(3, dtype=np.int64)
    listed = 0
    for o in range(positions.shape[1]):
        positions[row, o] = NOT_LISTED
    for n in range(fitting.size):
        o = fitting[n]
        if feasible[o] and weight[o] > 0.0:
            offers[row, listed], positions[row, o] = o, listed
            salts[row, listed] = np.uint32(o + 1) * _SALT
            drags[row, listed] = 1.0 / (weight[o] * foreign if place[o] == ABROAD else weight[o])
            count[place[o]] += 1
            listed += 1
    edges[row, 0], edges[row, 1] = 0, count[ABROAD]
    edges[row, 2], edges[row, 3] = count[ABROAD] + count[HOME], listed


@kernel
def look_around(
    row: np.uint64,
    low: np.uint64,
    at: np.uint64,
    count: int,
    lookers: Ints,
    words: npt.NDArray[np.uint64],
    stage: np.uint64,
    bound: Bools,
    owns: Bools,
    stay: float,
    offers: Ints,
    salts: Salts,
    drags: Array,
    positions: Ints,
    edges: Ints,
    held: npt.NDArray[np.int16],
) -> None:
    """Let pipelines choose anew.

    Args:
        row: of `Candidates` to choose from. low, at: first row of the block's users, and of its pipelines.
        count, lookers: so many numbers of users who look around. words: their random bits, in the same order.
        stage: number of this choice among those that share the bits, from 1.
        bound, owns: columns: whether only offers of the own region may be used, whether there is an own machine.
        stay: factor of the drag of the offer held, exp(-switching cost).
        offers .. edges: as in `Candidates`. held: column of offers held, updated.
    """
    least = np.empty(offers.shape[1])
    bits = least.view(np.int64)
    for n in range(count):
        user, pipeline = low + np.uint64(lookers[n]), at + np.uint64(lookers[n])
        first = edges[row, 1] if bound[user] else edges[row, 0]
        last = edges[row, 3] if owns[user] else edges[row, 2]
        kept = positions[row, held[pipeline]] if held[pipeline] >= 0 else NOT_LISTED
        word = mix(words[n] + stage)
        winner = choose(word, row, np.uint64(first), last - first, kept - first, stay, salts, drags, least, bits)
        held[pipeline] = offers[row, first + winner] if winner >= 0 else NO_OFFER


@inlined
def choose(
    word: np.uint64,
    row: np.uint64,
    first: np.uint64,
    count: int,
    kept: int,
    stay: float,
    salts: Salts,
    drags: Array,
    least: Array,
    bits: Ints,
) -> int:
    """The candidate with the highest utility plus Gumbel noise, one hashed draw each; -1 if there is none.

    Maximising V + G equals minimising E / exp(V) with E = -ln u exponential. As 1 - u <= -ln u <= (1 - u) / u, the
    logarithm is needed only where the bounds of the lowest offer and of others overlap. Every offer has its own draw,
    so closing one moves its holders only.

    Args:
        word: random bits of this choice. row: of `Candidates`.
        first, count: the candidates are so many from this place on. kept: which of them is the offer held, if any.
        stay: factor of its drag. salts, drags: as in `Candidates`. least: room for a number an offer.
        bits: the same memory.
    """
    own = np.uint32(word >> np.uint64(32))
    for n in range(count):
        at = first + np.uint64(n)
        least[n] = (1.0 - short_uniform(short_draw(own ^ salts[row, at]))) * drags[row, at]
    if 0 <= kept < count:
        least[kept] *= stay
    # Bits of positive numbers sort as they do; the last few name the candidate, so that one minimum finds it.
    lowest = MOST_BITS
    for n in range(count):
        lowest = min(lowest, (bits[n] & ~PLACES) | n)
    winner = lowest & PLACES if count > 0 else -1
    # -ln u <= (1 - u) / u: mostly no other bound lies below that, and nobody's logarithm is needed.
    most = least[winner] / short_uniform(short_draw(own ^ salts[row, first + np.uint64(max(winner, 0))]))
    below = 0
    for n in range(count):
        below += least[n] < most
    if below > 1:
        best = exact_score(own, row, first + np.uint64(winner), salts, drags) * (stay if winner == kept else 1.0)
        for n in range(count):
            if least[n] < best and n != winner:
                score = exact_score(own, row, first + np.uint64(n), salts, drags) * (stay if n == kept else 1.0)
                if score < best:
                    best, winner = score, n
    return winner


@inlined
def exact_score(own: np.uint32, row: np.uint64, at: np.uint64, salts: Salts, drags: Array) -> float:
    """E / exp(V) of a candidate."""
    return float(-math.log(short_uniform(short_draw(own ^ salts[row, at]))) * drags[row, at])


@inlined
def pause(word: np.uint64, log_keeping: float) -> int:
    """Months until a pipeline looks around again when a share r of them does so every month.

    Geometric: 1 + floor(ln u / ln(1 - r)), `log_keeping` = ln(1 - r). Drawn at each look, so that months without one
    cost no draw.
    """
    return 1 + int(min(math.log(uniform(word)) / log_keeping, LONGEST_PAUSE))
