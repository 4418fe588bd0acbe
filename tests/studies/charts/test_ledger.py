"""The waterfall adds up."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from jevons.studies.charts.ledger import ledger, steps
from jevons.studies.window import Window


def small() -> pd.DataFrame:
    """Two runs: users and software, and something that only one of them has."""
    rows = [
        (0, "usd", "users", 1.0),
        (0, "usd", "software", -0.4),
        (1, "usd", "users", 3.0),
        (1, "usd", "software", -0.8),
        (1, "usd", "aardvarks", 0.2),
        (1, "usd", "total", 2.4),
    ]
    return pd.DataFrame(rows, columns=["run", "resource", "factor", "contribution"])


def test_each_bar_starts_where_the_one_above_ends() -> None:
    each = steps(small(), "usd")
    assert each.factors == ("users", "software", "aardvarks")
    assert each.levels[2].tolist() == pytest.approx([2.0, -0.6, 0.1])
    assert each.starts.tolist() == pytest.approx([0.0, 2.0, 1.4])


def test_the_total_is_summed_within_each_run() -> None:
    each = steps(small(), "usd")
    assert each.total[2] == pytest.approx(np.median([0.6, 2.4]))


def test_finer_ledgers_are_added_up() -> None:
    halves = pd.concat([small().assign(contribution=small()["contribution"] / 2, tier=tier) for tier in "ab"])
    assert np.allclose(steps(halves, "usd").levels, steps(small(), "usd").levels)


def test_an_absent_resource_is_named() -> None:
    with pytest.raises(ValueError, match="no resource 'kwh'"):
        steps(small(), "kwh")


def test_the_factors_are_named_in_plain_words(ensemble: Any) -> None:
    axes = ledger(ensemble.ledger, Window()).axes
    names = [label.get_text() for label in axes[0].get_yticklabels()]
    assert names[0] == "users"
    assert names[3] == "calls per task"
    assert names[-1] == "all together"
    assert [each.get_title(loc="left") for each in axes] == [
        "serving cost",
        "electricity",
        "accelerator-hours",
    ]


def test_bars_of_all_resources_share_one_scale(ensemble: Any) -> None:
    assert len({each.get_xlim() for each in ledger(ensemble.ledger, Window()).axes}) == 1
