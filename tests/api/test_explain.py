"""`GET /v1/explain/{variable}`: the document of the studies, and what is refused."""

import json

import pytest
from fastapi.testclient import TestClient

from jevons.market.scenario import load
from jevons.studies.explain import explain
from jevons.studies.explain.walk import DEEPEST
from tests.api.conftest import fault, problem

SMALL = load("baseline").with_(users=500)


@pytest.mark.parametrize(
    ("variable", "at", "depth"),
    [
        ("power_gw", "2025-06", 1),
        ("growth_usd", None, 2),
        ("scarcity_cause", None, 0),
        ("prices.rivalry", None, 2),
        ("price_paid", "2024-12", 3),
    ],
)
def test_an_explanation_is_that_of_the_studies(client: TestClient, variable: str, at: str | None, depth: int) -> None:
    query = {"users": "500", "depth": str(depth), **({"at": at} if at else {})}
    response = client.get(f"/v1/explain/{variable}", params=query)
    assert response.status_code == 200, response.text[:300]
    expected = explain(variable, SMALL, at, depth).document()
    assert response.json() == json.loads(json.dumps(expected, allow_nan=False))


def test_the_scenario_and_the_seed_are_those_asked_for(client: TestClient) -> None:
    query = {"users": "500", "depth": "0", "scenario": "slower_horizon", "seed": "8", "at": "2028-01"}
    told = client.get("/v1/explain/horizon", params=query).json()
    assert (told["scenario"], told["seed"], told["users"], told["month"]) == ("slower_horizon", 8, 500, "2028-01")
    usual = client.get("/v1/explain/horizon", params={**query, "scenario": "baseline"}).json()
    assert told["figure"]["value"] < usual["figure"]["value"]


@pytest.mark.parametrize("name", ["powr_gw", "growth", "%00", "..%2F..%2Fetc", "x" * 100])
def test_a_name_that_there_is_not_is_not_found(client: TestClient, name: str) -> None:
    problem(client.get(f"/v1/explain/{name}"), 404)


def test_a_name_that_is_near_is_told(client: TestClient) -> None:
    assert "nearest: power_gw" in problem(client.get("/v1/explain/powr_gw"), 404)["detail"]


@pytest.mark.parametrize(
    ("path", "field", "allowed"),
    [
        ("power_gw?at=2036-01", "at", "a month YYYY-MM from 2023-01 to 2035-12"),
        ("power_gw?at=lately", "at", "a month YYYY-MM from 2023-01 to 2035-12"),
        ("growth_usd?users=500&at=2024-01", "at", "growth_usd speaks of months after the base month, 2026-03"),
        ("power_gw?depth=-1", "depth", "at least 0"),
        (f"power_gw?depth={DEEPEST + 1}", "depth", f"at most {DEEPEST}"),
        ("power_gw?depth=deep", "depth", "a whole number"),
        (f"{'x' * 121}", "variable", "a length of at most 120"),
        ("power_gw?month=2025-01", "month", "queries at, depth, scenario, users, seed"),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, path: str, field: str, allowed: str) -> None:
    told = fault(client.get(f"/v1/explain/{path}"))
    assert told["field"] == field
    assert allowed in told["allowed"]
