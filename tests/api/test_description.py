"""The OpenAPI description says what the routes do: limits, problems, scenario documents, no framework's leftovers."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from jevons.api.asking import LEAST_USERS
from jevons.api.settings import Settings
from jevons.market.overrides import MONTH_PATTERN
from jevons.market.parameters.registry import addresses
from jevons.market.scenario import Scenario, shipped
from jevons.studies.explain.walk import DEEPEST
from tests.api.conftest import ask

ROUTES = {
    "/healthz",
    "/v1/answer",
    "/v1/explain/{variable}",
    "/v1/history",
    "/v1/parameters",
    "/v1/runs",
    "/v1/scenarios",
    "/v1/schema",
}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The description of an application with a limit of its own."""
    found: dict[str, Any] = ask(Settings(most_users=1234)).get("/openapi.json").json()
    return found


def test_every_route_is_described(described: dict[str, Any]) -> None:
    assert set(described["paths"]) == ROUTES
    assert described["info"]["title"] == "Jevons"


def test_pages_for_people_are_there(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/openapi.json" in page.text


def test_all_that_goes_wrong_is_described_as_a_problem(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            told = operation["responses"]
            assert {"200", "413", "422", "500"} <= set(told), path
            for status, response in told.items():
                kind = "application/json" if status == "200" else "application/problem+json"
                assert list(response["content"]) == [kind], (path, status)
    runs = described["paths"]["/v1/runs"]["post"]["responses"]
    assert {"400", "415", "503"} <= set(runs)
    assert "Retry-After" in runs["503"]["headers"]
    assert "404" in described["paths"]["/v1/answer"]["get"]["responses"]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    text = json.dumps(described)
    assert "#/$defs/" not in text
    for part in text.split('"$ref": "')[1:]:
        assert part.partition('"')[0].removeprefix("#/components/schemas/") in schemas


def test_the_limit_of_users_is_that_of_the_settings(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    asked = schemas["RunRequest"]["properties"]["users"]["anyOf"][0]
    assert (asked["minimum"], asked["maximum"]) == (LEAST_USERS, 1234)
    assert schemas["ScenarioDocument"]["properties"]["users"]["maximum"] == 1234
    (users,) = (one for one in described["paths"]["/v1/history"]["get"]["parameters"] if one["name"] == "users")
    assert users["schema"]["anyOf"][0]["maximum"] == 1234


def test_bounds_of_queries_are_told_as_openapi_writes_them(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/v1/explain/{variable}"]["get"]["parameters"]
    schemas = {one["name"]: one["schema"] for one in parameters}
    assert (schemas["depth"]["minimum"], schemas["depth"]["maximum"]) == (0, DEEPEST)
    seed = schemas["seed"]["anyOf"][0]
    assert (seed["minimum"], seed["maximum"]) == (0, 2**63 - 1)
    assert schemas["at"]["anyOf"][0]["pattern"] == MONTH_PATTERN


def test_a_scenario_document_may_say_what_a_scenario_may_and_every_parameter(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    document = schemas["ScenarioDocument"]
    assert set(document["properties"]) == {*Scenario.model_fields, "extends"}
    assert document["properties"]["extends"]["enum"] == list(shipped())
    assert document["additionalProperties"] is False
    overrides = schemas["Overrides"]
    assert list(overrides["properties"]) == list(addresses())
    assert overrides["properties"]["prices.rivalry"] == {"type": "number", "minimum": 0.0, "maximum": 1.0}
    assert schemas["RunRequest"]["properties"]["overrides"] == {"$ref": "#/components/schemas/Overrides"}


def test_the_fewest_users_are_those_of_the_scenario() -> None:
    low, high = (rule for rule in Scenario.model_fields["users"].metadata)
    assert (low.ge, high.le) == (LEAST_USERS, 1_000_000)


def test_what_is_read_can_be_put_back(described: dict[str, Any]) -> None:
    """Scenarios are told with the fields that documents have."""
    told = described["components"]["schemas"]["Scenario"]["properties"]
    assert set(told) <= set(described["components"]["schemas"]["ScenarioDocument"]["properties"])


def test_examples_of_the_description_are_answered(client: TestClient, described: dict[str, Any]) -> None:
    examples = described["paths"]["/v1/runs"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert len(examples) == 3
    for example in examples.values():
        body = {**example["value"], "users": 500}
        assert client.post("/v1/runs", json=body).status_code == 200
