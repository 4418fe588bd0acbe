"""Audit: a gross error is found and weighs less; honest facts are left alone."""

import numpy as np
import pytest

from jevons.calibration.fit.audit import LIMIT, TURNS, audited
from jevons.calibration.fit.emulator import Surface
from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.likelihood import Drift, Likelihood
from jevons.calibration.further import SCORED
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import USERS, fact, linear

COUNT = 16
PAIRS = [(one.series, one.entity) for one in SCORED if one.bias <= 0.5 and not one.weak][:COUNT]
NO_FORM = [np.zeros(0)]


def surface() -> Surface:
    """Every fact is moved by two unknowns; the emulator misses 0.1."""
    slopes = 0.2 * np.random.default_rng(1).normal(size=(2, COUNT))
    return linear(np.full(COUNT, np.log(100.0)), slopes, missed=0.01)


def facts_of(logs: Array) -> Facts:
    """A fact of each of 16 pairs."""
    return Facts(tuple(fact(pair, "2025-06-30", float(np.exp(log))) for pair, log in zip(PAIRS, logs, strict=True)))


def honest(seed: int) -> Array:
    """Logs drawn as the likelihood says: scores from the prior, errors from the covariance."""
    luck = np.random.default_rng(seed)
    of = surface()
    root = Likelihood.of(facts_of(np.zeros(COUNT)), of.missed[:COUNT, :COUNT], Drift()).root
    return of.of_active(luck.normal(size=(1, 2)))[0, :COUNT] + root @ luck.normal(size=COUNT)


@pytest.mark.parametrize(("place", "off"), [(2, 2.5), (5, -2.5), (14, 2.0)])
def test_a_gross_error_is_found_alone_with_its_sign_and_size(place: int, off: float) -> None:
    """A figure 7 to 12 times off. What is left of it about the others is nearly all of it, and squared it is added."""
    logs = surface().constant[:COUNT].copy()
    logs[place] += off
    found = audited(facts_of(logs), surface(), NO_FORM, Drift())
    assert np.flatnonzero(found.found).tolist() == [place]
    assert np.sign(found.surprise[place]) == np.sign(off)
    assert abs(found.surprise[place]) > LIMIT
    assert 0.5 * off**2 < found.extra[place] <= TURNS * 1.1 * off**2
    assert not np.delete(found.surprise, place).any()


def test_the_first_turn_adds_the_square_of_what_is_left_over() -> None:
    """By hand, at the mode of facts that nothing moves: one turn is enough for an error of 1.5."""
    of = linear(np.full(COUNT, np.log(100.0)), np.zeros((1, COUNT)), missed=0.01)
    logs = of.constant[:COUNT].copy()
    logs[0] += 1.5
    facts = facts_of(logs)
    likelihood = Likelihood.of(facts, of.missed[:COUNT, :COUNT], Drift())
    surprise, left = (of_logs(of.constant[:COUNT])[0] for of_logs in (likelihood.surprise, likelihood.left_over))
    assert surprise > LIMIT
    found = audited(facts, of, NO_FORM, Drift())
    assert found.surprise[0] == pytest.approx(surprise)
    assert found.extra[0] == pytest.approx(left**2)


def test_with_what_was_added_the_fact_no_longer_pulls() -> None:
    logs = surface().constant[:COUNT].copy()
    logs[5] += 3.0
    facts = facts_of(logs)
    found = audited(facts, surface(), NO_FORM, Drift())
    after = Likelihood.of(facts, surface().missed[:COUNT, :COUNT], Drift(), found.extra)
    assert np.abs(after.surprise(surface().constant[:COUNT])).max() < LIMIT


def test_two_gross_errors_are_both_found() -> None:
    logs = surface().constant[:COUNT].copy()
    logs[1] += 2.5
    logs[13] -= 2.5
    found = audited(facts_of(logs), surface(), NO_FORM, Drift())
    assert np.flatnonzero(found.found).tolist() == [1, 13]


def test_without_any_none_is_found_but_by_chance() -> None:
    """16 facts of 40 worlds beyond 2.8 standard deviations: 0.5 % of 640, 3.3; not more than 9."""
    found = sum(audited(facts_of(honest(seed)), surface(), NO_FORM, Drift()).found.sum() for seed in range(40))
    assert found <= 9


def test_facts_that_agree_to_the_letter_are_left_alone() -> None:
    found = audited(facts_of(surface().constant[:COUNT]), surface(), NO_FORM, Drift())
    assert not found.found.any()
    assert not found.surprise.any()


def test_what_one_combination_of_forms_reconciles_is_not_found() -> None:
    """A factor lifts the third fact by 2.5: under it nothing is odd, without it that fact is."""
    plain, logs = surface(), surface().constant[:COUNT].copy()
    logs[2] += 2.5
    factor = np.zeros((1, plain.constant.size))
    factor[0, 2] = 2.5
    both = Surface(**{**vars(plain), "factor": factor, "tilt": np.zeros((1, 2, plain.constant.size))})
    without, with_it = np.array([0.0]), np.array([1.0])
    assert audited(facts_of(logs), both, [without], Drift()).found.sum() == 1
    assert not audited(facts_of(logs), both, [without, with_it], Drift()).found.any()
    assert not audited(facts_of(logs), both, [with_it, without], Drift()).found.any()


def test_honest_figures_of_the_same_pair_are_left_alone() -> None:
    days = ("2023-12-31", "2024-06-30", "2024-12-31", "2025-06-30")
    facts = Facts(tuple(fact(USERS, day, 1200.0 if n == 2 else 100.0) for n, day in enumerate(days)))
    of = linear(np.full(4, np.log(100.0)), np.zeros((1, 4)), missed=0.01)
    assert audited(facts, of, NO_FORM, Drift()).found.tolist() == [False, False, True, False]


def test_no_combination_of_forms_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one combination of forms"):
        audited(facts_of(np.zeros(COUNT)), surface(), [], Drift())
