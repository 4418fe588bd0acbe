"""`jevons answer`: what a stored forecast found, without running anything."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.studies.answer import Answer

LATEST = Path("out") / "baseline"
WIDTH, MOST = 100, 5

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
    for line in _gauges(found):
        typer.echo(line)
    for paragraph in found.said:
        print_paragraph(paragraph)


def _gauges(found: "Answer") -> Iterator[str]:
    """The verdicts at a glance, and what serving cost moves with."""
    from jevons.studies.magnitude import factor, percent, signed
    from jevons.studies.terms import FACTORS, RESOURCES

    yield _line("", *(resource.short for resource in RESOURCES.values()))
    for name, write in (("growth", factor), ("rebound", signed)):
        spreads = [found.spread(f"{name}_{resource}") for resource in RESOURCES]
        yield _line(name, *(spread.say(write) if spread.runs else "not defined" for spread in spreads))
    yield _line("scarcity", f"{found.spread('scarcity_share_5').say(percent)} of months")
    yield ""
    yield "Serving cost, median factor of each part; medians need not multiply to the median:"
    ledger = [f"{FACTORS[name]} {factor(math.exp(spread.median))}" for name, spread in found.ledger("usd").items()]
    yield fill(", ".join(ledger), WIDTH, break_on_hyphens=False)
    shares = {part: spread.median for part, spread in found.breakdown("usd", "workload").items()}
    total = sum(shares.values())
    most = sorted(shares, key=lambda part: -abs(shares[part]))[:MOST]
    yield fill(
        f"Most of it by workload: {', '.join(f'{part} {percent(shares[part] / total)}' for part in most)}", WIDTH
    )
    yield ""


def _line(name: str, *cells: str) -> str:
    return f"{name:10s}" + "".join(f"{cell:>30s}" for cell in cells)
