"""The scenario that the options of a command describe."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.market.scenario import Scenario

Override = float | dict[str, float]

FORMS = "variants."
"""Settings that begin so choose the form of an equation."""


def planned(
    name: str,
    settings: Sequence[str] | None = None,
    *,
    seed: int | None = None,
    users: int | None = None,
    until: str | None = None,
) -> "Scenario":
    """A scenario by name or file, changed by the options that are given.

    Raises:
        Refusal: the scenario or an option is not allowed; one line names it and what is.
    """
    from jevons.market.scenario import ScenarioError, load

    try:
        scenario = load(name)
    except ScenarioError as error:
        raise Refusal(str(error)) from None
    forms = [setting for setting in settings or () if setting.startswith(FORMS)]
    numbers = read_settings([setting for setting in settings or () if setting not in forms])
    scenario = _changed(
        scenario,
        "--set",
        overrides={**scenario.overrides, **numbers},
        variants={**scenario.variants.model_dump(), **_read_forms(forms)},
    )
    if users is not None:
        scenario = _changed(scenario, "--users", users=users)
    if seed is not None:
        scenario = _changed(scenario, "--seed", seed=seed)
    return scenario if until is None else _cut(scenario, until)


def month_of_run(month: str, scenario: "Scenario") -> str:
    """The month that `--at` names.

    Raises:
        Refusal: it is no month, or none of the run.
    """
    from jevons.market.calendar import month_number

    try:
        inside = month_number(scenario.start) <= month_number(month) <= month_number(scenario.end)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None
    if not inside:
        raise Refusal(f"--at {month}: allowed are the months of the run, {scenario.start} to {scenario.end}")
    return month


def within(option: str, value: int, least: int, most: int) -> None:
    """Refuse a number that an option does not allow.

    Raises:
        Refusal: the value is not one of `least` to `most`.
    """
    if not least <= value <= most:
        raise Refusal(f"{option}: {value} is outside {least} to {most}")


def _changed(scenario: "Scenario", option: str, **changes: object) -> "Scenario":
    from jevons.market.scenario import ScenarioError, parse

    try:
        return parse({**scenario.model_dump(), **changes}, where=option)
    except ScenarioError as error:
        field = option.removeprefix("--")
        raise Refusal(str(error).replace(f"{option}: {field}: ", f"{option}: ", 1)) from None


def _cut(scenario: "Scenario", until: str) -> "Scenario":
    """The scenario up to a month; its target month comes no later, and what would come after is left out."""
    from jevons.market.overrides import LATEST, checked_month
    from jevons.market.scenario import late_stops

    try:
        checked_month(until)
    except ValueError as error:
        raise Refusal(f"--until: {error}") from None
    if until <= scenario.base_month:
        raise Refusal(
            f"--until: {until} must come after {scenario.base_month}, the base month of the verdicts, "
            f"and not after {LATEST}"
        )
    target = min(scenario.target_month, until)
    if target < scenario.target_month:
        typer.echo(f"The verdicts speak of {target}, the last month, instead of {scenario.target_month}.", err=True)
    late = dict.fromkeys(late_stops(scenario, until))
    return _changed(scenario, "--until", end=until, target_month=target, **late)


def read_settings(settings: Sequence[str]) -> dict[str, Override]:
    """Overrides from texts `path=value` or `path=YYYY-MM:value,YYYY-MM:value`.

    Raises:
        Refusal: a text is not of this form, its path or value is not allowed, or a path comes twice.
    """
    found: dict[str, Override] = {}
    for setting in settings:
        path, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not path or not text:
            raise Refusal(f"--set {setting}: write PATH=VALUE or PATH=YYYY-MM:VALUE,YYYY-MM:VALUE")
        if path in found:
            raise Refusal(f"--set {path}: is given twice")
        found[path] = _override(path, text)
    return found


def _read_forms(settings: Sequence[str]) -> dict[str, str]:
    """Forms of equations from texts `variants.name=form`."""
    found: dict[str, str] = {}
    for setting in settings:
        name, equals, form = (part.strip() for part in setting.removeprefix(FORMS).partition("="))
        if not equals or not name or not form:
            raise Refusal(f"--set {setting}: write {FORMS}NAME=FORM")
        if name in found:
            raise Refusal(f"--set {FORMS}{name}: is given twice")
        found[name] = form
    return found


def _override(path: str, text: str) -> Override:
    from jevons.market.overrides import checked_value
    from jevons.market.scenario import Scenario

    if path in Scenario.model_fields:
        raise Refusal(f"--set {path}: is a field of the scenario, no parameter; write it in a scenario file")
    try:
        return checked_value(path, _dated(text) if ":" in text else _number(text))
    except ValueError as error:
        raise Refusal(f"--set {path}: {error}") from None


def _dated(text: str) -> dict[str, float | str]:
    values: dict[str, float | str] = {}
    for part in text.split(","):
        month, colon, number = (piece.strip() for piece in part.partition(":"))
        if not colon:
            raise ValueError(f"{part!r} has no month; write YYYY-MM:VALUE,YYYY-MM:VALUE")
        if month in values:
            raise ValueError(f"{month} is given twice")
        values[month] = _number(number)
    return values


def _number(text: str) -> float | str:
    """The number, or the text where it is none: the check says what is wanted there."""
    try:
        return float(text)
    except ValueError:
        return text
