"""Bodies have a length, runs take turns, and settings make sense."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from jevons.api.settings import MOST_AT_ONCE, Settings
from jevons.api.turns import BusyError, Turns
from tests.api.conftest import ask, fault, problem

JSON = {"content-type": "application/json"}
ROOM = '{"a": ""}'


def body_of(length: int) -> bytes:
    """A JSON body of so many bytes that says what is not allowed."""
    return ('{"a": "' + "x" * (length - len(ROOM)) + '"}').encode()


def test_a_body_may_be_as_long_as_the_limit_and_no_longer(client: TestClient) -> None:
    """64 kB are 65,536 bytes: these are read, and refused for their field; one more is not."""
    assert len(body_of(65_536)) == 65_536
    assert fault(client.post("/v1/runs", content=body_of(65_536), headers=JSON))["field"] == "a"
    told = problem(client.post("/v1/runs", content=body_of(65_537), headers=JSON), 413)
    assert told["detail"] == "the body may have at most 65,536 bytes"


def test_a_body_in_pieces_is_counted(client: TestClient) -> None:
    """It says no length; 66 pieces of 1,000 bytes are too many, 64 are not."""

    def pieces(number: int) -> Iterator[bytes]:
        yield from (b" " * 1000 for _ in range(number - 1))
        yield body_of(1000)

    def send(number: int) -> Response:
        return client.post("/v1/runs", content=pieces(number), headers=JSON)

    assert fault(send(64))["field"] == "a"
    problem(send(66), 413)


@pytest.mark.parametrize("path", ["/healthz", "/v1/nothing"])
def test_no_route_takes_a_long_body(client: TestClient, path: str) -> None:
    problem(client.request("GET", path, content=b"x" * 70_000), 413)


def test_a_length_that_is_no_number_is_not_trusted(client: TestClient) -> None:
    for length in ("9" * 30, "99999999999999999"):
        problem(client.post("/v1/runs", content=b"{}", headers={**JSON, "content-length": length}), 413)


def test_too_many_that_wait_are_told_to_come_back() -> None:
    """One turn and no seat to wait: while it is held every route that runs says when to come back."""
    client = ask(Settings(at_once=1, waiting=0))
    desk = client.app.state.desk  # type: ignore[attr-defined]
    with desk.turns.turn():
        for ask_for in (
            lambda: client.post("/v1/runs", json={"users": 500}),
            lambda: client.get("/v1/history?users=500"),
            lambda: client.get("/v1/explain/power_gw?users=500"),
        ):
            response = ask_for()
            assert problem(response, 503)["type"] == "urn:jevons:problem:busy"
            assert response.headers["retry-after"] == "2"
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/parameters").status_code == 200
        problem(client.post("/v1/runs", json={"users": 1}), 422)
    assert client.get("/v1/explain/prices.rivalry?users=500").status_code == 200


def test_no_more_run_at_once_than_have_turns() -> None:
    """Six want two turns and four may wait: never three at a time, all get one."""
    turns, lock, running, seen = Turns(2, 4), threading.Lock(), 0, []

    def work(_number: int) -> None:
        nonlocal running
        with turns.turn():
            with lock:
                running += 1
                seen.append(running)
            threading.Event().wait(0.02)
            with lock:
                running -= 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(seen) == 6
    assert max(seen) == 2


def test_who_comes_when_all_seats_are_taken_is_sent_away_and_a_seat_is_given_back() -> None:
    turns = Turns(1, 0)
    with turns.turn(), pytest.raises(BusyError), turns.turn():
        pass
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn():
        pass


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("most_users", 499),
        ("most_user_months", 0),
        ("most_bytes", 1),
        ("waiting", -1),
        ("at_once", 0),
        ("at_once", MOST_AT_ONCE + 1),
    ],
)
def test_limits_that_nothing_meets_are_refused(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{field}: {value} is "):
        Settings(**{field: value})


def test_runs_at_once_leave_threads_for_quick_routes() -> None:
    """The server has 40 threads; 8 that run and 8 that wait leave most of them free."""
    assert MOST_AT_ONCE + Settings().waiting < 20
    assert Settings().at_once == 1
