"""The document: the same figures as the text, in plain JSON."""

import json

import pytest

from jevons.studies.reconcile import reconcile
from jevons.studies.reconcile.document import document
from jevons.studies.reconcile.paths import COST
from tests.studies.reconcile.planted import draws_of, said, worlds_of

SERIES = worlds_of(
    tokens_total=[[10.0, 20.0, 40.0], [10.0, 10.0, 10.0]],
    serving_cost=[[2.0, 3.0, 4.0], [3.0, 2.0, 1.0]],
    resource_usd=[[1.0, 2.0, 3.0], [2.0, 2.0, 1.0]],
    capex=[[0.0, 1.0, 1.0], [0.0, 1.0, 1.0]],
)
ASSERTIONS = (
    said("grows", rule="factor", since="2026", unit="ratio", value=4.0),
    said("stands", rule="factor", since="2026", unit="ratio", value=1.0),
    said("nothing", rule="unresolved", quantity="", reason="no such quantity"),
    said("undefined", rule="factor", since="2026", unit="ratio", quantity="capex", variable="capital"),
    said("half", variable=COST, rule="change", since="2026", unit="fraction", quantity="1 / efficiency_usd",
         comparison="at_most", value=-0.5, high=-0.5),
)  # fmt: skip


def told(*asked: str) -> dict[str, object]:
    found = document(reconcile(SERIES, draws_of((2.0,), (-1.0,)), ASSERTIONS, asked), {"runs": 2})
    back: dict[str, object] = json.loads(json.dumps(found, allow_nan=False))
    return back


def test_an_assertion_is_told_with_what_was_published_and_what_the_worlds_make_of_it() -> None:
    """Growth x4 and x1: median 2.5; 4 within e^0.5 holds in one of two."""
    grows = {row["id"]: row for row in told()["assertions"]}["grows"]  # type: ignore[attr-defined]
    assert (grows["value"], grows["since"], grows["at"], grows["quantity"]) == (4.0, "2026", "2028", "tokens_total")
    assert grows["allowed"] == pytest.approx([2.4261, 6.5949], abs=1e-4)
    assert grows["worlds"]["median"] == pytest.approx(2.5)
    assert (grows["worlds"]["probability"], grows["worlds"]["standard_error"]) == (0.5, 0.25)
    assert grows["unresolved"] is None


def test_what_is_not_resolved_or_not_defined_is_null() -> None:
    rows = {row["id"]: row for row in told()["assertions"]}  # type: ignore[attr-defined]
    assert (rows["nothing"]["worlds"], rows["nothing"]["unresolved"]) == (None, "no such quantity")
    assert rows["undefined"]["worlds"]["median"] is None
    assert rows["undefined"]["worlds"]["probability"] == 0.0
    assert rows["half"]["unresolved"].startswith("the ensemble holds no series efficiency_usd")


def test_cost_paths_are_told_by_growth_of_tokens() -> None:
    """x4 and x1 with at most half of the cost: up to 2 and up to 0.5."""
    found = told()["cost_paths"]
    assert [(one["tokens"], one["paths"][0]["low"], one["paths"][0]["high"]) for one in found] == [  # type: ignore[attr-defined]
        ("grows", None, pytest.approx(2.0)),
        ("stands", None, pytest.approx(0.5)),
    ]
    assert found[0]["worlds"]["serving_cost"]["above_one"]["probability"] == 0.5  # type: ignore[index]


def test_a_set_is_told_with_its_clash_and_its_nearest_world() -> None:
    assert told()["together"] is None
    found = told("grows", "stands")["together"]
    assert found["clashes"] == [["grows", "stands"]]  # type: ignore[index]
    assert found["nearest"]["run"] == 0  # type: ignore[index]
    assert found["nearest"]["seed"] == 2**60  # type: ignore[index]
    assert found["nearest"]["unusual_draws"] == {"a": 2.0}  # type: ignore[index]


def test_a_deviation_without_a_value_is_null() -> None:
    found = told("grows", "undefined")["together"]
    assert found["never"] == ["undefined"]  # type: ignore[index]
    assert found["nearest"]["deviations"]["undefined"] is None  # type: ignore[index]
