"""`jevons score`: later published figures against a stored forecast and against simple baselines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal
from jevons.cli.stored import LATEST

if TYPE_CHECKING:
    from jevons.calibration.scoreboard.board import Board, Line


_HEADING = f"  {'until':12s}{'observed':>12s}{'median':>12s}{'5 to 95 %':>26s}{'log10':>8s}  {'in 90 %':8s}no change"


def score(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Figures, in columns as observations have them.")],
    forecast: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where `jevons forecast` stored the forecast.")
    ] = LATEST,
    as_json: AsJson = False,
) -> None:
    """Score a stored forecast by published figures that it has not seen; rows that cannot be scored are listed."""
    from jevons.calibration.cells import EvidenceError
    from jevons.calibration.evidence import load_evidence
    from jevons.calibration.scoreboard.board import score as scored
    from jevons.calibration.scoreboard.document import board_document
    from jevons.calibration.scoreboard.incoming import read_incoming
    from jevons.runs.manifest import StoreError
    from jevons.runs.stored import read_predictions

    try:
        board = scored(read_incoming(file), read_predictions(forecast), load_evidence())
    except (EvidenceError, StoreError) as error:
        raise Refusal(str(error)) from None
    if as_json:
        typer.echo(json.dumps(board_document(board), indent=1, allow_nan=False))
        return
    for line in _told(board):
        typer.echo(line)


def _told(board: "Board") -> Iterator[str]:
    from jevons.calibration.baselines.short import BASELINES
    from jevons.calibration.scoreboard.board import summary

    pair = None
    for line in sorted(board.lines, key=lambda one: (one.row.series, one.row.entity, one.row.end)):
        if pair != (line.row.series, line.row.entity):
            pair = (line.row.series, line.row.entity)
            yield f"\n{line.row.series}, {line.row.entity} ({line.row.unit})" + _standing(line)
            yield _HEADING
        yield _row(line)
    whole = summary(board.lines)
    yield ""
    yield f"{len(board.lines):,} figures of {whole['pairs']} pairs are scored, {len(board.unmapped):,} are not"
    if board.lines:
        yield (
            f"Mean over pairs: |log10 error| {_number(whole['mean_abs_log10'])}, in 90 % "
            f"{_number(whole['coverage90'])}, in 50 % {_number(whole['coverage50'])}, CRPS {_number(whole['crps'])} "
            f"in ln, skill {_number(whole['crps_skill'])}"
        )
        told = whole["baselines"]
        assert isinstance(told, dict)
        yield "|log10 error| of baselines: " + ", ".join(
            f"{name.replace('_', ' ')} {_number(told[name]['mean_abs_log10'])}" for name in BASELINES
        )
    yield from _not_scored(board)


def _standing(line: "Line") -> str:
    return f": {line.stands_for}" if line.stands_for else ""


def _row(line: "Line") -> str:
    low, _, median, _, high = line.quantiles
    stands = line.baselines["no_change"]
    return (
        f"  {line.row.end.isoformat():12s}{line.row.value:>12.4g}{median:>12.4g}{f'{low:.3g} to {high:.3g}':>26s}"
        f"{line.log10_error:>8.2f}  {'yes' if line.inside(90) else 'no':8s}{_number(stands)}"
    )


def _not_scored(board: "Board") -> Iterator[str]:
    if board.unmapped:
        yield "\nNot scored:"
    for one in board.unmapped:
        yield f"  {one.id}: {one.series or 'no series'} of {one.entity or 'nobody'}: {one.reason}"


def _number(value: object) -> str:
    return "-" if not isinstance(value, float) else f"{value:.2f}"
