"""A small run to look at, lived once."""

import pytest

from jevons.market.scenario import Scenario
from jevons.studies.explain.sight import Sight

SMALL = Scenario(name="small", users=500, end="2027-12", target_month="2027-12")


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """500 users to the end of 2027, which is the target month."""
    return SMALL


@pytest.fixture(scope="session")
def sight() -> Sight:
    """A look at its run. It is shared: look, do not change."""
    return Sight(SMALL)
