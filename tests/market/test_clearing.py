"""Clearing: what fits is served, what does not is rationed by income, spilled, or left unserved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.clearing import clear, delay_of, ration


def test_rationing_serves_the_dearest_offer_first() -> None:
    """Capacity 10, loads 6 and 8 at 1 and 2 USD: the second is served whole, the first keeps 10 - 8 = 2."""
    left, served = np.empty(2), np.empty(1)
    ration(np.array([6.0, 8.0]), np.array([0, 0]), np.array([1.0, 2.0]), np.array([10.0]), left, served)
    assert served[0] == 10.0
    np.testing.assert_allclose(left, [4.0, 0.0])


def test_overflow_goes_to_free_capacity_of_the_same_bloc_only() -> None:
    """Provider 0 lacks 4; 60 % may move: 2.4 to provider 1 (free 5), none to provider 2 in the other bloc."""
    cleared = clear(
        np.array([14.0, 5.0, 1.0]),
        np.array([0, 1, 2]),
        np.ones(3),
        np.array([10.0, 10.0, 10.0]),
        np.array([0, 0, 1]),
        0.6,
        4.0,
    )
    np.testing.assert_allclose(cleared.served, [10.0, 7.4, 1.0])
    np.testing.assert_allclose(cleared.unserved, [1.6 / 14.0, 0.0, 0.0])
    # What stays unserved (1.6) could have used the room that is left next door (2.6): it is allocation.
    np.testing.assert_allclose(cleared.allocation, [1.6, 0.0, 0.0])
    np.testing.assert_allclose(cleared.load, [1.4, 0.5, 0.1])


def test_a_whole_bloc_at_its_limit_leaves_work_unserved() -> None:
    """Loads 30 and 10 on capacities 10 and 10 of one bloc: 20 of 40 are served."""
    cleared = clear(
        np.array([30.0, 10.0]),
        np.array([0, 1]),
        np.ones(2),
        np.array([10.0, 10.0]),
        np.array([0, 0]),
        1.0,
        4.0,
    )
    assert cleared.served.sum() == pytest.approx(20.0)
    assert (cleared.unserved * np.array([30.0, 10.0])).sum() == pytest.approx(20.0)
    assert cleared.allocation.sum() == 0.0


@pytest.mark.parametrize(("load", "delay"), [(0.0, 1.0), (0.5, 1.125), (0.9, 7.561), (3.0, 17.2901)])
def test_delay_grows_slowly_then_steeply(load: float, delay: float) -> None:
    """1 + u^4 / (1 - u): 1 + 0.0625 / 0.5 = 1.125 at one half; capped at u = 0.95."""
    assert delay_of(load, 4.0) == pytest.approx(delay, rel=1e-4)


amounts = st.floats(0.0, 1e12, allow_nan=False)


@given(
    work=st.lists(amounts, min_size=6, max_size=6),
    capacity=st.lists(amounts, min_size=3, max_size=3),
    share=st.floats(0.0, 1.0),
)
def test_work_is_conserved_and_nobody_serves_more_than_it_can(
    work: list[float], capacity: list[float], share: float
) -> None:
    load, room = np.array(work), np.array(capacity)
    provider = np.array([0, 0, 1, 1, 2, 2])
    cleared = clear(load, provider, np.arange(6.0), room, np.array([0, 0, 1]), share, 4.0)
    unserved = (cleared.unserved * load).sum()
    assert cleared.served.sum() + unserved == pytest.approx(load.sum(), rel=1e-9, abs=1e-6)
    assert np.all(cleared.served <= room * (1 + 1e-9) + 1e-6)
    assert np.all((cleared.unserved >= 0) & (cleared.unserved <= 1 + 1e-12))


def test_more_capacity_never_leaves_more_unserved() -> None:
    work, provider, bloc = np.array([8.0, 9.0, 20.0]), np.array([0, 0, 1]), np.array([0, 0])
    shortfalls = [
        (clear(work, provider, np.ones(3), np.array([c, 12.0]), bloc, 0.5, 4.0).unserved * work).sum()
        for c in (1.0, 5.0, 10.0, 17.0, 40.0)
    ]
    assert shortfalls == sorted(shortfalls, reverse=True)
