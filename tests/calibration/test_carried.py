"""Carried forecasts: members' growth, from where the series stands."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.carried import NODES, Forecasts
from jevons.calibration.discrepancy import Discrepancy
from jevons.calibration.further import SCORED
from jevons.calibration.predictions import label
from tests.calibration.scoreboard.conftest import row, table

USERS = next(one for one in SCORED if (one.series, one.entity) == ("weekly_active_users", "ChatGPT"))
DAY = date(2026, 6, 30)
KNOWN = [row("weekly_active_users", "ChatGPT", "2025-12-31", 800.0)]


def test_members_stand_about_the_known_figure_grown_by_their_own_rate() -> None:
    """181 days at 2 and 4 % a month of 30.44 days: 800 e^(0.119) and 800 e^(0.238)."""
    found = Forecasts(table((0.02, 0.04))).of(USERS, KNOWN, DAY, DAY)
    assert found is not None
    assert (found.known, found.last, found.members.shape) == (1, date(2025, 12, 31), (2 * NODES,))
    medians = np.exp(np.median(found.members.reshape(2, NODES), axis=1))
    np.testing.assert_allclose(medians, [800.0 * np.exp(0.119), 800.0 * np.exp(0.238)], rtol=0.01)


def test_without_a_known_figure_it_is_the_members_with_the_prior_s_doubt() -> None:
    law = Discrepancy(offset=0.3, drift=0.4, pace=0.0)
    found = Forecasts(table((0.02,)), law).of(USERS, [], DAY, DAY)
    assert found is not None
    assert (found.known, found.last) == (0, None)
    assert found.members.std() == pytest.approx(0.5, rel=0.1)


def test_a_month_that_no_run_has_is_not_forecast() -> None:
    late = date(2034, 1, 31)
    assert Forecasts(table((0.02,))).of(USERS, KNOWN, late, late) is None


def test_a_figure_that_many_members_had_nothing_for_is_not_started_from() -> None:
    """A price that a member does not have in 2025 yet."""
    predictions = table((0.02, 0.04))
    missing = (predictions["run"] == 1) & (predictions["month"] < pd.Timestamp("2026-01-01"))
    predictions.loc[missing, label(USERS)] = np.nan
    found = Forecasts(predictions).of(USERS, KNOWN, DAY, DAY)
    assert found is not None
    assert found.known == 0


@pytest.mark.parametrize("odd", [0.0, np.nan])
def test_a_member_that_is_odd_is_left_out_and_spoils_nothing(odd: float) -> None:
    """One of twenty sells nothing in the month of the known figure: the forecast is that of the others."""
    rates = tuple(0.01 * n for n in range(20))
    predictions = table(rates)
    broken = predictions.copy()
    broken.loc[(broken["run"] == 7) & (broken["month"] == pd.Timestamp("2025-12-01")), label(USERS)] = odd
    found = Forecasts(broken).of(USERS, KNOWN, DAY, DAY)
    others = Forecasts(predictions[predictions["run"] != 7]).of(USERS, KNOWN, DAY, DAY)
    assert found is not None
    assert others is not None
    assert found.known == 1
    np.testing.assert_allclose(np.sort(found.members), np.sort(others.members))


def test_a_share_is_never_more_than_all() -> None:
    """Half in December, growing by 20 % a month in the model."""
    shares = replace(USERS, unit="fraction")
    found = Forecasts(table((0.2,))).of(shares, [replace(KNOWN[0], value=0.5)], DAY, DAY)
    assert found is not None
    assert found.members.max() == 0.0


def test_a_forecast_needs_a_member_that_has_both_start_and_end() -> None:
    predictions = table((0.02,))
    predictions.loc[predictions["month"] > pd.Timestamp("2026-05-01"), label(USERS)] = np.nan
    assert Forecasts(predictions).of(USERS, KNOWN, DAY, DAY) is None


def test_the_same_figure_twice_as_trusted_moves_the_forecast_nearer() -> None:
    def median(trust: float) -> float:
        rows = [
            row("weekly_active_users", "ChatGPT", "2025-09-30", 700.0),
            row("weekly_active_users", "ChatGPT", "2025-12-31", 1600.0, trust=trust),
        ]
        found = Forecasts(table((0.02,))).of(USERS, rows, DAY, DAY)
        assert found is not None
        return float(np.exp(np.median(found.members)))

    assert median(0.01) > median(0.2) > median(1.0)
