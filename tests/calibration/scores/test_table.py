"""The tables of a hindcast on marks small enough to add up by hand, and on worlds of a known law."""

import math
from dataclasses import replace

import numpy as np
import pytest

from jevons.calibration.baselines.normal import Normal
from jevons.calibration.scores.marks import Mark, Target, mark_normal
from jevons.calibration.scores.table import pair_table, score_table, skill_table

ONE = Mark("model", "capex", "Alphabet", "obs1", 2.0, crps=0.2, error=0.1, inside_50=True, inside_90=True)


def both(crps: dict[str, list[float]], months: float = 2.0) -> list[Mark]:
    """Marks of several methods on one fact of each of several pairs."""
    return [
        replace(ONE, method=method, entity=f"firm {number}", fact=f"obs{number}", months=months, crps=value)
        for method, values in crps.items()
        for number, value in enumerate(values)
    ]


def test_a_pair_has_one_vote_however_many_facts_it_has() -> None:
    """Alphabet: CRPS 0.2 and 0.4, errors 0.1 and -0.3, one inside 50 %. Amazon: 0.9, -0.6, outside both. CRPS
    (0.3 + 0.9) / 2, bias (-0.1 - 0.6) / 2, sizes' medians 0.2 and 0.6 with the median 0.4, coverage (1/2 + 0) / 2.
    """
    marks = [
        ONE,
        replace(ONE, fact="obs2", crps=0.4, error=-0.3, inside_50=False),
        replace(ONE, entity="Amazon", fact="obs3", crps=0.9, error=-0.6, inside_50=False, inside_90=False),
    ]
    table = score_table(marks, unit="pair")
    assert list(table["horizon"]) == ["0-3 months", "all"]
    row = table.iloc[0]
    assert (row["pairs"], row["facts"]) == (2, 3)
    assert row["crps"] == pytest.approx(0.6)
    assert row["bias"] == pytest.approx(-0.35)
    assert row["factor_error"] == pytest.approx(math.exp(0.4))
    assert (row["coverage_50"], row["coverage_90"]) == pytest.approx((0.25, 0.5))
    assert (row["coverage_90_low"], row["coverage_90_high"]) == (0.0, 1.0)


def test_drawn_by_series_pairs_of_one_series_stand_or_fall_together() -> None:
    marks = [ONE, replace(ONE, entity="Amazon", inside_90=False)]
    by_series, by_pair = (score_table(marks, unit=unit).iloc[0] for unit in ("series", "pair"))
    assert by_series["coverage_90_low"] == by_series["coverage_90_high"] == 0.5
    assert (by_pair["coverage_90_low"], by_pair["coverage_90_high"]) == (0.0, 1.0)


def test_horizons_stand_in_order_and_all_counts_a_fact_once() -> None:
    """One fact seen from two origins, eight and two months ahead, with CRPS 0.8 and 0.2."""
    table = score_table([replace(ONE, months=8.0, crps=0.8), ONE])
    assert list(table["horizon"]) == ["0-3 months", "6-12 months", "all"]
    assert list(table["crps"]) == pytest.approx([0.2, 0.8, 0.5])
    assert list(table["facts"]) == [1, 1, 1]


def test_no_mark_gives_an_empty_table_with_its_columns() -> None:
    assert score_table([]).empty
    assert "coverage_50_low" in score_table([]).columns
    assert pair_table([]).empty


def test_pairs_are_listed_with_the_factor_that_they_are_off() -> None:
    """Errors 0.1 and -0.3: a median size of 0.2, a bias of -0.1."""
    table = pair_table([ONE, replace(ONE, fact="obs2", error=-0.3, inside_90=False)])
    first = table.to_dict("records")[0]
    assert (first["horizon"], first["series"], first["entity"], first["method"], first["facts"]) == (
        "0-3 months", "capex", "Alphabet", "model", 2,
    )  # fmt: skip
    assert first["factor_error"] == pytest.approx(math.exp(0.2))
    assert first["bias"] == pytest.approx(-0.1)
    assert (first["coverage_50"], first["coverage_90"]) == (1.0, 0.5)
    assert list(table["horizon"]) == ["0-3 months", "all"]


