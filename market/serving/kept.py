"""Tables kept on disk between processes, each under a hash of what went into it, code included.

Nothing depends on them: a table that is not there, or cannot be read, is computed again.
"""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from jevons.market.kernels import kernel_sources, sources_key, user_folder

MOST = 8
"""Tables that are kept; the one that was used longest ago goes first."""


def kept(parts: Sequence[NDArray[Any]]) -> dict[str, NDArray[Any]] | None:
    """The arrays that were kept for these inputs; None if there are none or they cannot be read."""
    path = _path(parts)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
    except (OSError, ValueError, EOFError, RuntimeError, BadZipFile):
        return None
    # A folder that may only be read is as good as one that may be written.
    with suppress(OSError):
        os.utime(path)
    return arrays


def keep(parts: Sequence[NDArray[Any]], arrays: dict[str, NDArray[Any]]) -> None:
    """Keep arrays for these inputs; where the folder cannot be written they are computed each time instead."""
    path = _path(parts)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder:
            new = Path(folder) / path.name
            np.savez(new, **arrays)  # type: ignore[arg-type]
            new.replace(path)
        for old in sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _path(parts: Sequence[NDArray[Any]]) -> Path:
    digest = hashlib.blake2b(sources_key(kernel_sources()).encode(), digest_size=16)
    for part in parts:
        digest.update(f"{part.dtype}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).tobytes())
    return user_folder() / "tables" / f"{digest.hexdigest()}.npz"
