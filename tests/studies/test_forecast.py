from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.market.bounds import BOUNDS
from jevons.market.ledger import FACTORS
from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario, ScenarioError
from jevons.market.verdicts import THRESHOLDS
from jevons.runs.design import Member
from jevons.studies.forecast import WITH_ALL_TWINS, Forecast, forecast, one_run, run_member, twins_of
from jevons.studies.sentences import sentences
from jevons.studies.terms import RESOURCES
from jevons.studies.twins import EFFICIENCY, TWINS
from jevons.studies.window import Window

SMALL = Scenario(name="small", users=500, end="2031-12")
TABLES = ("series", "verdicts", "ledger", "breakdown", "draws")


@pytest.fixture(scope="module")
def three() -> Forecast:
    """Three worlds, run here."""
    return forecast(SMALL, runs=3, workers=1)


def test_series_have_a_row_for_every_run_and_month(three: Forecast) -> None:
    assert list(three.series) == ["run", "month", *SUMMARY]
    assert three.series.groupby("run")["month"].nunique().to_dict() == dict.fromkeys(range(3), 108)


def test_each_run_has_all_verdicts(three: Forecast) -> None:
    assert three.verdicts["run"].tolist() == [0, 1, 2]
    kinds = ("growth", "rebound", "elasticity", "gain", "rebound_served")
    expected = [f"{kind}_{resource}" for kind in kinds for resource in RESOURCES]
    expected += [f"scarcity_{what}_{level}" for what in ("share", "at_end") for level in THRESHOLDS]
    expected += [f"beyond_{name}" for name in BOUNDS]
    expected += ["work_growth", *(f"{what}_{name}" for what in ("work_without", "caused") for name in TWINS)]
    assert {*three.verdicts} == {"run", "scarcity_cause", *expected}
    assert three.verdicts["scarcity_at_end_5"].dtype == np.bool_


def test_scarcer_thresholds_are_met_less_often(three: Forecast) -> None:
    shares = three.verdicts[[f"scarcity_share_{level}" for level in THRESHOLDS]].to_numpy()
    assert (np.diff(shares, axis=1) <= 0).all()


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_ledger_adds_up_to_the_growth_of_each_run(three: Forecast, resource: str) -> None:
    rows = three.ledger[three.ledger["resource"] == resource]
    assert {*rows["factor"]} == {*FACTORS}
    total = rows.groupby("run")["contribution"].sum().to_numpy()
    assert total == pytest.approx(np.log(three.verdicts[f"growth_{resource}"]), abs=1e-9)


@pytest.mark.parametrize("dimension", ["workload", "tier", "kind", "region", "seller"])
def test_parts_of_every_dimension_add_up_to_the_growth_of_each_run(three: Forecast, dimension: str) -> None:
    rows = three.breakdown[three.breakdown["dimension"] == dimension]
    for resource in RESOURCES:
        total = rows[rows["resource"] == resource].groupby("run")["contribution"].sum().to_numpy()
        assert total == pytest.approx(np.log(three.verdicts[f"growth_{resource}"]), abs=1e-9)


def test_later_members_are_run_with_the_efficiency_twin_alone() -> None:
    first, last = (Member(number, 1, {}) for number in (WITH_ALL_TWINS - 1, WITH_ALL_TWINS))
    assert twins_of(first) == tuple(TWINS)
    assert twins_of(last) == ("efficiency",)


def test_growth_is_that_of_the_series(three: Forecast) -> None:
    need = three.series.pivot_table(index="run", columns="month", values="resource_kwh")
    growth = need[pd.Timestamp("2030-12-01")] / need[pd.Timestamp("2026-03-01")]
    assert growth.to_numpy() == pytest.approx(three.verdicts["growth_kwh"].to_numpy())


def test_verdicts_can_be_said_and_stored(three: Forecast) -> None:
    said = sentences(three.verdicts, Window(SMALL.base_month, SMALL.target_month))
    assert "of 3 runs" in said.answer
    assert three.manifest["runs"] == 3


def test_the_number_of_workers_does_not_show(three: Forecast) -> None:
    """To the last bit, and in the same order."""
    other = forecast(SMALL, runs=3, workers=4)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(three, table), getattr(other, table), check_exact=True)


def test_first_runs_stay_the_same_when_more_follow(three: Forecast) -> None:
    two = forecast(SMALL, runs=2, workers=1)
    for table in TABLES:
        longer = getattr(three, table)
        kept = longer[longer["run"] < 2]
        pd.testing.assert_frame_equal(getattr(two, table), kept, check_exact=True)


def test_another_seed_is_another_ensemble(three: Forecast) -> None:
    other = forecast(SMALL.model_copy(update={"seed": 2}), runs=1, workers=1)
    assert other.verdicts["growth_usd"][0] != three.verdicts["growth_usd"][0]


def test_draws_name_the_seed_and_the_scores(three: Forecast) -> None:
    assert list(three.draws)[:2] == ["run", "seed"]
    assert three.draws["seed"].is_unique
    assert three.draws["demand.price_elasticity"].is_unique


def test_the_summary_orders_its_quantiles(three: Forecast) -> None:
    found = three.summary().pivot_table(index="month", columns="quantile", values="tokens_total")
    assert len(found) == 108
    assert (np.diff(found.to_numpy(), axis=1) >= 0).all()


def test_progress_is_told(three: Forecast) -> None:
    seen: list[tuple[int, int]] = []
    forecast(SMALL, runs=1, workers=1, progress=lambda done, runs: seen.append((done, runs)))
    assert seen == [(0, 1), (1, 1)]


def test_a_frozen_scenario_has_no_rebound() -> None:
    """Its twin is itself: the same needs, and nothing gained."""
    _, found = one_run(SMALL.model_copy(update={"freeze_efficiency": SMALL.base_month}))
    for resource in RESOURCES:
        assert found.verdicts[f"gain_{resource}"].tolist() == [1.0]
        assert found.verdicts[f"rebound_{resource}"].isna().all()


def test_one_run_is_at_central_values() -> None:
    twins, found = one_run(SMALL, seed=8)
    assert twins.base.draw == {}
    assert found.draws.to_dict("records") == [{"run": 0, "seed": 8}]
    assert found.series["tokens_total"].tolist() == twins.base.series()["tokens_total"].tolist()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"runs": 0}, "runs: at least 1 is needed; got 0"),
        ({"runs": 2, "workers": 0}, "workers: at least 1 is needed; got 0"),
        ({"scenario": "no_such_world"}, "no_such_world"),
        ({"scenario": Path("no_such_file.yaml")}, "no_such_file.yaml"),
    ],
)
def test_what_cannot_be_run_is_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        forecast(**{"scenario": SMALL, **asked})  # type: ignore[arg-type]


def test_a_member_lives_under_the_forms_that_its_fit_gave_and_those_of_the_scenario() -> None:
    """The fit's capital and plateau: the scenario names another horizon, which stands."""
    short = SMALL.with_(end="2027-12", target_month="2027-12")
    plan, named = (
        short.with_(variants=forms) for forms in ({"horizon": "surge"}, {"horizon": "surge", "investment": "capital"})
    )
    draw = {"demand.price_elasticity": 0.0}
    given = run_member((plan, Member(0, 7, draw, {"investment": "capital", "horizon": "plateau"}), (EFFICIENCY,)))
    asked, left = (run_member((scenario, Member(0, 7, draw), (EFFICIENCY,))) for scenario in (named, plan))
    pd.testing.assert_frame_equal(given.series, asked.series)
    assert not given.series.equals(left.series)
