"""The scenario: everything a run depends on besides the code, in one strict, small document.

A scenario says when the run starts and ends, how many users stand for the world, and which declared
parameters differ from their declared values, from when on. Everything else is declared elsewhere, once.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from jevons.market.calendar import REFERENCE_MONTH, Calendar
from jevons.market.overrides import EARLIEST, LATEST, Month, Overrides
from jevons.market.scenario_errors import ScenarioError, faults_of, one_line, told
from jevons.market.scenario_source import Source, find, shipped
from jevons.market.structure import load_structure
from jevons.market.variants import Variants
from jevons.market.vocabulary import PROVIDERS, REGIONS, TIERS

__all__ = ["EARLIEST", "LATEST", "Ban", "Scenario", "ScenarioError", "load", "parse", "shipped"]

PUNCTUATION = " ._-"
STOPS = {
    "freeze_efficiency": "efficiency frozen from",
    "freeze_capability": "capability frozen from",
    "freeze_prices": "list prices frozen from",
    "stop_agents": "no agents after",
}
"""Fields that name a month from which something stands still, and what they say."""
"""What may stand in the name of a scenario besides letters and digits."""


def _name(name: str) -> str:
    """A name that can also be that of a folder."""
    if not (name[:1].isalnum() and all(c.isalnum() or c in PUNCTUATION for c in name)):
        raise ValueError(
            f"{told(name)} is not allowed; write letters, digits, spaces, dots, hyphens and underscores, "
            "beginning with a letter or a digit"
        )
    return name


def _among(names: tuple[str, ...]) -> Callable[[str], str]:
    """A check that a name is one of those that there are."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"{told(name)} is not allowed; allowed: {', '.join(names)}")
        return name

    return check


ProviderName = Annotated[str, AfterValidator(_among(PROVIDERS)), WithJsonSchema({"enum": list(PROVIDERS)})]
TierName = Annotated[str, AfterValidator(_among(TIERS)), WithJsonSchema({"enum": list(TIERS)})]
RegionName = Annotated[str, AfterValidator(_among(REGIONS)), WithJsonSchema({"enum": list(REGIONS)})]


