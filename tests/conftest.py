"""One small run that every room's tests may look at."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jevons.market.result import Result


@pytest.fixture(scope="session")
def small_result() -> "Result":
    """A run of 500 users from 2023 to 2031. It is shared: look, do not change."""
    # Imported here: most rooms' tests need no engine, and loading it takes a second.
    from jevons.agents.population import simulate
    from jevons.market.scenario import Scenario

    return simulate(Scenario(name="small", users=500, end="2031-12"))
