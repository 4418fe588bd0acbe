"""`GET /v1/explain/{variable}`: from a number to its factors, the parameters behind them, and who says so."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, BeforeValidator, Field
from starlette.exceptions import HTTPException

from jevons.api.asking import Scenarios, Seed, Users, in_digits, shipped_scenario
from jevons.api.desk import AtDesk
from jevons.api.faults import RefusedError, fault
from jevons.api.problems import responses
from jevons.market.overrides import MONTH_PATTERN
from jevons.studies.explain import ExplainError, explain
from jevons.studies.explain.graph import found
from jevons.studies.explain.walk import DEEPEST

router = APIRouter(tags=["answer"])

Variable = Annotated[
    str, Path(max_length=120, description="A verdict, a summary series, an output, or the path of a parameter.")
]
At = Annotated[
    str | None,
    Query(pattern=MONTH_PATTERN, description="Month, YYYY-MM; that of the question if absent: its base or its end."),
]
Depth = Annotated[int, Field(ge=0, le=DEEPEST), BeforeValidator(in_digits), Query(description="Levels of factors.")]

Value = float | bool | str | None


class Figure(BaseModel):
    """A quantity at a month, with what it is made of and moved by."""

    name: str
    role: str | None = Field(description="Part in the figure above: + − × ÷, or ~ which moves it; null at the top.")
    value: Value = Field(description="At the month; null where not defined.")
    unit: str
    meaning: str
    year_before: Value = Field(description="Twelve months before; null before the run.")
    at_base: Value = Field(description="In the base month.")
    change_in_a_year: float | None = Field(description="Value over that of the year before.")
    change_since_base: float | None = Field(description="Value over that of the base month.")
    relation: str = Field(description="sum, product or logarithms of the factors; empty where it has no parts.")
    scale: float = Field(description="Constant of a product, for the units.")
    factors: list["Figure"] = Field(description="What it is made of, then what moves it, as deep as was asked for.")
    deeper: list[str] = Field(description="Names of the factors that were left out.")
    parameters: dict[str, list[str]] = Field(description="Paths in its own equation, by declared pattern.")
    feedback: list[str] = Field(description="Quantities that it answers to and that answer to it.")


class Observed(BaseModel):
    """A published figure of the registry."""

    id: str
    series: str
    entity: str
    value: float
    unit: str
    start: str = Field(description="First day of its period.")
    end: str = Field(description="Last day of its period.")
    published: str
    kind: str
    source: str
    url: str
    note: str


class Source(BaseModel):
    """Who says so."""

    trust: Literal["evidence row", "publication", "judgement", "scenario"]
    citation: str
    url: str = Field(description="Empty where there is none.")
    note: str
    month: str = Field(description="For which it is stated; empty where undated.")
    evidence: str = Field(description="Id of the published figure; empty where it rests on none.")
    observation: Observed | None = Field(description="The published figure.")


class Behind(BaseModel):
    """A parameter behind a quantity."""

    path: str
    value: float | None = Field(description="In the run at the month.")
    range: tuple[float, float] | None = Field(description="5 and 95 %; null where an ensemble does not move it.")
    unit: str
    meaning: str
    sources: list[Source]


class Explained(BaseModel):
    """From a number to its causes and sources."""

    name: str
    kind: str = Field(description="verdict, series, output, factor or parameter.")
    scenario: str
    seed: int
    users: int
    month: str
    base_month: str
    figure: Figure | None = Field(description="The number with its factors; null for a parameter.")
    parameters: dict[str, Behind] = Field(description="Parameters behind the figures, by path.")
    beneath: list[str] = Field(description="Drawn parameters behind what was left out, deeper down.")
    behind: list[str] = Field(description="Of a parameter: quantities whose own equations it enters.")


@router.get("/v1/explain/{variable}", responses=responses(404, 503))
def explained(
    variable: Variable,
    desk: AtDesk,
    at: At = None,
    depth: Depth = 2,
    scenario: Scenarios = "baseline",
    users: Users = None,
    seed: Seed = None,
) -> Explained:
    """Explain a number of one world at central values, as `jevons explain` does."""
    try:
        found(variable)
    except ExplainError as error:
        raise HTTPException(404, str(error)) from None
    plan = shipped_scenario(scenario, desk.settings, users, seed)
    with desk.turns.turn():
        try:
            told = explain(variable, plan, at, depth)
        except ExplainError as error:
            raise RefusedError([fault("at", "month", str(error), at)]) from None
    return Explained.model_validate(told.document())
