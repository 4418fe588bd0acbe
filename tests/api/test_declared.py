"""Health, scenarios, parameters and schema: what is declared is told as the rooms have it."""

import json

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import jevons
from jevons.market.parameters.registry import addresses
from jevons.market.scenario import Scenario, load, shipped


def test_health_tells_the_version(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": jevons.__version__}


def test_scenarios_are_told_in_full_and_can_be_sent_back(client: TestClient) -> None:
    told = client.get("/v1/scenarios").json()
    assert [one["name"] for one in told] == list(shipped())
    for one in told:
        assert Scenario.model_validate(one) == load(one["name"])


@pytest.mark.parametrize("name", shipped())
def test_a_told_scenario_is_a_document_that_runs_take(client: TestClient, name: str) -> None:
    """Refused for its 400 users alone, after all else of it was checked."""
    told = {one["name"]: one for one in client.get("/v1/scenarios").json()}[name]
    refused = client.post("/v1/runs", json={"scenario": told, "users": 400}).json()
    assert [one["field"] for one in refused["errors"]] == ["users"]


def test_every_parameter_is_told_with_unit_bounds_meaning_and_source(client: TestClient) -> None:
    told = {one["path"]: one for one in client.get("/v1/parameters").json()}
    assert list(told) == list(addresses())
    for path, one in told.items():
        declared = addresses()[path].declaration
        assert (one["unit"], tuple(one["bounds"])) == (str(declared.unit), declared.bounds)
        assert one["meaning"]
        assert one["source"]
        values = one["value"].values() if isinstance(one["value"], dict) else [one["value"]]
        assert all(declared.bounds[0] <= value <= declared.bounds[1] for value in values)
    rivalry = told["prices.rivalry"]
    assert (rivalry["value"], rivalry["range"]) == (0.25, [0.1, 0.5])
    assert not rivalry["dated"]


def test_the_schema_is_that_of_the_command_line(client: TestClient) -> None:
    from jevons.cli import app

    printed = json.loads(CliRunner().invoke(app, ["schema"], catch_exceptions=False).stdout)
    assert client.get("/v1/schema").json() == printed
