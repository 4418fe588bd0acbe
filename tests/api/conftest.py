"""An application in this process, and clients that ask it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from jevons.api.app import create_app
from jevons.api.settings import Settings

Post = Callable[[object], Response]

QUICK = {"end": "2027-01", "base_month": "2026-03", "target_month": "2026-12", "users": 500}
"""A scenario document whose run takes a twentieth of a second."""


def ask(settings: Settings | None = None) -> TestClient:
    """A client of a new application; what fails inside is answered, not raised."""
    return TestClient(create_app(settings), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of an application without a stored ensemble."""
    return ask(Settings(results=tmp_path_factory.mktemp("nothing") / "here"))


@pytest.fixture
def post(client: TestClient) -> Post:
    """Ask for a run by a JSON body."""
    return lambda body: client.post("/v1/runs", json=body)


def problem(response: Response, status: int) -> dict[str, Any]:
    """The problem that a response tells, checked for what every problem has."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert set(told) - {"errors"} == {"type", "title", "status", "detail"}
    assert told["status"] == status
    assert "\n" not in told["detail"]
    assert told["detail"]
    return told


def fault(response: Response) -> dict[str, str]:
    """The one fault of a request that is refused."""
    faults: list[dict[str, str]] = problem(response, 422)["errors"]
    assert len(faults) == 1, faults
    assert set(faults[0]) == {"field", "rule", "allowed", "given"}
    return faults[0]
