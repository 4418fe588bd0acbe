"""A folder of files that appears whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.json"


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Yield an empty draft folder on the disk of `out`; when the block ends well, its files take their places.

    A new folder appears in one step. In a folder that is there already each file is replaced in one step,
    pages after data and the manifest last, and other files stay. A block that fails or is interrupted leaves
    `out` as it was.

    Raises:
        NotADirectoryError: `out` is a file.
    """
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file: name a folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside a new folder, inside one that exists: it may be a mount point, and a rename must not cross it.
    draft = (out if out.exists() else out.parent) / f".{out.name}-{secrets.token_hex(4)}"
    draft.mkdir()
    try:
        yield draft
        if out.exists():
            _replace_files(draft, out)
        else:
            draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replace_files(draft: Path, out: Path) -> None:
    files = (path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
    for file in sorted(files, key=lambda path: (path.name == MANIFEST, path.suffix == ".html", path)):
        (out / file).parent.mkdir(parents=True, exist_ok=True)
        (draft / file).replace(out / file)
