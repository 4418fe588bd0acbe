"""The command line: what the rooms do, said in options, sentences and files.

In come a scenario and what differs from it.
Out come the answer on the screen, or one JSON document, and files that appear whole or not at all.
"""

from typing import Annotated

import typer

from jevons import __version__
from jevons.cli.breakeven import breakeven
from jevons.cli.calibrate import calibrate
from jevons.cli.claims import claims
from jevons.cli.declared import parameters, schema, validate
from jevons.cli.evidence import evidence
from jevons.cli.explain import explain
from jevons.cli.hindcast import hindcast
from jevons.cli.history import history
from jevons.cli.hosts import hosts
from jevons.cli.inspect import inspect
from jevons.cli.many_worlds import forecast
from jevons.cli.one_world import run
from jevons.cli.reconcile import reconcile
from jevons.cli.refusal import OneLineErrors
from jevons.cli.score import score
from jevons.cli.serve import serve
from jevons.cli.serving import PlotMayStandAlone, serving
from jevons.cli.serving_score import serving_score
from jevons.cli.stored import answer

__all__ = ["app"]

app = typer.Typer(cls=OneLineErrors, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def jevons(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Does the demand for AI tokens outrun efficiency? An agent-based model of the market for AI compute."""
    if version:
        typer.echo(f"jevons {__version__}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command(cls=PlotMayStandAlone)(serving)
COMMANDS = (
    forecast,
    run,
    history,
    validate,
    parameters,
    schema,
    serving_score,
    claims,
    inspect,
    breakeven,
    hosts,
    answer,
    evidence,
    explain,
    reconcile,
    serve,
    score,
    calibrate,
    hindcast,
)
for command in COMMANDS:
    app.command()(command)
