"""The board as a document, ready for JSON."""

from jevons.calibration.baselines.short import BASELINES
from jevons.calibration.scoreboard.board import Board, Line, summary


def board_document(board: Board) -> dict[str, object]:
    """Rows, summary over all and by series, and what is not mapped."""
    by_series: dict[str, list[Line]] = {}
    for line in board.lines:
        by_series.setdefault(line.row.series, []).append(line)
    whole = summary(board.lines)
    whole["mapped"] = len(board.lines)
    whole["n"] = len(board.lines) + len(board.unmapped)
    return {
        "rows": [_row(line) for line in board.lines],
        "summary": {**whole, "series": {name: summary(lines) for name, lines in by_series.items()}},
        "unmapped": [
            {"id": one.id, "series": one.series, "entity": one.entity, "reason": one.reason} for one in board.unmapped
        ],
    }


def _row(line: Line) -> dict[str, object]:
    p5, p25, p50, p75, p95 = line.quantiles
    return {
        "id": line.row.id,
        "series": line.row.series,
        "entity": line.row.entity,
        "date": line.row.end.isoformat(),
        "observed": line.row.value,
        "unit": line.row.unit,
        "p5": p5,
        "p25": p25,
        "p50": p50,
        "p75": p75,
        "p95": p95,
        "log10_error": line.log10_error,
        "inside90": line.inside(90),
        "inside50": line.inside(50),
        "crps": line.crps,
        "known": line.known,
        "stands_for": line.stands_for,
        "baselines": {
            name: {"log10_error": line.baselines[name], "crps": line.baseline_crps[name]} for name in BASELINES
        },
    }
