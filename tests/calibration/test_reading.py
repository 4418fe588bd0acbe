"""Reading a monthly series at the period of a published figure; January to April 2025 throughout."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.reading import Months, Reading

MONTHS = Months.of(pd.date_range("2025-01-01", periods=4, freq="MS"))
VALUES = np.array([100.0, 200.0, 400.0, 800.0])


def read(start: str, end: str, reading: Reading, values: np.ndarray = VALUES) -> float:
    return float(MONTHS.read(values, date.fromisoformat(start), date.fromisoformat(end), reading))


def test_months_know_their_days() -> None:
    assert MONTHS.length.tolist() == [31, 28, 31, 30]
    assert MONTHS.first[0] == (date(2025, 1, 1) - date(1970, 1, 1)).days


def test_a_quarter_adds_up_its_months() -> None:
    assert read("2025-01-01", "2025-03-31", "flow") == pytest.approx(700)


def test_a_fiscal_quarter_takes_months_by_their_share_of_days() -> None:
    # 5 of January's 31 days, all of February and March, 27 of April's 30 days.
    expected = 100 * 5 / 31 + 200 + 400 + 800 * 27 / 30
    assert read("2025-01-27", "2025-04-27", "flow") == pytest.approx(expected)


def test_a_year_adds_up_twelve_months() -> None:
    year = Months.of(pd.date_range("2024-01-01", periods=24, freq="MS"))
    values = np.concatenate([np.arange(1.0, 13), np.full(12, 1000.0)])
    assert year.read(values, date(2024, 1, 1), date(2024, 12, 31), "flow") == pytest.approx(78)


def test_a_period_that_the_run_does_not_cover_reads_nan() -> None:
    assert np.isnan(read("2024-12-31", "2025-03-31", "flow"))
    assert np.isnan(read("2025-04-01", "2025-05-01", "rate"))
    assert np.isnan(read("2025-05-01", "2025-05-01", "posted"))


def test_a_stock_at_the_end_of_a_month_is_that_months_value() -> None:
    assert read("2025-02-28", "2025-02-28", "stock") == pytest.approx(200)


def test_a_stock_between_month_ends_is_joined_geometrically() -> None:
    # 14 of the 28 days from the end of January to the end of February: the square root of 100 x 200.
    assert read("2025-02-14", "2025-02-14", "stock") == pytest.approx(np.sqrt(100 * 200))


def test_a_stock_before_the_first_month_end_is_unknown() -> None:
    assert np.isnan(read("2025-01-30", "2025-01-30", "stock"))
    assert read("2025-01-31", "2025-01-31", "stock") == 100


def test_a_rate_over_a_month_is_that_months_value() -> None:
    assert read("2025-03-01", "2025-03-31", "rate") == pytest.approx(400)


def test_a_rate_over_two_months_weighs_them_by_days() -> None:
    assert read("2025-01-22", "2025-02-10", "rate") == pytest.approx((100 * 10 + 200 * 10) / 20)


def test_a_rate_at_an_instant_joins_mid_months_geometrically() -> None:
    # Mid February is day 45 of the year, mid March 74.5; the middle of 1 March is 59.5.
    share = (59.5 - 45) / (74.5 - 45)
    assert read("2025-03-01", "2025-03-01", "rate") == pytest.approx(200 * 2**share)


def test_a_rate_in_the_first_and_last_half_month_keeps_the_edge_value() -> None:
    assert read("2025-01-03", "2025-01-03", "rate") == 100
    assert read("2025-04-24", "2025-04-30", "rate") == 800


def test_a_week_is_read_at_its_middle() -> None:
    assert read("2025-02-26", "2025-03-04", "rate") == pytest.approx(read("2025-03-01", "2025-03-01", "rate"))


def test_a_posted_price_is_that_of_the_month_of_the_last_day() -> None:
    assert read("2025-03-01", "2025-03-01", "posted") == 400
    assert read("2025-02-20", "2025-04-02", "posted") == 800


def test_months_of_no_weight_may_be_nan() -> None:
    values = np.array([np.nan, 200.0, 400.0, np.nan])
    assert read("2025-02-01", "2025-03-31", "flow", values) == 600
    assert read("2025-02-28", "2025-02-28", "stock", values) == 200
    assert np.isnan(read("2025-02-10", "2025-02-10", "stock", values))


def test_a_zero_next_door_gives_zero_and_no_warning() -> None:
    assert read("2025-02-14", "2025-02-14", "stock", np.array([0.0, 200.0, 400.0, 800.0])) == 0


def test_all_runs_are_read_at_once() -> None:
    runs = np.stack([VALUES, 3 * VALUES], axis=1)
    for reading in ("stock", "rate", "posted", "flow"):
        both = MONTHS.read(runs, date(2025, 2, 10), date(2025, 3, 12), reading)
        alone = read("2025-02-10", "2025-03-12", reading)
        np.testing.assert_allclose(both, [alone, 3 * alone])


@given(day=st.integers(0, 119), length=st.integers(1, 60), value=st.floats(1e-3, 1e15))
def test_a_constant_reads_as_itself(day: int, length: int, value: float) -> None:
    start = pd.Timestamp("2025-01-01") + pd.Timedelta(days=day)
    end = min(start + pd.Timedelta(days=length - 1), pd.Timestamp("2025-04-30"))
    constant = np.full(4, value)
    for reading in ("rate", "posted"):
        assert MONTHS.read(constant, start.date(), end.date(), reading) == pytest.approx(value)


@given(cut=st.integers(1, 119))
def test_a_flow_over_two_parts_adds_up_to_the_whole(cut: int) -> None:
    last = pd.Timestamp("2025-01-01") + pd.Timedelta(days=cut - 1)
    first = (last + pd.Timedelta(days=1)).date()
    parts = MONTHS.read(VALUES, date(2025, 1, 1), last.date(), "flow") + MONTHS.read(
        VALUES, first, date(2025, 4, 30), "flow"
    )
    assert parts == pytest.approx(1500)
