"""Technology: horizons, releases, task shapes and software, before anybody acts."""

import numpy as np
import pytest

from jevons.market.scenario import Scenario
from jevons.market.technology import build_technology, frontier_horizon, goodput_path
from jevons.market.vocabulary import PROVIDERS, WORKLOADS
from jevons.market.world import build_world

WORLD = build_world(Scenario())
TECHNOLOGY = build_technology(WORLD, 1)


def test_the_horizon_doubles_in_the_declared_time() -> None:
    """From July 2024 a doubling takes 125 days = 4.107 months."""
    calendar = WORLD.calendar
    horizon = frontier_horizon(WORLD)
    first, last = calendar.index("2024-07"), calendar.index("2025-07")
    assert horizon[last] / horizon[first] == pytest.approx(2 ** (12 / (125 / (365.25 / 12))), rel=1e-9)
    assert horizon[0] == WORLD.capability.horizon_start


def test_the_horizon_passes_near_the_published_one_at_the_end_of_2025() -> None:
    """METR: 214 to 320 minutes for the models in force in December 2025."""
    assert 200 < frontier_horizon(WORLD)[WORLD.calendar.index("2025-12")] < 450


def test_offers_stand_still_between_releases_and_never_lose_capability() -> None:
    p = PROVIDERS.index("openai")
    offers = np.flatnonzero(WORLD.structure.offer_provider == p)
    horizon = TECHNOLOGY.offer_horizon[:, offers]
    moved = np.diff(horizon, axis=0) != 0
    assert not moved[~TECHNOLOGY.release[1:, p]].any()
    assert np.all(np.diff(horizon, axis=0) >= 0)


def test_smaller_tiers_trail_and_nobody_sells_before_the_first_offer() -> None:
    names = WORLD.structure.offer_names
    t = WORLD.calendar.index("2027-01")
    frontier, small = (TECHNOLOGY.offer_horizon[t, names.index(f"openai/{q}")] for q in ("frontier", "small"))
    assert frontier > small > 0
    anthropic = TECHNOLOGY.offer_horizon[:, names.index("anthropic/frontier")]
    assert np.all(anthropic[: WORLD.calendar.index("2023-07")] == 0)
    assert anthropic[WORLD.calendar.index("2023-07")] > 0


def test_task_length_follows_the_horizon_up_to_its_cap() -> None:
    w = WORKLOADS.index("coding_agent")
    length = TECHNOLOGY.shape.length[:, w]
    t = WORLD.calendar.index("2025-12")
    assert length[t] == pytest.approx(0.3 * TECHNOLOGY.horizon[t])
    assert length.max() == pytest.approx(2400.0)
    calls = TECHNOLOGY.shape.calls[:, w]
    assert calls[t] == pytest.approx(84.0 * (length[t] / 90.0) ** 0.7)


def test_work_that_does_not_follow_the_horizon_keeps_its_length() -> None:
    w = WORKLOADS.index("embeddings")
    assert np.ptp(TECHNOLOGY.shape.length[:, w]) == 0.0


def test_goodput_closes_half_of_the_gap_of_inverses_in_a_doubling() -> None:
    """1/x from 1/0.35 to 1/0.7 with the gap halved each year: after one year 1 / (1.42857 + 0.71429) = 0.4667."""
    path = goodput_path(0.35, 0.7, np.full(25, 2.0))
    assert path[0] == pytest.approx(0.35)
    assert path[12] == pytest.approx(0.46667, rel=1e-4)
    assert np.all(np.diff(path) > 0)
    assert path[-1] < 0.7


def test_frozen_efficiency_stops_software_but_not_capability() -> None:
    frozen = build_technology(build_world(Scenario(freeze_efficiency="2026-03")), 1)
    t = WORLD.calendar.index("2026-03")
    np.testing.assert_array_equal(frozen.horizon, TECHNOLOGY.horizon)
    np.testing.assert_array_equal(frozen.goodput[: t + 1], TECHNOLOGY.goodput[: t + 1])
    np.testing.assert_allclose(frozen.goodput[t:], frozen.goodput[t], rtol=1e-12)


def test_other_seeds_draw_other_releases() -> None:
    assert np.any(build_technology(WORLD, 2).release != TECHNOLOGY.release)
