"""Nodes: what relations compute, and what a declaration takes over from outputs and series."""

import math

import pytest

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.studies.explain.node import Node, logarithms, product, series, summed, total
from jevons.studies.explain.sight import Sight


def test_a_total_adds_parts_and_takes_others_off() -> None:
    """2 + 5 - 3 = 4."""
    assert total("a", "b", minus=("c",)).of((2.0, 5.0, 3.0)) == 4.0


def test_a_product_multiplies_divides_and_scales() -> None:
    """6 x 10 / 4 / 3 x 0.5 = 2.5."""
    assert product("a", "b", over=("c", "d"), scale=0.5).of((6.0, 10.0, 4.0, 3.0)) == pytest.approx(2.5)


def test_an_elasticity_is_a_ratio_of_logarithms() -> None:
    """ln 8 / ln 2 = 3."""
    assert logarithms("work", "gain").of((8.0, 2.0)) == pytest.approx(3.0)


def test_too_few_values_are_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        total("a", "b").of((1.0,))


def test_roles_stand_in_the_order_of_the_parts_and_movers_come_last() -> None:
    node = Node("x", "1", "a thing", lambda _, month: float(month), product("a", over=("b",)), moved_by=("c",))
    assert node.factors == (("×", "a"), ("÷", "b"), ("~", "c"))
    assert Node("y", "1", "another", lambda _, month: float(month)).factors == ()


def test_a_series_is_told_as_it_is_declared(sight: Sight) -> None:
    node = series("price_paid")
    assert (node.unit, node.meaning) == (str(SUMMARY["price_paid"].unit), SUMMARY["price_paid"].meaning)
    assert node.formula(sight, 40) == sight.series["price_paid"][40]


def test_an_output_is_added_up_over_all_but_the_month(sight: Sight) -> None:
    """Tasks have months, regions and workloads: the world's are the sum over the last two."""
    node = summed("tasks")
    assert OUTPUTS["tasks"].axes == ("month", "region", "workload")
    by_region = [float(sight.run.record.tasks[40, region].sum()) for region in range(5)]
    assert node.formula(sight, 40) == pytest.approx(math.fsum(by_region))
    assert node.meaning == "tasks that users start; all together"


def test_an_output_without_other_dimensions_keeps_its_meaning(sight: Sight) -> None:
    node = summed("resource_usd", called="used_usd")
    assert (node.name, node.meaning) == ("used_usd", OUTPUTS["resource_usd"].meaning)
    assert node.formula(sight, 40) == sight.run.indices.used["usd"][40]


def test_what_is_not_declared_has_no_node() -> None:
    with pytest.raises(KeyError):
        series("tokens_of_nobody")
    with pytest.raises(KeyError):
        summed("tokens_of_nobody")
