"""`jevons explain`: the tree, the document, the list, and what is refused."""

import json
from collections.abc import Callable

import pytest

from jevons.studies.explain.graph import VERDICTS
from tests.jevons.conftest import Command

QUICK = ("--users", 500, "--at", "2026-12")


def test_the_number_comes_first_and_the_run_is_named(command: Command) -> None:
    done = command("explain", "power_gw", *QUICK)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("power_gw in 2026-12: ")
    assert lines[0].endswith(" GW")
    assert "scenario baseline: 500 users, seed 1" in lines[2]
    assert max(map(len, lines)) <= 120
    assert "a run of 500 users" in done.stderr


def test_the_document_has_the_factors_of_the_tree(command: Command) -> None:
    """Power = fleet x watts x draw x PUE, GW."""
    found = json.loads(command("explain", "power_gw", *QUICK, "--json", "--depth", 1).stdout)
    figure = found["figure"]
    fleet, watts, draw, pue = (one["value"] for one in figure["factors"])
    assert figure["value"] == pytest.approx(fleet * watts * draw * pue * figure["scale"])
    assert (found["month"], found["users"]) == ("2026-12", 500)
    assert "power.peak_share" in found["parameters"]


def test_a_setting_is_explained_as_the_scenario_s(command: Command) -> None:
    asked = ("explain", "draw_share", *QUICK, "--set", "power.peak_share=0.9", "--seed", 3, "--json")
    found = json.loads(command(*asked).stdout)
    peak = found["parameters"]["power.peak_share"]
    assert (peak["value"], peak["range"]) == (0.9, None)
    assert peak["sources"][0]["trust"] == "scenario"
    assert found["seed"] == 3


def test_another_scenario_can_be_explained(command: Command) -> None:
    found = json.loads(command("explain", "horizon", "slower_horizon", *QUICK, "--json").stdout)
    base = json.loads(command("explain", "horizon", *QUICK, "--json").stdout)
    assert found["scenario"] == "slower_horizon"
    assert found["figure"]["value"] <= base["figure"]["value"]


def test_depth_decides_how_much_is_told(command: Command) -> None:
    shallow, deep = (command("explain", "spend", *QUICK, "--depth", depth).stdout for depth in (0, 3))
    assert "price_over_cost" not in shallow
    assert "price_over_cost" in deep


def test_a_parameter_is_explained_without_a_run(command: Command) -> None:
    done = command("explain", "demand.price_elasticity")
    assert done.stdout.startswith("demand.price_elasticity in 2026-03: -0.600 exponent")
    assert "tasks_per_pipeline" in done.stdout
    assert "judgement" in done.stdout
    assert done.stderr == ""


def test_without_a_name_everything_is_listed(command: Command) -> None:
    lines = command("explain").stdout.splitlines()
    first_words = {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "}
    assert {*VERDICTS, "tokens_total", "orders", "outputs.resource_usd"} <= first_words
    assert max(map(len, lines)) <= 120
    kinds = json.loads(command("explain", "--json").stdout)
    assert tuple(kinds["verdicts"]) == VERDICTS


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("grwth_usd",), "there is nothing called 'grwth_usd' to explain; nearest: growth_usd"),
        (("prices.rivalri",), "nearest: prices.rivalry"),
        (("spend", "--at", "2024-13"), "--at: '2024-13' is not a month"),
        (("spend", "--at", "2040-01"), "--at 2040-01: allowed are the months of the run, 2023-01 to 2035-12"),
        (("spend", "--depth", "31"), "--depth: 31 is outside 0 to 30"),
        (("spend", "nowhere"), "nowhere"),
        (("spend", "--set", "prices.rivalry=2"), "prices.rivalry"),
        (("spend", "--users", "5"), "--users"),
    ],
)
def test_what_makes_no_sense_is_refused(refused: Callable[..., str], asked: tuple[str, ...], said: str) -> None:
    assert said in refused("explain", *asked)


def test_a_month_too_early_for_a_verdict_is_refused(command: Command) -> None:
    """The run has been announced on stderr by then: the last line says what is wrong."""
    done = command("explain", "growth_usd", "--users", 500, "--at", "2026-03")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert (
        done.stderr.splitlines()[-1]
        == "jevons: --at 2026-03: growth_usd speaks of months after the base month, 2026-03"
    )
