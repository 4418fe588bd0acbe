"""What a request for a run says, and the scenario that this describes: the same strict one as on the command line."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from jevons.api.faults import RefusedError, fault, faults_of
from jevons.api.settings import Settings
from jevons.market.outputs import SUMMARY
from jevons.market.overrides import LATEST, Month, Overrides
from jevons.market.scenario import Scenario, late_stops, load, shipped
from jevons.market.variants import Variants

CHOSEN: Final = (
    "tokens_fresh", "tokens_cached", "tokens_output", "price_paid", "unserved_share", "spend", "power_gw",
    "installed_h100e",
)  # fmt: skip
"""Series that are told where none are named."""

LEAST_USERS: Final = 500
"""Fewest users of a scenario."""

UNNAMED: Final = "custom"
"""Name of a scenario that is sent without one."""


def _series(name: str) -> str:
    if name not in SUMMARY:
        raise ValueError(f"one of {', '.join(SUMMARY)}")
    return name


def shipped_name(name: str) -> str:
    """The name of a shipped scenario; files of the server are never read by name.

    Raises:
        ValueError: there is none of that name; the message lists those that there are.
    """
    if name not in shipped():
        raise ValueError(f"one of {', '.join(shipped())}")
    return name


def _name_or_document(scenario: JsonValue) -> JsonValue:
    if isinstance(scenario, dict):
        return scenario
    if not isinstance(scenario, str):
        raise ValueError(f"a scenario document, or one of {', '.join(shipped())}")
    return shipped_name(scenario)


def _whole_characters(asked: object) -> object:
    """What was sent, if its texts are Unicode: JSON can write halves of characters, which no message could repeat."""
    rest = [asked]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            one.encode()
        elif isinstance(one, dict):
            rest += [*one, *one.values()]
        elif isinstance(one, list):
            rest += one
    return asked


def in_digits(text: object) -> object:
    """What stands for a whole number in a query: digits alone, without spaces, points and underscores."""
    if isinstance(text, str) and not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError("a whole number, in digits alone")
    return text


ShippedName = Annotated[str, AfterValidator(shipped_name), WithJsonSchema({"type": "string", "enum": list(shipped())})]
SeriesName = Annotated[str, AfterValidator(_series), WithJsonSchema({"type": "string", "enum": list(SUMMARY)})]
Asked = Annotated[
    JsonValue,
    AfterValidator(_name_or_document),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(shipped())},
                {"$ref": "#/components/schemas/ScenarioDocument"},
            ]
        }
    ),
]

Whole = Annotated[int, BeforeValidator(in_digits)]
"""A whole number of a query."""
SeedNumber = Annotated[int, Field(ge=0, le=2**63 - 1), BeforeValidator(in_digits)]

Scenarios = Annotated[ShippedName, Query(description="A shipped scenario.")]
Users = Annotated[Whole | None, Query(description="Simulated users; the scenario's own if absent.")]
Seed = Annotated[SeedNumber | None, Query(description="Seed; the scenario's own if absent.")]
"""What may be asked of a shipped scenario in a query."""


class RunRequest(BaseModel):
    """A run that is asked for: a scenario, and what differs from it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    scenario: Asked = Field("baseline", description="Name of a shipped scenario, or a scenario document.")
    overrides: Overrides = Field(
        default_factory=dict, description="Parameter path -> value, or {month: value from that month on}."
    )
    variants: Variants = Field(Variants(), description="Forms of equations that differ from the scenario's.")
    users: int | None = Field(None, description="Simulated users; the scenario's own if absent.")
    seed: int | None = Field(None, ge=0, le=2**63 - 1, description="Seed of all chance; the scenario's own if absent.")
    until: Month | None = Field(
        None,
        description="Last month that is run; if absent the end that a scenario document names, or else the month up to "
        "which the question is asked.",
    )
    series: list[SeriesName] = Field(
        list(CHOSEN), max_length=len(SUMMARY), description="Series that are told by month."
    )
    twins: Literal["efficiency", "all"] = Field(
        "efficiency",
        description="Runs beside it with the same luck: one whose efficiency is frozen, which growth and rebound need; "
        "or all, which also tell what makes demand grow, in twice the time.",
    )

    @model_validator(mode="before")
    @classmethod
    def _is_unicode(cls, asked: object) -> object:
        try:
            return _whole_characters(asked)
        except UnicodeEncodeError:
            raise ValueError("text in Unicode, no halves of characters") from None


