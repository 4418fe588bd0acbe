"""The summary series that projections are read in are sums of the outputs that they are named after."""

import numpy as np

from jevons.calibration.assertion import Period
from jevons.calibration.projections import load_projections
from jevons.market.outputs import SUMMARY
from jevons.market.result import Result
from jevons.studies.reconcile import Resolved, Worlds, resolve_all


def test_world_and_us_series_are_sums_of_outputs(small_result: Result) -> None:
    """Over providers or regions; the US is one of the regions."""
    series = small_result.series()
    outputs = {
        name: small_result[name] for name in ("capex", "serving_cost", "power", "power_rated", "spend", "revenue")
    }
    expected = {
        "capex": outputs["capex"].sum("provider"),
        "serving_cost": outputs["serving_cost"].sum("provider"),
        "leases": outputs["revenue"].sum("provider") - outputs["spend"].sum("provider"),
        "power_us_gw": outputs["power"].sel(region="us"),
        "power_rated_gw": outputs["power_rated"].sum("region"),
        "power_rated_us_gw": outputs["power_rated"].sel(region="us"),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(series[name], values.to_numpy(), rtol=1e-5, atol=1e-3, err_msg=name)


def test_sites_draw_less_than_their_full_rating_and_the_us_less_than_the_world(small_result: Result) -> None:
    series = small_result.series()
    assert (series["power_gw"] < series["power_rated_gw"]).all()
    assert (series["power_us_gw"] < series["power_gw"]).all()
    assert (series["power_rated_us_gw"] < series["power_rated_gw"]).all()


def test_serving_cost_is_need_as_far_as_it_is_served(small_result: Result) -> None:
    """R = W / E with E = served / cost: cost = R x served / demanded."""
    series = small_result.series()
    expected = series["resource_usd"] * series["work_served"] / series["work_demanded"]
    np.testing.assert_allclose(series["serving_cost"], expected, rtol=1e-9)


def test_a_run_resolves_every_row_that_names_a_quantity(small_result: Result) -> None:
    """Up to 2031 a run holds every series and month that the registry asks for, and each figure has a value."""
    worlds = Worlds.of(small_result.series().assign(run=0))
    for found in resolve_all(load_projections(), worlds):
        assert isinstance(found, Resolved) == (found.assertion.rule != "unresolved"), found.assertion.id
        if isinstance(found, Resolved):
            assert np.isfinite(found.figures).all(), found.assertion.id


def test_figures_of_a_run_are_those_of_its_series(small_result: Result) -> None:
    """prj0009 adds up capital spending of 2025 to 2030; obs0137 adds 210 TWh to 8.766 x the US's mean GW of 2028."""
    series = small_result.series().set_index("month")
    found = {
        one.assertion.id: one for one in resolve_all(load_projections(), Worlds.of(small_result.series().assign(run=0)))
    }
    spent, power = found["prj0009"], found["obs0137"]
    assert isinstance(spent, Resolved)
    assert isinstance(power, Resolved)
    np.testing.assert_allclose(spent.figures, series.loc["2025":"2030", "capex"].sum())  # type: ignore[misc]
    np.testing.assert_allclose(power.figures, 210.0 + 8.766 * series.loc["2028", "power_us_gw"].mean())
    assert str(Period.of("2028")) == str(power.assertion.at)
    assert set(SUMMARY) >= {"capex", "power_us_gw"}
