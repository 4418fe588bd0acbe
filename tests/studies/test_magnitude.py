"""Numbers are said as people say them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.studies.magnitude import factor, percent, signed, significant, span, tick, words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (1.0, "1.0"),
        (9.96, "10"),
        (0.000123, "0.00012"),
        (1234.0, "1,200"),
        (-0.0456, "-0.046"),
        (math.nan, "not defined"),
    ],
)
def test_significant_digits_without_exponent(value: float, said: str) -> None:
    assert significant(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.3e15, "1.3 quadrillion"),
        (9.99e14, "1.0 quadrillion"),
        (2.5e18, "2.5 quintillion"),
        (430_000.0, "430,000"),
        (7e22, "70,000 quintillion"),
    ],
)
def test_large_numbers_carry_their_name(value: float, said: str) -> None:
    assert words(value) == said


@given(st.floats(1e-9, 1e24))
def test_a_number_keeps_its_size_in_words(value: float) -> None:
    number, _, name = words(value).partition(" ")
    size = {"": 1, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15, "quintillion": 1e18}
    assert float(number.replace(",", "")) * size[name] == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(("value", "said"), [(1e12, "1 trillion"), (0.5, "0.5"), (25e9, "25 billion"), (0, "0")])
def test_ticks_have_no_superfluous_digits(value: float, said: str) -> None:
    assert tick(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(12.3, "×12"), (0.31, "×0.31"), (0.00667, "÷150"), (2.1e6, "×2.1 million"), (0.0, "×0")],
)
def test_small_factors_are_divisions(value: float, said: str) -> None:
    assert factor(value) == said


def test_a_range_says_its_unit_once() -> None:
    assert span(1.3e8, 9.3e8) == "130 to 930 million"
    assert span(9e8, 2e9) == "900 million to 2.0 billion"
    assert span(0.046, 0.75, percent) == "4.6 to 75 %"
    assert span(0.49, 10, factor) == "×0.49 to ×10"


def test_percent_and_signed_numbers() -> None:
    assert [percent(share) for share in (0.0003, 0.046, 0.0996, 0.31)] == ["0 %", "4.6 %", "10 %", "31 %"]
    assert [signed(value) for value in (0.714, -0.2, math.nan)] == ["0.71", "−0.20", "not defined"]
