"""A world of one good: rebound comes out as the closed forms say, through the model's own costs, prices and uses.

One seller makes one token from machine time, prices it at cost times a commodity's markup, and passes all of its cost
on; users find uses at constant elasticity. Efficiency gains g: machine time a token falls to 1 / g. With elasticity e,
1 - (1 - g^(|e| - 1)) / (1 - 1 / g) of the saving is used up.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.agents.participation import new_uses
from jevons.market.indices import RESOURCES, Indices
from jevons.market.pricing import kept_gain, unit_costs, wanted_price
from jevons.market.verdicts import Rebound, judge
from jevons.market.vocabulary import CAUSES

SECONDS, HOUR, MARKUP = 3.6e-4, 2.0, 1.5
TOKENS, TASKS = 5000.0, 1e6


def cost_of(gain: float) -> float:
    """USD/Mtok of output; machine time of nothing else."""
    out = np.empty((1, 3))
    unit_costs(np.array([[0.0, 0.0, SECONDS / gain, 0.0]]), np.array([HOUR]), 1.0, out)
    return float(out[0, 2])


def price_of(gain: float) -> float:
    """List price of a seller without rivals that keeps nothing of what its cost falls by."""
    own = MARKUP * kept_gain(cost_of(gain), cost_of(1.0), 0.0)
    return wanted_price(cost_of(gain), own, 1.0, 0.0, 0.3, 0.6)


def tokens_of(gain: float, elasticity: float) -> float:
    """Tokens that users ask for at that price."""
    usual = math.log(TOKENS * price_of(1.0) / 1e6)
    return TASKS * TOKENS * new_uses(elasticity, usual, 0.0, TOKENS * price_of(gain) / 1e6)


def world(gain: float, elasticity: float) -> Indices:
    """Two months: one at the technology of the base month, and one at the gain."""
    tokens = np.array([tokens_of(1.0, elasticity), tokens_of(gain, elasticity)])
    work = tokens * SECONDS / 3600.0
    hours = tokens * np.array([SECONDS, SECONDS / gain]) / 3600.0
    used = {"usd": hours * HOUR, "kwh": hours * 0.7, "h100e_hours": hours}
    return Indices(work, work, {name: used[name] for name in RESOURCES})


def rebounds(gain: float, elasticity: float) -> dict[str, Rebound]:
    """Rebound against the twin whose efficiency stays that of the base month."""
    return dict(judge(world(gain, elasticity), world(1.0, elasticity), np.zeros((2, len(CAUSES))), 0, 1).rebound)


def closed(gain: float, elasticity: float) -> float:
    return 1.0 - (1.0 - gain ** (abs(elasticity) - 1.0)) / (1.0 - 1.0 / gain)


@pytest.mark.parametrize("elasticity", [-0.5, -1.0, -1.5])
@pytest.mark.parametrize("gain", [1.5, 4.0, 20.0])
def test_rebound_has_its_closed_form(gain: float, elasticity: float) -> None:
    """At -1 all of the saving is used up whatever the gain; at -0.5 and a gain of 4, a third; at -1.5, 7/3."""
    for resource, found in rebounds(gain, elasticity).items():
        assert found.share == pytest.approx(closed(gain, elasticity), rel=0.01), resource
        assert found.elasticity == pytest.approx(-elasticity, rel=0.01)
        assert found.gain == pytest.approx(gain)


@pytest.mark.parametrize("gain", [1.5, 4.0, 20.0])
def test_without_elasticity_there_is_no_rebound_at_all(gain: float) -> None:
    for found in rebounds(gain, 0.0).values():
        assert found.share == 0.0
        assert found.elasticity == 0.0


def test_the_cases_by_hand() -> None:
    assert rebounds(4.0, -1.0)["usd"].share == pytest.approx(1.0)
    assert rebounds(4.0, -0.5)["usd"].share == pytest.approx(1.0 / 3.0)
    assert rebounds(4.0, -1.5)["usd"].share == pytest.approx(7.0 / 3.0)


@given(st.floats(1.1, 50.0), st.floats(-2.5, -0.05))
def test_in_any_such_world(gain: float, elasticity: float) -> None:
    assert rebounds(gain, elasticity)["usd"].share == pytest.approx(closed(gain, elasticity), rel=1e-6)


def test_a_seller_that_keeps_half_of_the_fall_halves_the_elasticity() -> None:
    """Price falls by g^(1 - kept) where cost falls by g, so that work grows by g^(|e| (1 - kept))."""
    own = MARKUP * kept_gain(cost_of(4.0), cost_of(1.0), 0.5)
    price = wanted_price(cost_of(4.0), own, 1.0, 0.0, 0.3, 0.6)
    assert price / price_of(1.0) == pytest.approx(0.5)
