"""`POST /v1/runs`: what one run says, that it is what the command line says, and that nothing else touches it."""

import json
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from jevons.api.asking import CHOSEN
from jevons.api.settings import Settings
from jevons.market.ledger import FACTORS
from jevons.market.scenario import Scenario
from jevons.studies.forecast import one_run
from tests.api.conftest import QUICK, Post, ask, fault


def numbers(value: object) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, int | float):
        yield float(value)


def test_a_run_is_answered_with_verdicts_sentences_ledger_and_series(post: Post) -> None:
    response = post({"scenario": {"name": "mine", **QUICK}})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    assert (told["scenario"], told["runs"]) == ("mine", 1)
    assert told["answer"].startswith("In this one run demand for AI compute ")
    assert [told["sentences"][name].partition(":")[0] for name in ("growth", "rebound", "scarcity")] == [
        "Growth",
        "Rebound",
        "Scarcity",
    ]
    assert set(told["series"]) == set(CHOSEN)
    assert list(told["series"]["spend"]["values"]) == list(Scenario(**QUICK).calendar.months)
    assert told["series"]["spend"]["unit"] == "USD/month"
    assert told["manifest"]["scenario"]["end"] == "2027-01"
    assert all(map(math.isfinite, numbers(told)))


def test_factors_of_the_ledger_add_up_to_the_growth(post: Post) -> None:
    """Contributions are in ln units, so growth in a resource is e to their sum."""
    told = post({"scenario": QUICK}).json()
    for resource, factors in told["ledger"].items():
        assert set(factors) == set(FACTORS)
        assert math.exp(math.fsum(factors.values())) == pytest.approx(told["verdicts"][f"growth_{resource}"])


def test_a_run_is_the_run_of_the_studies(post: Post) -> None:
    """The same scenario and seed: verdicts and spending have the same bits."""
    told = post({"scenario": QUICK, "seed": 5, "series": ["spend"], "twins": "all"}).json()
    found = one_run(Scenario(name="custom", **QUICK, seed=5))[1]
    assert told["verdicts"]["growth_usd"] == found.verdicts["growth_usd"].iloc[0]
    assert list(told["series"]["spend"]["values"].values()) == found.series["spend"].tolist()


def test_the_command_line_says_the_same(post: Post, tmp_path: object) -> None:
    from jevons.cli import app

    out = f"{tmp_path}/one"
    asked = ("run", "slower_horizon", "--users", "500", "--seed", "3", "--out", out, "--json")
    done = CliRunner().invoke(app, asked, catch_exceptions=False)
    said = json.loads(done.stdout)
    told = post({"scenario": "slower_horizon", "users": 500, "seed": 3, "twins": "all", "until": "2035-12"}).json()
    for name in ("scenario", "runs", "answer", "warning", "sentences", "verdicts", "above_one", "manifest"):
        assert told[name] == said[name], name
    for month, value in said["series"]["spend"]["values"].items():
        assert told["series"]["spend"]["values"][month] == value


def test_overrides_and_variants_move_the_answer(post: Post) -> None:
    usual = post({"scenario": QUICK}).json()
    dearer = post({"scenario": QUICK, "overrides": {"demand.price_elasticity": -0.2}}).json()
    other = post({"scenario": QUICK, "variants": {"elasticity": "constant"}}).json()
    assert len({json.dumps(one["verdicts"]) for one in (usual, dearer, other)}) == 3
    assert dearer["manifest"]["scenario"]["overrides"] == {"demand.price_elasticity": -0.2}
    assert other["manifest"]["scenario"]["variants"]["elasticity"] == "constant"
    assert other["manifest"]["scenario"]["variants"]["investment"] == "mixed"


def test_the_same_request_gives_the_same_bytes_however_many_run(post: Post) -> None:
    """Eight requests at once on two turns, four seeds twice: each is what it is alone."""
    client = ask(Settings(at_once=2, waiting=8))
    bodies = [{"scenario": QUICK, "seed": seed} for seed in (1, 2, 3, 4)]
    alone = [client.post("/v1/runs", json=body).content for body in bodies]
    assert len(set(alone)) == 4
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda body: client.post("/v1/runs", json=body).content, bodies * 2))
    assert together == alone * 2


def test_a_run_leaves_nothing_behind_for_the_next(client: TestClient) -> None:
    first = client.post("/v1/runs", json={"scenario": QUICK}).content
    client.post("/v1/runs", json={"scenario": QUICK, "overrides": {"prices.rivalry": 0.0}, "seed": 9})
    assert client.post("/v1/runs", json={"scenario": QUICK}).content == first


def test_what_is_not_defined_is_null(post: Post) -> None:
    """Efficiency frozen from the base month on gains nothing over a twin that is frozen then too: no rebound."""
    told = post({"scenario": {**QUICK, "freeze_efficiency": "2026-03"}}).json()
    assert told["verdicts"]["rebound_usd"] is None
    assert told["above_one"]["rebound_usd"] is None
    assert "NaN" not in json.dumps(told)


def test_a_world_that_serves_nothing_is_refused(post: Post) -> None:
    """Without any memory no accelerator is ever made again."""
    refused = fault(post({"overrides": {"packaging.world.memory": 0.0}, "users": 500}))
    assert refused["field"] == "overrides"
    assert refused["allowed"] == "a world that serves work in the base month and in the target month"
    assert "packaging.world.memory" in refused["given"]
