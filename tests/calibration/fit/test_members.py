"""Members: how many of each combination, what they keep of prior and chain, and the worlds that they name."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.calibration.fit.members import members, trials
from jevons.calibration.fit.ranges import stretches
from jevons.calibration.fit.rounds import Fit
from jevons.calibration.fit.space import TOLD_APART, forms, unknowns
from jevons.market.variants import MIXED, WEIGHTS
from jevons.runs.design import member_seed
from jevons.runs.stored import FORM
from tests.calibration.fit import conftest

NAMES = list(unknowns())
FORMS = [FORM + name for name in TOLD_APART]


def counts(table: pd.DataFrame) -> dict[str, int]:
    """Members of each combination of forms, by its name."""
    joined = table[FORMS].agg("-".join, axis=1)
    return {str(name): int(count) for name, count in joined.value_counts().items()}


def test_a_member_has_its_forms_and_a_score_of_every_unknown(fit: Fit) -> None:
    table = members(fit)
    assert list(table) == [*FORMS, *NAMES]
    assert len(table) == fit.plan.members
    assert table.index.tolist() == list(range(200))
    assert set(table[NAMES].dtypes) == {np.dtype(np.float32)}
    assert np.isfinite(table[NAMES].to_numpy()).all()


def test_forms_come_in_proportion_to_their_weights(fit: Fit) -> None:
    """0.25, 0.25, 0.15, 0.15, 0.1 and 0.1 of 200."""
    assert counts(members(fit)) == {form.name: round(200 * form.weight) for form in forms()}


def test_the_largest_remainders_take_what_is_left(fit: Fit) -> None:
    """0.55, 0.27 and 0.18 of 5 are 2.75, 1.35 and 0.9: 2, 1 and 0 whole, and the two left go to 0.9 and 0.75."""
    first, second, third, *others = (form.name for form in forms())
    uneven = replace(fit, weights={first: 0.55, second: 0.27, third: 0.18, **dict.fromkeys(others, 0.0)})
    assert counts(members(uneven, 5)) == {first: 3, second: 1, third: 1}


@settings(max_examples=25)
@given(st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6).filter(lambda raw: sum(raw) > 0.01), st.integers(1, 60))
def test_numbers_add_up_and_are_within_one_of_their_shares(raw: list[float], number: int) -> None:
    fit = conftest.invented()
    weights = {form.name: weight / sum(raw) for form, weight in zip(forms(), raw, strict=True)}
    found = counts(members(replace(fit, weights=weights), number))
    assert sum(found.values()) == number
    for name, weight in weights.items():
        assert abs(found.get(name, 0) - weight * number) < 1.0 + 1e-9


def test_unknowns_without_data_keep_their_prior(fit: Fit) -> None:
    scores = members(fit, 512)[NAMES[2:]].to_numpy(dtype=np.float64)
    assert np.abs(scores.mean(axis=0)).max() < 0.1
    assert np.abs(scores.std(axis=0) - 1.0).max() < 0.12


def test_unknowns_with_data_have_samples_of_the_chain_of_their_forms(fit: Fit) -> None:
    """Chains about other places for each combination: every member stands on a sample of its own one."""
    chains = {
        form.name: conftest.chain(fit.posteriors[form.name].samples + n, np.array([0, 1]))
        for n, form in enumerate(forms())
    }
    table = members(replace(fit, posteriors=chains))
    for form in forms():
        mine = np.logical_and.reduce([table[FORM + name] == form.forms[name] for name in TOLD_APART])
        pairs = set(map(tuple, table.loc[mine, NAMES[:2]].to_numpy()))
        known = set(map(tuple, chains[form.name].samples.astype(np.float32)))
        assert pairs <= known
        assert len(pairs) == mine.sum()


def test_scores_are_in_the_declared_range_whatever_that_of_the_fit(fit: Fit) -> None:
    """In wide ranges a score of 1 is one of 1.5 or 2 in the declared one, of chain and prior alike."""
    wide = replace(fit, plan=replace(fit.plan, ranges="wide"))
    plain, stretched = members(fit)[NAMES].to_numpy(), members(wide)[NAMES].to_numpy()
    np.testing.assert_allclose(stretched, plain * stretches("wide"), rtol=1e-5)


def test_they_stand_in_random_order(fit: Fit) -> None:
    """Half of them would be of the first two combinations if they stood as they were drawn."""
    table = members(fit)
    assert len(counts(table.head(60))) == len(forms())


def test_the_same_fit_gives_the_same_members_and_another_seed_others(fit: Fit) -> None:
    pd.testing.assert_frame_equal(members(fit), members(fit))
    other = members(replace(fit, plan=replace(fit.plan, seed=2)))
    assert not np.array_equal(members(fit)[NAMES].to_numpy(), other[NAMES].to_numpy())


def test_one_member_is_of_the_likeliest_combination(fit: Fit) -> None:
    likely = forms()[3].name
    weights = {form.name: 0.9 if form.name == likely else 0.02 for form in forms()}
    assert counts(members(replace(fit, weights=weights), 1)) == {likely: 1}


def test_a_world_of_a_member_has_its_forms_its_scores_and_fresh_luck(fit: Fit) -> None:
    table = members(fit, 10)
    found = trials(table, 7)
    assert len({trial.name for trial in found}) == 10
    assert [trial.seed for trial in found] == [member_seed(7, n) for n in range(10)]
    for n, trial in enumerate(found):
        assert dict(trial.draw) == pytest.approx(dict(table.loc[n, NAMES]))
        assert {name: trial.variants[name] for name in TOLD_APART} == {
            name: table.loc[n, FORM + name] for name in TOLD_APART
        }
        assert {trial.variants[name] for name in WEIGHTS if name not in TOLD_APART} == {MIXED}