def scenario_of(asked: RunRequest, settings: Settings) -> Scenario:
    """The scenario that a request describes.

    Raises:
        RefusedError: a field of it is not allowed, or it asks for more than is answered inline.
    """
    base = _document(asked.scenario) if isinstance(asked.scenario, dict) else load(str(asked.scenario))
    forms = asked.variants.model_dump(exclude_unset=True)
    named = isinstance(asked.scenario, dict) and "end" in asked.scenario
    plan = ending(base, asked.until or (base.end if named else base.target_month))
    return _sized(plan, settings, asked.users, asked.seed, {"overrides": asked.overrides, "variants": forms})


def ending(base: Scenario, until: str) -> Scenario:
    """A scenario that ends with a month; what would stand still only after it is left out.

    Raises:
        RefusedError: the month comes before the one up to which the question is asked.
    """
    if until < base.target_month:
        raise RefusedError([fault("until", "range", f"{base.target_month} to {LATEST}", until)])
    late = dict.fromkeys(late_stops(base, until))
    return base.model_copy(update={"end": until, **late})


def shipped_scenario(name: str, settings: Settings, users: int | None, seed: int | None) -> Scenario:
    """A shipped scenario with other users or another seed.

    Raises:
        RefusedError: they are not allowed.
    """
    return _sized(load(name), settings, users, seed, {})


def _sized(
    base: Scenario, settings: Settings, users: int | None, seed: int | None, changes: Mapping[str, object]
) -> Scenario:
    """A scenario with changes, if it is small enough to be answered inline.

    Raises:
        RefusedError: it has too few or too many users, for the limit alone or for its months.
    """
    asked, months = base.users if users is None else users, len(base.calendar)
    most = min(settings.most_users, settings.most_user_months // months)
    if not LEAST_USERS <= asked <= most:
        allowed = f"{LEAST_USERS} to {most}, to be answered inline over {months} months; `jevons run` takes more"
        raise RefusedError([fault("users", "range", allowed, asked)])
    return changed(base, {**changes, "users": asked, "seed": base.seed if seed is None else seed})


def changed(base: Scenario, document: Mapping[str, object], place: str = "") -> Scenario:
    """A scenario with what a document says of it; each override and variant that it does not name stays.

    Raises:
        RefusedError: the document says what is not allowed; fields begin with `place`.
    """
    inherited = base.model_dump()
    merged = {**inherited, **document}
    for field in ("overrides", "variants"):
        more = document.get(field, {})
        merged[field] = {**inherited[field], **more} if isinstance(more, Mapping) else more
    try:
        return Scenario.model_validate(merged)
    except ValidationError as error:
        fields = {"": (*Scenario.model_fields, "extends")}
        raise RefusedError(faults_of(error, place, fields, document)) from None


def _document(document: Mapping[str, JsonValue]) -> Scenario:
    """The scenario of a document; `extends` may name one that is shipped.

    Raises:
        RefusedError: it says what is not allowed.
    """
    given = dict(document)
    parent = given.pop("extends", "baseline")
    if not isinstance(parent, str) or parent not in shipped():
        allowed = f"one of {', '.join(shipped())}"
        raise RefusedError([fault("scenario.extends", "shipped", allowed, parent)])
    base = load(parent).model_copy(update={"name": UNNAMED, "description": ""})
    return changed(base, given, "scenario")
