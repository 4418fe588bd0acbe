"""What a person is told at the end: the verdicts in sentences, where the files lie, how long it took."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jevons.cli.progress import lasted

if TYPE_CHECKING:
    from jevons.studies.sentences import Sentences


def print_answer(said: "Sentences", out: Path, files: list[str], seconds: float) -> None:
    """Print the answer, the three verdicts, where the files lie and how long it took."""
    for paragraph in said:
        print_paragraph(paragraph)
    page, *others = sorted(files, key=lambda name: (not name.endswith(".html"), name))
    typer.echo(f"Report: {out / page}")
    typer.echo(f"Beside it: {', '.join(_kinds(others))}")
    typer.echo(f"Time: {lasted(seconds)}")


def print_paragraph(text: str) -> None:
    """A paragraph, broken at words on a terminal and left in one line elsewhere."""
    from textwrap import fill

    width = typer.get_terminal_size().columns
    typer.echo(f"{fill(text, min(width, 100), break_on_hyphens=False) if sys.stdout.isatty() else text}\n")


def _kinds(files: list[str]) -> list[str]:
    """Files in words: the manifest by name, charts and tables by number."""
    charts = sum(name.endswith(".png") for name in files)
    tables = sum(name.endswith(".parquet") for name in files)
    named = [name for name in files if not name.endswith((".png", ".parquet"))]
    return [f"{charts} charts (.png)", f"{tables} tables (.parquet)", *named]
