"""`jevons reconcile`: what others project, beside the worlds of a stored ensemble."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.options import AsJson
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.runs.stored import Ensemble

Stored = Annotated[
    Path,
    typer.Argument(metavar="[FOLDER]", help="A stored ensemble, as `jevons forecast` writes it.", show_default=True),
]
Ids = Annotated[
    str | None,
    typer.Option(
        "--together",
        metavar="ID,ID,...",
        help="Ask whether these projections can hold together: in how many worlds, and if in none, which is nearest.",
    ),
]


def reconcile(folder: Stored = Path("out/baseline"), together: Ids = None, as_json: AsJson = False) -> None:
    """Set published projections of AI tokens, cost, power and spending beside the worlds of a stored forecast."""
    from jevons.calibration.projections import load_projections
    from jevons.studies.reconcile.reconciled import chosen
    from jevons.studies.reconcile.reconciled import reconcile as reconciled
    from jevons.studies.reconcile.worlds import NotCoveredError

    asked = _ids(together)
    assertions = load_projections()
    try:
        if asked:
            chosen(assertions, asked)
        ensemble = _stored(folder)
        found = reconciled(ensemble.series, ensemble.draws, assertions, asked)
    except NotCoveredError as error:
        raise Refusal(f"{folder}: {error}") from None
    except (KeyError, ValueError) as error:
        raise Refusal(f"--together: {error.args[0]}") from None
    if as_json:
        from jevons.studies.reconcile.document import document

        typer.echo(json.dumps(document(found, ensemble.manifest), indent=1, allow_nan=False))
        return
    from jevons.studies.reconcile.wording import told

    for line in told(found, f"{_name(ensemble)} ({folder})"):
        typer.echo(line)


def _ids(text: str | None) -> tuple[str, ...]:
    """The ids of a set, as they are written with commas between them.

    Raises:
        Refusal: one of them is empty.
    """
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise Refusal(f"--together {text!r}: write ids with commas between them, as prj0001,prj0002")
    return names


def _stored(folder: Path) -> "Ensemble":
    """The ensemble of a folder.

    Raises:
        Refusal: it holds none, with how to make one.
    """
    from jevons.runs.manifest import StoreError
    from jevons.runs.stored import read_ensemble

    try:
        return read_ensemble(folder)
    except StoreError as error:
        raise Refusal(f"no stored ensemble: {error}; `jevons forecast --out {folder}` makes one") from None


def _name(ensemble: "Ensemble") -> str:
    scenario = ensemble.manifest.get("scenario")
    return str(scenario["name"]) if isinstance(scenario, dict) else "an ensemble"
