"""Every error is a problem of RFC 9457 that names field, rule and range, and says nothing of what went on inside."""

import json

import pytest
from fastapi.testclient import TestClient

from jevons.api.app import create_app
from jevons.api.problems import INTERNAL, TITLES
from jevons.api.problems import problem as made
from jevons.api.settings import Settings
from tests.api.conftest import ask, fault, problem

JSON = {"content-type": "application/json"}


def test_a_body_that_is_no_json_is_a_bad_request(client: TestClient) -> None:
    told = problem(client.post("/v1/runs", content=b'{"users": }', headers=JSON), 400)
    assert told["detail"] == "the body is no JSON, from character 10 on: Expecting value"
    assert told["title"] == "Bad request"


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b"[" * 50_000, b'{"users": 1' + b"0" * 5000 + b"}"])
def test_a_body_that_no_reader_takes_is_a_bad_request(client: TestClient, body: bytes) -> None:
    """Bytes that are not UTF-8, brackets 50,000 deep, and a number of 5,001 digits."""
    problem(client.post("/v1/runs", content=body, headers=JSON), 400)


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    told = problem(client.get("/v1/nothing"), 404)
    assert told["detail"] == "there is no '/v1/nothing'; /openapi.json lists what there is"
    assert told["type"] == "about:blank"
    problem(client.get("/v1/runs/"), 404)


def test_a_method_that_is_not_allowed_names_those_that_are(client: TestClient) -> None:
    response = client.put("/v1/runs", json={})
    assert problem(response, 405)["detail"] == "PUT is not allowed here; allowed: POST"
    assert response.headers["allow"] == "POST"
    assert client.post("/v1/scenarios", json={}).headers["allow"] == "GET"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/yaml", "json", ""])
def test_a_body_of_another_media_type_is_not_read(client: TestClient, kind: str) -> None:
    """So that a page of another site cannot post here without the browser asking first."""
    told = problem(client.post("/v1/runs", content=b"{}", headers={"content-type": kind}), 415)
    assert "Content-Type: application/json" in told["detail"]


def test_json_by_any_of_its_names_is_read(client: TestClient) -> None:
    for kind in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"):
        fault(client.post("/v1/runs", content=b'{"users": 1}', headers={"content-type": kind}))


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"3", b'"baseline"'])
def test_a_body_that_is_no_mapping_is_refused(client: TestClient, body: bytes) -> None:
    told = fault(client.post("/v1/runs", content=body, headers=JSON))
    assert told["field"] == "body"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"users": true}', ("users", "int_type", "a whole number, without quotes", "true")),
        ('{"users": "900"}', ("users", "int_type", "a whole number, without quotes", "'900'")),
        ('{"users": NaN}', ("users", "int_type", "a whole number, without quotes", "nan")),
        ('{"users": 900.5}', ("users", "int_type", "a whole number, without quotes", "900.5")),
        (
            '{"users": 499}',
            ("users", "range", "500 to 5000, to be answered inline over 96 months; `jevons run` takes more", "499"),
        ),
        ('{"seed": -1}', ("seed", "greater_than_equal", "0 to 9223372036854775807", "-1")),
        (
            '{"seed": 9223372036854775808}',
            ("seed", "less_than_equal", "0 to 9223372036854775807", "9223372036854775808"),
        ),
        (
            '{"color": 1}',
            ("color", "unknown_field", "fields scenario, overrides, variants, users, seed, until, series, twins", "1"),
        ),
        (
            '{"overrides": {"prices.rivalry": 1.5}}',
            ("overrides.prices.rivalry", "override", "0 to 1 fraction", "1.5"),
        ),
        (
            '{"overrides": {"prices.rivalry": -Infinity}}',
            ("overrides.prices.rivalry", "override", "0 to 1 fraction", "-inf"),
        ),
        (
            '{"overrides": {"prices.rivalry": true}}',
            ("overrides.prices.rivalry", "override", "0 to 1 fraction", "true"),
        ),
        (
            '{"variants": {"horizon": "up"}}',
            ("variants.horizon", "literal_error", "'trend', 'plateau', 'surge' or 'mixed'", "'up'"),
        ),
    ],
)
def test_a_refusal_names_field_rule_range_and_what_was_given(
    client: TestClient, body: str, expected: tuple[str, str, str, str]
) -> None:
    told = fault(client.post("/v1/runs", content=body, headers=JSON))
    assert (told["field"], told["rule"], told["allowed"], told["given"]) == expected


