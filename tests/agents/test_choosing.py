"""Choosing: a logit with one draw an offer, so that closing one moves only those who would have taken it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from jevons.agents.choosing import (
    ABROAD,
    HOME,
    OWN_MACHINE,
    Candidates,
    empty_candidates,
    list_candidates,
    look_around,
    pause,
)
from jevons.market.chance import Stream, word_of
from jevons.market.structure import Structure
from tests.markets import lived, small
from tests.reference.layout import places
from tests.reference.luck import mix, offer_draw

PULLS = np.array([4.0, 1.0, 2.5, 0.5, 0.1])
KEY = Stream(1, "test of choosing").key


def picks(
    pulls: np.ndarray,
    times: int,
    held: int = -1,
    stay: float = 1.0,
    bound: bool = False,
    owns: bool = True,
    place: np.ndarray | None = None,
    offers: np.ndarray | None = None,
) -> np.ndarray:
    """Offers taken by so many agents, each with its own luck."""
    n = len(pulls)
    lists = listed(pulls, np.arange(n) if offers is None else offers, np.full(n, HOME) if place is None else place)
    words = np.array([word_of(KEY, np.uint64(agent), np.uint64(0)) for agent in range(times)], dtype=np.uint64)
    taken, yes = np.full(times, held, dtype=np.int16), np.ones(times, dtype=np.bool_)
    zero, everybody = np.uint64(0), np.arange(times)
    look_around(
        zero, zero, zero, times, everybody, words, np.uint64(1), yes & bound, yes & owns, 1.0 / stay, *lists, taken
    )
    return taken


def listed(pulls: np.ndarray, offers: np.ndarray, place: np.ndarray) -> Candidates:
    """A row of candidates: these offers of ten, with their weights, at these places."""
    lists = empty_candidates(1, 10)
    weight, feasible, places_of = np.zeros(10), np.zeros(10, dtype=np.bool_), np.zeros(10, dtype=np.int64)
    weight[offers], feasible[offers], places_of[offers] = pulls, True, place
    list_candidates(0, offers[np.argsort(place, kind="stable")], weight, feasible, places_of, 1.0, *lists)
    return lists


def test_offers_are_taken_in_proportion_to_their_weight() -> None:
    """Logit: weights 4, 1, 2.5, 0.5, 0.1 of 8.1 in all; chi-square with 4 degrees of freedom."""
    times = 20_000
    taken = np.bincount(picks(PULLS, times), minlength=5)
    assert chisquare(taken, times * PULLS / PULLS.sum()).pvalue > 0.01


def test_the_offer_held_counts_more_by_the_switching_cost() -> None:
    """Offer 1 is held at a switching cost of ln 3: weights 4, 3, 2.5, 0.5, 0.1 of 10.1 in all."""
    times, pulls = 20_000, PULLS * np.array([1.0, 3.0, 1.0, 1.0, 1.0])
    taken = np.bincount(picks(PULLS, times, held=1, stay=3.0), minlength=5)
    assert chisquare(taken, times * pulls / pulls.sum()).pvalue > 0.01


@pytest.mark.parametrize("closed", range(5))
def test_closing_an_offer_moves_only_those_who_took_it(closed: int) -> None:
    open_ones = np.delete(np.arange(5), closed)
    before = picks(PULLS, 2000)
    after = picks(PULLS[open_ones], 2000, offers=open_ones)
    stayed = before != closed
    assert (~stayed).any()
    np.testing.assert_array_equal(after[stayed], before[stayed])
    assert closed not in after


@given(order=st.permutations(range(5)))
def test_the_order_of_the_list_does_not_matter(order: list[int]) -> None:
    np.testing.assert_array_equal(picks(PULLS, 200), picks(PULLS[order], 200, offers=np.array(order)))


@given(pulls=st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=10), held=st.integers(-1, 9), stay=st.floats(1, 50))
def test_the_offer_taken_has_the_highest_utility_with_its_noise(pulls: list[float], held: int, stay: float) -> None:
    """V + G for every offer, with G = -ln(-ln u) of the offer's own draw; the held one counts ln(stay) more."""
    taken = picks(np.array(pulls), 50, held=held, stay=stay)
    for agent, found in enumerate(taken):
        word = mix(int(word_of(KEY, np.uint64(agent), np.uint64(0))) + 1)
        totals = [
            math.log(pull) + (math.log(stay) if o == held else 0.0) - math.log(-math.log(offer_draw(word, o)))
            for o, pull in enumerate(pulls)
        ]
        assert totals[found] == pytest.approx(max(totals), abs=1e-12)


