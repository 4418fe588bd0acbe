"""Memory is kept where the C library listens."""

import sys

from jevons.runs.memory import keep_memory


def test_linux_takes_the_advice() -> None:
    assert keep_memory() is sys.platform.startswith("linux")
