"""`GET /v1/answer`: the stored ensemble, or how to make one."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from jevons.api.settings import Settings
from jevons.market.scenario import Scenario
from jevons.runs.store import write_ensemble
from jevons.studies.answer import stored_answer
from jevons.studies.forecast import forecast
from tests.api.conftest import QUICK, ask, problem


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ensemble of three small worlds."""
    scenario = Scenario(name="small", **QUICK)
    return write_ensemble(forecast(scenario, runs=3, workers=1), tmp_path_factory.mktemp("stored") / "small")


def test_the_stored_answer_is_told_whole(stored: Path) -> None:
    response = ask(Settings(results=stored)).get("/v1/answer")
    assert response.status_code == 200
    told = response.json()
    assert told == json.loads(json.dumps(stored_answer(stored).document(), allow_nan=False))
    assert (told["scenario"], told["runs"]) == ("small", 3)
    growth = told["growth"]["usd"]
    assert growth["low"] <= growth["median"] <= growth["high"]


def test_an_ensemble_that_is_stored_later_is_found(stored: Path, tmp_path: Path) -> None:
    client = ask(Settings(results=tmp_path / "later"))
    problem(client.get("/v1/answer"), 404)
    (tmp_path / "later").symlink_to(stored)
    assert client.get("/v1/answer").status_code == 200


def test_without_an_ensemble_it_says_how_to_make_one_and_names_no_folder(client: TestClient) -> None:
    told = problem(client.get("/v1/answer"), 404)
    assert "jevons forecast --out FOLDER" in told["detail"]
    assert "nothing" not in told["detail"]


def test_files_that_do_not_belong_together_are_not_told(stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "spoilt"
    copy.mkdir()
    for file in stored.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "verdicts.parquet").write_bytes(b"PAR1")
    response = ask(Settings(results=copy)).get("/v1/answer")
    problem(response, 404)
    assert "spoilt" not in response.text
