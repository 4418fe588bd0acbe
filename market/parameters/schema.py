"""The JSON Schema of a scenario file, with every parameter that it may override; derived, never written."""

from collections.abc import Mapping

from jevons.market.overrides import MONTH_PATTERN
from jevons.market.parameters.table import Entry, entries
from jevons.market.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, object]:
    """JSON Schema of a scenario file.

    An override also tells its `unit`, its `source`, whether it is a `lever`, and what is `declared` by month
    where that is not one number: keywords for readers and forms, which validators pass over.
    """
    schema = Scenario.model_json_schema()
    fields = {name: dict(field) for name, field in schema["properties"].items()}
    fields["extends"] = {
        "type": "string",
        "description": "Scenario to start from: a file beside this one, or the name of a shipped scenario.",
    }
    fields["overrides"] = {
        "type": "object",
        "description": fields["overrides"]["description"],
        "additionalProperties": False,
        "properties": {entry.path: _override(entry) for entry in entries()},
    }
    about = {"title": "Jevons scenario", "description": "What a scenario file may say."}
    return {"$schema": DIALECT, **schema, **about, "properties": fields}


def _override(entry: Entry) -> dict[str, object]:
    number = {"type": "number", "minimum": entry.bounds[0], "maximum": entry.bounds[1]}
    return {
        **({"anyOf": [number, _dated(number)]} if entry.dated else number),
        "title": f"{entry.meaning} ({entry.unit})",
        **({"default": entry.value} if isinstance(entry.value, float) else {"declared": dict(entry.value)}),
        "unit": str(entry.unit),
        "source": entry.source,
        "lever": entry.lever,
    }


def _dated(number: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": MONTH_PATTERN},
        "additionalProperties": dict(number),
    }
