"""Faults: what of a request is refused, field by field, with the rule, what is allowed and what was given."""

from collections.abc import Mapping, Sequence
from typing import Final

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from jevons.market.overrides import EARLIEST, LATEST, MONTH_PATTERN
from jevons.market.parameters.registry import addresses
from jevons.market.scenario import Ban, Scenario
from jevons.market.scenario_errors import FaultsError, plain, told
from jevons.market.variants import Variants

PLACES: Final = ("body", "query", "path")
"""Where the framework says that a field stands."""

ALLOWED: Final = {
    "missing": "a value",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "string_type": "text",
    "string_unicode": "text in Unicode",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
"""What is allowed where a type of value is wrong, by pydantic's name of the rule."""


class Fault(BaseModel):
    """Something that is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str = Field(description="Which field, by its path in the document or its name in the query.")
    rule: str = Field(description="Which rule it breaks.")
    allowed: str = Field(description="What is allowed.")
    given: str = Field(description="What was given, at most 80 characters of it.")

    @property
    def sentence(self) -> str:
        """The fault in one line."""
        return f"{self.field}: {self.given} is not allowed; allowed: {self.allowed}"


class RefusedError(ValueError):
    """A request that says what is not allowed.

    Args:
        faults: at least one.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.sentence for fault in faults))


def fault(field: str, rule: str, allowed: str, given: object) -> Fault:
    """A fault, its texts kept in one line."""
    return Fault(field=plain(field), rule=rule, allowed=plain(allowed), given=told(given))


def faults_of(
    error: ValidationError | Sequence[ErrorDetails],
    place: str = "",
    fields: Mapping[str, Sequence[str]] | None = None,
    sent: object = None,
) -> list[Fault]:
    """Every fault that pydantic found.

    Args:
        error: what pydantic raised, or its list of errors.
        place: put before each field.
        fields: names that a document may have at a place; "" is its top.
        sent: the document, told as given where a fault lies in no single field of it.
    """
    items = error.errors() if isinstance(error, ValidationError) else error
    found: dict[Fault, None] = {}
    for item in items:
        whole = {**item, "input": sent} if sent is not None and not item["loc"] else item
        found.update(dict.fromkeys(_faults(whole, place, fields or {})))
    return list(found)


def _faults(item: ErrorDetails, place: str, fields: Mapping[str, Sequence[str]]) -> list[Fault]:
    loc = [str(part) for part in item["loc"]]
    inner = loc[1:] if loc[:1] and loc[0] in PLACES and len(loc) > 1 else loc
    field = ".".join(part for part in (place, *inner) if part)
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, FaultsError):
        given = item["input"] if isinstance(item["input"], Mapping) else {}
        return [_of_override(field, path, what, given.get(path)) for path, what in cause.faults.items()]
    if item["type"] == "extra_forbidden":
        known = _known(inner[:-1], fields)
        return [
            fault(field, "unknown_field", f"fields {', '.join(known)}" if known else "no such field", item["input"])
        ]
    rule = "value" if item["type"] == "value_error" else item["type"]
    return [fault(field or "scenario", rule, _allowed(item, inner, cause), item["input"])]


def _of_override(field: str, path: str, what: str, given: object) -> Fault:
    """A fault of an override: its bounds are what is allowed, or the paths that are near."""
    known = addresses().get(path)
    if known is None:
        return fault(
            f"{field}.{path}", "unknown_path", f"paths of GET /v1/parameters; {what.partition('; ')[2]}", given
        )
    low, high = known.declaration.bounds
    allowed = f"{low:g} to {high:g} {known.declaration.unit}"
    dated = isinstance(given, Mapping)
    return fault(f"{field}.{path}", "override", f"{allowed}; {what}" if dated else allowed, given)


def _allowed(item: ErrorDetails, inner: Sequence[str], cause: object) -> str:
    context = item.get("ctx", {})
    match item["type"]:
        case "greater_than_equal" | "less_than_equal":
            return _range(inner[-1], context)
        case "enum" | "literal_error":
            return str(context["expected"])
        case "string_too_long" | "too_long":
            return f"a length of at most {context['max_length']}"
        case "string_too_short":
            return f"a length of at least {context['min_length']}"
        case "string_pattern_mismatch" if context["pattern"] == MONTH_PATTERN:
            return f"a month YYYY-MM from {EARLIEST} to {LATEST}"
        case "string_pattern_mismatch":
            return f"text of the form {context['pattern']}"
        case kind if kind in ALLOWED:
            return ALLOWED[kind]
        case _:
            return str(cause) if cause else item["msg"]


def _known(above: Sequence[str], fields: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Names of fields at a place of a document; list places have numbers, which say nothing."""
    names = [part for part in above if not part.isdigit()]
    nested = {"bans": tuple(Ban.model_fields), "variants": tuple(Variants.model_fields)}
    return nested.get(names[-1], ()) if names else fields.get("", ())


def _range(field: str, context: Mapping[str, object]) -> str:
    """Both ends of a range, of which pydantic tells the one that is passed."""
    declared = Scenario.model_fields.get(field)
    low = next((rule.ge for rule in declared.metadata if isinstance(rule, Ge)), None) if declared else None
    high = next((rule.le for rule in declared.metadata if isinstance(rule, Le)), None) if declared else None
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
