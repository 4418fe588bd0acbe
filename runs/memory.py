"""Memory: keep what a run frees for the next one, so that the system need not hand it out page by page."""

import ctypes
import gc
import sys
from typing import Final

# glibc's mallopt parameters (malloc.h): give memory back above this much, take big blocks from the system
# instead of the heap above this size, and take this much more than asked for.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_KEPT_BYTES: Final = 1 << 30
_AHEAD_BYTES: Final = 64 << 20


def keep_memory() -> bool:
    """Let the C library keep up to 1 GB of freed memory; returns whether it took the advice.

    A run fills some 30 MB of fresh arrays. Touching fresh pages costs as much as a tenth of the run.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        advise = ctypes.CDLL("libc.so.6").mallopt
    except OSError:
        # Another C library, which has its own habits.
        return False
    taken = [
        advise(parameter, value)
        for parameter, value in (
            (_TRIM_THRESHOLD, _KEPT_BYTES),
            (_MMAP_THRESHOLD, _KEPT_BYTES),
            (_TOP_PAD, _AHEAD_BYTES),
        )
    ]
    return all(taken)


class Sweeper:
    """Clears away what finished tasks leave behind, in a process that does nothing else.

    Markets refer to their agents and these to them, so that only the garbage collector frees them; left to itself
    it lets many gather, and fresh memory is slow. What stands after the first task (modules, kernels) stays for good
    and is not looked through again.
    """

    def __init__(self) -> None:
        """Start before the first task."""
        self.swept = False

    def sweep(self) -> None:
        """Free what is no longer reachable."""
        gc.collect()
        if not self.swept:
            gc.freeze()
            self.swept = True
