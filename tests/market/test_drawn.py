"""Columns that an ensemble draws: all rows by one score, or each by its own, in logs or on a plain scale."""

import numpy as np
import pytest

from jevons.market.parameters.declare import Z95, Declaration, declarations
from jevons.market.parameters.entities import Providers, Workloads
from jevons.market.parameters.registry import find, uncertain
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import PROVIDERS, WORKLOADS
from jevons.market.world import World, build_world

CODING, ANTHROPIC, GOOGLE = WORKLOADS.index("coding_agent"), PROVIDERS.index("anthropic"), PROVIDERS.index("google")
API = 2


def drawn(**scores: float) -> World:
    return build_world(Scenario(), scores)


def of(table: type, name: str) -> Declaration:
    return declarations(table)[name]


def only_moved(after: np.ndarray, before: np.ndarray, *cell: int) -> None:
    """One cell of a column differs, and no other."""
    moved = np.zeros(after.shape, dtype=np.bool_)
    moved[cell] = True
    assert (after[moved] != before[moved]).all()
    np.testing.assert_array_equal(after[~moved], before[~moved])


def test_what_may_be_negative_moves_on_a_plain_scale() -> None:
    assert of(Providers, "reach").linear
    assert of(Providers, "reach_growth").linear
    assert not of(Workloads, "tasks_per_month").linear


@pytest.mark.parametrize(("score", "reach"), [(Z95, 3.5), (-Z95, 0.9), (0.5 * Z95, 2.85), (2.0 * Z95, 4.8)])
def test_a_brand_moves_alone_and_by_equal_steps(score: float, reach: float) -> None:
    """Anthropic's API is 2.2 with 0.9 and 3.5 at 5 and 95 %: half a way up is 2.2 + 0.65, twice the way 2.2 + 2.6."""
    before, after = drawn().providers, drawn(**{"providers.anthropic.reach.api": score}).providers
    assert before.reach[ANTHROPIC, API] == 2.2
    assert after.reach[ANTHROPIC, API] == pytest.approx(reach)
    only_moved(after.reach, before.reach, ANTHROPIC, API)
    np.testing.assert_array_equal(after.reach_growth, before.reach_growth)


@pytest.mark.parametrize(("score", "growth"), [(Z95, 0.8), (-Z95, -0.8), (0.25 * Z95, 0.2)])
def test_the_rise_of_a_brand_goes_below_nought(score: float, growth: float) -> None:
    """Nought in the middle of -0.8 and 0.8: a scale of logarithms would hold it there."""
    before, after = drawn().providers, drawn(**{"providers.google.reach_growth": score}).providers
    assert after.reach_growth[GOOGLE] == pytest.approx(growth)
    only_moved(after.reach_growth, before.reach_growth, GOOGLE)


@pytest.mark.parametrize(
    ("score", "first", "last"), [(Z95, 9.0, 45.0), (-Z95, 1.0, 6.0), (0.5 * Z95, 3.0 * 3.0**0.5, 16.0 * 2.8125**0.5)]
)
def test_tasks_move_alone_and_by_equal_factors(score: float, first: float, last: float) -> None:
    """Coding agents: 3 (1 to 9) in 2023-01, 16 (6 to 45) in 2025-12; half a way up is the root of 9 / 3 and 45 / 16."""
    before, after = drawn().workloads, drawn(**{"workloads.coding_agent.tasks_per_month": score}).workloads
    month = Scenario().calendar.index("2025-12")
    assert before.tasks_per_month[CODING, [0, month]] == pytest.approx([3.0, 16.0])
    assert after.tasks_per_month[CODING, [0, month]] == pytest.approx([first, last])
    only_moved(after.tasks_per_month, before.tasks_per_month, CODING)


def test_rows_drawn_apart_keep_their_own_scores() -> None:
    """Two scores are two moves, and neither knows the other."""
    one, other = "workloads.coding_agent.tasks_per_month", "workloads.chat.tasks_per_month"
    both = drawn(**{one: 1.0, other: -1.0}).workloads.tasks_per_month
    for path, score in ((one, 1.0), (other, -1.0)):
        row = find(path).entity
        np.testing.assert_array_equal(both[row], drawn(**{path: score}).workloads.tasks_per_month[row])


def test_rows_drawn_together_all_move() -> None:
    before, after = drawn().workloads.theta, drawn(**{"workloads.theta": 1.0}).workloads.theta
    assert (after >= before).all()
    assert (after > before).sum() > 1


def test_a_row_without_a_range_does_not_move() -> None:
    """OpenAI's brand is the one that others are measured against: a score for it is nobody's."""
    assert "providers.openai.reach.chat" not in uncertain()
    before, after = drawn().providers.reach, drawn(**{"providers.openai.reach.chat": 1.0}).providers.reach
    np.testing.assert_array_equal(after, before)


def test_no_score_leaves_the_bounds() -> None:
    """Reach ends at 10, whatever the score."""
    assert drawn(**{"providers.google.reach.chat": 50.0}).providers.reach[GOOGLE, 0] == 10.0
    assert drawn(**{"providers.google.reach.chat": -50.0}).providers.reach[GOOGLE, 0] == -10.0


def test_a_scenario_that_sets_a_row_wins_over_its_score() -> None:
    path = "providers.anthropic.reach.api"
    world = build_world(Scenario(overrides={path: 1.0}), {path: 1.0})
    assert world.providers.reach[ANTHROPIC, API] == 1.0
