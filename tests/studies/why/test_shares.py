"""Shares of variance: planted causes are found with their size, luck is not taken for one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.scenario import Scenario
from jevons.market.variants import WEIGHTS
from jevons.runs.design import sobol_scores
from jevons.studies.why.shares import FEWEST_RUNS, Shares, forms_of, normal_scores, variance_shares

RUNS = 1000
NAMES = [f"group.p{n}" for n in range(20)]
SCORES = pd.DataFrame(sobol_scores(3, RUNS, len(NAMES)), columns=NAMES)
LUCK = np.random.default_rng(5).standard_normal(RUNS)
NO_FORMS = pd.DataFrame(index=range(RUNS))


def shares(values: np.ndarray, forms: pd.DataFrame = NO_FORMS) -> Shares:
    return variance_shares("measure", values, SCORES, forms)


def test_a_planted_sum_is_split_as_its_squares() -> None:
    """2 p0 - p1 + luck: variances 4, 1 and 1 of 6, so shares of 0.667, 0.167 and a rest of 0.167."""
    found = shares(2.0 * SCORES["group.p0"].to_numpy() - SCORES["group.p1"].to_numpy() + LUCK)
    first, second, *others = found.shares
    assert (first.name, second.name) == ("group.p0", "group.p1")
    assert first.share == pytest.approx(4 / 6, abs=3.0 * first.standard_error)
    assert second.share == pytest.approx(1 / 6, abs=3.0 * second.standard_error)
    assert first.slope > 0.0 > second.slope
    assert max(abs(one.share) for one in others) < 0.03
    assert found.rest == pytest.approx(1 / 6, abs=0.06)


def test_a_cause_that_works_both_ways_is_found() -> None:
    """A square has no slope; a parabola sees it."""
    found = shares(SCORES["group.p4"].to_numpy() ** 2)
    assert found.shares[0].name == "group.p4"
    assert found.shares[0].share > 0.7
    assert abs(found.shares[0].slope) < 0.1


def test_the_form_of_an_equation_is_a_cause_like_others() -> None:
    """Levels of -1 and 1, each in half of the runs, beside luck of variance one: half of the variance."""
    form = np.where(np.arange(RUNS) % 2 == 0, "load", "capital")
    found = shares(np.where(form == "load", 1.0, -1.0) + LUCK, pd.DataFrame({"variants.investment": form}))
    first = found.shares[0]
    assert first.name == "variants.investment"
    assert first.share == pytest.approx(0.5, abs=0.06)
    assert np.isnan(first.slope)


def test_luck_alone_is_no_cause() -> None:
    found = shares(LUCK)
    assert len(found.telling()) <= 2
    assert found.rest > 0.95
    assert np.mean([one.share for one in found.shares]) == pytest.approx(0.0, abs=2e-3)


def test_runs_without_a_measure_are_left_out() -> None:
    values = SCORES["group.p2"].to_numpy().copy()
    values[::2] = np.nan
    found = shares(values)
    assert found.runs == RUNS // 2
    assert found.shares[0].name == "group.p2"
    assert found.shares[0].share > 0.95


def test_few_runs_are_refused() -> None:
    values = np.full(RUNS, np.nan)
    values[: FEWEST_RUNS - 1] = 1.0
    with pytest.raises(ValueError, match="measure: shares of variance need 30 runs in which it is defined; got 29"):
        shares(values)


def test_a_measure_that_never_differs_has_no_cause() -> None:
    assert all(one.share == 0.0 for one in shares(np.ones(RUNS)).shares)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 5.0), st.floats(0.1, 3.0))
def test_any_rising_measure_has_the_same_shares(scale: float, power: float) -> None:
    """Ranks see no scale and no bend: growth and its logarithm have the same causes."""
    values = np.exp(SCORES["group.p0"].to_numpy() + 0.5 * LUCK)
    one, other = shares(values), shares((scale * values) ** power)
    assert [share.share for share in one.shares] == pytest.approx([share.share for share in other.shares])


def test_normal_scores_by_hand() -> None:
    """Of 30, 10 and 20: ranks 3, 1 and 2, at 5/6, 1/6 and 1/2 of a normal: 0.967, -0.967 and 0."""
    np.testing.assert_allclose(normal_scores(np.array([30.0, 10.0, 20.0])), [0.9674, -0.9674, 0.0], atol=1e-4)
    assert np.ptp(normal_scores(np.array([1.0, 1.0]))) == 0.0


def test_forms_are_those_that_worlds_with_these_seeds_have() -> None:
    mixed, seeds = Scenario(), pd.DataFrame({"seed": range(200)})
    found = forms_of(mixed, seeds)
    assert list(found) == [f"variants.{name}" for name in WEIGHTS]
    assert [mixed.variants.drawn(seed).horizon for seed in seeds["seed"]] == found["variants.horizon"].tolist()
    for name, weights in WEIGHTS.items():
        for form, weight in weights.items():
            assert (found[f"variants.{name}"] == form).mean() == pytest.approx(weight, abs=0.12)
    named = Scenario(variants={name: next(iter(weights)) for name, weights in WEIGHTS.items()})
    assert forms_of(named, seeds).empty


def test_forms_that_a_fit_gave_are_those_of_its_worlds() -> None:
    """One equation is given, one named by the scenario; the other two go by the seeds."""
    plan = Scenario(variants={"horizon": "surge"})
    given = ["capital", "load", "returns"] * 20
    draws = pd.DataFrame({"seed": range(60), "variants.investment": given, "variants.horizon": ["trend"] * 60})
    found = forms_of(plan, draws)
    assert list(found) == ["variants.investment", "variants.elasticity", "variants.uncounted"]
    assert found["variants.investment"].tolist() == given
    assert found["variants.uncounted"].tolist() == [plan.variants.drawn(seed).uncounted for seed in range(60)]
