"""The JSON Schema of a scenario agrees with what is accepted and refused."""

import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import cast

import pytest
import yaml

from jevons.market.parameters.registry import addresses
from jevons.market.parameters.schema import scenario_schema
from jevons.market.scenario import Scenario, ScenarioError, parse, shipped

Schema = Mapping[str, object]
SCHEMA = scenario_schema()
POWER = "regions.us.ai_power_available"
GROWTH = "regions.us.pipeline_growth"


def allows(schema: Schema, value: object, whole: Schema = SCHEMA) -> bool:
    """Whether a JSON Schema allows a value; knows the keywords that ours uses."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return allows(cast("dict[str, Schema]", whole["$defs"])[name], value)
    if "anyOf" in schema:
        return any(allows(option, value) for option in cast("list[Schema]", schema["anyOf"]))
    if "enum" in schema:
        return value in cast("list[object]", schema["enum"])
    return _KINDS[str(schema["type"])](schema, value)


def _object(schema: Schema, value: object) -> bool:
    if not isinstance(value, dict) or len(value) < cast("int", schema.get("minProperties", 0)):
        return False
    known = cast("dict[str, Schema]", schema.get("properties", {}))
    others = schema.get("additionalProperties", True)
    names = cast("Schema", schema.get("propertyNames", {}))
    return (
        all(name in value for name in cast("list[str]", schema.get("required", [])))
        and all(re.search(str(names.get("pattern", "")), name) for name in value)
        and all(
            allows(known[name], inner)
            if name in known
            else (others if isinstance(others, bool) else allows(cast("Schema", others), inner))
            for name, inner in value.items()
        )
    )


def _number(schema: Schema, value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and cast("float", schema["minimum"]) <= value <= cast("float", schema["maximum"])
    )


def _text(schema: Schema, value: object) -> bool:
    return (
        isinstance(value, str)
        and re.search(str(schema.get("pattern", "")), value) is not None
        and cast("int", schema.get("minLength", 0)) <= len(value) <= cast("int", schema.get("maxLength", 1e9))
    )


_KINDS = {
    "object": _object,
    "number": _number,
    "integer": lambda schema, value: isinstance(value, int) and _number(schema, value),
    "string": _text,
    "array": lambda schema, value: (
        isinstance(value, list) and all(allows(cast("Schema", schema["items"]), inner) for inner in value)
    ),
    "null": lambda schema, value: value is None,
}


def accepted(document: Mapping[str, object]) -> bool:
    """Whether the scenario itself takes a document."""
    try:
        parse(document, where="here")
    except ScenarioError:
        return False
    return True


@pytest.mark.parametrize("name", shipped())
def test_the_schema_allows_what_is_shipped(name: str) -> None:
    text = (resources.files("jevons.scenarios") / f"{name}.yaml").read_text(encoding="utf-8")
    assert allows(SCHEMA, yaml.safe_load(text))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"users": 600, "seed": 3, "end": "2031-12"},
        {"overrides": {POWER: 5, GROWTH: {"2027-01": 1.2}}},
        {"overrides": {GROWTH: 1.2}, "freeze_efficiency": "2028-01"},
        {"bans": [{"provider": "openai", "tier": "mid", "start": "2027-01", "region": "us"}]},
    ],
)
def test_the_schema_allows_what_is_accepted(document: dict[str, object]) -> None:
    assert accepted(document)
    assert allows(SCHEMA, document)


@pytest.mark.parametrize(
    "document",
    [
        {"user": 600},
        {"users": 499},
        {"users": "600"},
        {"users": 600.5},
        {"users": True},
        {"end": "2030-13"},
        {"end": "2036-01"},
        {"end": 2030},
        {"name": ""},
        {"overrides": {"regions.us.gpus": 1}},
        {"overrides": {POWER: 101}},
        {"overrides": {POWER: "5 GW"}},
        {"overrides": {POWER: {"2027-01": 5}}},
        {"overrides": {GROWTH: {}}},
        {"overrides": {GROWTH: {"2027": 1.2}}},
        {"overrides": {GROWTH: {"2027-01": 9}}},
        {"overrides": [1]},
        {"bans": [{"provider": "opena", "tier": "mid", "start": "2027-01"}]},
        {"bans": [{"provider": "openai", "tier": "mid"}]},
        {"bans": {}},
    ],
)
def test_the_schema_refuses_what_is_refused(document: dict[str, object]) -> None:
    assert not accepted(document)
    assert not allows(SCHEMA, document)


def test_the_schema_names_every_field_and_every_path() -> None:
    fields = cast("dict[str, dict[str, object]]", SCHEMA["properties"])
    assert set(fields) == {*Scenario.model_fields, "extends"}
    assert set(cast("dict[str, object]", fields["overrides"]["properties"])) == set(addresses())


def test_a_path_tells_its_unit_bounds_meaning_and_source() -> None:
    fields = cast("dict[str, dict[str, dict[str, object]]]", SCHEMA["properties"])
    path = cast("dict[str, object]", fields["overrides"]["properties"][POWER])
    assert (path["minimum"], path["maximum"], path["unit"], path["default"]) == (0.001, 100, "GW", 3.2)
    assert path["title"] == "power that AI sites could draw at the start of 2023, with conversions (GW)"
    assert str(path["source"]).startswith("judgement")


def test_the_schema_is_json() -> None:
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
