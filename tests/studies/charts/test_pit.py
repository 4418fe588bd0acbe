"""The check of the bands counts facts where they fall."""

import numpy as np
import pytest

from jevons.studies.charts.pit import BINS, pit
from tests.studies.charts.test_verdicts import words
from tests.studies.checks.invented import PAIRS, Pair, facts_of


def test_bars_count_the_facts_whose_level_is_held_against_the_model() -> None:
    facts = facts_of()
    heights = [bar.get_height() for bar in pit(facts).axes[0].patches if bar.get_width() == pytest.approx(1 / BINS)]
    assert len(heights) == BINS
    assert sum(heights) == (~facts["free"]).sum()


def test_shares_are_written_with_the_bands_that_they_should_fill() -> None:
    """All facts of a model without error lie at the middle of their bands."""
    drawn = words(pit(facts_of([Pair("capex", "Meta", [0.0] * 8)])))
    assert {"100 % in 50 %", "100 % in 90 %"} <= drawn
    assert any(line.startswith("Bands of 90 % hold 100 % of 8 facts") for line in drawn)


def test_the_curve_follows_the_facts() -> None:
    """Errors of one sign, at 5, 15, ... 95 % of the bands, fill each central band just as they should."""
    facts = facts_of([Pair("capex", "Meta", [0.0] * 10)]).assign(pit=np.arange(0.05, 1.0, 0.1))
    curve = max(pit(facts).axes[1].lines, key=lambda line: len(line.get_xdata()))
    assert np.abs(np.array(curve.get_xdata()) - np.array(curve.get_ydata())).max() <= 0.1 + 1e-9


def test_axes_say_what_they_are() -> None:
    left, right = pit(facts_of(PAIRS)).axes
    assert left.get_xlabel()
    assert right.get_xlabel()
    assert {"Where figures fall", "What bands hold", "share of facts"} <= words(pit(facts_of(PAIRS)))
