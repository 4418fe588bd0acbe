"""Each rule by hand on planted worlds, and what cannot be resolved."""

from math import log

import numpy as np
import pytest

from jevons.calibration.assertion import Period, Quantity
from jevons.studies.reconcile.resolve import Resolved, Unresolved, figures_of, resolve, resolve_all
from jevons.studies.reconcile.worlds import Worlds
from tests.studies.reconcile.planted import said, worlds_of

WORLDS = Worlds.of(
    worlds_of(
        tokens_total=[[10.0, 20.0, 40.0], [10.0, 10.0, 10.0], [10.0, 90.0, 1000.0]],
        capex=[[1.0, 2.0, 3.0], [2.0, 2.0, 2.0], [0.0, 0.0, 5.0]],
        power_rated_gw=[[1.0, 2.0, 4.0], [3.0, 3.0, 2.0], [0.0, 8.0, 8.0]],
        power_us_gw=[[1.0, 1.0, 2.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]],
    )
)


def figures(**changes: object) -> list[float]:
    found = resolve(said(**changes), WORLDS)  # type: ignore[arg-type]
    assert isinstance(found, Resolved)
    return found.figures.tolist()


def test_a_level_is_read_in_the_published_unit() -> None:
    """2028: 3, 2 and 5 USD a month are 36, 24 and 60 a year. 2, 0 and 1 GW are 17.532, 0 and 8.766 TWh a year."""
    assert figures(quantity="capex", unit="USD/year") == [36.0, 24.0, 60.0]
    assert figures(quantity="power_us_gw", unit="TWh/year") == pytest.approx([17.532, 0.0, 8.766])


def test_a_scope_factor_and_an_offset_make_the_published_figure() -> None:
    """1.5 x (36, 24, 60) + 10 = 64, 46, 100."""
    found = figures(quantity="capex", unit="USD/year", scope_factor=1.5, scope_offset=10.0, reason="more is counted")
    assert found == [64.0, 46.0, 100.0]


def test_growth_is_a_factor_a_change_or_a_yearly_change() -> None:
    """2026 to 2028: x4, x1, x100; +300 %, 0, +9,900 %; sqrt(4) - 1 = 100 %, 0 and sqrt(100) - 1 = 900 % a year."""
    assert figures(rule="factor", since="2026", unit="ratio") == [4.0, 1.0, 100.0]
    assert figures(rule="change", since="2026", unit="fraction") == [3.0, 0.0, 99.0]
    assert figures(rule="yearly_change", since="2026", unit="1/year") == pytest.approx([1.0, 0.0, 9.0])


def test_what_is_added_and_what_is_summed() -> None:
    """4 - 1, 2 - 3 and 8 - 0 GW; 12 x (2 + 3), 12 x (2 + 2) and 12 x 5 USD."""
    assert figures(rule="added", since="2026", quantity="power_rated_gw", unit="GW") == [3.0, -1.0, 8.0]
    assert figures(rule="total", since="2027", quantity="capex", unit="USD") == [60.0, 48.0, 60.0]


def test_growth_from_nothing_has_no_value_and_does_not_hold() -> None:
    found = resolve(said(rule="factor", since="2026", quantity="power_rated_gw", unit="ratio", value=4.0), WORLDS)
    assert isinstance(found, Resolved)
    np.testing.assert_array_equal(found.figures, [4.0, 2.0 / 3.0, np.nan])
    assert found.holds.tolist() == [True, False, False]
    assert found.spread.runs == 2


def test_it_holds_where_the_figure_is_allowed() -> None:
    """Tokens of 2028 are 40, 10 and 1,000. Near 40 within ln 2 allows 20 to 80: the first world alone, so 1/3 with the
    standard error sqrt(1.5 x 2.5 / (4^2 x 5)) = 0.2165. The second is ln 2 below 20, the third ln(1000 / 80) above.
    """
    found = resolve(said(value=40.0, tolerance=log(2.0)), WORLDS)
    assert isinstance(found, Resolved)
    assert found.deviation == pytest.approx([0.0, 1.0, log(12.5) / log(2.0)])
    assert found.holds.tolist() == [True, False, False]
    assert found.probability.share == pytest.approx(1 / 3)
    assert found.probability.standard_error == pytest.approx(0.2165, abs=1e-4)
    assert found.spread.median == 40.0


def test_what_the_model_does_not_have_says_why() -> None:
    found = resolve(said(rule="unresolved", quantity="", reason="no such quantity"), WORLDS)
    assert isinstance(found, Unresolved)
    assert found.reason == "no such quantity"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at": "2030"}, "the ensemble's months are 2026-01 to 2028-12"),
        ({"rule": "factor", "since": "2025", "unit": "ratio"}, "the ensemble's months are 2026-01 to 2028-12"),
        ({"quantity": "spend", "unit": "USD/year"}, "the ensemble holds no series spend"),
    ],
)
def test_what_these_worlds_do_not_cover_says_why(changes: dict[str, str], reason: str) -> None:
    found = resolve(said(**changes), WORLDS)  # type: ignore[arg-type]
    assert isinstance(found, Unresolved)
    assert found.reason.startswith(reason)


def test_assertions_are_resolved_in_their_order() -> None:
    found = resolve_all([said("b"), said("a", at="2030")], WORLDS)
    assert [(one.assertion.id, type(one)) for one in found] == [("b", Resolved), ("a", Unresolved)]


def test_two_periods_are_needed_for_growth() -> None:
    with pytest.raises(ValueError, match="rule factor cannot be read at 2028 alone"):
        figures_of("factor", Quantity.of("capex"), None, Period.of("2028"), WORLDS)
