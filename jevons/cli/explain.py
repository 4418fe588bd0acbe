"""`jevons explain`: from a number to its causes, and from these to the parameters and sources behind them."""

import json
from contextlib import nullcontext
from typing import Annotated

import typer

from jevons.cli.options import AsJson, ScenarioName, Seed, Settings, Users
from jevons.cli.plan import month_of_run, planned, within
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

MOST_LEVELS = 30


def explain(
    variable: Annotated[
        str | None,
        typer.Argument(
            metavar="[VARIABLE]",
            help="A verdict, a series, an output, a factor or a parameter path; without one, all of them are listed.",
        ),
    ] = None,
    scenario: ScenarioName = "baseline",
    settings: Settings = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM",
            help="Month of the number; if absent the target month of verdicts, and the base month of everything else.",
        ),
    ] = None,
    depth: Annotated[int, typer.Option(help=f"Levels of factors, 0 to {MOST_LEVELS}.")] = 1,
    seed: Seed = None,
    users: Users = None,
    as_json: AsJson = False,
) -> None:
    """Explain a number: its value, what it is made of and moved by, the parameters behind it, and who says so."""
    if variable is None:
        _list(as_json)
        return
    runs = _needs_run(variable)
    within("--depth", depth, 0, MOST_LEVELS)
    plan = planned(scenario, settings, seed=seed, users=users)
    month = month_of_run(at, plan) if at else None
    with shown(f"{plan.name}: a run of {plan.users:,} users") if runs else nullcontext():
        from jevons.studies.explain import ExplainError
        from jevons.studies.explain import explain as explained

        try:
            found = explained(variable, plan, month, depth)
        except ExplainError as error:
            raise Refusal(f"--at {error}") from None
    if as_json:
        typer.echo(json.dumps(found.document(), indent=1, allow_nan=False))
        return
    from jevons.studies.explain.told import told

    for line in told(found):
        typer.echo(line)


def _list(as_json: bool) -> None:
    from jevons.studies.explain import listed
    from jevons.studies.explain.told import names_told

    if as_json:
        typer.echo(json.dumps(listed(), indent=1))
        return
    for line in names_told():
        typer.echo(line)


def _needs_run(name: str) -> bool:
    """Whether a name is that of a quantity of a run, and not of a parameter.

    Raises:
        Refusal: it is neither; said before anything is run.
    """
    from jevons.studies.explain.graph import ExplainError, found

    try:
        return found(name) is not None
    except ExplainError as error:
        raise Refusal(str(error)) from None
