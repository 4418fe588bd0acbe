"""Marks of single forecasts, horizons, and one vote per fact and per pair."""

import math
from dataclasses import replace

import numpy as np
import pytest

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.scores.crps import crps_normal
from jevons.calibration.scores.marks import (
    Mark,
    Target,
    by_fact,
    by_pair,
    horizon,
    mark_ensemble,
    mark_normal,
    table_of,
)

TARGET = Target("capex", "Alphabet", "obs1", months=4.0, log=1.0, error=0.3)
MARK = Mark("model", "capex", "Alphabet", "obs1", 4.0, crps=0.2, error=0.1, inside_50=True, inside_90=True)
KEYS = ["method", "horizon"]


def test_a_normal_is_marked_with_the_figure_s_own_error() -> None:
    """Mean 1.5, sd sqrt(0.4^2 + 0.3^2) = 0.5: one sd too high, outside 50 % and inside 90 %."""
    found = mark_normal("drift", TARGET, Normal(np.array([9.0, 1.5]), np.array([9.0, 0.4])), at=1)
    assert found.crps == pytest.approx(float(crps_normal(1.5, 0.5, 1.0)))
    assert found.error == pytest.approx(0.5)
    assert (found.inside_50, found.inside_90) == (False, True)
    assert (found.method, found.series, found.entity, found.fact, found.months) == (
        "drift", "capex", "Alphabet", "obs1", 4.0,
    )  # fmt: skip


def test_a_large_ensemble_is_marked_as_the_normal_that_it_is_drawn_from() -> None:
    members = np.random.default_rng(17).normal(1.5, 0.4, size=1500)
    drawn, exact = (
        mark_ensemble("model", TARGET, members),
        mark_normal("model", TARGET, Normal(np.array([1.5]), np.array([0.4]))),
    )
    assert drawn.crps == pytest.approx(exact.crps, abs=0.02)
    assert drawn.error == pytest.approx(exact.error, abs=0.04)
    assert (drawn.inside_50, drawn.inside_90) == (exact.inside_50, exact.inside_90)


def test_a_certain_forecast_far_off_is_outside() -> None:
    found = mark_ensemble("model", replace(TARGET, error=0.01), np.full(50, 3.0))
    assert found.crps == pytest.approx(2.0, abs=0.01)
    assert (found.inside_50, found.inside_90) == (False, False)


@pytest.mark.parametrize(
    ("months", "name"),
    [
        (-0.1, ""), (0.0, "0-3 months"), (3.0, "0-3 months"), (3.01, "3-6 months"), (6.0, "3-6 months"),
        (6.5, "6-12 months"), (12.0, "6-12 months"), (12.1, ""),
    ],
)  # fmt: skip
def test_horizons(months: float, name: str) -> None:
    assert horizon(months) == name


def test_marks_before_the_origin_and_beyond_a_year_are_left_out() -> None:
    table = table_of([MARK, replace(MARK, months=-1.0), replace(MARK, months=14.0)])
    assert list(table["months"]) == [4.0]


def test_a_mark_that_is_no_number_is_refused_with_its_fact() -> None:
    with pytest.raises(ValueError, match="model of obs1: CRPS and error must be finite numbers"):
        table_of([MARK, replace(MARK, error=math.inf)])


def test_a_fact_told_five_times_has_one_vote() -> None:
    """Five rows of obs1 with CRPS 0.2 and one of obs2 with 0.8: 0.5, and not 0.3."""
    table = table_of([*[MARK] * 5, replace(MARK, fact="obs2", crps=0.8)])
    facts = by_fact(table, KEYS)
    assert len(facts) == 2
    (pair,) = by_pair(facts, KEYS).to_dict("records")
    assert pair["crps"] == pytest.approx(0.5)
    assert pair["facts"] == 2


def test_rows_of_a_fact_are_averaged_before_sizes_are_taken() -> None:
    """Errors 0.3 and -0.1 of one fact: a mean of 0.1, its size 0.1. Inside once in two: one half."""
    table = table_of([replace(MARK, error=0.3), replace(MARK, error=-0.1, inside_50=False)])
    (pair,) = by_pair(by_fact(table, KEYS), KEYS).to_dict("records")
    assert (pair["error"], pair["size"], pair["inside_50"]) == pytest.approx((0.1, 0.1, 0.5))


def test_facts_of_one_name_in_two_pairs_are_two() -> None:
    table = table_of([MARK, replace(MARK, entity="Amazon", crps=0.6)])
    assert len(by_fact(table, KEYS)) == 2
    assert sorted(by_pair(by_fact(table, KEYS), KEYS)["crps"]) == pytest.approx([0.2, 0.6])


def test_methods_and_horizons_are_kept_apart() -> None:
    table = table_of([MARK, replace(MARK, method="drift"), replace(MARK, months=1.0)])
    assert len(by_fact(table, KEYS)) == 3
