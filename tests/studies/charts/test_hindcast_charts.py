"""Charts of a hindcast: errors by method, series by series, and what intervals hold."""

import pytest
from matplotlib.colors import to_hex

from jevons.studies.charts.beaten import MOST, beaten
from jevons.studies.charts.covered import covered
from jevons.studies.charts.scored import scored
from jevons.studies.charts.style import BLUE, GOLD, MUTED, ROSE
from jevons.studies.checks.against import against
from tests.studies.charts.test_verdicts import words
from tests.studies.checks.invented import RIGHT, tables_of


def test_each_horizon_has_a_panel_of_bars_from_the_best_method_down() -> None:
    scores = tables_of()["scores"]
    figure = scored(scores)
    assert len(figure.axes) == scores["horizon"].nunique() == 4
    last = [bar.get_width() for bar in figure.axes[-1].patches]
    assert last == sorted(last)
    assert [to_hex(bar.get_facecolor()) for bar in figure.axes[-1].patches] == [BLUE, GOLD, MUTED, GOLD]
    assert all(axes.get_xlabel() == "CRPS, ln" for axes in figure.axes)


def test_methods_horizons_and_facts_are_named() -> None:
    drawn = words(scored(tables_of()["scores"]))
    assert {"Jevons", "no change", "log-linear trend", "drift", "All horizons", "3–6 months", "12 facts"} <= drawn
    assert "Over all horizons the model ranks 1 of 4 methods" in drawn


def test_series_that_are_lost_are_red_and_come_first() -> None:
    rows = against(tables_of({**RIGHT, ("capex", "Amazon"): 0.9})["pairs"], "no_change")
    figure = beaten(rows, "no_change")
    dots = [line for line in figure.axes[1].lines if line.get_marker() == "o"]
    filled = [to_hex(dot.get_color()) for dot in dots if to_hex(dot.get_markeredgecolor()) != GOLD]
    assert filled == [ROSE, BLUE, BLUE, BLUE]
    assert float(rows["crps"].iloc[0]) in [float(dot.get_xdata()[0]) for dot in dots]
    assert "Better than ‘no change’ on 3 of 4 series, worse on 1" in words(figure)


def test_only_the_series_with_most_facts_are_drawn() -> None:
    many = {("capex", f"firm {n}"): 0.1 for n in range(MOST + 5)}
    figure = beaten(against(tables_of(many)["pairs"], "no_change"), "no_change")
    assert len(figure.axes[0].get_yticks()) == MOST
    assert any(line.startswith(f"The {MOST} series with the most facts.") for line in words(figure))


@pytest.mark.parametrize(("wide", "share"), [(True, 1.0), (False, 0.0)])
def test_coverage_stands_beside_the_line_that_it_should_meet(wide: bool, share: float) -> None:
    figure = covered(tables_of(wide=wide)["scores"])
    for axes, level in zip(figure.axes, (0.5, 0.9), strict=True):
        vertical = [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2]
        assert vertical == [level]
    model = [line for line in figure.axes[1].lines if line.get_marker() == "o" and to_hex(line.get_color()) == BLUE]
    assert [float(dot.get_xdata()[0]) for dot in model] == [share]
    assert {"Intervals of 50 %", "Intervals of 90 %", "share of figures that they hold"} <= words(figure)
