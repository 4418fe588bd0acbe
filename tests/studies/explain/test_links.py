"""Declared links are real: a parameter that is moved moves every quantity whose equation it is said to enter."""

from functools import cache

import pytest

from jevons.market.parameters.registry import addresses, dimension_of, uncertain
from jevons.market.scenario import Scenario
from jevons.market.variants import Variants
from jevons.studies.explain.graph import months_since_base, nodes
from jevons.studies.explain.node import Node
from jevons.studies.explain.parameters import matching
from jevons.studies.explain.sight import Sight

# Parameters of other forms of an equation only move something where that form is chosen.
FORMS = {
    "capability.horizon_fade": Variants(horizon="plateau"),
    "capability.horizon_surge": Variants(horizon="surge"),
    "serving.uncounted_fade": Variants(uncounted="fading"),
    "investment.return_wanted": Variants(investment="returns"),
}
# In the central world nothing goes unserved for these, so that nothing can move them.
NEVER = ("unserved_for_capital", "unserved_for_foresight")
SCORE = 1.5
LEAST_MOVE = 1e-4


@cache
def central(form: Variants | None) -> Sight:
    """The world with that form in which every score is nought."""
    return Sight(_scenario(form), {"demand.price_elasticity": 0.0})


def _scenario(form: Variants | None) -> Scenario:
    return Scenario(users=500, end="2031-06", target_month="2031-06", variants=form or Variants())


def linked(dimension: str) -> list[Node]:
    """Quantities whose own equations a dimension is declared to enter."""
    return [
        node
        for node in nodes().values()
        for path in (path for pattern in node.parameters for path in matching(pattern))
        if path in addresses() and dimension_of(addresses()[path]) == dimension
    ]


def most_moved(node: Node, one: Sight, other: Sight) -> float:
    """Largest relative change of a quantity over the months."""
    first = one.base + 1 if months_since_base(node.name) else 12
    found = [(node.formula(one, month), node.formula(other, month)) for month in range(first, 100, 4)]
    return max(abs(float(b) / float(a) - 1.0) if float(a) else abs(float(b)) for a, b in found)


@pytest.mark.parametrize("dimension", uncertain())
def test_a_parameter_moves_what_it_is_said_to_enter(dimension: str) -> None:
    form = FORMS.get(dimension)
    moved = Sight(_scenario(form), {dimension: SCORE})
    found = {node.name: node for node in linked(dimension) if not node.name.startswith(NEVER)}
    assert found, f"{dimension} is behind nothing"
    still = [name for name, node in found.items() if most_moved(node, central(form), moved) < LEAST_MOVE]
    assert still == []


@pytest.mark.parametrize("name", NEVER)
def test_what_is_left_out_above_is_nought_in_the_central_world(name: str) -> None:
    assert max(float(nodes()[name].formula(central(None), month)) for month in range(12, 100)) == 0.0


def test_a_link_that_is_not_real_would_be_seen() -> None:
    """Goodput is a path of technology: what people pay for chat does not move it, but moves what they pay in fees."""
    moved = Sight(_scenario(None), {"demand.chat_fee": SCORE})
    assert most_moved(nodes()["goodput"], central(None), moved) < LEAST_MOVE
    assert most_moved(nodes()["flat_fees"], central(None), moved) > LEAST_MOVE
