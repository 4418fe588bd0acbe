"""The manifest of a stored run or ensemble: what made it, and a digest of every file beside it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from jevons.market.provenance import made_of
from jevons.market.scenario import Scenario
from jevons.runs.folder import MANIFEST


class StoreError(ValueError):
    """Stored files that cannot be read: which, and what is wrong."""


def ensemble_manifest(scenario: Scenario, runs: int) -> dict[str, object]:
    """What made an ensemble: scenario and its hash, number of members, code, seed, package versions."""
    return {**made_of(scenario), "runs": runs}


def write_manifest(manifest: Mapping[str, object], folder: Path) -> None:
    """Write `manifest.json` with a digest of each data file that the folder holds by now."""
    files = sorted(path for path in folder.rglob("*.parquet"))
    digests = {path.relative_to(folder).as_posix(): _digest(path) for path in files}
    text = json.dumps({**manifest, "files": digests}, sort_keys=True, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path, only: Collection[str] | None = None) -> dict[str, object]:
    """The manifest of a folder whose data files are those that it was written with.

    Args:
        folder: where it is. only: names of the data files that are looked at; all if None.

    Raises:
        StoreError: no readable manifest, or a data file that is missing or not the one it names.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        digests = dict(manifest["files"])
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{path}: not a manifest of stored runs") from None
    for name, digest in digests.items():
        if only is None or name in only:
            _check(folder / name, digest)
    return {str(key): value for key, value in manifest.items()}


def _check(file: Path, digest: str) -> None:
    if not file.is_file():
        raise StoreError(f"{file}: missing, though {MANIFEST} names it")
    if _digest(file) != digest:
        raise StoreError(f"{file}: not the file that {MANIFEST} was written with; store the run again")


def _digest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
