"""The OpenAPI description, made true where the framework cannot know: problems, scenario documents, limits."""

import json
from collections.abc import Callable, Iterator
from typing import Final, cast

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi

from jevons.api.asking import LEAST_USERS
from jevons.api.faults import RefusedError, fault
from jevons.api.problems import MEDIA_TYPE
from jevons.api.settings import Settings
from jevons.market.overrides import MONTH_PATTERN
from jevons.market.parameters.schema import scenario_schema
from jevons.market.parameters.table import Entry, entries
from jevons.market.scenario import shipped

Schema = dict[str, object]

SUMMARY: Final = "An agent-based model of the market for AI tokens"
DESCRIPTION: Final = """Does the demand for AI tokens outrun efficiency? Runs, stored answers and what is declared.

Every error is an `application/problem+json` document (RFC 9457). The same request gives the same bytes.
There is no authentication: serve on loopback only, or behind something that asks who is there."""
HERE: Final = "#/components/schemas/"


def describe(app: FastAPI, settings: Settings) -> Callable[[], Schema]:
    """A function that gives the description of an application; it is made once."""
    made: list[Schema] = []

    def description() -> Schema:
        if not made:
            made.append(_described(app, settings))
        return made[0]

    return description


def known_queries(request: Request) -> None:
    """Refuse what a query says in vain: a name that the description does not have, or one that comes twice.

    Raises:
        RefusedError: there is such a name.
    """
    paths = request.app.openapi()["paths"]
    operation = paths.get(request.scope["route"].path, {}).get(request.method.lower(), {})
    known = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        allowed = f"queries {', '.join(known)}" if known else "no query"
        raise RefusedError([fault(name, "unknown_field", allowed, request.query_params[name]) for name in unknown])
    names = [name for name, _ in request.query_params.multi_items()]
    twice = [name for name in known if names.count(name) > 1]
    if twice:
        faults = [fault(name, "given_twice", "one value", request.query_params.getlist(name)) for name in twice]
        raise RefusedError(faults)


def _described(app: FastAPI, settings: Settings) -> Schema:
    found = get_openapi(
        title=app.title, version=app.version, summary=SUMMARY, description=DESCRIPTION, routes=app.routes
    )
    for path in found["paths"].values():
        for operation in path.values():
            _tell_problems(operation["responses"])
            for one in operation.get("parameters", ()):
                if one["name"] == "users":
                    one["schema"] = _with_range(one["schema"], settings)
    schemas = found["components"]["schemas"]
    schemas["Overrides"] = _overrides()
    schemas["ScenarioDocument"] = _scenario_document(settings)
    asked = schemas["RunRequest"]["properties"]
    asked["overrides"] = {"$ref": f"{HERE}Overrides"}
    asked["users"] = _with_range(asked["users"], settings)
    return cast("Schema", found)


def _tell_problems(responses: dict[str, dict[str, object]]) -> None:
    """Give problems the media type that they have."""
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": f"{HERE}Problem"}}}


def _with_range(users: Schema, settings: Settings) -> Schema:
    """The schema of a number of users, with the fewest that there may be and the most that are answered inline."""
    text = json.loads(json.dumps(users))
    for schema in (text, *text.get("anyOf", ())):
        if schema.get("type") == "integer":
            schema.update(minimum=LEAST_USERS, maximum=settings.most_users)
    return cast("Schema", text)


def _scenario_document(settings: Settings) -> Schema:
    """The schema of a scenario document, as `GET /v1/schema` has it but for what a server does not allow."""
    whole = scenario_schema()
    fields = cast("dict[str, Schema]", whole["properties"])
    fields["overrides"] = {"$ref": f"{HERE}Overrides"}
    fields["extends"] = {"type": "string", "enum": list(shipped()), "description": "Shipped scenario to start from."}
    fields["users"] = _with_range(fields["users"], settings)
    about = {"title": "ScenarioDocument", "description": "A scenario; what it does not say is the baseline."}
    kept = {name: value for name, value in whole.items() if name not in ("$schema", "$defs")}
    text = json.dumps({**kept, **about, "properties": fields})
    return cast("Schema", json.loads(text.replace("#/$defs/", HERE)))


def _overrides() -> Schema:
    return {
        "type": "object",
        "title": "Overrides",
        "description": "Parameter path -> value, or {month: value from that month on}; GET /v1/parameters says more.",
        "additionalProperties": False,
        "properties": dict(_paths()),
    }


def _paths() -> Iterator[tuple[str, Schema]]:
    for entry in entries():
        yield entry.path, _override(entry)


def _override(entry: Entry) -> Schema:
    number: Schema = {"type": "number", "minimum": entry.bounds[0], "maximum": entry.bounds[1]}
    if not entry.dated:
        return number
    by_month = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": MONTH_PATTERN},
        "additionalProperties": number,
    }
    return {"anyOf": [number, by_month]}
