"""The scenario: everything a run depends on besides the code, in one strict, small document.

A scenario says when the run starts and ends, how many users stand for the world, and which declared
parameters differ from their declared values, from when on. Everything else is declared elsewhere, once.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from jevons.market.calendar import Calendar, month_number
from jevons.market.parameters import registry
from jevons.market.vocabulary import PROVIDERS, REGIONS, TIERS

EARLIEST, LATEST = "2023-01", "2035-12"


class ScenarioError(ValueError):
    """A scenario that cannot be run: one line saying what, where and what is allowed."""


def _month(name: str) -> str:
    month_number(name)
    if not EARLIEST <= name <= LATEST:
        raise ValueError(f"{name} lies outside {EARLIEST} to {LATEST}")
    return name


Month = Annotated[str, AfterValidator(_month)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Dated = Annotated[dict[Month, Number], Field(min_length=1)]


class Ban(BaseModel):
    """An offer that may not be chosen in some months and regions."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    provider: Literal[PROVIDERS]
    tier: Literal[TIERS]
    region: Literal[REGIONS] | None = Field(None, description="Region where it is banned; everywhere if absent.")
    start: Month = Field(description="First month of the ban.")
    end: Month | None = Field(None, description="Last month of the ban; for good if absent.")


class Scenario(BaseModel):
    """A world to simulate.

    Raises:
        pydantic.ValidationError: unknown field, wrong type, value out of bounds, unknown path, wrong date.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str = Field("baseline", min_length=1, max_length=80, description="Short name.")
    description: str = Field("", max_length=2000, description="What this world is about.")
    start: Month = Field(EARLIEST, description="First month. History is simulated, so it is fixed.")
    end: Month = Field(LATEST, description="Last month.")
    base_month: Month = Field("2026-03", description="t0: month whose technology measures work.")
    target_month: Month = Field("2030-12", description="t1: month up to which the question is asked.")
    users: int = Field(2000, ge=500, le=1_000_000, description="Number of simulated users.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Seed of all chance in the run.")
    overrides: dict[str, Number | Dated] = Field(
        default_factory=dict,
        description="Parameter path -> value for the whole run, or {month: value from that month on}.",
    )
    bans: tuple[Ban, ...] = Field((), strict=False, description="Offers that may not be chosen.")
    freeze_efficiency: Month | None = Field(
        None, description="Month from which efficiency stands still: catalogue, software and tier sizes."
    )

    @model_validator(mode="after")
    def _consistent(self) -> "Scenario":
        if self.start != EARLIEST:
            raise ValueError(f"start: history is simulated from {EARLIEST}; {self.start} is not allowed")
        if not self.start < self.base_month < self.target_month <= self.end:
            raise ValueError(
                f"need start < base_month < target_month <= end; got {self.start}, {self.base_month}, "
                f"{self.target_month}, {self.end}"
            )
        for path, value in self.overrides.items():
            _check_override(path, value)
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


def _check_override(path: str, value: float | Mapping[str, float]) -> None:
    address = registry.find(path)
    low, high = address.declaration.bounds
    if isinstance(value, Mapping) and not address.declaration.dated:
        raise ValueError(f"overrides.{path}: holds for the whole run; give one number, not dates")
    for number in value.values() if isinstance(value, Mapping) else (value,):
        if not low <= number <= high:
            raise ValueError(
                f"overrides.{path}: {number:g} is outside [{low:g}, {high:g}] {address.declaration.unit}"
            )


def parse(document: Mapping[str, object], where: str) -> Scenario:
    """A scenario from a plain mapping.

    Raises:
        ScenarioError: one line naming the place, the field and what is allowed.
    """
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        raise ScenarioError("; ".join(f"{where}: {line}" for line in _lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for item in error.errors():
        place = ".".join(str(p) for p in item["loc"] if p not in ("float", "dict[str,float]"))
        what = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            what = f"unknown field; allowed: {', '.join(Scenario.model_fields)}, extends"
        elif "input" in item and isinstance(item["input"], str | int | float | bool):
            what = f"{what} (got {item['input']!r})" if repr(item["input"]) not in what else what
        lines.append(f"{place}: {what}" if place else what)
    return list(dict.fromkeys(lines))


def load(source: str | Path) -> Scenario:
    """Read a scenario by file path, or by the name of one that ships with the package.

    `extends: NAME_OR_FILE` takes another scenario first; its overrides are kept unless given again.

    Raises:
        ScenarioError: unreadable, empty or malformed file; bad field; a circle of `extends`.
    """
    return parse(_document(str(source), ()), where=str(source))


def _document(source: str, seen: tuple[str, ...]) -> dict[str, object]:
    text, name, folder = _read(source)
    if name in seen:
        raise ScenarioError(f"{source}: extends itself: {' -> '.join((*seen, name))}")
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ScenarioError(f"{source}: not valid YAML{at}: {problem}") from None
    if not isinstance(document, dict) or not document:
        raise ScenarioError(f"{source}: empty or not a mapping; write at least `name: ...`")
    document = {str(k): v for k, v in document.items()}
    parent = document.pop("extends", None)
    if parent is None:
        return document
    beside = folder / str(parent) if folder else None
    base = _document(str(beside) if beside and beside.is_file() else str(parent), (*seen, name))
    return _merged(base, document)


def _merged(base: dict[str, object], document: dict[str, object]) -> dict[str, object]:
    merged = {**base, **document}
    old, new = base.get("overrides"), document.get("overrides")
    if isinstance(old, dict) and isinstance(new, dict):
        merged["overrides"] = {**old, **new}
    return merged


def _read(source: str) -> tuple[str, str, Path | None]:
    path = Path(source)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        try:
            return path.read_text(encoding="utf-8"), str(path.resolve()), path.parent
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise ScenarioError(f"{source}: cannot be read: {reason}") from None
    shipped = resources.files("jevons.scenarios")
    names = sorted(p.name.removesuffix(".yaml") for p in shipped.iterdir() if p.name.endswith(".yaml"))
    if source not in names:
        raise ScenarioError(f"{source}: no such file or shipped scenario; shipped: {', '.join(names)}")
    return (shipped / f"{source}.yaml").read_text(encoding="utf-8"), f"shipped:{source}", None
