"""Series of many runs are stacked in order and read as quantiles."""

import numpy as np
import pandas as pd
import pytest

from jevons.runs.summaries import quantiles, stack

MONTHS = pd.date_range("2023-01-01", periods=2, freq="MS")


def member(spend: list[float]) -> pd.DataFrame:
    """A member's series with one quantity."""
    return pd.DataFrame({"month": MONTHS, "spend": spend})


def test_members_are_stacked_in_order_and_numbered() -> None:
    table = stack([member([1.0, 2.0]), member([3.0, 4.0])], first=5)
    assert list(table.columns) == ["run", "month", "spend"]
    assert list(table["run"]) == [5, 5, 6, 6]
    assert list(table["spend"]) == [1.0, 2.0, 3.0, 4.0]


def test_an_ensemble_without_members_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        stack([])


def test_quantiles_are_taken_over_runs_month_by_month() -> None:
    table = stack([member([float(n), 10.0 * n]) for n in range(5)])
    found = quantiles(table, [0.25, 0.5])
    assert list(found.columns) == ["month", "quantile", "spend"]
    assert list(found["spend"]) == [1.0, 2.0, 10.0, 20.0]
    assert list(found["month"]) == [MONTHS[0], MONTHS[0], MONTHS[1], MONTHS[1]]


def test_quantiles_pass_over_runs_without_a_value() -> None:
    table = stack([member([1.0, np.nan]), member([3.0, np.nan])])
    found = quantiles(table, [0.5])
    assert found["spend"].iloc[0] == 2.0
    assert np.isnan(found["spend"].iloc[1])
