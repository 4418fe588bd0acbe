"""Choosing: which offer does a pipeline take when it looks around?"""

import math

import numpy as np

from jevons.market.chance import branch, uniform
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

HOME, ABROAD, OWN_MACHINE = 0, 1, 2


@kernel
def list_candidates(
    offers: Ints,
    weight: Array,
    feasible: Bools,
    home: Ints,
    region: int,
    foreign: float,
    out: Ints,
    place: Ints,
    pull: Array,
) -> int:
    """List the offers that users of a region may choose for a piece of work; returns how many there are.

    Args:
        offers: those whose tier fits. weight: exp(utility) of every offer. feasible: whether it may be chosen.
        home: region of every offer, -1 for users' own machines.
        region: of the users. foreign: factor of the weight of offers elsewhere.
        out, place, pull: filled: offer, where it stands (`HOME`, `ABROAD`, `OWN_MACHINE`), its weight; the
            heaviest first, so that most others lose at a glance.
    """
    count, heaviest = 0, 0
    for n in range(offers.size):
        o = offers[n]
        if not feasible[o] or weight[o] <= 0.0:
            continue
        out[count] = o
        if home[o] < 0:
            place[count], pull[count] = OWN_MACHINE, weight[o]
        elif home[o] == region:
            place[count], pull[count] = HOME, weight[o]
        else:
            place[count], pull[count] = ABROAD, weight[o] * foreign
        if pull[count] > pull[heaviest]:
            heaviest = count
        count += 1
    if count > 0:
        out[0], out[heaviest] = out[heaviest], out[0]
        place[0], place[heaviest] = place[heaviest], place[0]
        pull[0], pull[heaviest] = pull[heaviest], pull[0]
    return count


@kernel
def choose(
    count: int,
    offers: Ints,
    place: Ints,
    pull: Array,
    held: int,
    stay: float,
    bound: bool,
    owns: bool,
    word: np.uint64,
    draws: Array,
) -> int:
    """The offer with the highest utility plus Gumbel noise, one hashed draw per offer; -1 if there is none.

    Maximising V + G equals minimising E / exp(V) with E = -ln u exponential. As -ln u >= 1 - u, most offers
    lose before their logarithm is needed. Every offer has its own draw, so closing one moves its holders only.

    Args:
        count, offers, place, pull: candidates, as filled by `list_candidates`.
        held: offer held now, -1 for none. stay: factor of its weight, exp(switching cost).
        bound: only offers of the own region are allowed. owns: the user has a machine.
        word: random bits of this choice. draws: room for one number an offer.
    """
    for n in range(count):
        draws[n] = uniform(branch(word, np.uint64(offers[n] + 1)))
    best, winner = math.inf, -1
    for n in range(count):
        weight = pull[n] * stay if offers[n] == held else pull[n]
        if 1.0 - draws[n] >= best * weight:
            continue
        if (place[n] == ABROAD and bound) or (place[n] == OWN_MACHINE and not owns):
            continue
        score = -math.log(draws[n]) / weight
        if score < best:
            best, winner = score, offers[n]
    return winner
