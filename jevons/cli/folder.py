"""The folder that a command writes to: looked at before anything is computed, filled in one step."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jevons.cli.refusal import Refusal


def chosen_folder(out: Path | None, name: str) -> Path:
    """Where files will go, tried out; nothing is left there.

    Args:
        out: what was asked for; None for `out/NAME`.
        name: that of the scenario.

    Raises:
        Refusal: it is a file, or cannot be made or written.
    """
    folder = Path("out", name) if out is None else out
    if not folder.resolve().name:
        raise Refusal(f"--out {folder}: name a folder below it")
    try:
        for place in {_existing(folder), _existing(folder.resolve().parent)}:
            with tempfile.TemporaryDirectory(prefix=".jevons-", dir=place):
                pass
    except NotADirectoryError as error:
        raise Refusal(f"--out {folder}: {error.filename} is a file; name a folder") from None
    except OSError as error:
        raise Refusal(f"--out {folder}: cannot be written: {error.strerror}") from None
    return folder


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there.

    Raises:
        NotADirectoryError: that is a file.
    """
    there = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    if not there.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(there))
    return there


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """Yield a draft whose files take their places in the folder when the block ends well.

    Tables of an earlier run or ensemble that are not written again are removed, so that the folder holds one
    result; whatever else lies there stays.
    """
    from jevons.runs.folder import whole_folder

    earlier = _tables(folder)
    with whole_folder(folder.resolve()) as draft:
        yield draft
    for table in earlier - _tables(folder):
        table.unlink(missing_ok=True)


def _tables(folder: Path) -> set[Path]:
    """The stored tables that the folder's manifest names, as far as there is one."""
    from jevons.runs.folder import MANIFEST

    try:
        names = list(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    here = folder.resolve()
    tables = {(here / str(name)).resolve() for name in names if str(name).endswith(".parquet")}
    return {table for table in tables if table.is_relative_to(here)}
