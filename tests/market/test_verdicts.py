import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.indices import RESOURCES, Indices
from jevons.market.verdicts import (
    NothingServedError,
    elasticity,
    growth,
    judge,
    main_cause,
    rebound,
    scarcity,
)
from jevons.market.vocabulary import CAUSES

GAINS = st.floats(1.01, 1e3)
ELASTICITIES = st.floats(0.0, 3.0)


def shares(*months: dict[str, float]) -> np.ndarray:
    """Unserved shares by cause, (months, causes)."""
    return np.array([[month.get(cause, 0.0) for cause in CAUSES] for month in months])


def market(work: float, efficiency: float, served: float = 1.0) -> Indices:
    """Two months: work 1 at efficiency 1, then what is given, of which a share is served."""
    demanded = np.array([1.0, work])
    done = demanded * np.array([1.0, served])
    return Indices(demanded, done, dict.fromkeys(RESOURCES, done / np.array([1.0, efficiency])))


@given(GAINS, ELASTICITIES)
def test_rebound_at_constant_elasticity_has_its_closed_form(gain: float, eps: float) -> None:
    closed = 1.0 - (1.0 - gain ** (eps - 1.0)) / (1.0 - 1.0 / gain)
    found = rebound(gain**eps * 7.0, gain * 3.0, 7.0, 3.0)
    assert found == pytest.approx(closed, rel=1e-6, abs=1e-9)
    assert elasticity(gain**eps * 7.0, gain * 3.0, 7.0, 3.0) == pytest.approx(eps, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("work", "expected"), [(1.0, 0.0), (4.0, 1.0), (2.0, 1 / 3), (8.0, 7 / 3), (0.5, -1 / 6)])
def test_rebound_counts_how_much_of_the_saving_is_used_up(work: float, expected: float) -> None:
    """Efficiency grows fourfold: of 1 the twin needs, 3/4 could be saved; the run needs work / 4."""
    assert rebound(work, 4.0, 1.0, 1.0) == pytest.approx(expected)


@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_without_a_gain_there_is_no_rebound(gain: float) -> None:
    assert math.isnan(rebound(3.0, gain, 1.0, 1.0))


def test_a_loss_of_efficiency_still_has_an_elasticity() -> None:
    assert elasticity(0.5, 0.25, 1.0, 1.0) == pytest.approx(0.5)
    assert math.isnan(elasticity(2.0, 1.0, 1.0, 1.0))


def test_growth_is_a_factor_between_two_months() -> None:
    assert growth(np.array([9.0, 2.0, 3.0, 5.0]), 1, 3) == 2.5


def test_served_rebound_counts_what_is_served() -> None:
    """Both serve as much, so nothing of the saving is lost on served work; demanded work uses it all."""
    run, twin = market(4.0, 4.0, served=0.25), market(1.0, 1.0)
    found = judge(run, twin, np.zeros((2, len(CAUSES))), 0, 1).rebound["usd"]
    assert found.share == pytest.approx(1.0)
    assert found.served == pytest.approx(0.0)
    assert found.gain == 4.0
    assert found.elasticity == pytest.approx(1.0)


def test_scarcity_counts_months_at_or_above_each_threshold() -> None:
    found = scarcity(shares({"power": 0.02}, {"power": 0.05}, {"chips": 0.5}, {"power": 0.19, "chips": 0.01}))
    assert found.share == {2: 1.0, 5: 0.75, 10: 0.5, 20: 0.5}
    assert found.at_end == {2: True, 5: True, 10: True, 20: True}
    assert found.cause == "power"


def test_scarcity_that_is_over_is_not_in_force() -> None:
    found = scarcity(shares({"capital": 0.4}, {"capital": 0.01}))
    assert found.share[5] == 0.5
    assert not any(found.at_end.values())


def test_no_scarce_month_has_no_cause() -> None:
    assert scarcity(shares({"chips": 0.049}, {})).cause == ""


def test_the_main_cause_leads_in_most_months() -> None:
    months = shares({"chips": 0.9}, {"power": 0.2, "chips": 0.1}, {"power": 0.2, "foresight": 0.1})
    assert main_cause(months) == "power"


def test_verdicts_as_a_flat_row() -> None:
    row = judge(market(6.0, 3.0), market(2.0, 1.0), shares({}, {"chips": 0.3}), 0, 1).row()
    assert row["growth_usd"] == row["growth_kwh"] == row["growth_h100e"] == 2.0
    assert row["rebound_h100e"] == pytest.approx(1.0)
    assert row["elasticity_kwh"] == pytest.approx(1.0)
    assert row["gain_usd"] == 3.0
    assert row["scarcity_share_20"] == 0.5
    assert row["scarcity_at_end_5"] is True
    assert row["scarcity_cause"] == "chips"


@pytest.mark.parametrize("month", ["base", "target"])
def test_a_world_that_serves_nothing_is_not_judged(month: str) -> None:
    """It has no efficiency, so its need, its rebound and its ledger would be divisions by zero."""
    works = market(4.0, 2.0)
    idle = Indices(works.demanded, works.served * (np.array([0, 1]) if month == "base" else [1, 0]), works.used)
    for pair in ((idle, works), (works, idle)):
        with pytest.raises(NothingServedError, match=f"nothing is served in the {month} month"):
            judge(*pair, shares({}, {}), 0, 1)