def test_a_factor_error_is_the_median_s_and_not_pulled_by_one_fact() -> None:
    """Errors 0.1, -0.2 and 3: e^0.2."""
    marks = [replace(ONE, fact=f"obs{size}", error=size) for size in (0.1, -0.2, 3.0)]
    assert pair_table(marks).loc[0, "factor_error"] == pytest.approx(math.exp(0.2))
    assert score_table(marks).loc[0, "factor_error"] == pytest.approx(math.exp(0.2))


def test_skill_by_horizon_is_against_the_better_there() -> None:
    """Up to three months no change is better, 1 - 0.2 / 0.4; beyond, log-linear, 1 - 0.6 / 0.5."""
    marks = [
        *both({"model": [0.1, 0.3], "no_change": [0.4, 0.4], "log_linear": [0.5, 1.1]}),
        *both({"model": [0.6, 0.6], "no_change": [0.8, 0.8], "log_linear": [0.5, 0.5]}, months=5.0),
    ]
    table = skill_table(marks, "model").set_index("horizon")
    assert list(table["reference"]) == ["no_change", "log_linear", "no_change"]
    assert table.loc["0-3 months", "skill"] == pytest.approx(0.5)
    assert table.loc["0-3 months", "probability"] == 1.0
    assert table.loc["3-6 months", "skill"] == pytest.approx(-0.2)
    assert table.loc["3-6 months", "probability"] == 0.0
    assert table.loc["all", "skill"] == pytest.approx(1.0 - 0.4 / 0.6)


def test_skill_pairs_what_is_compared_whatever_the_order_of_marks() -> None:
    marks = both({"model": [0.1, 1.0, 3.0], "no_change": [0.2, 2.0, 6.0], "log_linear": [9.0, 9.0, 9.0]})
    for order in (marks, marks[::-1]):
        row = skill_table(order, "model").iloc[0]
        assert (row["skill"], row["low"], row["high"]) == pytest.approx((0.5, 0.5, 0.5))


def test_facts_that_only_one_has_been_marked_on_are_refused() -> None:
    marks = both({"model": [0.1, 0.2], "no_change": [0.2, 0.2], "log_linear": [0.3, 0.3]})
    with pytest.raises(ValueError, match="fact 'obs1' is marked for only one of 'model' and 'no_change'"):
        skill_table([mark for mark in marks if (mark.method, mark.fact) != ("no_change", "obs1")], "model")


def test_a_method_without_marks_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(ValueError, match="no mark of 'log_linear'; there are marks of 'model', 'no_change'"):
        skill_table(both({"model": [0.1], "no_change": [0.2]}), "model")
    with pytest.raises(ValueError, match="no mark of 'model'; there are marks of nothing"):
        skill_table([], "model")


def test_who_knows_the_law_beats_who_knows_the_level_and_covers_what_is_said() -> None:
    """200 pairs whose figures lie 0.8 above their level with a noise of 0.4. The truth scores 0.4 / sqrt(pi) = 0.226;
    a wide guess at the level scores more, and no skill is above what the truth has.
    """
    luck = np.random.default_rng(18)
    marks = []
    for number in range(200):
        level = float(luck.normal())
        seen = level + 0.8 + 0.4 * float(luck.normal())
        target = Target("users", f"firm {number}", f"obs{number}", months=2.0, log=seen, error=0.3)
        for method, mean, sd in (
            ("model", level + 0.8, math.sqrt(0.07)),
            ("no_change", level, 0.8),
            ("log_linear", level + 1.6, 0.5),
        ):
            marks.append(mark_normal(method, target, Normal(np.array([mean]), np.array([sd]))))
    row = skill_table(marks, "model").iloc[0]
    assert row["crps"] == pytest.approx(0.4 / math.sqrt(math.pi), rel=0.12)
    assert row["reference"] == "no_change"
    assert row["low"] > 0.3
    assert row["probability"] == 1.0
    scores = score_table(marks, unit="pair").query("horizon == 'all'").set_index("method")
    assert scores.loc["model", "coverage_90"] == pytest.approx(0.9, abs=0.06)
    assert scores.loc["model", "coverage_50"] == pytest.approx(0.5, abs=0.1)
    assert abs(scores.loc["model", "bias"]) < 0.1
    assert scores.loc["no_change", "bias"] == pytest.approx(-0.8, abs=0.1)
    assert scores.loc["model", "factor_error"] < scores.loc["no_change", "factor_error"]
