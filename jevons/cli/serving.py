"""`jevons serving` and `serving-score`: what machines deliver, and how far that is from measured rows."""

import json
import math
from pathlib import Path
from typing import Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

SPEEDS = (10.0, 20.0, 30.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0)


def serving(
    system: Annotated[str, typer.Argument(help="A system of the catalogue, as h100.", show_default=False)],
    model: Annotated[str, typer.Argument(help="A model of the catalogue, as deepseek_v3.", show_default=False)],
    precision: Annotated[str, typer.Option(help="Of the weights: bf16, fp8 or fp4.")] = "fp8",
    speed: Annotated[float | None, typer.Option(help="Tokens/s of one user; a list of speeds if absent.")] = None,
    prompt: Annotated[float, typer.Option("--input", help="Tokens read in a call.")] = 1024.0,
    answer: Annotated[float, typer.Option("--output", help="Tokens written in a call.")] = 1024.0,
    drafts: Annotated[bool, typer.Option("--drafts", help="Draft tokens and check them.")] = False,
    cached: Annotated[float, typer.Option(help="Share of the prompt that is read from a prefix cache.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Compute what a chip delivers for a model: tokens a second of a chip against those of one user."""
    from jevons.market.serving import ServingError, Techniques, frontier

    try:
        found = frontier(system, model, precision, prompt, answer, Techniques(drafts, cached))
        rates = {at: found.at(at) for at in ((speed,) if speed is not None else SPEEDS)}
    except ServingError as error:
        raise Refusal(str(error)) from None
    fastest = float(found.user[-1])
    if as_json:
        told = {
            "system": system,
            "model": model,
            "precision": found.precision.name.lower(),
            "input_tokens": prompt,
            "output_tokens": answer,
            "fastest_user_tok_s": fastest,
            "points": [
                {"user_tok_s": user, "chip_tok_s": output, "chips": chips, "batch": batch}
                for user, output, chips, batch in zip(
                    *(column.tolist() for column in (found.user, found.output, found.chips, found.batch)), strict=True
                )
            ],
        }
        typer.echo(json.dumps(told, indent=1, allow_nan=False))
        return
    typer.echo(f"{model} on {system}, weights in {found.precision.name.lower()}, {prompt:g} tokens in, {answer:g} out")
    typer.echo(f"{'a user sees':>14s} {'a chip writes':>16s}")
    for at, rate in rates.items():
        typer.echo(f"{at:8.0f} tok/s {f'{rate:10,.0f} tok/s' if rate else 'not reached':>16s}")
    typer.echo(f"fastest for one user: {fastest:.0f} tok/s. Known vendors: within about 30 % (docs/serving.md)")


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
