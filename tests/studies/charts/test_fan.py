"""Quantiles by month."""

import numpy as np
import pandas as pd
import pytest

from jevons.studies.charts.fan import fan, run_by_month
from jevons.studies.window import Window

MONTHS = pd.date_range("2026-01-01", periods=4, freq="MS")
WINDOW = Window("2026-02", "2026-03")


def frame(values: np.ndarray) -> pd.DataFrame:
    """A series column `x` from values (runs, 4)."""
    runs = len(values)
    return pd.DataFrame({"run": np.repeat(np.arange(runs), 4), "month": np.tile(MONTHS, runs), "x": values.ravel()})


def test_quantiles_stop_at_the_end_month() -> None:
    shown = fan(frame(np.arange(101.0)[:, None] * [1, 2, 3, 4]), "x", WINDOW)
    assert shown.levels.shape == (5, 3)
    assert shown.at(pd.Timestamp("2026-03-01")).tolist() == pytest.approx([15, 75, 150, 225, 285])
    assert shown.runs == 101


def test_the_order_of_rows_does_not_matter() -> None:
    table = frame(np.random.default_rng(1).random((9, 4)))
    shuffled = table.sample(frac=1, random_state=3)
    assert np.array_equal(fan(table, "x", WINDOW).levels, fan(shuffled, "x", WINDOW).levels)
    assert np.array_equal(run_by_month(table, "x")[1], run_by_month(shuffled, "x")[1])


def test_undefined_values_are_left_out_month_by_month() -> None:
    values = np.array([[np.nan, 1.0, 1.0, 1.0], [np.nan, np.nan, 3.0, 1.0]])
    median = fan(frame(values), "x", WINDOW).median
    assert np.isnan(median[0])
    assert median[1:].tolist() == [1.0, 2.0]


def test_a_run_that_lacks_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="7 rows cannot hold 4 months"):
        fan(frame(np.ones((2, 4))).iloc[:-1], "x", WINDOW)


def test_a_month_outside_the_forecast_is_named() -> None:
    with pytest.raises(ValueError, match="no month 2027-05"):
        fan(frame(np.ones((2, 4))), "x", WINDOW).at(pd.Timestamp("2027-05-01"))