def test_a_path_that_is_near_to_one_that_there_is_names_it(client: TestClient) -> None:
    told = fault(client.post("/v1/runs", json={"overrides": {"prices.rivalri": 0.5}}))
    assert told["rule"] == "unknown_path"
    assert told["allowed"].startswith("paths of GET /v1/parameters; nearest: prices.rivalry")


def test_several_faults_are_all_told(client: TestClient) -> None:
    body = {"users": True, "seed": "x", "overrides": {"prices.rivalry": 2, "prices.pass_through": 7}, "a": 1, "b": 2}
    told = problem(client.post("/v1/runs", json=body), 422)
    assert {one["field"] for one in told["errors"]} >= {"users", "seed", "overrides.prices.rivalry", "a", "b"}
    assert told["detail"].endswith("; and 1 more")
    assert (told["type"], told["title"]) == ("urn:jevons:problem:refused", "Refused")


@pytest.mark.parametrize("value", ["x" * 500, "two\nlines", "\x00\x1b[2J"])
def test_what_is_given_is_told_short_and_in_one_line(client: TestClient, value: str) -> None:
    given = fault(client.post("/v1/runs", json={"seed": value}))["given"]
    assert len(given) <= 80
    assert given.isprintable()


def test_halves_of_characters_are_told_too(client: TestClient) -> None:
    for body in (
        r'{"\ud800": 1}',
        r'{"seed": "\ud800"}',
        r'{"overrides": {"\ud800": 1}}',
        r'{"scenario": {"\ud800": 1}}',
    ):
        problem(client.post("/v1/runs", content=body, headers=JSON), 422)


@pytest.mark.parametrize("path", ["/healthz", "/v1/scenarios", "/v1/schema", "/v1/parameters", "/v1/answer"])
def test_a_query_that_nothing_reads_is_refused(client: TestClient, path: str) -> None:
    told = fault(client.get(path, params={"user": 500}))
    assert (told["field"], told["rule"], told["allowed"]) == ("user", "unknown_field", "no query")


def test_a_misspelt_query_is_refused_and_so_is_one_that_comes_twice(client: TestClient) -> None:
    told = fault(client.get("/v1/history?user=500"))
    assert (told["field"], told["allowed"]) == ("user", "queries scenario, users, seed")
    told = fault(client.get("/v1/history?users=500&users=600"))
    assert (told["field"], told["rule"], told["given"]) == ("users", "given_twice", "['500', '600']")


def test_an_error_inside_says_nothing_of_itself() -> None:
    app = create_app()

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the password is swordfish")

    response = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert problem(response, 500)["detail"] == INTERNAL
    assert "swordfish" not in response.text
    assert "RuntimeError" not in json.dumps(dict(response.headers))


def test_an_error_inside_a_run_says_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its turn is given back: the one after it is answered."""
    from jevons.api.routes import history

    client = ask(Settings(at_once=1, waiting=0))

    def fail(_plan: object) -> None:
        raise ZeroDivisionError("a / b in the secret equation")

    with monkeypatch.context() as patch:
        patch.setattr(history, "simulate", fail)
        for _ in range(3):
            assert "secret" not in client.get("/v1/history?users=500").text
            problem(client.get("/v1/history?users=500"), 500)
    assert client.get("/v1/history?users=500").status_code == 200


@pytest.mark.parametrize("status", sorted(TITLES))
def test_every_status_has_a_title(status: int) -> None:
    told = made(status, "why\nso")
    assert told.title == TITLES[status]
    assert told.status == status
    assert "\n" not in told.detail
