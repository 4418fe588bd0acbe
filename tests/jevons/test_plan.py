"""Options change a scenario as they say, and nothing else of it."""

import pytest

from jevons.cli.plan import planned, read_settings
from jevons.cli.refusal import Refusal
from jevons.market.scenario import load

POWER = "regions.us.ai_power_available"
GROWTH = "regions.us.pipeline_growth"


def test_without_options_a_scenario_is_as_it_is_written() -> None:
    assert planned("power_delays") == load("power_delays")


def test_settings_are_numbers_for_good_or_by_month() -> None:
    assert read_settings([f"{POWER}=4", f"{GROWTH} = 2027-01:1.2, 2029-01:1.1"]) == {
        POWER: 4.0,
        GROWTH: {"2027-01": 1.2, "2029-01": 1.1},
    }


def test_a_negative_number_may_be_set() -> None:
    assert read_settings(["demand.price_elasticity=-0.8"]) == {"demand.price_elasticity": -0.8}


def test_settings_join_the_overrides_of_the_scenario_and_win() -> None:
    before = load("power_delays").overrides
    plan = planned("power_delays", [f"{GROWTH}=1.6", f"{POWER}=4"])
    assert plan.overrides == {**before, GROWTH: 1.6, POWER: 4.0}


def test_forms_of_equations_are_set_like_numbers() -> None:
    plan = planned("baseline", ["variants.investment=returns", f"{POWER}=4", "variants.horizon = trend"])
    assert (plan.variants.investment, plan.variants.horizon, plan.variants.uncounted) == ("returns", "trend", "mixed")
    assert plan.overrides == {POWER: 4.0}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["variants.investment=vibes"], "input should be 'load', 'returns', 'capital' or 'mixed'"),
        (["variants.mood=load"], "mood"),
        (["variants.horizon"], "write variants.NAME=FORM"),
        (["variants.horizon=trend", "variants.horizon=surge"], "variants.horizon: is given twice"),
    ],
)
def test_forms_that_there_are_not_are_refused(settings: list[str], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        planned("baseline", settings)
    assert words in str(refused.value)


def test_seed_and_users_are_taken() -> None:
    plan = planned("baseline", seed=7, users=600)
    assert (plan.seed, plan.users) == (7, 600)
    assert plan.with_(seed=1, users=2000) == load("baseline")


def test_a_run_that_ends_after_the_target_month_keeps_it(capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned("baseline", until="2033-06")
    assert (plan.end, plan.target_month) == ("2033-06", "2030-12")
    assert capsys.readouterr().err == ""


def test_a_run_that_ends_before_the_target_month_brings_it_forward_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = planned("baseline", until="2028-06")
    assert (plan.base_month, plan.end, plan.target_month) == ("2026-03", "2028-06", "2028-06")
    assert capsys.readouterr().err == "The verdicts speak of 2028-06, the last month, instead of 2030-12.\n"


def test_a_freeze_that_a_shorter_run_does_not_reach_is_left_out() -> None:
    assert planned("efficiency_freeze", until="2026-10").freeze_efficiency is None
    assert planned("efficiency_freeze", until="2027-01").freeze_efficiency == "2027-01"
