"""Figures as a reader says them."""

from datetime import date

import numpy as np
import pytest

from jevons.calibration.assertion import Assertion
from jevons.studies.reconcile.figures import allowed, fan, published, said_by, subject, when
from jevons.studies.spread import Spread
from tests.studies.reconcile.planted import said

FACTOR = said(rule="factor", since="2026", at="2030", unit="ratio", value=24.0, tolerance=0.35)
RATE = said(
    rule="yearly_change", since="2026", at="2030", unit="1/year", comparison="between", value=-0.65, low=-0.7, high=-0.6
)
CHANGE = said(rule="change", since="2025", at="2030", unit="fraction", comparison="at_most", value=-0.9, high=-0.9)
POWER = said(quantity="power_rated_gw", unit="GW", value=68.0, tolerance=0.25)
TOTAL = said(rule="total", since="2025", at="2030", quantity="capex", unit="USD", value=5.2e12)
SPENT = said(
    quantity="capex", unit="USD/year", comparison="between", value=425e9, low=400e9, high=450e9, variable="spending"
)
SHARE = said(quantity="inference_share", unit="fraction", comparison="at_least", value=0.65, low=0.65)


@pytest.mark.parametrize(
    ("assertion", "text"),
    [
        (FACTOR, "×24"),
        (RATE, "−70 to −60 %"),
        (CHANGE, "at most −90 %"),
        (POWER, "68"),
        (TOTAL, "5.2 trillion"),
        (SPENT, "400 to 450 billion"),
        (SHARE, "at least 65 %"),
    ],
)
def test_what_is_published_is_said_in_short(assertion: Assertion, text: str) -> None:
    assert published(assertion) == text


def test_what_is_allowed_is_a_range() -> None:
    """24 x e^-0.35 = 16.9 to 24 x e^0.35 = 34.1; 68 x e^-0.25 = 53.0 to 68 x e^0.25 = 87.3."""
    assert allowed(FACTOR) == "×17 to ×34"
    assert allowed(POWER) == "53 to 87.3"
    assert allowed(SHARE) == "at least 65 %"
    assert allowed(RATE) == "−70 to −60 %"


@pytest.mark.parametrize(
    ("assertion", "values", "text"),
    [
        (FACTOR, (13.0, 13.0, 13.0), "×13 (×13 to ×13)"),
        (RATE, (-0.5, -0.5, -0.5), "−50 % (−50 to −50 %)"),
        (POWER, (42.0, 42.0, 42.0), "42 (42 to 42)"),
        (TOTAL, (9e11, 9e11, 9e11), "900 (900 to 900) billion"),
        (TOTAL, (3e12,), "3.0 trillion"),
        (TOTAL, (float("nan"),), "no value"),
    ],
)
def test_a_fan_says_its_size_once(assertion: Assertion, values: tuple[float, ...], text: str) -> None:
    assert fan(assertion, Spread.of(np.array(values))) == text


def test_a_fan_is_in_the_size_of_its_median() -> None:
    """Median 590 billion: 1.6 trillion is said as 1,600 of these."""
    assert fan(TOTAL, Spread(1.7e11, 5.9e11, 1.6e12, 9)) == "590 (170 to 1,600) billion"


def test_late_publications_are_marked() -> None:
    assert said_by(said(published=date(2026, 3, 18))) == "somebody, 2026-03"
    assert said_by(said(published=date(2026, 3, 19))) == "somebody, 2026-03*"


def test_periods_and_subjects_are_said_with_units() -> None:
    assert [when(one) for one in (POWER, FACTOR)] == ["2028", "2026 to 2030"]
    assert subject(FACTOR) == "tokens, world, growth as a factor"
    assert subject(RATE) == "tokens, world, change a year"
    assert subject(TOTAL) == "tokens, world, USD in all"
    assert subject(SPENT) == "spending, world, USD/year"
    assert subject(SHARE) == "tokens, world"
    assert subject(said(rule="added", since="2026", quantity="power_gw", unit="GW")) == "tokens, world, GW added"
