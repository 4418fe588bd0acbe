"""A result shows its outputs with names, units and months, and says where it comes from."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.provenance import PACKAGES
from jevons.market.result import Result
from jevons.market.vocabulary import KINDS, PROVIDERS, TIERS


def test_an_output_has_named_dimensions_coordinates_unit_and_meaning(small_result: Result) -> None:
    price = small_result["price"]
    assert price.dims == ("month", "provider", "tier", "kind")
    assert list(price["provider"].to_numpy()) == list(PROVIDERS)
    assert list(price["kind"].to_numpy()) == list(KINDS)
    assert price.attrs["unit"] == "USD/Mtok"
    assert "list price" in price.attrs["meaning"]


def test_months_are_first_days_in_nanoseconds(small_result: Result) -> None:
    months = small_result["rent"]["month"].to_numpy()
    assert months.dtype == np.dtype("datetime64[ns]")
    assert (months[0], months[-1]) == (np.datetime64("2023-01-01"), np.datetime64("2031-12-01"))


def test_every_output_can_be_selected_by_name(small_result: Result) -> None:
    served = small_result["tokens_served"].sel(provider="google", workload="ambient", kind="output")
    assert set(served.dims) == {"month", "region", "tier"}
    assert float(served.sum()) > 0.0


def test_systems_in_service_carry_the_names_of_products(small_result: Result) -> None:
    assert list(small_result["systems"]["system"].to_numpy()) == list(small_result.world.systems.name)


def test_an_unknown_output_is_refused_with_those_there_are(small_result: Result) -> None:
    with pytest.raises(KeyError, match=r"no output 'token'; there are .*tokens_served"):
        small_result["token"]
    with pytest.raises(KeyError, match="no output 'token'"):
        small_result.frame("token")


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_a_tidy_table_holds_the_same_numbers(name: str, small_result: Result) -> None:
    table, array = small_result.frame(name), small_result[name]
    assert list(table.columns) == [*array.dims, name]
    places = [array.indexes[dim].get_indexer(pd.Index(table[dim])) for dim in array.dims]
    np.testing.assert_array_equal(table[name].to_numpy(), array.to_numpy()[tuple(places)])


def test_a_tidy_table_has_rows_for_offers_that_are_sold_only(small_result: Result) -> None:
    sold = small_result.frame("price")[["provider", "tier"]].drop_duplicates()
    assert len(sold) == small_result.world.structure.offers < len(PROVIDERS) * len(TIERS)


def test_a_tidy_table_goes_back_to_the_array_it_came_from(small_result: Result) -> None:
    table = small_result.frame("tasks").set_index(["month", "region", "workload"])["tasks"]
    back = table.to_xarray().transpose("month", "region", "workload")
    back = back.reindex_like(small_result["tasks"])
    np.testing.assert_array_equal(back.to_numpy(), small_result["tasks"].to_numpy())


def test_series_have_a_month_and_every_summary_column(small_result: Result) -> None:
    series = small_result.series()
    assert list(series.columns) == ["month", *SUMMARY]
    assert len(series) == len(small_result.world.calendar)
    assert series["month"].is_monotonic_increasing


def test_names_lists_every_output(small_result: Result) -> None:
    assert set(small_result.names()) == set(OUTPUTS)


def test_a_manifest_says_what_made_the_run_and_can_be_written_as_json(small_result: Result) -> None:
    manifest = json.loads(json.dumps(small_result.manifest()))
    assert manifest["scenario"]["name"] == "small"
    assert manifest["scenario_key"] == small_result.world.scenario.key()
    assert manifest["seed"] == small_result.world.scenario.seed
    assert set(manifest["packages"]) == {"python", *PACKAGES}
    assert manifest["code"].startswith("0.")


def test_a_manifest_keeps_the_draw_of_its_member(small_result: Result) -> None:
    drawn = Result(small_result.world, small_result.technology, small_result.record, {"b": 1.0, "a": -0.5})
    assert drawn.manifest()["draw"] == {"a": -0.5, "b": 1.0}


def test_simulating_does_not_load_what_only_tables_need() -> None:
    code = "import jevons.agents.population, sys; assert 'xarray' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
