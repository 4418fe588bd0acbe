"""Likelihood: the density, the blocks of its covariance, bounds, and surprise, each against brute force."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit.bounds import BOUNDS, known_bounds
from jevons.calibration.fit.facts import CLAIM_MEAN, PUBLISHER_SPREAD, Facts
from jevons.calibration.fit.likelihood import (
    EMULATOR_FACTOR,
    Drift,
    Likelihood,
    discrepancy,
    read_totals,
    within_bounds,
)
from jevons.calibration.fit.worlds import months
from jevons.calibration.further import SCORED
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import FOUNDRY, GOOGLE, OPUS, USERS, WITHIN, bias, fact, readings_of

DRIFT = Drift(spread=0.15, posted=0.5, memory=1.0)
HERE, THERE = {"url": "https://here.org/a"}, {"url": "https://there.org/b"}


def invented(facts: int = 5, seed: int = 1) -> tuple[Likelihood, Array]:
    """A likelihood whose errors all hang together, and its covariance."""
    luck = np.random.default_rng(seed)
    mixed = luck.normal(size=(facts, facts))
    covariance = 0.1 * mixed @ mixed.T + 0.05 * np.eye(facts)
    return Likelihood(luck.normal(size=facts), np.linalg.cholesky(covariance)), covariance


def test_the_density_is_that_of_a_multivariate_normal() -> None:
    likelihood, covariance = invented()
    logs = np.random.default_rng(2).normal(size=(7, 5))
    wanted = [multivariate_normal(line, covariance).logpdf(likelihood.figures) for line in logs]
    np.testing.assert_allclose(likelihood.of_facts(logs), wanted)


def test_one_fact_by_hand() -> None:
    """Figure 2 of sd 0.5, reading 1: -(1 / 0.5)^2 / 2 - ln 0.5 - ln(2 pi) / 2 = -2 + 0.6931 - 0.9189."""
    found = Likelihood(np.array([2.0]), np.array([[0.5]])).of_facts(np.array([[1.0]]))
    assert found[0] == pytest.approx(-2.2258, abs=1e-4)


def test_outputs_are_facts_and_then_totals() -> None:
    likelihood, _ = invented()
    logs, totals = np.zeros((2, 5)), np.tile(WITHIN, (2, 1))
    totals[1, 0] += 10.0
    found = likelihood.of_outputs(np.concatenate([logs, totals], axis=1))
    np.testing.assert_allclose(found, likelihood.of_facts(logs) + within_bounds(totals))
    assert found[0] == pytest.approx(likelihood.of_facts(logs)[0])
    assert found[1] < found[0] - 100.0


def test_covariance_of_three_facts_by_hand() -> None:
    """Two figures of a pair 365.25 / 366 of a year apart by two publishers, and another series of the first."""
    facts = Facts(
        (
            fact(USERS, "2024-01-01", trust=0.05, **HERE),
            fact(USERS, "2025-01-01", trust=0.10, **THERE),
            fact(GOOGLE, "2025-01-01", trust=0.20, **HERE),
        )
    )
    users, google, offset = bias(USERS) ** 2, bias(GOOGLE) ** 2, PUBLISHER_SPREAD**2
    apart = users + 0.15**2 * np.exp(-366 / 365.25)
    np.testing.assert_allclose(
        discrepancy(facts, DRIFT),
        [
            [0.05**2 + offset + users + 0.15**2, apart, 0.0],
            [apart, 0.10**2 + offset + users + 0.15**2, 0.0],
            [0.0, 0.0, 0.20**2 + offset + google + 0.15**2],
        ],
    )


def test_figures_of_one_series_and_publisher_share_an_offset_across_pairs() -> None:
    facts = Facts((fact(GOOGLE, "2025-01-01", **HERE), fact(FOUNDRY, "2025-01-01", **HERE)))
    assert discrepancy(facts, DRIFT)[0, 1] == pytest.approx(PUBLISHER_SPREAD**2)
    apart = Facts((fact(GOOGLE, "2025-01-01", **HERE), fact(FOUNDRY, "2025-01-01", **THERE)))
    assert discrepancy(apart, DRIFT)[0, 1] == 0.0


def test_prices_on_lists_drift_farther() -> None:
    facts = Facts((fact(OPUS, "2025-01-01"), fact(OPUS, "2025-01-01", id="b")))
    assert discrepancy(facts, DRIFT)[0, 1] == pytest.approx(bias(OPUS) ** 2 + 0.5**2 + PUBLISHER_SPREAD**2)
    operators = {(one.series, one.entity): one for one in SCORED}
    assert (DRIFT.of(operators[OPUS]), DRIFT.of(operators[USERS])) == (0.5, 0.15)


def test_a_vendor_s_claim_has_the_variance_of_what_it_may_overstate() -> None:
    measured = Facts((fact(USERS, "2025-01-01", trust=0.2),))
    claimed = Facts((fact(USERS, "2025-01-01", trust=0.2, kind="vendor_claim"),))
    assert (discrepancy(claimed, DRIFT) - discrepancy(measured, DRIFT))[0, 0] == pytest.approx(CLAIM_MEAN**2)


def test_the_emulator_s_errors_count_half_as_much_again_and_the_audit_s_on_top() -> None:
    facts = Facts((fact(USERS, "2024-01-01"), fact(GOOGLE, "2025-01-01")))
    emulator, extra = np.array([[0.04, 0.01], [0.01, 0.09]]), np.array([0.0, 0.5])
    found = Likelihood.of(facts, emulator, DRIFT, extra)
    wanted = discrepancy(facts, DRIFT) + EMULATOR_FACTOR * emulator + np.diag(extra)
    np.testing.assert_allclose(found.root @ found.root.T, wanted)
    np.testing.assert_array_equal(found.figures, facts.logs)
    plain = Likelihood.of(facts, emulator)
    np.testing.assert_allclose(plain.root @ plain.root.T, wanted - np.diag(extra))


def test_the_covariance_of_all_facts_of_the_registry_is_positive_definite() -> None:
    facts = Facts.known()
    found = Likelihood.of(facts, np.zeros((len(facts), len(facts))))
    np.testing.assert_allclose(found.root @ found.root.T, discrepancy(facts, Drift()), atol=1e-9)


@given(st.integers(0, len(BOUNDS) - 1), st.floats(-2.0, 2.0))
def test_a_total_is_free_within_its_bounds_and_a_normal_s_tail_beyond(number: int, off: float) -> None:
    """Off by d beyond an end, - (d / spread)^2 / 2."""
    bound, totals = BOUNDS[number], np.tile(WITHIN, (1, 1))
    totals[0, number] = np.log(bound.high) + off
    assert within_bounds(totals)[0] == pytest.approx(-0.5 * (max(off, 0.0) / bound.spread) ** 2)
    if bound.low > 0.0:
        totals[0, number] = np.log(bound.low) - off
        assert within_bounds(totals)[0] == pytest.approx(-0.5 * (max(off, 0.0) / bound.spread) ** 2)


def test_what_lies_beyond_two_bounds_counts_twice() -> None:
    totals = np.tile(WITHIN, (3, 1))
    totals[1, 0] = totals[2, 0] = np.log(BOUNDS[0].high) + BOUNDS[0].spread
    totals[2, 1] = np.log(BOUNDS[1].low) - 2.0 * BOUNDS[1].spread
    np.testing.assert_allclose(within_bounds(totals), [0.0, -0.5, -2.5])


def test_a_total_without_a_lower_end_may_be_nothing() -> None:
    open_ended = [n for n, bound in enumerate(BOUNDS) if bound.low == 0.0]
    totals = np.tile(WITHIN, (1, 1))
    totals[0, open_ended] = 0.0
    assert open_ended
    assert within_bounds(totals)[0] == 0.0


def test_totals_are_read_in_their_month() -> None:
    """The same every month but December 2025; nothing at all is read as one token."""
    readings = readings_of(2)
    december = int(np.searchsorted(months().last, (BOUNDS[0].end - date(1970, 1, 1)).days))
    readings[0, :, len(SCORED) :] = 5.0
    readings[0, december, len(SCORED) :] = 7e15
    readings[1, :, len(SCORED) :] = 0.0
    np.testing.assert_allclose(read_totals(readings, months()), [[np.log(7e15)] * len(BOUNDS), [0.0] * len(BOUNDS)])


def conditional(figures: Array, logs: Array, covariance: Array, one: int) -> tuple[float, float]:
    """Mean and standard deviation of one residual given those of the others, by the textbook."""
    others = np.arange(len(figures)) != one
    weights = np.linalg.solve(covariance[np.ix_(others, others)], covariance[others, one])
    return (
        float(weights @ (figures - logs)[others]),
        float(np.sqrt(covariance[one, one] - weights @ covariance[others, one])),
    )


def test_surprise_is_the_distance_from_what_all_others_say() -> None:
    likelihood, covariance = invented(6)
    logs = np.random.default_rng(3).normal(size=6)
    for one in range(6):
        mean, sd = conditional(likelihood.figures, logs, covariance, one)
        left = likelihood.figures[one] - logs[one] - mean
        assert likelihood.left_over(logs)[one] == pytest.approx(left)
        assert likelihood.surprise(logs)[one] == pytest.approx(left / sd)


def test_facts_that_know_nothing_of_each_other_surprise_by_their_own_errors() -> None:
    likelihood = Likelihood(np.array([1.0, 2.0]), np.diag([0.5, 0.1]))
    np.testing.assert_allclose(likelihood.surprise(np.array([0.0, 2.3])), [2.0, -3.0])
    np.testing.assert_allclose(likelihood.left_over(np.array([0.0, 2.3])), [1.0, -0.3])


def test_two_equal_residuals_of_one_pair_surprise_less_than_opposite_ones() -> None:
    facts = Facts((fact(USERS, "2025-01-01"), fact(USERS, "2025-02-01")))
    likelihood = Likelihood.of(facts, np.zeros((2, 2)), DRIFT)
    same = likelihood.surprise(likelihood.figures - np.array([0.3, 0.3]))
    other = likelihood.surprise(likelihood.figures - np.array([0.3, -0.3]))
    assert np.abs(other).min() > 3.0 * np.abs(same).max()


def test_surprise_of_honest_figures_is_standard_normal() -> None:
    likelihood, _ = invented(6)
    luck = np.random.default_rng(4)
    drawn = likelihood.figures - luck.normal(size=(4000, 6)) @ likelihood.root.T
    found = np.array([likelihood.surprise(logs) for logs in drawn])
    np.testing.assert_allclose(found.std(axis=0), 1.0, atol=0.05)
    assert (np.abs(found) > 2.8).mean() == pytest.approx(2.0 * norm.sf(2.8), abs=0.002)


def test_a_fit_to_an_earlier_day_knows_no_later_total() -> None:
    """Bounds rest on what was public by the cutoff; before it there is none, and no total counts."""
    assert known_bounds(date(2024, 12, 31)) == ()
    assert known_bounds(CUTOFF) == BOUNDS
    np.testing.assert_array_equal(within_bounds(np.empty((3, 0))), np.zeros(3))
