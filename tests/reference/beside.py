"""Two populations side by side: the fast one trades, the reference decides on the same shelves."""

import numpy as np

from jevons.agents.buyers import UserPopulation
from jevons.market.roles import Buyer
from jevons.market.shelf import Shelf
from jevons.market.wishes import Wishes
from tests.reference.layout import column, places
from tests.reference.population import ReferencePopulation


class Beside(Buyer):
    """A buyer that asks both, compares them each month, and brings to market what the fast one wants."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(arguments[0], "both", 0)
        self.fast, self.slow = UserPopulation(*arguments), ReferencePopulation(*arguments)
        self.places = places(self.fast.users, self.fast.pipelines)

    def decide(self, month: int, shelf: Shelf) -> Wishes:
        """Both decide, and must agree."""
        fast, slow = self.fast.decide(month, shelf), self.slow.decide(month, shelf)
        self.compare(month)
        for name, sums in vars(slow).items():
            assert_close(getattr(fast, name), sums, f"{name}, month {month}")
        return fast

    def compare(self, month: int) -> None:
        """Offers held and machines owned exactly, adoption to 1e-9."""
        pipelines, people = self.fast.pipelines, list(self.slow.people)
        for name in ("execute", "plan", "due"):
            held = column(self.places, [[getattr(p, name) for p in user.pipelines] for user in people])
            np.testing.assert_array_equal(getattr(pipelines, name), held, f"{name}, month {month}")
        np.testing.assert_array_equal(self.fast.users.owns, [user.owns for user in people], f"month {month}")
        adopted = column(self.places, [[p.adopted for p in user.pipelines] for user in people])
        assert_close(pipelines.adopted, adopted, f"adopted, month {month}")


def assert_close(fast: np.ndarray, slow: np.ndarray, what: str) -> None:
    """Equal to 1e-9 of their size, down to where doubles lose digits."""
    np.testing.assert_allclose(fast, slow, rtol=1e-9, atol=1e-290, err_msg=what)
