"""What every room's tests share: one small run, and interrupts that arrive."""

import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from jevons.market.result import Result

# Before numpy is loaded: small matrices want one thread, and two wait for each other where processors are busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No test is timed: a busy machine, or a kernel that compiles in the first example, is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Shells without job control have their background jobs ignore interrupts, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def small_result() -> "Result":
    """A run of 500 users from 2023 to 2031. It is shared: look, do not change."""
    # Imported here: most rooms' tests need no engine, and loading it takes a second.
    from jevons.agents.population import simulate
    from jevons.market.scenario import Scenario

    return simulate(Scenario(name="small", users=500, end="2031-12"))
