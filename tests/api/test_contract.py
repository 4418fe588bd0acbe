"""What the description promises is kept: requests made from it, valid and not, are answered as it says.

By default 200 requests of all routes together; `JEVONS_EXAMPLES=1000` makes a thousand.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from jevons.api.app import create_app
from jevons.api.settings import Settings

CASES = int(os.environ.get("JEVONS_EXAMPLES", "200"))

SHARES = {
    ("POST /v1/runs", GenerationMode.POSITIVE): 0.3,
    ("POST /v1/runs", GenerationMode.NEGATIVE): 0.25,
    ("GET /v1/history", GenerationMode.POSITIVE): 0.05,
    ("GET /v1/history", GenerationMode.NEGATIVE): 0.1,
    ("GET /v1/explain/{variable}", GenerationMode.POSITIVE): 0.2,
    ("GET /v1/explain/{variable}", GenerationMode.NEGATIVE): 0.1,
}
"""Part of the requests that each route gets; routes that take nothing are asked once."""
QUIET = ("GET /healthz", "GET /v1/answer", "GET /v1/scenarios", "GET /v1/parameters", "GET /v1/schema")
EXPLAINED = ("growth_usd", "rebound_kwh", "power_gw", "price_paid", "prices.rivalry", "regions.us.pipeline_growth")

# The smallest worlds only: what is asked matters here, not how long the answer takes.
APP = create_app(Settings(results=Path("nowhere"), most_users=500))
OPERATIONS = {
    found.ok().label: found.ok() for found in schemathesis.openapi.from_asgi("/openapi.json", APP).get_all_operations()
}


def small(case: Case) -> Case:
    """The same request for the smallest world where it leaves that open."""
    if isinstance(case.body, dict) and case.body.get("users") is None:
        case.body["users"] = 500
    if case.operation.label in ("GET /v1/history", "GET /v1/explain/{variable}"):
        case.query = {**(case.query or {}), "users": 500}
    return case


def keeps_its_promise(case: Case) -> int:
    """Ask, check the answer against the description, and give its status.

    That valid data are accepted is not checked where months must suit one another or a question: a description cannot
    say how.
    """
    response = case.call()
    loose = [positive_data_acceptance] if case.operation.label != "GET /v1/history" else []
    case.validate_response(response, excluded_checks=loose)
    assert response.status_code in (200, 400, 404, 405, 413, 415, 422), response.text[:500]
    return response.status_code


def test_every_route_is_tried() -> None:
    assert {*QUIET, *(label for label, _ in SHARES)} == set(OPERATIONS)
    assert sum(SHARES.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("label", QUIET)
def test_routes_that_take_nothing_keep_their_promise(label: str) -> None:
    assert keeps_its_promise(OPERATIONS[label].Case()) == (404 if label == "GET /v1/answer" else 200)


@pytest.mark.parametrize(("label", "mode"), SHARES, ids=lambda value: getattr(value, "value", value))
def test_requests_made_from_the_description_are_answered_as_it_says(label: str, mode: GenerationMode) -> None:
    seen: Counter[int] = Counter()

    @settings(
        max_examples=max(1, round(CASES * SHARES[label, mode])),
        derandomize=CASES == 200,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode), name=st.sampled_from(EXPLAINED))
    def keep(case: Case, name: str) -> None:
        if mode is GenerationMode.POSITIVE:
            case = small(case)
            if "variable" in (case.path_parameters or {}):
                case.path_parameters["variable"] = name
        seen[keeps_its_promise(case)] += 1

    keep()
    # Both kinds of answer are met; that what is not allowed is refused is one of the checks of the description.
    assert seen[200 if mode is GenerationMode.POSITIVE else 422] > 0, seen
