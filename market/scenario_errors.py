"""What a user is told about a scenario that cannot be run: one line with the place and what is allowed."""

from collections.abc import Iterator, Mapping, Sequence

from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

SHOWN = 5
"""Faults told in one line; more are counted."""

LONGEST = 80
"""Characters of a refused value that are shown."""


class ScenarioError(ValueError):
    """A scenario that cannot be run: one line saying what, where and what is allowed."""


class FaultsError(ValueError):
    """Several faults inside one field.

    Args:
        faults: place in the field, and what is wrong there.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"{place}: {what}" for place, what in self.faults.items()))


def plain(text: str) -> str:
    """A text without line breaks and control characters, so that it stays in its line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def told(value: object) -> str:
    """A refused value as it is shown: text in quotes, others as YAML writes them, nothing too long."""
    bare = str(value).lower() if isinstance(value, bool) else "nothing" if value is None else str(value)
    text = plain(repr(value) if isinstance(value, str) else bare)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."


def one_line(faults: Sequence[str], where: str) -> str:
    """Faults as one line that opens with the place where they were found."""
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return plain(f"{where}: {'; '.join(faults[:SHOWN])}{more}")


def faults_of(error: ValidationError, fields: Mapping[str, Sequence[str]], model: type[BaseModel]) -> list[str]:
    """Every fault that pydantic found, in our words.

    Args:
        error: what pydantic raised.
        fields: names that are allowed in the entries of a list field; under "", at the top.
        model: the model that was to be filled.
    """
    faults: dict[str, None] = {}
    unknown: dict[str, list[str]] = {}
    for item in error.errors():
        if item["type"] == "extra_forbidden":
            unknown.setdefault(_place(item["loc"][:-1]), []).append(told(item["loc"][-1]))
            continue
        faults.update(dict.fromkeys(_faults(item, fields, model)))
    for place, names in unknown.items():
        allowed = fields[place.partition(".")[0]]
        more = ", ..." if len(names) > SHOWN else ""
        fault = f"unknown field {', '.join(names[:SHOWN])}{more}; allowed: {', '.join(allowed)}"
        faults[f"{place}: {fault}" if place else fault] = None
    return list(faults)


def _place(parts: Sequence[int | str]) -> str:
    return ".".join(map(str, parts))


def _faults(item: ErrorDetails, fields: Mapping[str, Sequence[str]], model: type[BaseModel]) -> Iterator[str]:
    place = _place(item["loc"])
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, FaultsError):
        yield from (f"{place}.{inner}: {what}" for inner, what in cause.faults.items())
        return
    got = told(item["input"])
    match item["type"]:
        case "greater_than_equal" | "less_than_equal":
            what = f"{got} is outside {_range(model, str(item['loc'][0]))}"
        case "int_type" | "int_from_float":
            what = f"{got} is not a whole number; write digits alone, without quotes or a unit"
        case "string_type":
            what = f"{got} is not text; write it in quotes"
        case "missing":
            what = "is missing"
        case "model_type":
            what = f"{got} is not a mapping of {', '.join(fields[str(item['loc'][0])])}"
        case "tuple_type":
            what = f"{got} is not a list"
        case _:
            what = str(cause) if cause else item["msg"].lower()
    yield f"{place}: {what}" if place else what


def _range(model: type[BaseModel], field: str) -> str:
    rules = model.model_fields[field].metadata
    low = next(rule.ge for rule in rules if isinstance(rule, Ge))
    high = next(rule.le for rule in rules if isinstance(rule, Le))
    return f"{low} to {high}"
