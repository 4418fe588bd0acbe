"""`GET /v1/answer`: what a stored ensemble found, with intervals, definitions and doubts."""

from fastapi import APIRouter
from pydantic import BaseModel, Field, JsonValue
from starlette.exceptions import HTTPException

from jevons.api.desk import AtDesk
from jevons.api.problems import responses
from jevons.api.said import VerdictSentences
from jevons.runs.manifest import StoreError
from jevons.studies.answer import stored_answer

router = APIRouter(tags=["answer"])

NONE_STORED = (
    "no ensemble is stored where this server looks, or none that it can read; make one with "
    "`jevons forecast --out FOLDER` and start `jevons serve --results FOLDER`"
)


class Interval(BaseModel):
    """A number over runs; null where it is not defined."""

    low: float | None = Field(description="5 % quantile.")
    median: float | None = Field(description="Median.")
    high: float | None = Field(description="95 % quantile.")


class Chance(BaseModel):
    """A share of runs."""

    share: float = Field(ge=0.0, le=1.0, description="Of the runs in which it is defined.")
    standard_error: float = Field(ge=0.0, description="Monte Carlo standard error of the share.")


class Verdict(Interval):
    """A growth or a rebound in one resource."""

    runs: int = Field(description="Runs in which it is defined.")
    above_one: Chance | None = Field(description="Share of them in which it exceeds 1; null if it is never defined.")


class Scarcity(BaseModel):
    """How often and why work goes unserved."""

    share_of_months: Interval = Field(description="Months of the window that leave 5 % of demanded work unserved.")
    in_force_at_end: dict[str, Chance] = Field(description="Scarce in the end month, by threshold in per cent.")
    causes: dict[str, float] = Field(description="Share of runs in which a cause leads.")


class Without(BaseModel):
    """What a twin does without: agents, learning, or something else that moves demand."""

    work_without: Interval = Field(description="Growth of demanded work in the twin without it.")
    share_of_growth: Interval = Field(description="Part of the growth that it causes.")
    runs: int = Field(description="Runs in which that is defined.")


class Causes(BaseModel):
    """What makes demanded work grow."""

    work_growth: Interval = Field(description="Demanded work at the end over that at the base.")
    twins: dict[str, Without] = Field(description="By what the twin does without.")


class Share(BaseModel):
    """What one unknown explains of the differences between runs."""

    name: str = Field(description="Path of a parameter, or variants.NAME.")
    share: float = Field(description="Of the variance; may be slightly below 0 for what explains nothing.")
    standard_error: float = Field(ge=0.0)


class Flip(BaseModel):
    """What one unknown does to a verdict by itself, all others at their central values."""

    name: str = Field(description="Path of a parameter, or variants.NAME=FORM.")
    unit: str
    meaning: str
    centre: float | None = Field(description="Measure with all at their central values; null where not defined.")
    low: float | None = Field(description="Measure with this one at 1 % of its range, or under the form.")
    high: float | None = Field(description="Measure with this one at 99 % of its range, or under the form.")
    quantile: float | None = Field(description="Place in its range at which the verdict turns; null where it does not.")
    value: float | None = Field(description="Its value there; null where it does not turn, and for whole columns.")


class Decides(BaseModel):
    """What decides a yes-or-no verdict."""

    yes: str = Field(description="What holds where the measure exceeds the threshold.")
    measure: str = Field(description="Name of the measure among the verdicts.")
    threshold: float
    shares: list[Share] = Field(description="The largest first; empty where runs are few.")
    flips: list[Flip] = Field(description="Unknowns that were tried; empty where runs are few.")


class StoredAnswer(BaseModel):
    """The answer of an ensemble."""

    scenario: str = Field(description="Name of the scenario.")
    base_month: str = Field(description="Month that the end is compared with.")
    end_month: str = Field(description="Month up to which the question is asked.")
    runs: int = Field(description="Worlds that were run.")
    counts: str = Field(description="What the figures count.")
    answer: str = Field(description="The answer in short.")
    warning: str = Field(description="Bounds of plausible worlds that runs pass; empty if none does.")
    caveat: str = Field(description="How far to believe it.")
    growth: dict[str, Verdict] = Field(description="Need of a resource at the end over that at the base.")
    rebound: dict[str, Verdict] = Field(description="Part of what efficiency saves that new demand uses up.")
    scarcity: Scarcity
    ledger: dict[str, dict[str, Interval]] = Field(description="Contribution to growth by factor, ln units.")
    breakdown: dict[str, dict[str, Interval]] = Field(
        description="Contribution to the growth of serving cost by dimension and part of it, ln units."
    )
    causes: Causes
    sentences: VerdictSentences = Field(description="The verdicts in full, what causes growth, and what decides.")
    decides: dict[str, Decides] = Field(description="By verdict: outrun, backfire, scarce.")
    definitions: dict[str, str] = Field(description="What the verdicts measure.")
    manifest: dict[str, JsonValue] = Field(description="What made it: scenario, seed, code and package versions.")


@router.get("/v1/answer", responses=responses(404))
def answer(desk: AtDesk) -> StoredAnswer:
    """Give the answer of the stored ensemble: verdicts with intervals, sentences, ledger."""
    try:
        found = stored_answer(desk.settings.results)
    except StoreError:
        # Its own words name folders of the server.
        raise HTTPException(404, NONE_STORED) from None
    return StoredAnswer.model_validate(found.document())
