"""`GET /v1/schema`: the JSON Schema of a scenario document, with every parameter that it may override."""

from fastapi import APIRouter
from pydantic import JsonValue

from jevons.market.parameters.schema import scenario_schema

router = APIRouter(tags=["declared"])


@router.get("/v1/schema")
def schema() -> dict[str, JsonValue]:
    """Give the JSON Schema of a scenario document, as `jevons schema` prints it."""
    # The schema is built of JSON values alone; pydantic checks it on the way out.
    return scenario_schema()  # type: ignore[return-value]
