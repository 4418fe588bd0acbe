"""`GET /v1/history`: how far the simulated past is from the published one, series by series."""

import math

from fastapi import APIRouter
from pydantic import BaseModel, Field

from jevons.agents.population import simulate
from jevons.api.asking import Scenarios, Seed, Users, shipped_scenario
from jevons.api.desk import AtDesk
from jevons.api.problems import responses
from jevons.calibration.history import compare, summary

router = APIRouter(tags=["runs"])


class PublishedSeries(BaseModel):
    """A published series, and how far the model is from it."""

    series: str = Field(description="What was published.")
    entity: str = Field(description="Of whom or what.")
    points: int = Field(description="Published figures that were compared.")
    median_abs_log10: float | None = Field(
        description="Median of |log10(modelled / published)|: 0.3 is a factor of two; null without a value."
    )
    weak: bool = Field(description="Whether its sources are too weak to be held against the model.")


@router.get("/v1/history", responses=responses(503))
def history(
    desk: AtDesk, scenario: Scenarios = "baseline", users: Users = None, seed: Seed = None
) -> list[PublishedSeries]:
    """Set one world at central values beside the published figures, as `jevons history` does."""
    plan = shipped_scenario(scenario, desk.settings, users, seed)
    with desk.turns.turn():
        table = summary(compare(simulate(plan)))
    return [
        PublishedSeries(
            series=str(series),
            entity=str(entity),
            points=int(points),
            median_abs_log10=float(off) if math.isfinite(off) else None,
            weak=bool(weak),
        )
        for series, entity, points, off, weak in table.itertuples(index=False)
    ]
