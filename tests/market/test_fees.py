"""Flat fees: what a chat user pays on average grows to the end of 2026."""

import pytest

from jevons.market.accounts import chat_fee
from jevons.market.scenario import Scenario
from jevons.market.world import World, build_world


def world(**overrides: object) -> World:
    return build_world(Scenario(overrides=overrides))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("month", "usd"),
    [
        ("2025-12", 1.15),
        ("2024-12", 1.15 / 1.3),
        ("2023-12", 1.15 / 1.69),
        ("2026-06", 1.15 * 1.3**0.5),
        ("2026-12", 1.495),
        ("2027-01", 1.495),
        ("2028-12", 1.495),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_fee_grows_by_three_tenths_a_year_and_stops_with_2026(month: str, usd: float) -> None:
    """1.15 USD at the end of 2025, a year before 0.885, and 1.15 x 1.3 = 1.495 from the end of 2026 on."""
    found = world()
    assert chat_fee(found, found.calendar.index(month)) == pytest.approx(usd)


def test_without_growth_the_fee_is_the_one_declared_by_month() -> None:
    """A scenario's dated fee is taken as it is: 2 USD, and 3 from 2028 on."""
    fees = {"demand.chat_fee_growth": 1.0, "demand.chat_fee": {"2023-01": 2.0, "2028-01": 3.0}}
    found = world(**fees)
    assert [chat_fee(found, found.calendar.index(month)) for month in ("2023-01", "2027-12", "2028-01")] == [2, 2, 3]


def test_the_fee_does_not_depend_on_when_a_run_ends() -> None:
    """A run that ends before 2026 pays what others pay in its months."""
    short = build_world(Scenario(end="2024-12", base_month="2023-06", target_month="2024-12"))
    place = short.calendar.index("2024-12")
    assert chat_fee(short, place) == pytest.approx(1.15 / 1.3)
