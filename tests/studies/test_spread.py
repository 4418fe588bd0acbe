"""Median and interval of one number over runs."""

import math

import numpy as np

from jevons.studies.magnitude import factor
from jevons.studies.spread import Spread


def test_quantiles_of_known_numbers() -> None:
    spread = Spread.of(np.arange(101.0))
    assert (spread.low, spread.median, spread.high, spread.runs) == (5.0, 50.0, 95.0, 101)


def test_undefined_runs_are_left_out() -> None:
    spread = Spread.of(np.array([1.0, math.nan, 3.0]))
    assert (spread.median, spread.runs) == (2.0, 2)


def test_one_run_has_no_interval() -> None:
    assert Spread.of(np.array([1.7])).say(factor) == "×1.7"
    assert Spread.of(np.array([1.0, 2.0, 3.0])).say(factor) == "×2.0 (×1.1 to ×2.9)"


def test_a_number_that_is_never_defined_says_so() -> None:
    assert Spread.of(np.array([math.nan, math.nan])).say(factor) == "not defined"