class Ban(BaseModel):
    """An offer that may not be chosen in some months and regions."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    provider: ProviderName = Field(description="Who sells the offer.")
    tier: TierName = Field(description="Size of the model that is sold.")
    region: RegionName | None = Field(None, description="Region where it is banned; everywhere if absent.")
    start: Month = Field(description="First month of the ban.")
    end: Month | None = Field(None, description="Last month of the ban; for good if absent.")

    @model_validator(mode="after")
    def _bans_something(self) -> Self:
        offers = [name.split("/") for name in load_structure().offer_names]
        tiers = [tier for provider, tier in offers if provider == self.provider]
        if self.tier not in tiers:
            raise ValueError(f"{self.provider} sells no tier {self.tier!r}; it sells {', '.join(tiers) or 'no models'}")
        if self.end is not None and self.end < self.start:
            raise ValueError(f"the ban ends in {self.end}, before it starts in {self.start}")
        return self


class Scenario(BaseModel):
    """A world to simulate.

    Raises:
        pydantic.ValidationError: unknown field, wrong type, value out of bounds, unknown path, wrong date.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_name)] = Field(
        "baseline", min_length=1, max_length=80, description="Short name; that of the file if absent."
    )
    description: str = Field("", max_length=2000, description="What this world is about.")
    start: Month = Field(EARLIEST, description="First month. History is simulated, so it is fixed.")
    end: Month = Field(LATEST, description="Last month.")
    base_month: Month = Field("2026-03", description="t0: month whose technology measures work.")
    target_month: Month = Field("2030-12", description="t1: month up to which the question is asked.")
    users: int = Field(2000, ge=500, le=1_000_000, description="Number of simulated users.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Seed of all chance in the run.")
    overrides: Overrides = Field(
        default_factory=dict,
        description="Parameter path -> value for the whole run, or {month: value from that month on}.",
    )
    variants: Variants = Field(
        Variants(), strict=False, description="Which form equations have of which more than one can be defended."
    )
    bans: tuple[Ban, ...] = Field((), strict=False, description="Offers that may not be chosen.")
    known_until: Month = Field(
        REFERENCE_MONTH,
        description="Last month whose tasks, contexts and sizes of models are known; later ones follow trends.",
    )
    freeze_efficiency: Month | None = Field(
        None, description="Month from which efficiency stands still: catalogue, software and tier sizes."
    )
    freeze_capability: Month | None = Field(
        None, description="Month from which no model learns to do longer tasks, and tasks grow no longer."
    )
    freeze_prices: Month | None = Field(None, description="Month from which sellers leave their lists as they are.")
    stop_agents: Month | None = Field(
        None, description="Last month in which multi-call agents run; there are none after it."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.start != EARLIEST:
            raise ValueError(f"start: history is simulated from {EARLIEST}; {self.start} is not allowed")
        if not self.start < self.base_month < self.target_month <= self.end:
            raise ValueError(
                f"start {self.start}, base_month {self.base_month}, target_month {self.target_month} and "
                f"end {self.end} must follow each other in this order; only the last two may be the same"
            )
        for name in STOPS:
            month = getattr(self, name)
            if month is not None and month > self.end:
                raise ValueError(f"{name}: {month} lies after end, {self.end}")
        if not self.start <= self.known_until <= REFERENCE_MONTH:
            raise ValueError(
                f"known_until: {self.known_until} is not allowed; from {self.start} to {REFERENCE_MONTH} is"
            )
        if self.freeze_capability is not None and self.freeze_capability < REFERENCE_MONTH:
            raise ValueError(
                f"freeze_capability: {self.freeze_capability} is too early; demand is set at {REFERENCE_MONTH}, so "
                "capability may stand still from then on"
            )
        return self

    @property
    def calendar(self) -> Calendar:
        """Months of the run."""
        return Calendar(self.start, self.end)

    def key(self) -> str:
        """Hash of everything in the scenario, for manifests and caches."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()

    def with_(self, **changes: object) -> "Scenario":
        """A checked copy with some fields changed.

        Raises:
            ScenarioError: as `parse`.
        """
        return parse({**self.model_dump(), **changes}, where=self.name)


def late_stops(scenario: Scenario, until: str) -> tuple[str, ...]:
    """Fields of a scenario from which something would stand still only after a month."""
    return tuple(name for name in STOPS if (getattr(scenario, name) or "") > until)


def parse(document: Mapping[str, object], where: str) -> Scenario:
    """A scenario from a plain mapping.

    Raises:
        ScenarioError: one line naming the place, the field and what is allowed.
    """
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        fields = {"": (*Scenario.model_fields, "extends"), "bans": tuple(Ban.model_fields)}
        fields["variants"] = tuple(Variants.model_fields)
        raise ScenarioError(one_line(faults_of(error, fields, Scenario), where)) from None


def load(source: str | Path) -> Scenario:
    """Read a scenario by file path, or by the name of one that ships with the package.

    `extends: NAME_OR_FILE` takes another scenario first: its fields and each of its overrides stay unless
    they are given again. A file is looked for beside the one that names it.

    Raises:
        ScenarioError: unreadable, empty or malformed file; bad field; a circle of `extends`.
    """
    return _resolved(find(str(source)), ())


def _resolved(source: Source, seen: tuple[str, ...]) -> Scenario:
    document = source.mapping()
    document.setdefault("name", source.stem)
    if "extends" not in document:
        return parse(document, source.where)
    parent = document.pop("extends")
    if not isinstance(parent, str):
        raise ScenarioError(f"{source.where}: extends: write one file or one of {', '.join(shipped())}")
    base = _parent(source, parent, (*seen, source.identity))
    inherited = base.model_dump(exclude={"name", "description"})
    return parse(_merged(inherited, document), source.where)


def _parent(source: Source, name: str, seen: tuple[str, ...]) -> Scenario:
    try:
        parent = find(name, source.folder)
    except ScenarioError as error:
        raise ScenarioError(f"{source.where}: extends: {error}") from None
    if parent.identity in seen:
        raise ScenarioError(f"{source.where}: extends: {parent.where} extends it in turn; break the circle")
    return _resolved(parent, seen)


def _merged(base: Mapping[str, object], document: Mapping[str, object]) -> dict[str, object]:
    old, new = base["overrides"], document.get("overrides", {})
    both = {"overrides": {**old, **new}} if isinstance(old, dict) and isinstance(new, dict) else {}
    forms, other = base["variants"], document.get("variants", {})
    if isinstance(forms, dict) and isinstance(other, dict):
        both["variants"] = {**forms, **other}
    return {**base, **document, **both}
