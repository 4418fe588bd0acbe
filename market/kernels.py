"""How kernels are compiled: numba, no Python objects, cached on disk under a key of all kernel sources.

numba's own cache looks at the file of the jitted function only, and runs stale code after an edit to a
kernel that it calls in another file. So the cache folder's name is a hash of every source file that
holds a kernel.
"""

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


@lru_cache(maxsize=1)
def kernel_sources() -> tuple[Path, ...]:
    """Every Python file of the rooms that may hold a kernel, in a fixed order."""
    here = Path(__file__).resolve().parent
    rooms = {here, here.parent / "agents"}
    return tuple(sorted(p for room in rooms for p in room.rglob("*.py")))


def sources_key(sources: tuple[Path, ...]) -> str:
    """Hash of the contents of all files that mention a kernel, and of numba's version."""
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=10)
    for path in sources:
        text = path.read_bytes()
        if b"kernel" in text:
            digest.update(path.name.encode() + b"\0" + text)
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder of compiled kernels: `$JEVONS_CACHE`, else the user's cache folder, plus the sources' key."""
    return user_folder() / "kernels" / sources_key(kernel_sources())


def user_folder() -> Path:
    """Where computed things are kept between runs: `$JEVONS_CACHE`, else `jevons` in the user's cache folder."""
    user = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "jevons"
    return Path(os.environ.get("JEVONS_CACHE") or user)


setattr(numba.config, "CACHE_DIR", str(cache_folder()))  # noqa: B010 - numba's config declares no attributes


def kernel(function: F) -> F:
    """Compile a function of arrays and scalars to machine code, cached on disk.

    Division by zero gives inf or nan as in numpy (never an exception inside a kernel); floating-point
    operations keep their written order, so results have the same bits on every run. Nobody calls them from C.
    """
    options: dict[str, Any] = {"no_cfunc_wrapper": True}
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=False, **options)(function))


def inlined(function: F) -> F:
    """Compile a small part of a larger kernel into it, so that splitting costs no call and no array headers."""
    return cast("F", numba.njit(inline="always", nogil=True, error_model="numpy", fastmath=False)(function))