def test_bound_users_take_nothing_abroad_and_only_owners_use_a_machine() -> None:
    place = np.array([ABROAD, HOME, OWN_MACHINE, HOME, ABROAD])
    assert set(picks(PULLS, 500, place=place, bound=True, owns=False)) == {1, 3}
    assert set(picks(PULLS, 500, place=place, bound=True, owns=True)) == {1, 2, 3}
    assert set(picks(PULLS, 2000, place=place, bound=False, owns=False)) == {0, 1, 3, 4}


def test_who_may_take_none_of_the_offers_takes_none() -> None:
    assert set(picks(PULLS, 5, place=np.full(5, ABROAD), bound=True)) == {-1}
    assert set(picks(PULLS[:0], 5)) == {-1}


def test_a_list_holds_what_is_open_with_its_weight_by_place() -> None:
    """Offers 0 to 5: 0 is closed, 3 has no weight; abroad counts a half. Abroad, at home, own machines."""
    lists = empty_candidates(2, 6)
    list_candidates(
        1,
        np.array([3, 1, 0, 2, 4, 5]),
        np.array([9.0, 2.0, 1.0, 0.0, 1.5, 0.7]),
        np.array([False, True, True, True, True, True]),
        np.array([HOME, ABROAD, HOME, ABROAD, HOME, OWN_MACHINE]),
        0.5,
        *lists,
    )
    offers, salts, drags, positions, edges = (column[1] for column in lists)
    assert edges.tolist() == [0, 1, 3, 4]
    assert offers[:4].tolist() == [1, 2, 4, 5]
    np.testing.assert_allclose(1.0 / drags[:4], [1.0, 1.0, 1.5, 0.7])
    assert positions.tolist() == [-1, 0, 1, -1, 2, 3]
    assert len(set(salts[:4].tolist())) == 4


def test_pauses_are_those_of_a_monthly_share() -> None:
    """Geometric with share 0.08: mean 12.5 months, at least 1, and 8 % end after one month."""
    keeping = math.log(1.0 - 0.08)
    pauses = np.array([pause(np.uint64(word_of(KEY, np.uint64(i), np.uint64(5))), keeping) for i in range(20_000)])
    assert pauses.min() == 1
    assert pauses.mean() == pytest.approx(12.5, rel=0.03)
    assert (pauses == 1).mean() == pytest.approx(0.08, abs=0.01)


def home_of_offers(structure: Structure) -> np.ndarray:
    """Region of each offer, -1 for users' own machines."""
    return structure.home[structure.offer_provider]


def test_in_a_market_bound_users_stay_at_home_and_only_owners_run_local_models() -> None:
    residency = {f"segments.{s}.residency_required_share": 0.5 for s in ("developers", "enterprises", "ai_native")}
    market = lived(small(overrides={**residency, "segments.developers.local_hardware_share": 0.7}))
    users, pipelines, home = market.buyers.users, market.buyers.pipelines, home_of_offers(market.world.structure)
    region = np.repeat(np.arange(105) // 3 % 5, np.diff(users.cell_start))
    local = held_by_the_bound = 0
    for row, mine in enumerate(places(users, pipelines)):
        held = np.concatenate([pipelines.execute[mine], pipelines.plan[mine]])
        where = home[held[held >= 0]]
        if users.bound[row]:
            assert set(where) <= {-1, region[row]}
            held_by_the_bound += len(where)
        if not users.owns[row]:
            assert -1 not in where
        local += int((where == -1).sum())
    assert held_by_the_bound > 100
    assert local > 100
