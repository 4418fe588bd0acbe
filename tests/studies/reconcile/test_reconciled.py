"""A registry beside an ensemble: what is put together, and which sets are refused."""

import pytest

from jevons.calibration.assertion import Assertion
from jevons.studies.reconcile import NotCoveredError, Resolved, Unresolved, reconcile
from jevons.studies.reconcile.paths import COST
from tests.studies.reconcile.planted import draws_of, said, worlds_of

SERIES = worlds_of(
    tokens_total=[[10.0, 20.0, 40.0], [10.0, 10.0, 10.0]],
    serving_cost=[[2.0, 3.0, 4.0], [3.0, 2.0, 1.0]],
    resource_usd=[[1.0, 2.0, 3.0], [2.0, 2.0, 1.0]],
)
DRAWS = draws_of((0.5,), (-1.5,))
GROWS = said("grows", rule="factor", since="2026", unit="ratio", value=4.0)
STANDS = said("stands", rule="factor", since="2026", unit="ratio", value=1.0)
LATER = said("later", at="2030")
NOTHING = said("nothing", rule="unresolved", quantity="", reason="no such quantity")
CHEAPER = said(
    "cheaper", variable=COST, rule="change", since="2026", unit="fraction", quantity="serving_cost / tokens_total",
    value=-0.5,
)  # fmt: skip
ALL = (GROWS, STANDS, LATER, NOTHING, CHEAPER)


def test_every_assertion_is_resolved_or_says_why() -> None:
    found = reconcile(SERIES, DRAWS, ALL)
    assert [type(one) for one in found.resolutions] == [Resolved, Resolved, Unresolved, Unresolved, Resolved]
    assert [one.assertion.id for one in found.resolutions] == [one.id for one in ALL]
    assert found.together is None


def test_growth_of_tokens_is_combined_and_stands_beside_that_of_the_worlds() -> None:
    """x4 and x1 tokens at half the cost are x2 and x0.5; the worlds' serving cost grows x2 and x1/3."""
    found = reconcile(SERIES, DRAWS, ALL)
    assert [(path.tokens.id, path.low) for path in found.paths] == [
        ("grows", pytest.approx(2.0)),
        ("stands", pytest.approx(0.5)),
    ]
    assert found.grown["grows"].serving_cost == pytest.approx([2.0, 1 / 3])


def test_years_that_the_worlds_do_not_cover_have_no_growth_of_theirs() -> None:
    beyond = said("beyond", rule="factor", since="2026", at="2030", unit="ratio")
    found = reconcile(SERIES, DRAWS, (beyond, CHEAPER))
    assert len(found.paths) == 1
    assert found.grown == {}


def test_a_set_is_taken_together() -> None:
    found = reconcile(SERIES, DRAWS, ALL, ("grows", "stands"))
    assert found.together is not None
    assert found.together.asked == ("grows", "stands")
    assert found.together.clashes == (("grows", "stands"),)


def test_draws_may_stand_in_any_order() -> None:
    found = reconcile(SERIES, DRAWS.iloc[::-1], ALL, ("grows", "cheaper")).together
    assert found is not None
    assert found.satisfying == (0,)


@pytest.mark.parametrize(
    ("asked", "error", "complaint"),
    [
        (("grows", "grow"), KeyError, "'grow' is not the id of a projection; nearest: grows"),
        (("grows", "grows"), ValueError, "grows is asked for twice"),
        (("grows",), ValueError, "grows is alone; a set has at least two ids"),
        (("grows", "nothing"), ValueError, "nothing cannot be resolved: no such quantity"),
        (("grows", "later"), ValueError, "later cannot be resolved: the ensemble's months are 2026-01 to 2028-12"),
    ],
)
def test_a_set_that_cannot_be_asked_for_is_refused(
    asked: tuple[str, ...], error: type[Exception], complaint: str
) -> None:
    with pytest.raises(error, match=complaint):
        reconcile(SERIES, DRAWS, ALL, asked)


def test_tables_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(NotCoveredError, match="the draws of an ensemble have a row for each run"):
        reconcile(SERIES, DRAWS.iloc[:1], ALL)


def test_no_assertion_is_reconciled_with_nothing() -> None:
    none: tuple[Assertion, ...] = ()
    assert reconcile(SERIES, DRAWS, none).resolutions == ()
