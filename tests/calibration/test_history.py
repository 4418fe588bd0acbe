"""The comparison of published and modelled figures, for a run and for an ensemble."""

import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import Observation, load_observations
from jevons.calibration.history import compare, compare_forecast, summary

if TYPE_CHECKING:
    from tests.calibration.conftest import FakeRun

MONTHS = pd.date_range("2025-01-01", periods=4, freq="MS")


def registered(row_id: str) -> Observation:
    return next(row for row in load_observations() if row.id == row_id)


def test_a_quarter_of_capex_is_the_sum_of_its_months(run: "FakeRun") -> None:
    run.set("capex", [10e9, 11e9, 12e9, 99e9], provider="google")
    table = compare(run, [registered("sum.capex.2025q1")])
    (row,) = table.to_dict("records")
    observed = 17.2e9 + 25.02e9 + 13.692e9 + 21.4e9
    assert row["observed"] == pytest.approx(observed)
    assert row["modelled"] == pytest.approx(33e9 + 3 * 8.5e9)
    assert row["log10_error"] == pytest.approx(math.log10(58.5e9 / observed))
    assert row["date"] == pd.Timestamp("2025-03-31")
    assert row["low"] < row["observed"] < row["high"]


def test_shipments_are_read_at_the_end_of_the_day(run: "FakeRun") -> None:
    run.set("shipped_h100e", [5e6, 5.5e6, 6.418210e6, 7e6], vendor="nvidia")
    (row,) = compare(run, [registered("obs0433")]).to_dict("records")
    assert row["modelled"] == row["observed"] == 6418210
    assert row["log10_error"] == 0


def test_the_columns_are_those_of_the_contract(run: "FakeRun") -> None:
    assert list(compare(run).columns) == [
        "id", "series", "entity", "date", "unit", "kind", "use", "observed", "low", "high", "modelled",
        "log10_error",
    ]  # fmt: skip


def test_observations_outside_the_run_and_parts_of_totals_are_left_out(run: "FakeRun") -> None:
    table = compare(run)
    unused = {row.id for row in load_observations() if row.use == "no"}
    assert table["date"].between("2025-01-01", "2025-04-30").all()
    assert unused.isdisjoint(table["id"])
    assert {"obs0288", "obs0313", "obs0433", "sum.capex.2025q1"} <= set(table["id"])
    assert "obs0457" in set(table["id"])  # fiscal quarter from 27 January to 27 April
    assert "obs0456" not in set(table["id"])  # the quarter before starts in October


def test_a_price_that_nobody_asks_is_left_out(run: "FakeRun") -> None:
    sonnet = registered("obs2504")
    run.set("price", 15.0, provider="anthropic", tier="mid", kind="output")
    assert len(compare(run, [sonnet])) == 1
    run.set("price", float("nan"), provider="anthropic", tier="mid", kind="output")
    assert compare(run, [sonnet]).empty


def test_nothing_modelled_where_something_was_seen_is_an_infinite_error(run: "FakeRun") -> None:
    (row,) = compare(run, [registered("obs0288")]).to_dict("records")
    assert row["modelled"] == 0
    assert row["log10_error"] == -math.inf


def ensemble(column: str, levels: list[float]) -> pd.DataFrame:
    """One constant run per level, in the wide form of a forecast."""
    runs = [pd.DataFrame({"run": i, "month": MONTHS, column: level}) for i, level in enumerate(levels)]
    return pd.concat(runs, ignore_index=True)


def test_a_forecast_gives_median_and_quantiles_over_runs() -> None:
    levels = [float(level) for level in range(101)]
    table = compare_forecast(ensemble("revenue_nvidia", levels), [registered("obs0457")])
    (row,) = table.to_dict("records")
    months = 5 / 31 + 1 + 1 + 27 / 30
    assert row["modelled"] == pytest.approx(50 * months)
    assert row["modelled_low"] == pytest.approx(5 * months)
    assert row["modelled_high"] == pytest.approx(95 * months)


def test_a_forecast_applies_scale_and_offset() -> None:
    users = compare_forecast(ensemble("chat_users_openai", [5e8]), [registered("obs0313")])
    capex = compare_forecast(ensemble("capex_big4", [20e9]), [registered("sum.capex.2025q1")])
    assert users["modelled"].item() == pytest.approx(4e8)
    assert capex["modelled"].item() == pytest.approx(3 * 28.5e9)


def test_a_forecast_is_compared_only_where_it_has_the_column() -> None:
    table = compare_forecast(ensemble("rent", [2.0, 3.0]))
    assert set(table["series"]) == {"gpu_rental_price_h100_neocloud_index", "gpu_rental_price_h100_ondemand"}
    assert compare_forecast(ensemble("something_else", [1.0])).empty


def test_one_run_and_an_ensemble_of_that_run_agree(run: "FakeRun") -> None:
    run.set("rent", [3.0, 2.8, 2.5, 2.4])
    series = pd.DataFrame({"run": 0, "month": MONTHS, "rent": [3.0, 2.8, 2.5, 2.4]})
    alone = compare(run).query("series.str.startswith('gpu_rental')").reset_index(drop=True)
    many = compare_forecast(series)
    assert len(many) >= 2
    pd.testing.assert_frame_equal(alone, many[alone.columns])
    np.testing.assert_array_equal(many["modelled_low"], many["modelled"])


def test_the_summary_gives_points_and_median_size_of_error(run: "FakeRun") -> None:
    seen = registered("obs0313")
    rows = [replace(seen, id=f"obs{i}", value=value) for i, value in enumerate([1e8, 1e9, 1e7])]
    run.set("chat_users", 1.25e8, provider="openai", region="us")
    rows.append(replace(registered("obs0433"), end=date(2025, 2, 28), value=1e6))
    run.set("shipped_h100e", 1e8, vendor="nvidia")
    table = summary(compare(run, rows))
    assert table.to_dict("records") == [
        {"series": "weekly_active_users", "entity": "ChatGPT", "points": 3, "median_abs_log10": 1.0, "weak": False},
        {
            "series": "cumulative_ai_compute_shipped_h100e",
            "entity": "NVIDIA",
            "points": 1,
            "median_abs_log10": 2.0,
            "weak": False,
        },
    ]
