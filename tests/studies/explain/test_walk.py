"""The walk: a number at a month with its factors, as deep as asked for, and what is refused."""

import json
import math
from functools import cache

import pytest

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.parameters.registry import addresses, dimension_of, uncertain
from jevons.market.scenario import Scenario
from jevons.studies.explain import ExplainError, Explanation, Figure, explain
from jevons.studies.explain.explanation import change, defined
from jevons.studies.explain.graph import VERDICTS, nodes
from jevons.studies.explain.sight import Sight
from jevons.studies.explain.walk import DEEPEST, behind
from tests.studies.explain.conftest import SMALL


@cache
def explained(name: str, month: str | None = None, depth: int = 2) -> Explanation:
    return explain(name, SMALL, month, depth)


def root(found: Explanation) -> Figure:
    assert found.figure is not None
    return found.figure


def dimension(path: str) -> str:
    """Dimension of a path, `group.field` or the path itself; nothing of the numbers of machines."""
    return dimension_of(addresses()[path]) if path in addresses() else ""


def test_the_number_is_that_of_the_run_with_unit_and_meaning(sight: Sight) -> None:
    at = sight.run.world.calendar.index
    figure = root(explained("price_paid", "2027-06"))
    assert figure.value == sight.series["price_paid"][at("2027-06")]
    assert figure.year_before == sight.series["price_paid"][at("2026-06")]
    assert figure.at_base == sight.series["price_paid"][at("2026-03")]
    assert (figure.unit, figure.meaning) == (str(SUMMARY["price_paid"].unit), SUMMARY["price_paid"].meaning)


def test_without_a_month_a_series_is_told_at_the_base_month_and_a_verdict_at_the_target_month() -> None:
    assert explained("power_gw").month == SMALL.base_month
    assert explained("growth_usd").month == SMALL.target_month == "2027-12"


def test_kinds_are_told_apart() -> None:
    names = {"growth_usd": "verdict", "spend": "series", "orders": "output", "token_cost": "factor"}
    assert {name: explained(name, depth=0).kind for name in names} == names
    assert explained("demand.price_elasticity").kind == "parameter"


@pytest.mark.parametrize("depth", [0, 1, 2, 4])
def test_factors_go_as_deep_as_is_asked_for(depth: int) -> None:
    def levels(figure: Figure) -> int:
        return 1 + max((levels(one) for one in figure.factors), default=-1) if figure.factors else 0

    assert levels(root(explained("spend", depth=depth))) == depth


def test_what_lies_deeper_is_named() -> None:
    figure = root(explained("spend", depth=0))
    assert figure.factors == ()
    assert figure.deeper == ("sales_by_token", "flat_fees")
    assert root(explained("spend", depth=1)).deeper == ()


def test_at_the_deepest_every_walk_ends() -> None:
    """Depth is bounded by the longest chain of the graph, so that nothing is left out."""
    for name in ("growth_usd", "rebound_kwh"):
        deepest = explained(name, depth=DEEPEST)
        assert [one.name for one in root(deepest).walk() if one.deeper] == []
        assert deepest.beneath == ()


def test_drawn_parameters_behind_what_is_left_out_are_named() -> None:
    """Shown and left out together are all drawn parameters below the number, each in one place only."""
    whole = {dimension(path) for path in explained("rebound_usd", depth=DEEPEST).parameters} & set(uncertain())
    for depth in (0, 2, 5):
        found = explained("rebound_usd", depth=depth)
        shown = {dimension(path) for path in found.parameters} & set(uncertain())
        assert shown.isdisjoint(found.beneath)
        assert shown | set(found.beneath) == whole
    assert len(whole) > 20


def test_factors_have_roles_and_multiply_to_the_number() -> None:
    figure = root(explained("growth_usd"))
    assert (figure.relation, figure.role) == ("product", None)
    assert {one.role for one in figure.factors} == {"×"}
    values = [one.value for one in figure.factors if isinstance(one.value, float)]
    assert isinstance(figure.value, float)
    assert math.prod(values) == pytest.approx(figure.value, rel=1e-9)


def test_changes_are_ratios_where_both_ends_are_positive() -> None:
    """6 over 3 doubles; nothing, yes or no, and nought have no ratio."""
    assert change(6.0, 3.0) == 2.0
    assert (change(6.0, 0.0), change(None, 3.0), change(6.0, None), change(True, True), change("a", "a")) == (None,) * 5
    assert (defined(float("nan")), defined(1.0), defined(False), defined("power")) == (None, 1.0, False, "power")


