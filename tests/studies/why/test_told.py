"""What decides, in words."""

import numpy as np
import pandas as pd
import pytest

from jevons.market.scenario import Scenario
from jevons.studies.why.tables import (
    FLIP_COLUMNS,
    SHARE_COLUMNS,
    is_fitted,
    nothing_known,
    scores_of,
    spans_of,
    why,
)
from jevons.studies.why.told import told

SHARES = pd.DataFrame(
    [
        ("outrun", "workloads.theta", 0.26, 0.02, 0.5, 900),
        ("outrun", "variants.uncounted", 0.08, 0.02, np.nan, 900),
        ("outrun", "demand.chat_fee", 0.001, 0.01, 0.0, 900),
        ("scarce", "power.lead", 0.005, 0.01, 0.1, 900),
    ],
    columns=list(SHARE_COLUMNS),
)


def flip(verdict: str, name: str, ends: tuple[float, float, float], at: tuple[float, float]) -> tuple[object, ...]:
    centre, low, high = ends
    quantile, value = at
    return (verdict, name, centre, low, high, quantile, value, "ratio", "meaning")


def flips(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(FLIP_COLUMNS))


NEVER = (np.nan, np.nan)
STILL = flip("outrun", "workloads.theta", (9.0, 3.0, 20.0), NEVER), flip("scarce", "power.lead", (0.1, 0.0, 0.2), NEVER)


def test_unknowns_that_stand_out_are_named_with_their_error() -> None:
    said = told(SHARES, flips(*STILL))
    assert (
        "How far demand outruns efficiency goes back to workloads.theta (26 % ± 2.0 %) and uncounted (8.0 % ± 2.0 %)"
        in said
    )
    assert "chat_fee" not in said
    assert "How many months are scarce goes back to no unknown alone" in said


def test_where_nothing_turns_that_is_said() -> None:
    said = told(SHARES, flips(*STILL))
    assert "none of those tried turns the verdict that demand outruns efficiency" in said
    assert "none of those tried turns the verdict that most months are not scarce" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            flip("scarce", "power.lead", (0.1, 0.9, 0.0), (0.213, 7.25)),
            "with power.lead below 7.2 ratio (its 21st percentile)",
        ),
        (flip("scarce", "power.lead", (0.1, 0.0, 0.9), (0.66, np.nan)), "above the 66th percentile of power.lead"),
        (flip("scarce", "variants.investment=returns", (0.1, 0.9, 0.9), NEVER), "under investment `returns`"),
        (flip("scarce", "power.lead", (0.1, 0.0, 0.9), (0.12, np.nan)), "above the 12th percentile of power.lead"),
    ],
)
def test_a_turn_says_where_and_on_which_side(row: tuple[object, ...], words: str) -> None:
    said = told(SHARES, flips(STILL[0], row))
    assert f"the verdict that most months are not scarce turns to most months are scarce {words}" in said


def test_worlds_of_a_fit_are_told_apart_and_have_their_own_spans() -> None:
    """Scores 0, 1 and 2 have mean 1 and standard deviation 1; number, seed and form are no scores."""
    declared = pd.DataFrame({"run": range(3), "seed": [4, 5, 6], "demand.price_elasticity": [0.0, 1.0, 2.0]})
    fitted = declared.assign(**{"variants.horizon": ["trend", "surge", "trend"]})
    assert (is_fitted(declared), is_fitted(fitted)) == (False, True)
    for draws in (declared, fitted):
        assert list(scores_of(draws)) == ["demand.price_elasticity"]
        assert spans_of(draws) == {"demand.price_elasticity": (pytest.approx(1.0), pytest.approx(1.0))}


def test_of_too_few_runs_nothing_is_said() -> None:
    unknown = nothing_known()
    assert told(unknown.shares, unknown.flips) == ""
    draws = pd.DataFrame({"run": [0, 1], "seed": [1, 2], "demand.price_elasticity": [0.1, 0.2]})
    verdicts = pd.DataFrame({"growth_usd": [1.0, 2.0], "rebound_usd": [0.1, 0.2], "scarcity_share_5": [0.0, 0.1]})
    found = why(Scenario(), draws, verdicts)
    assert list(found.shares) == list(SHARE_COLUMNS)
    assert found.shares.empty
    assert found.flips.empty
