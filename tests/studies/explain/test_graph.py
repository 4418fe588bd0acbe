"""The graph: everything has a place in it, nothing points at nothing, walks end, and every parameter is reached."""

import graphlib
from collections.abc import Iterable, Mapping

import pytest

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.parameters.registry import addresses, dimension_of, uncertain
from jevons.market.scenario import Scenario
from jevons.market.vocabulary import WORKLOADS
from jevons.studies.explain import graph
from jevons.studies.explain.graph import (
    OUTPUT_NODES,
    VERDICTS,
    ExplainError,
    below,
    found,
    listed,
    months_since_base,
    nearest,
    nodes,
    paths_of,
)
from jevons.studies.explain.node import Node
from jevons.studies.explain.parameters import matching
from jevons.studies.forecast import one_run

TOLD = (*VERDICTS, *SUMMARY, *OUTPUT_NODES.values())


def circle_of(known: Mapping[str, Node]) -> list[str]:
    """A circle of quantities that are made of or moved by each other; empty if there is none."""
    try:
        tuple(
            graphlib.TopologicalSorter({n.name: [name for _, name in n.factors] for n in known.values()}).static_order()
        )
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def planted(name: str, *moved_by: str) -> Node:
    return Node(name, "1", "planted", lambda _, month: float(month), moved_by=moved_by)


def dimensions_below(tops: Iterable[str]) -> set[str]:
    """Dimensions of all parameters behind some quantities and what lies below them."""
    patterns = {pattern for top in tops for name in below(top) for pattern in nodes()[name].parameters}
    paths = {path for pattern in patterns for path in matching(pattern)}
    return {dimension_of(addresses()[path]) for path in paths if path in addresses()}


def test_every_output_series_and_verdict_has_a_quantity() -> None:
    assert set(OUTPUT_NODES) == set(OUTPUTS)
    assert [name for name in TOLD if name not in nodes()] == []


def test_verdicts_are_those_that_a_forecast_tells() -> None:
    _, told = one_run(Scenario(users=500, end="2026-12", target_month="2026-12"))
    assert set(told.verdicts.columns) - {"run"} == set(VERDICTS)


def test_no_quantity_is_made_of_itself() -> None:
    assert circle_of(nodes()) == []


def test_a_planted_circle_is_found() -> None:
    """a <- b <- a."""
    assert {"a", "b"} == set(circle_of({"a": planted("a", "b"), "b": planted("b", "a")}))


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ((planted("a"), planted("a")), "'a' is declared twice"),
        ((planted("a", "nowhere"),), "'a' names 'nowhere', which is not declared"),
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(
    monkeypatch: pytest.MonkeyPatch, theme: tuple[Node, ...], said: str
) -> None:
    for name in ("verdicts", "causes", "demand", "money", "supply", "energy"):
        monkeypatch.setattr(getattr(graph, name), "NODES", theme if name == "demand" else ())
    with pytest.raises(ValueError, match=said):
        nodes.__wrapped__()


def test_every_pattern_names_a_parameter() -> None:
    astray = [(node.name, p) for node in nodes().values() for p in node.parameters if not matching(p)]
    assert astray == []


def test_every_quantity_is_reached_from_something_that_is_told() -> None:
    assert set(nodes()) == {name for top in TOLD for name in below(top)}


def test_every_parameter_is_reached_from_an_output_or_a_verdict() -> None:
    """Drawn ones from outputs alone; a new parameter needs a place behind some quantity."""
    assert set(uncertain()) <= dimensions_below(OUTPUT_NODES.values())
    assert dimensions_below(TOLD) == {dimension_of(address) for address in addresses().values()}


def test_the_walk_below_a_quantity_begins_with_it_and_says_each_once() -> None:
    walked = list(below("spend"))
    assert walked[:3] == ["spend", "sales_by_token", "flat_fees"]
    assert len(walked) == len(set(walked))
    assert {"price_paid", "tasks", "hour_cost"} <= set(walked)


def test_an_output_is_found_under_its_own_name_where_a_series_has_it_too() -> None:
    """The series `resource_usd` is what demand would need, the output what serving used."""
    need, used = found("resource_usd"), found("outputs.resource_usd")
    assert need is not None
    assert used is not None
    assert (need.name, used.name) == ("resource_usd", "used_usd")
    assert "W / E" in need.meaning
    shipped = found("outputs.shipped_h100e")
    assert shipped is not None
    assert shipped.name == "shipped_by_all"


@pytest.mark.parametrize(
    "name", ["demand.price_elasticity", "vendors.nvidia.capacity", "vendors.capacity", "systems.h100.power_w"]
)
def test_parameters_are_known_and_are_no_quantities(name: str) -> None:
    assert found(name) is None


def test_a_column_stands_for_the_paths_of_all_entities() -> None:
    """Five regions have a lead time, and nobody else. A column whose entities are drawn apart is still one."""
    assert paths_of("regions.lead_time") == tuple(
        f"regions.{region}.lead_time" for region in ("us", "china", "europe", "gulf_asia", "rest")
    )
    assert paths_of("workloads.tasks_per_month") == tuple(f"workloads.{name}.tasks_per_month" for name in WORKLOADS)
    assert paths_of("workloads.chat.tasks_per_month") == ("workloads.chat.tasks_per_month",)
    assert paths_of("systems.h100.power_w") == ("systems.h100.power_w",)
    assert paths_of("growth_usd") == ()


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("grwth_usd", "growth_usd"),
        ("price_payed", "price_paid"),
        ("demand.price_elastic", "demand.price_elasticity"),
        ("outputs.nothing", ""),
        ("zzzz", "growth_usd"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(ExplainError, match=f"nothing called '{asked}' to explain") as error:
        found(asked)
    assert near in str(error.value)
    assert "\n" not in str(error.value)
    assert 1 <= len(nearest(asked)) <= 8


def test_all_nearest_names_can_be_explained() -> None:
    for asked in ("tokens", "power", "rebound", "prices.rivalri", "x"):
        for name in nearest(asked):
            found(name)


def test_the_list_names_everything_and_nothing_else() -> None:
    kinds = listed()
    names = [
        name
        for kind in ("verdicts", "summary series", "outputs", "factors", "factors of growth")
        for name in kinds[kind]
    ]
    assert all(found(name) is not None for name in names)
    asked = {node.name for name in names if (node := found(name)) is not None}
    other_resources = {name for name in nodes() if name.startswith(("growth_kwh.", "growth_h100e."))}
    assert asked | other_resources == set(nodes())
    assert all(matching(group) for group in kinds["parameters"])


def test_what_compares_with_the_base_month_is_told_apart() -> None:
    since = {name for name in nodes() if months_since_base(name)}
    assert {"growth_usd", "growth_kwh.users", "rebound_usd", "scarcity_cause", "twin_work_prices"} <= since
    assert since.isdisjoint({*SUMMARY, *OUTPUT_NODES.values(), "token_cost", "beyond_power"})
