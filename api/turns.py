"""Turns: runs are computed a few at a time, in threads of their own; others wait, and too many are sent away."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

RETRY_AFTER_SECONDS: Final = 2
"""When to come back: a few runs later."""


class BusyError(RuntimeError):
    """All turns are taken, and as many as may wait do."""


class Turns:
    """Who may run now.

    Args:
        at_once: runs at the same time.
        waiting: those that may wait for a turn.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._seats = BoundedSemaphore(at_once + waiting)
        self._running = BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it while the block runs.

        Raises:
            BusyError: too many wait already.
        """
        if not self._seats.acquire(blocking=False):
            raise BusyError
        try:
            with self._running:
                yield
        finally:
            self._seats.release()
