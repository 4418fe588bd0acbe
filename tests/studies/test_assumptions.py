import numpy as np
import pandas as pd
import pytest

from jevons.market.parameters.registry import addresses, find
from jevons.market.scenario import Scenario
from jevons.studies.assumptions import assumptions
from jevons.studies.tables import assumption_groups

DATED = {"2027-01": 40.0, "2029-01": 20.0}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Assumptions of a scenario that sets two parameters, by path."""
    overrides = {"demand.price_elasticity": -0.8, "serving.uncounted_load": DATED}
    return assumptions(Scenario(name="mine", overrides=overrides)).set_index("path")


def test_every_parameter_is_an_assumption(table: pd.DataFrame) -> None:
    assert list(table.index) == list(addresses())
    assert list(table) == ["value", "unit", "meaning", "source", "low", "high"]
    assert (table[["unit", "meaning", "source"]] != "").all().all()


def test_what_the_scenario_sets_is_no_longer_drawn(table: pd.DataFrame) -> None:
    row = table.loc["demand.price_elasticity"]
    assert row["value"] == -0.8
    assert row["source"] == "set by scenario mine"
    assert np.isnan(row["low"])
    assert table.loc["serving.uncounted_load", "value"] == "2027-01:40,2029-01:20"


def test_a_declared_parameter_has_its_prior_as_range(table: pd.DataFrame) -> None:
    row, declared = table.loc["clearing.target_load"], find("clearing.target_load").declaration
    assert declared.prior
    assert (row["value"], row["low"], row["high"]) == (
        declared.value,
        declared.prior.low,
        declared.prior.high,
    )


def test_only_columns_with_a_prior_have_a_range(table: pd.DataFrame) -> None:
    assert table.loc["providers.google.markup", "low"] < table.loc["providers.google.markup", "high"]
    assert np.isnan(table.loc["regions.us.pue", "low"])


def test_a_dated_number_shows_its_months(table: pd.DataFrame) -> None:
    shown = table.loc["tiers.frontier.active_params", "value"]
    assert isinstance(shown, str)
    assert shown.startswith("2023-01:")


def test_the_report_can_show_them(table: pd.DataFrame) -> None:
    groups = assumption_groups(table.reset_index())
    assert groups["demand"][0].path.startswith("demand.")
