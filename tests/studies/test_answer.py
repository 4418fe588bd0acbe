"""The answer of a stored ensemble: the same figures as its tables, and nothing run again."""

import json
from pathlib import Path

import numpy as np
import pytest

from jevons.market.scenario import Scenario
from jevons.runs.manifest import StoreError
from jevons.runs.store import write_ensemble
from jevons.studies.answer import Answer, stored_answer
from jevons.studies.forecast import Forecast, forecast
from jevons.studies.sentences import caveat_of, sentences
from jevons.studies.terms import RESOURCES
from jevons.studies.why.told import told
from jevons.studies.window import Window

PLAN = Scenario(name="small", users=500, end="2028-12", target_month="2028-12")


@pytest.fixture(scope="module")
def ensemble() -> Forecast:
    return forecast(PLAN, runs=4, workers=1)


@pytest.fixture(scope="module")
def answer(ensemble: Forecast, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return stored_answer(write_ensemble(ensemble, tmp_path_factory.mktemp("stored") / "out"))


def test_it_says_what_the_ensemble_said(ensemble: Forecast, answer: Answer) -> None:
    window = Window(PLAN.base_month, PLAN.target_month)
    assert answer.window == window
    said = sentences(ensemble.verdicts, window, told(ensemble.shares, ensemble.flips), caveat_of(ensemble.manifest))
    assert answer.said == said
    assert "215 figures" in said.caveat
    assert answer.scenario == PLAN
    assert answer.runs == 4


def test_spreads_are_quantiles_of_the_runs(ensemble: Forecast, answer: Answer) -> None:
    growth = ensemble.verdicts["growth_usd"].to_numpy()
    found = answer.spread("growth_usd")
    assert (found.low, found.median, found.high) == pytest.approx(tuple(np.quantile(growth, (0.05, 0.5, 0.95))))
    assert answer.chance("growth_usd", 1.0).share == (growth > 1.0).mean()


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_ledger_and_its_parts_are_those_of_the_tables(ensemble: Forecast, answer: Answer, resource: str) -> None:
    rows = ensemble.ledger[(ensemble.ledger["resource"] == resource) & (ensemble.ledger["factor"] == "users")]
    assert answer.ledger(resource)["users"].median == pytest.approx(rows["contribution"].median())
    parts = answer.breakdown(resource, "workload")
    assert len(parts) == 12
    chosen = ensemble.breakdown[(ensemble.breakdown["resource"] == resource) & (ensemble.breakdown["part"] == "chat")]
    assert parts["chat"].high == pytest.approx(chosen["contribution"].quantile(0.95))


def test_the_document_is_json_with_definitions_and_no_number_that_is_none(answer: Answer) -> None:
    text = json.dumps(answer.document(), allow_nan=False)
    found = json.loads(text)
    assert found["runs"] == 4
    assert (found["base_month"], found["end_month"]) == ("2026-03", "2028-12")
    assert set(found["definitions"]) == {"growth", "rebound", "scarcity"}
    for verdict in ("growth", "rebound"):
        assert set(found[verdict]) == set(RESOURCES)
    for chance in found["scarcity"]["in_force_at_end"].values():
        assert 0.0 <= chance["share"] <= 1.0
        assert chance["standard_error"] > 0.0
    assert set(found["causes"]["twins"]) == {"agents", "capability", "prices", "efficiency"}
    assert 0.0 <= sum(found["scarcity"]["causes"].values()) <= 1.0


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere: no such folder; `jevons forecast` makes one"):
        stored_answer(tmp_path / "nowhere")


def test_a_table_that_was_changed_is_refused(ensemble: Forecast, tmp_path: Path) -> None:
    folder = write_ensemble(ensemble, tmp_path / "out")
    (folder / "verdicts.parquet").write_bytes(b"else")
    with pytest.raises(StoreError, match=r"verdicts.parquet: not the file that manifest.json was written with"):
        stored_answer(folder)


def test_a_forecast_of_another_version_is_refused(ensemble: Forecast, tmp_path: Path) -> None:
    folder = write_ensemble(ensemble, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenario"]["colour"] = "blue"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="made by another version of Jevons; store the forecast again"):
        stored_answer(folder)
