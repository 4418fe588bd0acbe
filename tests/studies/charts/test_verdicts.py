"""The gauges say what the sentences say."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from jevons.studies.charts.verdicts import verdicts
from jevons.studies.magnitude import factor
from jevons.studies.probability import Probability
from jevons.studies.spread import Spread
from jevons.studies.window import Window


def words(figure: Figure) -> set[str]:
    """All text drawn inside axes, and all text around them."""
    inside = [text.get_text() for axes in figure.axes for text in axes.texts]
    return {line for text in [*inside, *(text.get_text() for text in figure.texts)] for line in text.split("\n")}


def test_medians_intervals_and_probabilities_stand_beside_the_strips(ensemble: Any) -> None:
    drawn = words(verdicts(ensemble.verdicts, Window()))
    growth = Spread.of(ensemble.verdicts["growth_kwh"].to_numpy())
    backfire = Probability.of(ensemble.verdicts["rebound_usd"].to_numpy() > 1)
    assert {factor(growth.median), growth.interval(factor), f"backfire in {backfire}"} <= drawn


def test_one_run_has_no_probability(single: Any) -> None:
    drawn = words(verdicts(single.verdicts, Window()))
    assert not any("±" in line for line in drawn)
    assert drawn & {"yes", "no"}


def test_a_resource_without_rebound_is_left_blank(ensemble: Any) -> None:
    table = ensemble.verdicts.assign(rebound_kwh=np.nan)
    rebound = verdicts(table, Window()).axes[1]
    assert sum("backfire in" in text.get_text() for text in rebound.texts) == 2


def test_a_world_without_scarcity_shows_no_cause(ensemble: Any) -> None:
    table = ensemble.verdicts.assign(scarcity_share_5=0.0, scarcity_at_end_5=False, scarcity_cause=None)
    scarcity = verdicts(table, Window()).axes[2]
    assert [bar.get_width() for bar in scarcity.patches] == [0.0]