def test_what_compares_with_the_base_month_has_no_value_up_to_it() -> None:
    figure = root(explained("rebound_usd", "2026-12"))
    assert figure.value is not None
    assert (figure.year_before, figure.at_base) == (None, None)


def test_before_the_first_year_has_passed_nothing_is_told_of_the_year_before() -> None:
    figure = root(explained("power_gw", "2023-06"))
    assert figure.value is not None
    assert figure.year_before is None


def test_a_verdict_can_be_told_beyond_the_target_month() -> None:
    """The twin then lives longer; growth to the end is that of the needs of the run."""
    short = SMALL.model_copy(update={"target_month": "2026-12"})
    later = explain("rebound_usd", short, "2027-12", 1)
    assert root(later).value == pytest.approx(root(explained("rebound_usd")).value)


def test_parameters_are_those_of_the_figures_that_are_shown() -> None:
    figure = root(explained("price_over_cost"))
    assert set(figure.parameters) == set(nodes()["price_over_cost"].parameters)
    paths = {path for one in figure.walk() for held in one.parameters.values() for path in held}
    assert set(explained("price_over_cost").parameters) == paths
    assert "prices.rivalry" in paths
    assert figure.feedback == ("load",)


def test_a_parameter_says_what_it_is_behind() -> None:
    found = explained("demand.chat_fee")
    assert found.figure is None
    assert list(found.parameters) == ["demand.chat_fee"]
    assert found.behind == ("flat_fees",) == behind(("demand.chat_fee",))


def test_a_column_is_told_of_all_its_entities() -> None:
    found = explained("regions.pipeline_growth")
    assert len(found.parameters) == 5
    assert "power_available" in found.behind


@pytest.mark.parametrize("dimension", uncertain())
def test_every_uncertain_parameter_is_behind_something_and_reaches_a_source(dimension: str) -> None:
    found = explained(dimension)
    assert found.behind
    text = json.dumps(found.document())
    assert '"judgement"' in text or '"publication"' in text or '"evidence row"' in text


@pytest.mark.parametrize("name", sorted({*SUMMARY, *(f"outputs.{name}" for name in OUTPUTS)}))
def test_every_series_and_output_is_explained_and_ready_for_json(name: str) -> None:
    document = explained(name, "2026-12", 1).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["figure"]["value"] is not None


@pytest.mark.parametrize("name", VERDICTS)
def test_every_verdict_is_explained_and_ready_for_json(name: str) -> None:
    document = explained(name, depth=1).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["kind"] == "verdict"
    assert document["month"] == ("2026-03" if name.startswith("beyond_") else "2027-12")


def test_the_document_says_what_was_run() -> None:
    document = explained("spend", depth=1).document()
    said = {key: document[key] for key in ("scenario", "seed", "users", "base_month", "kind", "name")}
    assert said == {
        "scenario": "small",
        "seed": 1,
        "users": 500,
        "base_month": "2026-03",
        "kind": "series",
        "name": "spend",
    }
    figure = document["figure"]
    assert [one["name"] for one in figure["factors"]] == ["sales_by_token", "flat_fees"]
    assert figure["value"] == pytest.approx(sum(one["value"] for one in figure["factors"]))


def test_the_scenario_is_what_is_explained() -> None:
    """A fee of 2.30 USD instead of 1.15 is twice the fees, since users do not answer to it."""
    base, dear = (
        explain("flat_fees", Scenario(users=500, end="2026-12", target_month="2026-12", overrides=overrides), depth=0)
        for overrides in (
            {"demand.ambient_fee": 0.0},
            {"demand.ambient_fee": 0.0, "demand.chat_fee": 2.3},
        )
    )
    assert root(dear).value == pytest.approx(2.0 * root(base).value)
    assert dear.parameters["demand.chat_fee"].sources[0].trust == "scenario"


@pytest.mark.parametrize(
    ("asked", "month", "depth", "said"),
    [
        ("nothing_like_it", None, 2, "there is nothing called 'nothing_like_it' to explain"),
        ("spend", "2026-13", 2, "'2026-13' is not a month"),
        ("spend", "2030-01", 2, "2030-01: allowed are the months of the run, 2023-01 to 2027-12"),
        ("growth_usd", "2026-03", 2, "2026-03: growth_usd speaks of months after the base month, 2026-03"),
        ("growth_usd", "2024-01", 2, "2024-01: growth_usd speaks of months after the base month, 2026-03"),
        ("spend", None, -1, "depth -1: 0 to 30 levels are allowed"),
        ("spend", None, 31, "depth 31: 0 to 30 levels are allowed"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(asked: str, month: str | None, depth: int, said: str) -> None:
    with pytest.raises(ExplainError) as error:
        explain(asked, SMALL, month, depth)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
