"""Twins beside the run: medians and shares stand beside the strips."""

from typing import Any

import numpy as np
import pytest

from jevons.studies.charts.causes import causes, known_twins
from jevons.studies.magnitude import factor, percent
from jevons.studies.window import Window
from tests.studies.charts.test_verdicts import words


def test_growth_and_shares_are_those_of_the_runs_with_all_twins(ensemble: Any) -> None:
    table = ensemble.verdicts[ensemble.verdicts["caused_agents"].notna()]
    assert 1 < len(table) < len(ensemble.verdicts)
    drawn = words(causes(ensemble.verdicts, Window()))
    assert factor(float(table["work_growth"].median())) in drawn
    for name in known_twins(ensemble.verdicts):
        assert factor(float(table[f"work_without_{name}"].median())) in drawn
        assert f"{percent(float(table[f'caused_{name}'].median()))} of the growth" in drawn


def test_the_title_says_what_agents_bring(ensemble: Any) -> None:
    share = percent(float(ensemble.verdicts["caused_agents"].median()))
    assert f"Agents bring {share} of the growth of demand" in words(causes(ensemble.verdicts, Window()))


def test_one_run_has_marks_and_no_intervals(single: Any) -> None:
    figure = causes(single.verdicts, Window())
    assert any("one run" in text for text in words(figure))
    assert not any("25" in text and "75" in text for text in words(figure))


@pytest.mark.parametrize("without", ["agents", "prices"])
def test_a_twin_that_no_run_has_is_left_out(ensemble: Any, without: str) -> None:
    table = ensemble.verdicts.assign(**{f"caused_{without}": np.nan})
    assert without not in known_twins(table)
    assert len(causes(table, Window()).axes[0].get_yticks()) == 4
