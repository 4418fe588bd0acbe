"""Axes, marks and names."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from jevons.studies.charts.fan import Fan
from jevons.studies.charts.timeline import (
    end_label,
    extent,
    factor_ticks,
    log_axis,
    mark_dates,
    month_axis,
    spread,
)
from jevons.studies.magnitude import significant
from jevons.studies.window import Window

HEIGHTS = st.lists(st.floats(0, 1), min_size=1, max_size=8).map(sorted)


@given(HEIGHTS, st.floats(0.01, 0.2))
def test_names_keep_their_order_and_their_distance(wanted: list[float], gap: float) -> None:
    places = spread(np.array(wanted), gap)
    assert np.all(np.diff(places) >= gap * (1 - 1e-9))


@given(HEIGHTS, st.floats(0.01, 0.2))
def test_crowded_names_stay_around_where_they_belong(wanted: list[float], gap: float) -> None:
    assert np.mean(spread(np.array(wanted), gap)) == pytest.approx(np.mean(wanted))


def test_names_with_room_stay_where_they_are() -> None:
    assert spread(np.array([0.1, 0.5, 0.9]), 0.1) == [0.1, 0.5, 0.9]


def test_extent_leaves_out_what_a_logarithmic_axis_cannot_show() -> None:
    assert extent(np.array([0.0, np.nan, 3.0]), np.array([[7.0, -1.0]])) == (3.0, 7.0)
    assert extent(np.array([np.nan, 0.0])) == (0.1, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "labels", "steps"),
    [
        (0.5e12, 2e15, ["1 trillion", "10 trillion", "100 trillion", "1 quadrillion"], "gridlines ×10 apart"),
        (0.05, 2.5, ["0.05", "0.1", "0.2", "0.5", "1", "2"], "equal steps multiply"),
        (
            1e-6,
            1e6,
            ["0.000001", "0.0001", "0.01", "1", "100", "10,000", "1 million"],
            "gridlines ×100 apart",
        ),
    ],
)
def test_logarithmic_axes_are_labelled_in_words(low: float, high: float, labels: list[str], steps: str) -> None:
    axes = Figure().add_subplot()
    assert log_axis(axes, low, high) == steps
    axes.figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_yticklabels()] == labels


def test_multiples_on_a_horizontal_axis() -> None:
    axes = Figure().add_subplot()
    axes.set_xscale("log")
    axes.set_xlim(0.15, 40)
    factor_ticks(axes)
    axes.figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["×0.3", "×1", "×3", "×10", "×30"]


def flat(runs: int) -> Fan:
    months = pd.date_range("2023-01-01", "2030-12-01", freq="MS").to_numpy()
    return Fan(months, np.outer([1.0, 2.0, 3.0, 4.0, 5.0], np.ones(len(months))), runs)


@pytest.mark.parametrize(
    ("seen", "texts"),
    [
        ("2025-06-30", ["last observation Jun 2025", "base month Mar 2026", "Dec 2030"]),
        ("2026-03-10", ["base month Mar 2026 and last observation", "Dec 2030"]),
        (None, ["base month Mar 2026", "Dec 2030"]),
    ],
)
def test_the_marks_are_named(seen: str | None, texts: list[str]) -> None:
    axes = Figure().add_subplot()
    month_axis(axes, flat(3), Window())
    mark_dates(axes, Window(), None if seen is None else pd.Timestamp(seen))
    assert [text.get_text() for text in axes.texts] == texts
    assert len(axes.lines) == (2 if len(texts) == 3 else 1)


def test_a_name_carries_the_value_it_ends_at() -> None:
    assert end_label("rent", flat(9), "red", significant).text == "rent\n3.0\n(1.0 to 5.0)"
    assert end_label("rent", flat(1), "red", significant).text == "rent\n3.0"
