"""Tokens of a task, and what is open where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.scenario import Scenario
from jevons.market.shelf import open_offers, tokens_of_task
from jevons.market.vocabulary import REGIONS
from jevons.market.world import build_world


def by_hand(n: int, c0: float, a: float, o: float, window: float, h: float, s: float) -> list[float]:
    """The same sums call by call."""
    context = [min(c0 + i * a, window) for i in range(n)]
    fresh = c0 - h * s + sum(a + (1 - h) * (c - a) for c in context[1:])
    cached = h * s + sum(h * (c - a) for c in context[1:])
    return [fresh, cached, n * o, o * sum(context)]


def test_a_single_call_reads_its_context_once() -> None:
    """One call of 2,000 tokens with 1,400 shared, half of them cached: 1,300 fresh, 700 cached, 30 out."""
    assert tokens_of_task(1.0, 2000.0, 0.0, 30.0, 8000.0, 0.5, 1400.0, 1.0) == pytest.approx(
        (1300.0, 700.0, 30.0, 60_000.0)
    )


def test_the_public_coding_agent_shape_comes_out() -> None:
    """84 calls, 21.4k + 3.2k a call within 200k, 97.8 % hits: about 140k input a call, 96 % of it cached."""
    fresh, cached, output, _ = tokens_of_task(84.0, 21400.0, 3200.0, 521.4, 200_000.0, 0.978, 18000.0, 1.0)
    assert (fresh + cached) / 84 == pytest.approx(139_600, rel=0.02)
    assert cached / (fresh + cached) == pytest.approx(0.956, abs=0.01)
    assert output / 84 == pytest.approx(521, rel=0.01)


@given(
    n=st.integers(1, 400),
    c0=st.floats(100, 50_000),
    a=st.floats(0, 5_000),
    o=st.floats(1, 2_000),
    room=st.floats(1.0, 20.0),
    h=st.floats(0, 1),
    part=st.floats(0, 1),
)
def test_closed_form_equals_the_sum_over_calls(
    n: int, c0: float, a: float, o: float, room: float, h: float, part: float
) -> None:
    """The closed form lets the window bind between two calls: at most one step of context off."""
    window, s = c0 * room, part * c0
    got = tokens_of_task(float(n), c0, a, o, window, h, s, 1.0)
    want = by_hand(n, c0, min(a, window), o, window, h, s)
    assert sum(got[:2]) == pytest.approx(sum(want[:2]), rel=0.02, abs=2 * a + 1)
    assert got[2] == pytest.approx(want[2])
    assert min(got) >= 0


def test_foreign_offers_are_closed_in_china_and_bans_close_what_they_name() -> None:
    world = build_world(
        Scenario(bans=({"provider": "google", "tier": "frontier", "region": "europe", "start": "2027-01"},))
    )
    names = world.structure.offer_names
    allowed = open_offers(world)
    china, europe = REGIONS.index("china"), REGIONS.index("europe")
    assert {n.split("/")[0] for n, ok in zip(names, allowed[40, china], strict=True) if ok} == {
        "bytedance",
        "china_cloud",
        "china_labs",
        "local",
    }
    banned, start = names.index("google/frontier"), world.calendar.index("2027-01")
    assert allowed[start - 1, europe, banned]
    assert not allowed[start:, europe, banned].any()
    assert allowed[start:, REGIONS.index("us"), banned].all()
    assert np.delete(allowed[:, europe], banned, axis=1).all()
