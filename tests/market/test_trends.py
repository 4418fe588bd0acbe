"""How dated use and sizes go on after the last month that is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.parameters.declare import declarations
from jevons.market.parameters.entities import Tiers, Workloads
from jevons.market.scenario import Scenario, ScenarioError, parse
from jevons.market.technology import build_technology
from jevons.market.trends import SLOPE_MONTHS, faded, held
from jevons.market.vocabulary import TIERS, WORKLOADS
from jevons.market.world import World, build_world

CHAT, AMBIENT = WORKLOADS.index("chat"), WORKLOADS.index("ambient")
FRONTIER = TIERS.index("frontier")


def world(**fields: object) -> World:
    return build_world(Scenario().with_(**fields))


def test_a_trend_goes_on_by_what_is_left_of_it() -> None:
    """2 % a month, persistence 10 months: a year on 10 (1 - e^-1.2) x 2 % = 13.98 % in ln; in the end 20 %."""
    path = np.exp(0.02 * np.arange(400.0))
    after = np.log(faded(path, 24, 10.0) / path[24])
    assert after[36] == pytest.approx(0.2 * (1 - np.exp(-1.2)))
    assert after[-1] == pytest.approx(0.2)
    np.testing.assert_array_equal(faded(path, 24, 10.0)[:25], path[:25])


@given(
    growth=st.floats(-0.1, 0.1),
    known=st.integers(SLOPE_MONTHS, 40),
    persistence=st.floats(0.5, 120.0),
)
def test_a_trend_fades_and_never_turns(growth: float, known: int, persistence: float) -> None:
    path = 3.0 * np.exp(growth * np.arange(60.0))
    steps = np.diff(np.log(faded(path, known, persistence)))[known:]
    assert (np.abs(steps) <= abs(growth) + 1e-12).all()
    assert (np.diff(np.abs(steps)) <= 1e-12).all()
    assert (steps * growth >= -1e-12).all()


def test_a_short_persistence_holds_and_a_long_one_draws_the_line_on() -> None:
    path = np.exp(0.05 * np.arange(60.0))
    np.testing.assert_allclose(faded(path, 30, 1e-3), held(path, 30), rtol=1e-3)
    np.testing.assert_allclose(faded(path, 30, 1e7), path, rtol=1e-4)


def test_what_is_nothing_or_has_no_past_is_held() -> None:
    late = np.concatenate([np.zeros(25), np.ones(35)])
    np.testing.assert_array_equal(faded(late, 26, 10.0), held(late, 26))
    np.testing.assert_array_equal(faded(np.zeros(60), 26, 10.0), np.zeros(60))
    rising = np.arange(1.0, 61.0)
    np.testing.assert_array_equal(faded(rising, SLOPE_MONTHS - 1, 10.0), held(rising, SLOPE_MONTHS - 1))


def test_use_is_not_frozen_when_the_dated_rows_end() -> None:
    """Chats double their context in seven tenths of a year before, so they do not stop at it in January 2026."""
    now = world()
    context = now.workloads.c0[CHAT]
    before, after = np.diff(np.log(context))[now.known - 1], np.diff(np.log(context))[now.known :]
    assert 0.8 * before < after[0] < before
    assert after[-1] == pytest.approx(0.0, abs=1e-4)


def test_a_world_that_knows_less_differs_only_after_what_it_knows() -> None:
    early, late = world(known_until="2024-12"), world()
    for name, declaration in declarations(Workloads).items():
        one, other = (np.asarray(getattr(each.workloads, name)) for each in (early, late))
        if declaration.later == "dated":
            np.testing.assert_array_equal(one, other)
        else:
            np.testing.assert_array_equal(one[:, : early.known + 1], other[:, : early.known + 1])
            assert (one[:, early.known + 1 :] != other[:, early.known + 1 :]).any(), name
    assert early.workloads.hit_rate[CHAT, -1] == early.workloads.hit_rate[CHAT, early.known]
    assert (early.workloads.tasks_per_month[AMBIENT, early.known :] > 0).all()


def test_sizes_and_windows_follow_their_own_growth_from_what_is_known_on() -> None:
    """Frontier models shrink by the catalogue's dated sizes up to the end of 2025, and by `active_growth`, 1, after."""
    early, late = (build_technology(each, 1) for each in (world(known_until="2024-12"), world()))
    known = world(known_until="2024-12").known
    assert early.shape.window[known, CHAT] == late.shape.window[known, CHAT]
    assert early.shape.window[known + 12, CHAT] / early.shape.window[known, CHAT] == pytest.approx(1.4)


def test_every_dated_column_of_use_and_sizes_says_what_follows() -> None:
    for group in (Workloads, Tiers):
        for name, declaration in declarations(group).items():
            if declaration.dated and name != "reference_price":
                assert declaration.later in ("held", "faded"), name


def test_an_override_has_the_last_word() -> None:
    pinned = world(overrides={"workloads.chat.c0": {"2026-06": 5000.0}})
    month = pinned.calendar.index("2026-06")
    np.testing.assert_array_equal(pinned.workloads.c0[CHAT, month:], 5000.0)
    assert pinned.workloads.c0[CHAT, month - 1] == world().workloads.c0[CHAT, month - 1]


@pytest.mark.parametrize(
    ("month", "told"),
    [("2022-12", "lies outside 2023-01 to"), ("2026-01", "is not allowed; from 2023-01 to 2025-12 is")],
)
def test_what_is_known_ends_within_the_dated_rows(month: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=f"x: known_until: {month} {told}"):
        parse({"name": "x", "known_until": month}, where="x")
