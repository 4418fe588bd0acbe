"""Choosing: a logit with one draw an offer, so that closing one moves only those who would have taken it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from jevons.agents.choosing import ABROAD, HOME, OWN_MACHINE, choose, list_candidates
from jevons.market.chance import Stream, word_of
from tests.markets import lived, small
from tests.reference.layout import places

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
    offers = np.arange(n) if offers is None else offers
    place = np.full(n, HOME) if place is None else place
    room = np.empty(n)
    words = (word_of(KEY, np.uint64(agent), np.uint64(0)) for agent in range(times))
    return np.array([choose(n, offers, place, pulls, held, stay, bound, owns, np.uint64(word), room) for word in words])


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


@given(order=st.permutations(range(5)), word=st.integers(0, 2**64 - 1))
def test_the_order_of_the_list_does_not_matter(order: list[int], word: int) -> None:
    room, place = np.empty(5), np.full(5, HOME)
    first, second = (
        choose(5, np.array(offers), place, PULLS[offers], -1, 1.0, False, False, np.uint64(word), room)
        for offers in (list(range(5)), order)
    )
    assert first == second


def test_bound_users_take_nothing_abroad_and_only_owners_use_a_machine() -> None:
    place = np.array([ABROAD, HOME, OWN_MACHINE, HOME, ABROAD])
    assert set(picks(PULLS, 500, place=place, bound=True, owns=False)) == {1, 3}
    assert set(picks(PULLS, 500, place=place, bound=True, owns=True)) == {1, 2, 3}
    assert set(picks(PULLS, 2000, place=place, bound=False, owns=False)) == {0, 1, 3, 4}


def test_who_may_take_none_of_the_offers_takes_none() -> None:
    assert set(picks(PULLS, 5, place=np.full(5, ABROAD), bound=True)) == {-1}
    assert set(picks(PULLS[:0], 5)) == {-1}


def test_a_list_holds_what_is_open_with_its_weight_and_place_the_heaviest_first() -> None:
    """Offers 0 to 5: 0 is closed, 3 has no weight; abroad counts a half. Heaviest: 4 at home with 1.5."""
    weight = np.array([9.0, 2.0, 1.0, 0.0, 1.5, 0.7])
    out, place, pull = np.empty(6, dtype=np.int64), np.empty(6, dtype=np.int64), np.empty(6)
    count = list_candidates(
        np.arange(6),
        weight,
        np.array([False, True, True, True, True, True]),
        np.array([2, 1, 2, 2, 2, -1]),
        2,
        0.5,
        out,
        place,
        pull,
    )
    assert count == 4
    found = {int(o): (int(p), float(v)) for o, p, v in zip(out[:4], place[:4], pull[:4], strict=True)}
    assert out[0] == 4
    assert found == {1: (ABROAD, 1.0), 2: (HOME, 1.0), 4: (HOME, 1.5), 5: (OWN_MACHINE, 0.7)}


def test_in_a_market_bound_users_stay_at_home_and_only_owners_run_local_models() -> None:
    residency = {f"segments.{s}.residency_required_share": 0.5 for s in ("developers", "enterprises", "ai_native")}
    market = lived(small(overrides={**residency, "segments.developers.local_hardware_share": 0.7}))
    users, pipelines, home = market.buyers.users, market.buyers.pipelines, market.buyers.home
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
