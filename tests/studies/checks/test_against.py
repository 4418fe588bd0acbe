"""The model pair by pair, against the baseline to beat and the best in hindsight."""

import pytest

from jevons.studies.checks.against import against, reference_of, whole
from jevons.studies.checks.hindcast_rows import score_rows, skill_rows
from jevons.studies.checks.hindcast_said import by_horizon, worse, worse_said
from tests.studies.checks.invented import RIGHT, tables_of


def test_pairs_are_ordered_by_what_the_model_gains() -> None:
    rows = against(tables_of({**RIGHT, ("capex", "Amazon"): 0.9})["pairs"], "no_change")
    assert rows["name"].iloc[0] == "Capital spending, Amazon"
    assert list(rows["gain"]) == sorted(rows["gain"])
    assert rows["gain"].iloc[0] == pytest.approx((0.5 - 0.9) * 1.15)
    assert set(rows["best"]) == {"no_change"}


def test_the_best_baseline_is_looked_for_among_all() -> None:
    """Against log-linear, which misses by 0.8, no change is the better one in hindsight."""
    rows = against(tables_of()["pairs"], "log_linear")
    assert (rows["best_crps"] < rows["reference_crps"]).all()
    (lost,) = worse(against(tables_of({("capex", "a"): 0.9})["pairs"], "log_linear"), "log_linear")
    assert "against 0.92 of ‘log-linear trend’, and 0.57 of ‘no change’, the best one here" in lost.said


def test_the_baseline_to_beat_is_that_of_all_horizons() -> None:
    skill = tables_of()["skill"]
    assert reference_of(skill) == "no_change"
    changed = skill.assign(reference=["log_linear"] * (len(skill) - 1) + ["no_change"])
    assert reference_of(changed) == "no_change"
    assert reference_of(changed, "0-3 months") == "log_linear"


def test_without_a_line_over_all_horizons_the_last_one_counts() -> None:
    scores = tables_of()["scores"]
    parts = scores[scores["horizon"] != "all"]
    assert set(whole(parts)["horizon"]) == {"6-12 months"}
    assert set(whole(scores)["horizon"]) == {"all"}


def test_horizons_of_one_verdict_are_told_together() -> None:
    skill = tables_of()["skill"]
    assert by_horizon(skill) == "At 0–3 months, 3–6 months and 6–12 months the forecasts beat ‘no change’."
    skill.loc[0, ["low", "high"]] = (-0.5, -0.1)
    assert by_horizon(skill).startswith("At 0–3 months the forecasts lose to ‘no change’. At 3–6 months and")


def test_losses_are_counted_with_the_side_that_they_lean_to() -> None:
    errors = {**RIGHT, ("capex", "Amazon"): 0.9, ("capex", "Google"): -0.8, ("capex", "Apple"): -0.7}
    rows = against(tables_of(errors)["pairs"], "no_change")
    assert worse_said(rows, "no_change") == (
        "On 3 of 6 series the model is worse than ‘no change’. There its forecasts are too low on 2 and too high on 1."
    )


def test_rows_are_text_with_the_model_marked() -> None:
    tables = tables_of()
    rows = score_rows(tables["scores"])
    assert list(rows) == ["0–3 months", "3–6 months", "6–12 months", "All horizons"]
    assert [row.method for row in rows["All horizons"] if row.is_model] == ["Jevons"]
    assert rows["All horizons"][0].most == "100 % (100–100)"
    assert skill_rows(tables["skill"])[-1].reference == "no change"
