"""`jevons evidence`: the published figures with their sources, and `jevons evidence add` for more of them."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.calibration.evidence import Observation

ADD = "add"


def evidence(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILTER]...",
            help="Words that all fit a row's series, entity, id, source, kind or use; a single id tells the whole row. "
            "`add FILE.csv` checks gathered rows and merges them.",
        ),
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Tell id, source, address and note of every row.")] = False,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With `add`: write the registry with the new rows here, not where it is."),
    ] = None,
    of: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Browse a registry that was written with --to."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Browse the published figures, each with its source, its error and what the model makes of it; or add to them."""
    asked = words or []
    if asked[:1] == [ADD]:
        if sources or of is not None or as_json:
            raise Refusal("`jevons evidence add FILE.csv` takes --to FILE and no other option")
        _add(asked[1:], to)
    elif to is not None:
        raise Refusal("--to goes with `jevons evidence add FILE.csv`")
    else:
        _browse(asked, _registry(of), sources, as_json)


def _registry(file: Path | None) -> "tuple[Observation, ...]":
    """The rows of a registry; what was written elsewhere may hold figures of up to today."""
    from jevons.calibration.cells import EvidenceError
    from jevons.calibration.evidence import CUTOFF, load_evidence

    try:
        return load_evidence() if file is None else load_evidence(file, max(CUTOFF, date.today()))
    except (EvidenceError, OSError, UnicodeDecodeError) as error:
        raise Refusal(_said(error, file)) from None


def _browse(words: list[str], rows: "tuple[Observation, ...]", sources: bool, as_json: bool) -> None:
    from jevons.calibration.browsing import matching
    from jevons.cli.evidence_told import document, in_full, overview, table

    chosen = matching(rows, words)
    if not chosen:
        raise Refusal(
            f"no row fits all of {' '.join(words)!r}; `jevons evidence` names the series, and a word may be part of "
            "a series, an entity, an id or a source, or a kind or a use"
        )
    single = len(words) == 1 and next((row for row in chosen if row.id == words[0]), None)
    if as_json:
        typer.echo(json.dumps(document(chosen), indent=1, allow_nan=False))
        return
    if single:
        lines = in_full(single)
    elif words:
        lines = table(chosen, sources=sources)
    else:
        lines = overview(chosen)
    for line in lines:
        typer.echo(line)


def _add(files: list[str], to: Path | None) -> None:
    """Merge gathered rows into the installed registry, or into the one at `to`, which need not be there yet."""
    from jevons.calibration.adding import Limit, installed_registry, merged, write_whole
    from jevons.calibration.cells import EvidenceError
    from jevons.calibration.evidence import CUTOFF, load_evidence, load_observations

    if len(files) != 1:
        raise Refusal("name one file: jevons evidence add FILE.csv")
    installed = installed_registry()
    target = to or installed
    if to is None:
        limit = Limit(CUTOFF, "the last day of the installed registry; --to FILE keeps later figures elsewhere")
    else:
        limit = Limit(max(CUTOFF, date.today()), "which is today")
    base = target if target.exists() else installed
    try:
        text, added = merged(_text(Path(files[0])), files[0], _text(base), base.name, limit)
    except EvidenceError as error:
        raise Refusal(str(error)) from None
    try:
        write_whole(text, target)
    except OSError as error:
        elsewhere = "" if to else "; write elsewhere with --to FILE and read that with `jevons evidence --from FILE`"
        raise Refusal(f"{target.name} cannot be written: {error.strerror}{elsewhere}") from None
    load_evidence.cache_clear()
    load_observations.cache_clear()
    _tell(added, target)


def _tell(added: "tuple[Observation, ...]", target: Path) -> None:
    from jevons.calibration.browsing import pairs_of

    pairs = pairs_of(added)
    rows = f"{len(added)} row{'s' if len(added) > 1 else ''} more"
    typer.echo(f"{target.name}: {rows}; series and entities: {len(pairs)}")
    for pair in pairs:
        if pair.operator is None:
            typer.echo(f"{pair.series}, {pair.entity}: {pair.standing}")


def _text(file: Path) -> str:
    """The text of a file.

    Raises:
        Refusal: there is none.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_said(error, file)) from None


def _said(error: Exception, file: Path | None) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{file}: not a text file in UTF-8"
    return f"{file}: {error.strerror}" if isinstance(error, OSError) else str(error)
