"""Rows of evidence as lines of text and as a document."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING

from jevons.calibration.browsing import ENOUGH, Counts, Pair, counts_of, pairs_of
from jevons.calibration.licences import licence_of
from jevons.calibration.periods import period_name
from jevons.studies.magnitude import span, words

if TYPE_CHECKING:
    from jevons.calibration.evidence import Observation

WIDTH = 120
DIGITS = 6
# Columns of the table, with their widths: figures to the right.
COLUMNS = {"period": 24, "figure": -15, "range": -25, "kind": 16, "error": -6, "published": 10, "use": 7}
ERROR = "error: one standard deviation in natural log units, with * in the unit itself"


def figure(value: float) -> str:
    """A published figure in words, as exact as six digits are: `62.31 billion`, `0.0875`."""
    number, _, name = words(value, DIGITS).partition(" ")
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{plain} {name}".strip()


def overview(rows: "Sequence[Observation]") -> Iterator[str]:
    """What is in a registry: pairs that an operator reads, other series by the reason, and counts."""
    pairs = pairs_of(rows)
    yield "Beside the model, as `jevons history` sets them:"
    yield f"{'series':38s} {'whose':38s} {'rows':>5s} {'to fit':>6s}  from to"
    for pair in pairs:
        if pair.operator is not None:
            years = f"{pair.rows[0].end.year} {pair.rows[-1].end.year}"
            yield f"{pair.series:38s} {pair.entity:38s} {len(pair.rows):5d} {pair.fitted:6d}  {years}"
    yield ""
    yield "Not beside the model, with the reason:"
    for reason, series in _by_reason(pairs).items():
        yield f"- {reason}:"
        told = ", ".join(f"{name} ({count})" for name, count in series.items())
        yield from wrap(told, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    yield ""
    yield from _counted(counts_of(rows))
    yield "`jevons evidence WORD ...` shows rows, `jevons evidence ID` one of them with its source and licence."


def _by_reason(pairs: Sequence[Pair]) -> dict[str, dict[str, int]]:
    """Rows by reason and series of the pairs that nothing reads."""
    found: dict[str, dict[str, int]] = {}
    for pair in pairs:
        if pair.operator is None:
            counted = found.setdefault(pair.standing.partition(": ")[2], {})
            counted[pair.series] = counted.get(pair.series, 0) + len(pair.rows)
    return found


def table(rows: "Sequence[Observation]", *, sources: bool) -> Iterator[str]:
    """The rows by series and entity, and counts; with the source of each where asked for."""
    for pair in pairs_of(rows):
        yield f"{pair.series}, {pair.entity} ({pair.rows[0].unit})"
        yield from wrap(pair.standing, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
        yield _line(list(COLUMNS))
        for row in pair.rows:
            yield _line(_cells(row))
            if sources:
                yield from _sources(row)
        yield ""
    yield ERROR
    yield from _counted(counts_of(rows))


def _line(cells: Sequence[str]) -> str:
    wide = zip(cells, COLUMNS.values(), strict=True)
    return "  " + " ".join(f"{cell:>{-width}s}" if width < 0 else f"{cell:{width}s}" for cell, width in wide).rstrip()


def _cells(row: "Observation") -> list[str]:
    return [
        period_name(row.start, row.end),
        figure(row.value),
        _range(row),
        row.kind,
        _error(row),
        row.published.isoformat(),
        row.use,
    ]


def _range(row: "Observation") -> str:
    if row.low is not None and row.high is not None:
        return span(row.low, row.high, figure)
    if row.low is not None:
        return f"at least {figure(row.low)}"
    return f"at most {figure(row.high)}" if row.high is not None else "-"


def _error(row: "Observation") -> str:
    return f"{row.trust:.2g}{'' if row.logarithmic else '*'}"


def _sources(row: "Observation") -> Iterator[str]:
    told = f"{row.id}: {row.source}; {row.url}" + (f"; {row.note}" if row.note else "")
    # Addresses stay whole, to be copied.
    indent = "    "
    yield from wrap(
        told, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _counted(counts: Counts) -> Iterator[str]:
    uses = ", ".join(f"{number} {use}" for use, number in counts.uses.items())
    yield f"{counts.rows:,} rows of {counts.series} series and {counts.pairs} pairs of series and entity: {uses}"
    yield (
        f"facts to fit: {counts.facts}; pairs with {ENOUGH} of them or more: {counts.enough}; "
        f"pairs that an operator reads: {counts.read}"
    )


def in_full(row: "Observation") -> Iterator[str]:
    """Everything that the registry holds of one row, a line an item."""
    (pair,) = pairs_of([row])
    licence = licence_of(row)
    error_in = "natural log units" if row.logarithmic else row.unit
    told = {
        "id": row.id,
        "series": row.series,
        "entity": row.entity,
        "period": f"{row.start} to {row.end}" if row.start != row.end else f"{row.end}",
        "value": f"{row.value:.12g} {row.unit}",
        "range": _range(row),
        "error": f"one standard deviation is {row.trust:g} in {error_in}",
        "kind": row.kind,
        "published": f"{row.published} ({row.published_basis})",
        "use": f"{row.use}: {row.use_why}",
        "model": pair.standing,
        "fact": row.fact,
        "source": row.source,
        "address": row.url,
        "origin": row.origin,
        "licence": f"{licence.licence}; credit: {licence.attribution}" if licence else "none recorded; a cited figure",
        "note": row.note or "-",
    }
    for name, text in told.items():
        yield from wrap(
            f"{name:10s} {text}", WIDTH, subsequent_indent=" " * 11, break_on_hyphens=False, break_long_words=False
        )


def document(rows: "Sequence[Observation]") -> dict[str, object]:
    """Rows, pairs and counts as mappings that JSON can hold; days are written YYYY-MM-DD."""
    return {
        "rows": [_ready(row) for row in rows],
        "pairs": [
            {"series": pair.series, "entity": pair.entity, "rows": len(pair.rows), "facts_to_fit": pair.fitted,
             "operator": pair.operator, "unused": pair.unused}
            for pair in pairs_of(rows)
        ],
        "counts": asdict(counts_of(rows)),
    }  # fmt: skip


def _ready(row: "Observation") -> dict[str, object]:
    days = {"start": row.start.isoformat(), "end": row.end.isoformat(), "published": row.published.isoformat()}
    return asdict(row) | days
