"""Problems: how everything that goes wrong is told, by RFC 9457, without a word of an exception's own text."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from jevons.api.asking import RunRequest
from jevons.api.faults import Fault, RefusedError, faults_of
from jevons.api.turns import RETRY_AFTER_SECONDS, BusyError
from jevons.market.scenario_errors import SHOWN, plain, told

MEDIA_TYPE: Final = "application/problem+json"
BLANK: Final = "about:blank"
"""Type of a problem of which the status says all (RFC 9457, section 4.2.1)."""

TITLES: Final = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Refused",
    500: "Internal error",
    503: "Busy",
}
TYPES: Final = {422: "urn:jevons:problem:refused", 503: "urn:jevons:problem:busy"}
INTERNAL: Final = "an error inside the server, which is told in its log"


class Problem(BaseModel):
    """A problem, as in RFC 9457."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="What kind of problem it is; about:blank where the status says all.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(ge=400, le=599, description="Status of the response.")
    detail: str = Field(description="What is wrong here, and what is allowed.")
    errors: list[Fault] | None = Field(None, description="What was refused, field by field; with status 422.")


def problem(status: int, detail: str, errors: Sequence[Fault] | None = None) -> Problem:
    """A problem of a status, its title and type with it."""
    title = TITLES.get(status, "Error")
    faults = None if errors is None else list(errors)
    return Problem(type=TYPES.get(status, BLANK), title=title, status=status, detail=plain(detail), errors=faults)


def answered(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response that tells a problem."""
    text = found.model_dump_json(exclude_none=True)
    return Response(text, found.status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let an application tell all that goes wrong as problems."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(Exception, _internal)


async def _http(request: Request, error: Exception) -> Response:
    """What routing and the framework refuse; headers such as `Allow` are kept."""
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == 404 and detail == "Not Found":
        detail = f"there is no {told(request.url.path)}; /openapi.json lists what there is"
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        detail = f"{request.method} is not allowed here" + (f"; allowed: {allowed}" if allowed else "")
    if error.status_code == 400:
        detail = "the body is no JSON in UTF-8"
    return answered(problem(error.status_code, detail), error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """A body that is no JSON, or says what is not allowed; a query that does."""
    assert isinstance(error, RequestValidationError)
    items = error.errors()
    in_body = any(item["loc"][0] == "body" for item in items)
    if in_body and not _says_json(request):
        return answered(problem(415, "the body must be JSON; say so by `Content-Type: application/json`"))
    if any(item["type"] == "json_invalid" for item in items):
        first = items[0]
        return answered(
            problem(400, f"the body is no JSON, from character {first['loc'][-1]} on: {first['ctx']['error']}")
        )
    return _told(faults_of(items, fields={"": tuple(RunRequest.model_fields)} if in_body else None))


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return _told(error.faults)


async def _busy(_request: Request, _error: Exception) -> Response:
    detail = f"all turns to run are taken and as many wait as may; come back in {RETRY_AFTER_SECONDS} s"
    return answered(problem(503, detail), {"Retry-After": str(RETRY_AFTER_SECONDS)})


async def _internal(_request: Request, _error: Exception) -> Response:
    return answered(problem(500, INTERNAL))


def _told(faults: Sequence[Fault]) -> Response:
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    detail = "; ".join(fault.sentence for fault in faults[:SHOWN]) + more
    return answered(problem(422, detail, faults))


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    main, _, sub = kind.partition("/")
    return main == "application" and (sub == "json" or sub.endswith("+json"))


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """What a route declares of the problems that it may answer with."""
    declared: dict[int | str, dict[str, object]] = {}
    for status in statuses:
        declared[status] = {"model": Problem, "description": TITLES[status]}
    if 503 in declared:
        seconds = {"schema": {"type": "integer"}, "description": "When to come back, in seconds."}
        declared[503]["headers"] = {"Retry-After": seconds}
    return declared
