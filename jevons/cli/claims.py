"""`jevons claims`: published claims about serving beside what the equations say of them, each with a verdict."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.calibration.serving.claims import Claim, Verdict

WIDTH = 120
# Columns of the table, with their widths.
COLUMNS = {"id": 3, "technique": 26, "who": 12, "claimed": 15, "computed": 20, "measured": 17, "verdict": 19}


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Claims to be told in full, as c01; a table if none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold published claims about serving against the equations: reproduced, one point only, or not."""
    from jevons.calibration.cells import EvidenceError
    from jevons.calibration.serving.claims import verdicts

    try:
        known = {one.claim.id: one for one in verdicts()}
    except EvidenceError as error:
        raise Refusal(str(error)) from None
    unknown = [one for one in ids or () if one not in known]
    if unknown:
        raise Refusal(f"claim {unknown[0]!r} is not known; there are {min(known)} to {max(known)}")
    chosen = [known[one] for one in sorted(set(ids or known))]
    if as_json:
        told = {"claims": [_document(one) for one in chosen], "counts": _counts(chosen)}
        typer.echo(json.dumps(told, indent=1, allow_nan=False))
    elif ids:
        typer.echo("\n\n".join(_in_full(one) for one in chosen))
    else:
        typer.echo(_line(COLUMNS))
        for one in chosen:
            typer.echo(_line(_cells(one)))
        typer.echo(f"{len(chosen)} claims: {', '.join(f'{n} {name}' for name, n in _counts(chosen).items())}")
        typer.echo("Computed: median over operating points, 5 to 95 %. `jevons claims ID` tells which, and why.")


def _counts(chosen: "Sequence[Verdict]") -> dict[str, int]:
    from jevons.calibration.serving.claim_rules import Judgement

    found = Counter(one.judgement for one in chosen)
    return {name: found[name] for name in get_args(Judgement)}


def _line(cells: Sequence[str] | dict[str, int]) -> str:
    wide = COLUMNS.values()
    cut = (cell if len(cell) <= width else f"{cell[: width - 1]}…" for cell, width in zip(cells, wide, strict=True))
    return " ".join(f"{cell:{width}s}" for cell, width in zip(cut, wide, strict=True)).rstrip()


def _cells(one: "Verdict") -> list[str]:
    claim = one.claim
    return [
        claim.id,
        claim.technique,
        claim.by,
        claim.claimed or "-",
        _computed(one, "x" if claim.unit == "x" else ""),
        claim.measured or "-",
        one.judgement,
    ]


def _computed(one: "Verdict", unit: str) -> str:
    from jevons.calibration.serving.claim_words import amount

    if not math.isfinite(one.central):
        return amount(one.central, unit)
    low, high = (amount(value, "").strip() for value in (one.low, one.high))
    return f"{amount(one.central, unit).strip()} ({low}-{high})"


def _in_full(one: "Verdict") -> str:
    from jevons.calibration.serving.claim_words import amount

    claim = one.claim
    said = {
        "claimed": claim.claimed,
        "conditions": claim.conditions,
        "measured": f"{claim.measured} ({claim.measured_by})"
        if claim.measured and claim.measured_by
        else claim.measured,
        "computed": f"{one.computed.how}: {_computed(one, claim.unit)}" if one.computed else "",
        "verdict": one.judgement,
        "why": one.why,
        "note": claim.note,
        "source": claim.source,
    }
    lines = [f"{claim.id}  {claim.technique} ({claim.by})"]
    lines += [
        fill(text, WIDTH, initial_indent=f"  {name:11s}", subsequent_indent=" " * 13, break_on_hyphens=False)
        for name, text in said.items()
        if text
    ]
    lines += [f"  {'':11s}{address}" for address in claim.url.split(" ; ") if address]
    for point in one.computed.points if one.computed else ():
        figure = claim.found_at.get(point.where)
        measured = f"   measured {_figure(figure.low, figure.high)}" if figure else ""
        lines.append(f"  {point.where:58s} {amount(point.value, claim.unit):>16s}{measured}")
    return "\n".join(lines)


def _figure(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _document(one: "Verdict") -> dict[str, object]:
    claim = one.claim
    return {
        "id": claim.id,
        "technique": claim.technique,
        "by": claim.by,
        "claimed": claim.claimed,
        **_ends(claim, "claimed"),
        "unit": claim.unit,
        "measured": claim.measured,
        **_ends(claim, "measured"),
        "measured_by": claim.measured_by,
        "conditions": claim.conditions,
        "how": one.computed.how if one.computed else None,
        "computed": _number(one.central),
        "computed_low": _number(one.low),
        "computed_high": _number(one.high),
        "points": [
            {"at": point.where, "computed": _number(point.value), "unbounded": math.isinf(point.value)}
            for point in (one.computed.points if one.computed else ())
        ],
        "verdict": one.judgement,
        "why": one.why,
        "note": claim.note,
        "source": claim.source,
        "url": claim.url,
    }


def _ends(claim: "Claim", what: str) -> dict[str, float | None]:
    figure = claim.claim if what == "claimed" else claim.found
    low, high = (figure.low, figure.high) if figure else (math.nan, math.nan)
    return {f"{what}_low": _number(low), f"{what}_high": _number(high)}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
