"""`GET /v1/parameters`: every declared number, with unit, bounds, range, meaning and source."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from jevons.market.parameters.table import Entry, entries

router = APIRouter(tags=["declared"])


class Parameter(BaseModel):
    """A parameter as declared, before a scenario touches it."""

    path: str = Field(description="Under which a scenario overrides it.")
    value: float | dict[str, float] = Field(description="Central value; by month where it is dated.")
    unit: str = Field(description="Of value, bounds and range.")
    bounds: tuple[float, float] = Field(description="Lowest and highest value that a scenario may set.")
    range: tuple[float, float] | None = Field(
        description="5 and 95 % quantiles of its prior; null where an ensemble does not move it."
    )
    meaning: str = Field(description="One line in plain words.")
    source: str = Field(description="Where the value comes from.")
    dated: bool = Field(description="Whether a scenario may give values by month.")
    lever: bool = Field(description="Whether a policy or a plan may move it.")


@router.get("/v1/parameters")
def parameters() -> list[Parameter]:
    """List every parameter that a scenario may override."""
    return [_told(entry) for entry in entries()]


def _told(entry: Entry) -> Parameter:
    return Parameter(
        path=entry.path,
        value=entry.value if isinstance(entry.value, float) else dict(entry.value),
        unit=str(entry.unit),
        bounds=entry.bounds,
        range=entry.range,
        meaning=entry.meaning,
        source=entry.source,
        dated=entry.dated,
        lever=entry.lever,
    )
