"""What decides: a row an unknown, red where a verdict turns, and nothing that moves nothing."""

from typing import Any

import pandas as pd
from matplotlib.colors import to_hex

from jevons.studies.charts.decides import MOST, decides
from jevons.studies.charts.style import BLUE, ROSE
from jevons.studies.why.verdicts import VERDICTS
from jevons.studies.window import Window
from tests.studies.charts.test_verdicts import words


def colours(axes: Any) -> list[str]:
    """Of the ends that are marked, unknown by unknown."""
    return [to_hex(line.get_color()) for line in axes.lines if line.get_marker() == "o"]


def test_each_verdict_has_a_panel_with_its_threshold(ensemble: Any) -> None:
    figure = decides(ensemble.shares, ensemble.flips, Window())
    assert len(figure.axes) == len(VERDICTS)
    for axes, verdict in zip(figure.axes, VERDICTS.values(), strict=True):
        assert verdict.threshold in [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2]


def test_ends_that_turn_a_verdict_are_red(ensemble: Any) -> None:
    """Of theta the low end turns growth and the high one does not; elasticity and the form turn nothing."""
    axes = decides(ensemble.shares, ensemble.flips, Window()).axes[0]
    assert sorted(colours(axes)) == sorted([BLUE, BLUE, ROSE, BLUE, BLUE, BLUE])


def test_names_shares_and_turns_are_written(ensemble: Any) -> None:
    drawn = words(decides(ensemble.shares, ensemble.flips, Window()))
    assert {"demand.price_elasticity", "workloads.theta", "horizon: plateau", "30 %", "20 %"} <= drawn
    assert "turns at 20 % of range" in drawn
    assert "calls grow as length ^ this" in drawn


def test_what_moves_nothing_is_left_out_and_the_rest_is_cut_to_the_most_telling(ensemble: Any) -> None:
    flips = ensemble.flips[ensemble.flips["verdict"] == "outrun"]
    still = flips.iloc[[0]].assign(name="demand.chat_fee", low=flips["centre"], high=flips["centre"])
    many = [flips.iloc[[0]].assign(name=f"group.p{n}", high=5.0 + n) for n in range(2 * MOST)]
    figure = decides(ensemble.shares, pd.concat([flips, still, *many]), Window())
    drawn = words(figure)
    assert "demand.chat_fee" not in drawn
    assert f"group.p{2 * MOST - 1}" in drawn
    assert "group.p0" not in drawn
    assert len(colours(figure.axes[0])) == 2 * MOST
