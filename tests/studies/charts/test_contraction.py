"""What was learnt: most narrowed first, with name, meaning and shift."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from jevons.studies.charts.contraction import MOST, contraction
from jevons.studies.charts.style import BLUE, MUTED
from tests.studies.charts.test_verdicts import words
from tests.studies.checks.invented import unknowns_of


def test_the_most_narrowed_are_shown_first_and_coloured_if_informed() -> None:
    unknowns = unknowns_of(informed=4)
    bars = contraction(unknowns).axes[0].patches
    assert [bar.get_width() for bar in bars] == list(unknowns["contraction"].sort_values(ascending=False).head(MOST))
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [BLUE] * 4 + [MUTED] * (MOST - 4)


def test_names_meanings_and_numbers_are_written() -> None:
    drawn = words(contraction(unknowns_of()))
    assert {"capability.horizon_start", "50 % task horizon of the frontier at the start of 2023"} <= drawn
    assert {"90 %", "+1.50", "Variance lost", "Where it moved"} <= drawn
    assert any(line.startswith("The data informed 4 of") for line in drawn)


def test_the_grey_range_is_that_of_the_fit_whatever_its_width() -> None:
    """A range twice as wide as declared, of which three quarters of the variance are lost: sd 1 of 2."""
    row = {"name": "demand.price_elasticity", "mean": 0.5, "sd": 1.0, "contraction": 0.75, "informed": True}
    moves = contraction(pd.DataFrame([row])).axes[1]
    (start, end), (low, high) = ((path[0, 0], path[1, 0]) for part in moves.collections for path in part.get_segments())
    assert (start, end) == pytest.approx((-3.29, 3.29), abs=0.01)
    assert (low, high) == pytest.approx((0.5 - 1.645, 0.5 + 1.645), abs=0.01)


def test_an_unknown_of_another_version_is_named_all_the_same() -> None:
    row = {"name": "gone.away", "mean": 0.0, "sd": 0.9, "contraction": 0.19, "informed": False}
    assert {"gone.away", "not declared in this version"} <= words(contraction(pd.DataFrame([row])))
