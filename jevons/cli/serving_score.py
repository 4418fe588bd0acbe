"""`jevons serving-score`: how far the serving equations are from measured rows."""

import json
import math
from pathlib import Path
from typing import Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal


def serving_score(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Rows with the columns of measurements.csv.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Score the serving equations on measured rows: tokens a second, watts and joules beside what is computed."""
    from dataclasses import asdict

    from jevons.calibration.cells import EvidenceError
    from jevons.calibration.serving.replicas import base_constants, delivered
    from jevons.calibration.serving.rows import read_rows
    from jevons.calibration.serving.score import score_rows, summarise
    from jevons.calibration.serving.stacks import learn

    try:
        rows, skipped = read_rows(file)
    except EvidenceError as error:
        raise Refusal(str(error)) from None
    stacks = learn(score_rows(read_rows()[0]))
    score = summarise(score_rows(rows, lambda replica: delivered(stacks.apply(replica), base_constants())))
    found = {
        name: None if isinstance(value, float) and math.isnan(value) else value for name, value in asdict(score).items()
    }
    if as_json:
        typer.echo(json.dumps({**found, "skipped": [asdict(one) for one in skipped]}, indent=1, allow_nan=False))
        return
    typer.echo(f"{score.n} rows scored, {len(skipped)} skipped")
    for name, value in found.items():
        if name != "n":
            typer.echo(f"{name:26s} {'not measured' if value is None else f'{value:.3f}'}")
    for reason in sorted({one.reason for one in skipped}):
        typer.echo(f"skipped {sum(one.reason == reason for one in skipped)}: {reason}")
