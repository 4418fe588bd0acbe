"""Options that several commands share, as types of their arguments."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioName = Annotated[
    str,
    typer.Argument(metavar="[SCENARIO]", help="A scenario file, or the name of a shipped scenario.", show_default=True),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Override a parameter: for the whole run, or from months on with PATH=2027-01:1.2,2029-01:1.1. "
        "Repeatable. `jevons parameters` lists the paths. variants.NAME=FORM chooses the form of an equation.",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Seed of all chance; the scenario's own if absent.")]
Users = Annotated[int | None, typer.Option(help="Simulated users, 500 to 1,000,000; more is finer.")]
Until = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM", help="Last month; the month that verdicts speak of comes no later."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where files go; out/ and the scenario's name if absent."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, and nothing else.")]
