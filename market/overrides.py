"""Checks what a scenario says of parameters: each path exists, each value is a number within its bounds."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from jevons.market.calendar import month_number
from jevons.market.parameters import registry
from jevons.market.parameters.declare import Declaration
from jevons.market.scenario_errors import SHOWN, FaultsError, told

EARLIEST, LATEST = "2023-01", "2035-12"
MONTH_PATTERN = "^20(2[3-9]|3[0-5])-(0[1-9]|1[0-2])$"


def checked_month(month: object) -> str:
    """A month of the years that can be simulated.

    Raises:
        ValueError: it is no month, or outside; the message says how to write one.
    """
    if not isinstance(month, str):
        raise ValueError(f"{told(month)} is not a month: write YYYY-MM, for example 2027-01")
    month_number(month)
    if not EARLIEST <= month <= LATEST:
        raise ValueError(f"{month} lies outside {EARLIEST} to {LATEST}")
    return month


def checked_overrides(overrides: object) -> dict[str, float | dict[str, float]]:
    """The same overrides as plain numbers.

    Raises:
        FaultsError: paths that do not exist, values that are no number, out of bounds or wrongly dated;
            the first of them.
    """
    if not isinstance(overrides, Mapping):
        raise ValueError("must be a mapping of parameter paths to numbers, or left out")
    checked: dict[str, float | dict[str, float]] = {}
    faults: dict[str, str] = {}
    for path, value in overrides.items():
        try:
            checked[str(path)] = checked_value(str(path), value)
        except ValueError as error:
            faults[str(path)] = str(error)
        if len(faults) == SHOWN:
            break
    if faults:
        raise FaultsError(faults)
    return checked


def checked_value(path: str, value: object) -> float | dict[str, float]:
    """One override: a number for the whole run, or numbers by the month from which they hold.

    Raises:
        ValueError: no such path, no number, out of bounds, dates where none may be or no month.
    """
    declaration = registry.find(path).declaration
    if not isinstance(value, Mapping):
        return _number(value, declaration)
    if not declaration.dated:
        raise ValueError(f"holds for the whole run; write one number in {declaration.unit}, no months")
    if not value:
        raise ValueError("no month given; write YYYY-MM: number")
    return {checked_month(month): _number(number, declaration) for month, number in value.items()}


def _number(value: object, declaration: Declaration) -> float:
    low, high = declaration.bounds
    allowed = f"{low:g} to {high:g} {declaration.unit}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{told(value)} is not a number; write it bare, without quotes or its unit: {allowed}")
    if not low <= value <= high:
        raise ValueError(f"{told(value)} is outside {allowed}")
    return float(value)


Month = Annotated[str, BeforeValidator(checked_month), WithJsonSchema({"type": "string", "pattern": MONTH_PATTERN})]
"""A month `YYYY-MM` of the years that can be simulated."""

Overrides = Annotated[dict[str, float | dict[str, float]], BeforeValidator(checked_overrides)]
"""Parameter path -> number, or month -> number from then on."""
