"""Memory is kept where the C library listens."""

import gc
import sys
import weakref

from jevons.runs.memory import Sweeper, keep_memory


def test_linux_takes_the_advice() -> None:
    assert keep_memory() is sys.platform.startswith("linux")


class Loop:
    """Refers to itself, as a market does to its agents and back."""

    def __init__(self) -> None:
        self.me = self


def test_what_a_task_leaves_behind_is_swept_after_each() -> None:
    sweeper = Sweeper()
    gc.disable()
    try:
        for _ in range(3):
            left = weakref.ref(Loop())
            assert left() is not None
            sweeper.sweep()
            assert left() is None
    finally:
        gc.unfreeze()
        gc.enable()
