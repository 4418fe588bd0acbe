"""`GET /v1/scenarios`: starting points that ship with the package, in full."""

from fastapi import APIRouter

from jevons.market.scenario import Scenario, load, shipped

router = APIRouter(tags=["declared"])


@router.get("/v1/scenarios")
def scenarios() -> list[Scenario]:
    """List the scenarios that can be run by name, each with all its fields."""
    return [load(name) for name in shipped()]
