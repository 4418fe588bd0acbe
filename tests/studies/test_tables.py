"""Rows of the report's tables."""

import pandas as pd
import pytest

from jevons.studies.tables import assumption_groups, figure_rows, series_rows


@pytest.fixture
def history() -> pd.DataFrame:
    """Two figures of one series: the model is half the first and twice the second."""
    row = {"series": "energy_per_query", "entity": "Google Gemini median text prompt", "unit": "Wh"}
    row |= {"kind": "company_claim", "low": 0.2, "high": 0.3}
    first = row | {
        "date": pd.Timestamp("2025-05-31"),
        "observed": 0.24,
        "modelled": 0.12,
        "log10_error": -0.30103,
    }
    second = row | {
        "date": pd.Timestamp("2025-08-31"),
        "observed": 0.2,
        "modelled": 0.4,
        "log10_error": 0.30103,
    }
    return pd.DataFrame([first, second]).assign(modelled_low=0.1, modelled_high=0.5)


def test_a_series_is_summed_up_by_its_median_factor(history: pd.DataFrame) -> None:
    (row,) = series_rows(history)
    assert (row.series, row.points, row.off, row.unit) == ("energy per query", 2, "×2.00", "Wh")


def test_a_figure_stands_beside_the_modelled_one(history: pd.DataFrame) -> None:
    first, _ = figure_rows(history)
    assert first.date == "2025-05-31"
    assert first.published == "0.240 (0.20 to 0.30) Wh"
    assert first.modelled == "0.120 (0.10 to 0.50)"
    assert first.ratio == "×0.500"


def test_one_run_has_no_range(history: pd.DataFrame) -> None:
    same = history.assign(modelled_low=history["modelled"], modelled_high=history["modelled"])
    assert [row.modelled for row in figure_rows(same)] == ["0.120", "0.400"]


def test_assumptions_are_grouped_by_where_they_belong() -> None:
    columns = ["path", "value", "unit", "meaning", "source"]
    rows = [
        ("demand.a", 0.30000001, "1", "m", "s"),
        ("supply.b", "x|y", "list", "m", "s"),
        ("demand.c", 3, "1", "m", "s"),
    ]
    groups = assumption_groups(pd.DataFrame(rows, columns=columns))
    assert {name: [row.value for row in rows] for name, rows in groups.items()} == {
        "demand": ["0.3", "3"],
        "supply": ["x|y"],
    }
