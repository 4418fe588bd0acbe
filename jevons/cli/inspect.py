"""`jevons inspect`: a picture of each submodel's response, drawn by the engine's own functions."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.folder import chosen_folder
from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.studies.gallery import Axis, Panel, Response


def inspect(
    submodel: Annotated[
        str | None, typer.Argument(metavar="[SUBMODEL]", help="As price or rent; all if absent.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where pictures go; out/inspect if absent.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw how submodels respond to their inputs, everything else held, one picture each."""
    from jevons.studies.gallery import RESPONSES

    if submodel is not None and submodel not in RESPONSES:
        raise Refusal(f"submodel {submodel!r} is not known; there are {', '.join(RESPONSES)}")
    names = list(RESPONSES) if submodel is None else [submodel]
    if as_json:
        if out is not None:
            raise Refusal("--json prints the points and draws nothing: leave --out away")
        told = [one for name in names for one in _documents(RESPONSES[name]())]
        typer.echo(json.dumps({"responses": told}, indent=1, allow_nan=False))
        return
    folder = chosen_folder(out, "inspect")
    for name in names:
        found = RESPONSES[name]()
        typer.echo(f"{_drawn(found, folder)}  {name}: {found.reading}")


def _drawn(found: "Response", folder: Path) -> Path:
    """Write the picture of a response.

    Raises:
        Refusal: it cannot be written.
    """
    from jevons.studies.charts.export import save_png
    from jevons.studies.gallery import response_figure

    file = folder / f"{found.name}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_png(response_figure(found), file)
    except OSError as error:
        raise Refusal(f"--out {folder}: cannot be written: {error.strerror}") from None
    return file


def _documents(found: "Response") -> list[dict[str, object]]:
    """The points of a response, a document a panel."""
    return [_document(found, panel) for panel in found.panels]


def _document(found: "Response", panel: "Panel") -> dict[str, object]:
    return {
        "name": found.name,
        "x": panel.x.meaning,
        "y": panel.y.meaning,
        "unit": {"x": _unit(panel.x), "y": _unit(panel.y)},
        "lines": [{"label": _plain(line.label), "x": line.x.tolist(), "y": line.y.tolist()} for line in panel.lines],
        "marks": [{"text": mark.text, "x": mark.x, "y": mark.y} for mark in panel.marks],
        "reading": found.reading,
        "held": found.held,
        "source": found.source,
    }


def _unit(axis: "Axis") -> str:
    return axis.unit or "1"


def _plain(text: str) -> str:
    """A label in one line."""
    return " ".join(text.split())
