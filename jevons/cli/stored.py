"""`jevons answer`: what a stored forecast found, without running anything."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

LATEST = Path("out") / "baseline"

Folder = Annotated[
    Path, typer.Argument(metavar="[FOLDER]", help="Where `jevons forecast` stored it.", show_default=True)
]


def answer(folder: Folder = LATEST, as_json: AsJson = False) -> None:
    """Say what a stored forecast found: the answer, the verdicts, their causes and what decides them."""
    from jevons.runs.manifest import StoreError
    from jevons.studies.answer import stored_answer

    try:
        found = stored_answer(folder)
    except StoreError as error:
        raise Refusal(str(error)) from None
    if as_json:
        typer.echo(json.dumps(found.document(), indent=1, allow_nan=False))
        return
    from jevons.cli.answer import print_paragraph

    typer.echo(f"{found.scenario.name}, {found.runs:,} stored runs\n")
    for paragraph in found.said:
        print_paragraph(paragraph)
