"""`GET /v1/history`: the rows that `jevons history --json` prints."""

import json

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.api.conftest import fault, problem


def test_the_rows_are_those_of_the_command_line(client: TestClient) -> None:
    from jevons.cli import app

    asked = ("history", "power_delays", "--users", "500", "--seed", "4", "--json")
    printed = json.loads(CliRunner().invoke(app, asked, catch_exceptions=False).stdout)
    told = client.get("/v1/history", params={"scenario": "power_delays", "users": 500, "seed": 4})
    assert told.status_code == 200
    assert told.json() == printed
    assert len(printed) > 20


@pytest.mark.parametrize(
    ("query", "field", "allowed"),
    [
        ({"scenario": "no_such"}, "scenario", "one of baseline, "),
        ({"scenario": "../baseline"}, "scenario", "one of baseline, "),
        ({"users": "many"}, "users", "a whole number"),
        ({"users": "true"}, "users", "a whole number"),
        ({"users": "499"}, "users", "500 to 5000"),
        ({"users": "5001"}, "users", "500 to 5000"),
        ({"seed": "-1"}, "seed", "0 to 9223372036854775807"),
        ({"seed": "nan"}, "seed", "a whole number, in digits alone"),
        ({"seed": "5.0"}, "seed", "a whole number, in digits alone"),
        ({"seed": "1_000"}, "seed", "a whole number, in digits alone"),
        ({"seed": " 5"}, "seed", "a whole number, in digits alone"),
        ({"seed": "\u0665"}, "seed", "a whole number, in digits alone"),
        ({"seed": ""}, "seed", "a whole number, in digits alone"),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, query: dict[str, str], field: str, allowed: str) -> None:
    told = fault(client.get("/v1/history", params=query))
    assert told["field"] == field
    assert told["allowed"].startswith(allowed)


def test_several_faults_of_a_query_are_all_told(client: TestClient) -> None:
    told = problem(client.get("/v1/history?seed=x&scenario=y"), 422)
    assert [one["field"] for one in told["errors"]] == ["scenario", "seed"]
