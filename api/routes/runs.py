"""`POST /v1/runs`: one world and its twin, run while the caller waits, and what they say."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field, JsonValue

from jevons.api.asking import RunRequest, scenario_of
from jevons.api.desk import AtDesk
from jevons.api.faults import RefusedError, fault
from jevons.api.problems import responses
from jevons.api.said import VerdictSentences
from jevons.market.verdicts import SERVES, NothingServedError
from jevons.studies.single import single_run
from jevons.studies.twins import EFFICIENCY, TWINS

router = APIRouter(tags=["runs"])

EXAMPLES = {
    "baseline": {"value": {"scenario": "baseline", "seed": 7}},
    "what if tasks stopped growing longer so fast": {
        "value": {"overrides": {"capability.doubling_days": {"2026-04": 196}}, "users": 1000}
    },
    "a scenario of one's own": {
        "value": {
            "scenario": {"name": "closed", "bans": [{"provider": "google", "tier": "frontier", "start": "2027-06"}]},
            "variants": {"investment": "returns"},
            "series": ["spend", "power_gw"],
        }
    },
}


class MonthlySeries(BaseModel):
    """A monthly series of the world."""

    unit: str
    meaning: str
    values: dict[str, float | None] = Field(description="Month -> value; null where it is not defined.")


class RunAnswer(BaseModel):
    """What one run says."""

    scenario: str = Field(description="Name of the scenario.")
    runs: int = Field(description="Worlds that were run: one.")
    answer: str = Field(description="The answer in short.")
    warning: str = Field(description="Bounds of plausible worlds that the run passes; empty if none.")
    caveat: str = Field(description="How far to believe it.")
    sentences: VerdictSentences = Field(description="The verdicts in full, with their definitions.")
    verdicts: dict[str, bool | float | str | None] = Field(
        description="growth_, rebound_, elasticity_ and gain_ by resource (usd, kwh, h100e), scarcity by "
        "threshold in per cent, causes of growth, bounds passed; null where not defined."
    )
    above_one: dict[str, float | None] = Field(description="1 where a growth or rebound exceeds 1, 0 where not.")
    ledger: dict[str, dict[str, float | None]] = Field(
        description="Contribution to ln R(t1)/R(t0) by resource and factor; factors add up to the growth."
    )
    series: dict[str, MonthlySeries] = Field(description="Series that were asked for.")
    manifest: dict[str, JsonValue] = Field(description="What made it: scenario, seed, code and package versions.")


@router.post("/v1/runs", responses=responses(400, 415, 503))
def run(asked: Annotated[RunRequest, Body(openapi_examples=EXAMPLES)], desk: AtDesk) -> RunAnswer:
    """Run one world at central values with its twin of frozen efficiency: verdicts, sentences, ledger, series."""
    plan = scenario_of(asked, desk.settings)
    with desk.turns.turn():
        try:
            told = single_run(plan, asked.series, tuple(TWINS) if asked.twins == "all" else (EFFICIENCY,))
        except NothingServedError as error:
            raise RefusedError([fault("overrides", "served", SERVES, dict(plan.overrides))]) from error
    return RunAnswer.model_validate(told)
