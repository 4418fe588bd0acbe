"""Published figures in the units of the forecast."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import Observation
from jevons.calibration.history import compare_forecast
from jevons.calibration.operators import OPERATORS, Operator
from jevons.studies.charts.observed import heights, last_date, sightings

KNOWN = [operator for operator in OPERATORS if operator.column]
PERIODS = {"USD/quarter": (date(2025, 4, 1), 3), "USD/year": (date(2025, 1, 1), 12)}


def steady(column: str, level: float) -> pd.DataFrame:
    """A run whose column never changes."""
    months = pd.date_range("2024-01-01", "2026-12-01", freq="MS")
    return pd.DataFrame({"run": 0, "month": months, column: level})


@pytest.mark.parametrize("operator", KNOWN, ids=[f"{o.series}, {o.entity}" for o in KNOWN])
def test_a_figure_that_the_model_meets_lies_on_its_line(operator: Operator) -> None:
    start, months = PERIODS.get(operator.unit, (date(2025, 6, 1), 1))
    end = (pd.Timestamp(start) + pd.DateOffset(months=months) - pd.Timedelta(days=1)).date()
    value = months * (operator.scale * 40.0 + operator.offset)
    seen = Observation(
        id="o", series=operator.series, entity=operator.entity, start=start, end=end, published=end,
        value=value, unit=operator.unit, low=None, high=None, kind="measured", trust=0.1, use="fit", fact="o",
        source="invented", url="invented", note="",
    )  # fmt: skip
    history = compare_forecast(steady(operator.column, 40.0), [seen])
    (point,) = sightings(history, operator.column).itertuples()
    assert point.observed == pytest.approx(40.0)
    assert point.low < point.observed < point.high
    assert start <= point.date.date() <= end


def test_a_column_without_published_figures_has_no_points(ensemble: Any) -> None:
    points = sightings(ensemble.history, "hhi")
    assert points.empty
    assert last_date(points) is None


def test_the_last_date_is_that_of_all_sets(ensemble: Any) -> None:
    sets = [sightings(ensemble.history, column) for column in ("tokens_google", "tokens_china", "hhi")]
    assert last_date(*sets) == max(sets[0]["date"].max(), sets[1]["date"].max())


def test_heights_include_the_ends_of_the_intervals(ensemble: Any) -> None:
    points = sightings(ensemble.history, "rent")
    assert np.nanmax(heights(points)) == points["high"].max()
