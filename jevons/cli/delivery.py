"""Hands over what was found: the folder of files first, then the answer."""

import errno
import json
import time
from collections.abc import Callable
from pathlib import Path

import typer

from jevons.cli.answer import print_answer
from jevons.cli.document import document
from jevons.cli.folder import filled
from jevons.cli.refusal import Refusal
from jevons.studies.forecast import Forecast
from jevons.studies.report import write_report
from jevons.studies.sentences import caveat_of, sentences
from jevons.studies.why.told import told
from jevons.studies.window import Window

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def deliver(found: Forecast, folder: Path, store: Callable[[Path], object], *, as_json: bool, start: float) -> None:
    """Write tables, report and charts into a folder, then print the answer.

    Args:
        found: one run or an ensemble.
        folder: for the files.
        store: writes the tables and the manifest into the folder that it is given.
        as_json: print one JSON document instead of sentences.
        start: when the command began, as `time.perf_counter` tells it.

    Raises:
        Refusal: the disk is full, or writing is not allowed; nothing is left in the folder.
    """
    scenario = found.scenario
    window = Window(scenario.base_month, scenario.target_month)
    caveat = caveat_of(found.manifest)
    said = sentences(found.verdicts, window, told(found.shares, found.flips), caveat)
    try:
        with filled(folder) as draft:
            store(draft)
            write_report(
                found,
                draft,
                parameters=found.assumptions(),
                provenance={"scenario": f"{scenario.name} ({scenario.key()})", "seed": str(scenario.seed)},
                window=window,
                caveat=caveat,
            )
            files = sorted(str(path.relative_to(draft)) for path in draft.rglob("*") if path.is_file())
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise Refusal(f"--out {folder}: cannot be written: {error.strerror}") from None
    if as_json:
        page = document(found, scenario, said, folder, files)
        typer.echo(json.dumps(page, indent=1, allow_nan=False))
    else:
        print_answer(said, folder, files, time.perf_counter() - start)
