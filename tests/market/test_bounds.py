"""Bounds of plausible worlds: what passes them, what does not, and what is said."""

import numpy as np
import pytest

from jevons.agents.population import simulate
from jevons.market.bounds import BOUNDS, odd_months, passed
from jevons.market.calendar import Calendar
from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario

CALENDAR = Calendar("2023-01", "2031-12")
MONTHS = len(CALENDAR)


def quiet(**changed: np.ndarray) -> dict[str, np.ndarray]:
    """Series of a world that passes no bound, but for what is changed."""
    return {name: np.ones(MONTHS) for name in SUMMARY} | changed


def at(month: str, value: float) -> np.ndarray:
    """Ones, and a value in one month."""
    out = np.ones(MONTHS)
    out[CALENDAR.index(month)] = value
    return out


def test_a_quiet_world_passes_none() -> None:
    assert passed(quiet(), CALENDAR) == dict.fromkeys(BOUNDS, False)


@pytest.mark.parametrize(
    ("month", "gw", "beyond"), [("2030-06", 251.0, True), ("2030-06", 249.0, False), ("2031-01", 999.0, False)]
)
def test_power_is_held_to_250_gw_in_2030(month: str, gw: float, beyond: bool) -> None:
    assert passed(quiet(power_gw=at(month, gw)), CALENDAR)["power"] == beyond


@pytest.mark.parametrize(
    ("month", "share", "beyond"), [("2025-07", 0.031, True), ("2025-07", 0.029, False), ("2030-07", 0.031, True)]
)
def test_spending_is_held_to_three_per_cent_of_world_product(month: str, share: float, beyond: bool) -> None:
    """1.17e14 USD a year in July 2025, and 1.045^5 = 1.246 times that five years later."""
    product = 1.17e14 * {"2025-07": 1.0, "2030-07": 1.2462}[month]
    assert passed(quiet(spend=at(month, share * product / 12.0)), CALENDAR)["spend"] == beyond


def test_odd_numbers_are_seen_and_what_may_be_undefined_is_not_odd() -> None:
    for value in (-1.0, np.inf, np.nan):
        assert odd_months(quiet(rent=at("2024-01", value))).sum() == 1
    assert odd_months(quiet(price_at_capability=at("2024-01", np.nan))).sum() == 0
    assert odd_months(quiet(price_at_capability=at("2024-01", np.inf))).sum() == 1


def test_a_run_says_which_it_passes() -> None:
    """Ten times as much energy at the site: fleets draw more than 250 GW in 2030. As it is they draw less."""
    short = {"users": 500, "end": "2030-12"}
    assert simulate(Scenario(**short)).warnings() == ()
    hot = {f"regions.{region}.{name}": 3.0 for region in ("us", "china") for name in ("pue",)}
    beyond = simulate(Scenario(overrides={**hot, "power.reserved_share": 0.3, "power.peak_share": 1.2}, **short))
    assert beyond.warnings() == (BOUNDS["power"],)
