"""Assertions: what is allowed, how far outside a figure is, and that units convert."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.assertion import Assertion, Comparison, Period, Quantity, Rule
from jevons.market.units import Unit
from tests.studies.reconcile.planted import said

NEAR = said("near", "2026", "2030", rule="factor", value=24.0, tolerance=log(2.0), unit="ratio")


def of(
    rule: Rule, comparison: Comparison, value: float, low: float | None, high: float | None, tolerance: float
) -> Assertion:
    return replace(NEAR, rule=rule, comparison=comparison, value=value, low=low, high=high, tolerance=tolerance)


def level(quantity: str, unit: str, rule: Rule = "level") -> Assertion:
    return replace(NEAR, rule=rule, unit=unit, quantity=Quantity.of(quantity))


def test_a_period_is_a_year_or_a_month() -> None:
    """January of year y is month 12 y since year 0; 2030's middle is 2030.5, its December's 2030 + 11.5/12."""
    assert Period.of("2030") == Period(2030 * 12, 2030 * 12 + 11)
    assert Period.of("2030").middle == 2030.5
    assert Period.of("2030-12").middle == pytest.approx(2030 + 11.5 / 12)
    assert [str(Period.of(text)) for text in ("2030", "2030-12")] == ["2030", "2030-12"]


@pytest.mark.parametrize("text", ["", "30", "2030-13", "2030-1", "2030-12-31", "soon"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period: write YYYY or YYYY-MM"):
        Period.of(text)


def test_years_lie_between_the_middles() -> None:
    """2026 to 2030 are 4 years; December 2025 to December 2030 are 5; a level has none."""
    assert NEAR.years == 4.0
    assert replace(NEAR, since=Period.of("2025-12"), at=Period.of("2030-12")).years == pytest.approx(5.0)
    assert replace(NEAR, since=None).years == 0.0


@pytest.mark.parametrize(
    ("text", "over", "under", "unit"),
    [
        ("spend", ("spend",), (), Unit.USD_PER_MONTH),
        ("capex * inference_share", ("capex", "inference_share"), (), Unit.USD_PER_MONTH),
        ("inference_share", ("inference_share",), (), Unit.FRACTION),
        ("serving_cost / tokens_total", ("serving_cost",), ("tokens_total",), None),
        ("1 / efficiency_usd", (), ("efficiency_usd",), None),
        ("capex * spend", ("capex", "spend"), (), None),
    ],
)
def test_a_quantity_is_a_product_over_a_product(
    text: str, over: tuple[str, ...], under: tuple[str, ...], unit: Unit | None
) -> None:
    found = Quantity.of(text)
    assert (found.over, found.under, found.unit) == (over, under, unit)
    assert str(found) == text


@pytest.mark.parametrize("text", ["1", "", "moons", "spend / moons", "spend capex", "spend / tokens_total / capex"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no summary series"):
        Quantity.of(text)


@pytest.mark.parametrize(
    ("quantity", "unit", "rule", "factor"),
    [
        ("spend", "USD/year", "level", 12.0),  # months of a year
        ("capex", "USD", "total", 1.0),  # months are added up
        ("energy_twh", "TWh/year", "level", 12.0),
        ("power_us_gw", "TWh/year", "level", 8.766),  # 365.25 x 24 h = 8,766 h of 1 GW
        ("power_rated_gw", "GW", "added", 1.0),
        ("capex * inference_share", "USD/year", "level", 12.0),
        ("inference_share", "fraction", "level", 1.0),
        ("serving_cost / tokens_total", "ratio", "factor", 1.0),  # a ratio has the unit of nothing
    ],
)
def test_units_convert(quantity: str, unit: str, rule: Rule, factor: float) -> None:
    assert level(quantity, unit, rule).conversion == pytest.approx(factor)


@pytest.mark.parametrize(
    ("quantity", "unit", "rule"),
    [
        ("spend", "GW", "level"),
        ("power_gw", "USD", "total"),
        ("serving_cost / tokens_total", "USD/year", "level"),
        ("spend", "USD", "level"),
    ],
)
def test_units_that_do_not_convert_are_refused(quantity: str, unit: str, rule: Rule) -> None:
    with pytest.raises(ValueError, match=rf"unit '{unit}': {quantity.split()[0]}.* does not convert to it"):
        _ = level(quantity, unit, rule).conversion


def test_near_allows_the_value_times_and_over_the_tolerance() -> None:
    """A tolerance of ln 2 around 24 allows 12 to 48. 96 is ln 2 beyond 48: once the tolerance; 6 as far below 12."""
    assert NEAR.allowed() == pytest.approx((12.0, 48.0))
    assert NEAR.deviation(np.array([6.0, 12.001, 24.0, 47.999, 96.0])) == pytest.approx([1.0, 0.0, 0.0, 0.0, 1.0])


def test_changes_are_compared_as_the_factors_that_they_leave() -> None:
    """-70 to -60 % leave 0.3 to 0.4. -40 % leaves 0.6, beyond 0.4 by ln 1.5 = 0.405: 2.03 tolerances of 0.2.
    -85 % leaves 0.15, below 0.3 by ln 2 = 0.693: 3.47 of them.
    """
    fast = of("yearly_change", "between", -0.65, -0.7, -0.6, 0.2)
    assert fast.allowed() == (-0.7, -0.6)
    assert fast.deviation(np.array([-0.85, -0.65, -0.4])) == pytest.approx([log(2.0) / 0.2, 0.0, log(1.5) / 0.2])
    near = of("yearly_change", "near", -0.9, None, None, log(2.0))
    assert near.allowed() == pytest.approx((-0.95, -0.8))


def test_bounds_are_open_on_one_side() -> None:
    """At least 100 with a tolerance of ln 2: 50 is one tolerance short. At most -90 %: -80 % leaves twice as much."""
    least = of("level", "at_least", 100.0, 100.0, None, log(2.0))
    assert (least.allowed(), least.bounds) == ((100.0, None), (100.0, None))
    assert least.deviation(np.array([50.0, 100.0, 1e9])) == pytest.approx([1.0, 0.0, 0.0])
    most = of("change", "at_most", -0.9, None, -0.9, log(2.0))
    assert (most.allowed(), most.bounds) == ((None, -0.9), (None, -0.9))
    assert most.deviation(np.array([-0.99, -0.9, -0.8])) == pytest.approx([0.0, 0.0, 1.0])


def test_what_is_added_may_be_negative() -> None:
    """Near 40 GW added within a quarter allows 30 to 50. 60 is a quarter of 40 beyond; -10 is 40 below 30: four."""
    added = of("added", "near", 40.0, None, None, 0.25)
    assert added.allowed() == pytest.approx((30.0, 50.0))
    assert added.deviation(np.array([-10.0, 35.0, 60.0])) == pytest.approx([4.0, 0.0, 1.0])


def test_nothing_and_no_number_hold_in_no_way() -> None:
    assert NEAR.deviation(np.array([0.0, np.nan])).tolist() == [np.inf, np.inf]
    at_most = of("level", "at_most", 2.0, None, None, 0.5)
    assert at_most.deviation(np.array([0.0, np.nan])).tolist() == [0.0, np.inf]


@given(
    comparison=st.sampled_from(["near", "at_least", "at_most", "between"]),
    value=st.floats(0.5, 1e12),
    width=st.floats(1.01, 100.0),
    tolerance=st.floats(0.01, 2.0),
    beyond=st.floats(1.001, 1e3),
)
def test_it_holds_inside_of_what_is_allowed_and_nowhere_else(
    comparison: Comparison, value: float, width: float, tolerance: float, beyond: float
) -> None:
    """A figure `beyond` times over the upper end is off by ln(beyond) / tolerance, whatever the comparison."""
    one = of("level", comparison, value, value / width, value * width, tolerance)
    low, high = one.allowed()
    assert one.deviation(np.array([value]))[0] == 0.0
    if high is not None:
        assert one.deviation(np.array([high * beyond]))[0] == pytest.approx(log(beyond) / tolerance, rel=1e-6, abs=1e-9)
    if low is not None:
        assert one.deviation(np.array([low / beyond]))[0] == pytest.approx(log(beyond) / tolerance, rel=1e-6, abs=1e-9)
