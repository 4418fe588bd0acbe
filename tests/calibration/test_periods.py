"""From the name and the last day of a period to its first day, and back to how people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.periods import PERIODS, Period, first_day, period_name

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("period", "last", "first"),
    [
        ("instant", "2025-03-14", "2025-03-14"),
        ("day", "2025-03-14", "2025-03-14"),
        ("week", "2025-03-02", "2025-02-24"),
        ("month", "2025-02-28", "2025-02-01"),
        ("month", "2024-02-29", "2024-02-01"),
        ("month", "2025-10-09", "2025-09-10"),
        ("month", "2025-03-30", "2025-03-01"),  # 28 February is the last day before a month back
        ("quarter", "2025-03-31", "2025-01-01"),
        ("quarter", "2025-05-31", "2025-03-01"),
        ("half_year", "2025-06-30", "2025-01-01"),
        ("nine_months", "2025-09-30", "2025-01-01"),
        ("year", "2025-12-31", "2025-01-01"),
        ("year", "2025-06-30", "2024-07-01"),
        ("year", "2025-10-28", "2024-10-29"),
    ],
)
def test_the_first_day_is_counted_back_from_the_last(period: Period, last: str, first: str) -> None:
    assert first_day(period, date.fromisoformat(last)).isoformat() == first


@given(DAYS, st.sampled_from(PERIODS))
def test_a_period_is_as_long_as_its_name_says(last: date, period: Period) -> None:
    """Months have 28 to 31 days, and 31 of their ends may be cut short by a February."""
    days = (last - first_day(period, last)).days + 1
    shortest, longest = {
        "instant": (1, 1), "day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92),
        "half_year": (181, 184), "nine_months": (272, 276), "year": (365, 366),
    }[period]  # fmt: skip
    assert shortest <= days <= longest


@given(DAYS)
def test_ends_of_months_follow_one_another_without_a_gap(day: date) -> None:
    last = day.replace(day=1) - timedelta(days=1)
    first = first_day("month", last)
    assert first.day == 1
    assert first_day("month", first - timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2025-03-14", "2025-03-14", "2025-03-14"),
        ("2025-03-01", "2025-03-31", "2025-03"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2025-01-01", "2025-03-31", "2025-Q1"),
        ("2025-10-01", "2025-12-31", "2025-Q4"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-02-01", "2025-04-30", "2025-02-01 to 2025-04-30"),
        ("2024-07-01", "2025-06-30", "2024-07-01 to 2025-06-30"),
        ("2025-09-10", "2025-10-09", "2025-09-10 to 2025-10-09"),
        ("2025-01-01", "2025-06-30", "2025-01-01 to 2025-06-30"),
    ],
)
def test_a_period_is_written_as_people_write_it(start: str, end: str, name: str) -> None:
    assert period_name(date.fromisoformat(start), date.fromisoformat(end)) == name
