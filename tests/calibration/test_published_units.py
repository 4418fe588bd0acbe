"""The closed set of published units: what each converts to, and how it is spelt elsewhere."""

from collections import Counter

import pytest

from jevons.calibration.evidence import load_evidence
from jevons.calibration.published_units import PUBLISHED_UNITS, published_unit


@pytest.mark.parametrize(
    ("figure", "unit", "base", "converted"),
    [
        (6e9, "tokens/min", "token/month", 6e9 * 60 * 24 * 30.4375),  # 2.63e14 tokens a month
        (7.0, "token/week", "token/month", 30.4375),
        (12.0, "tokens/year", "token/month", 1.0),
        (3e9, "USD/quarter", "USD/month", 1e9),
        (52.0, "USD/week", "USD/month", 52 * 365.25 / 84),  # 226 USD a month
        (240.0, "Wh", "kWh", 0.24),
        (181.0, "MW", "GW", 0.181),
        (8.766, "TWh/year", "GW", 1.0),  # one GW through a year of 8,766 hours
        (1.0, "GW/quarter", "GW/year", 4.0),
        (1440.0, "minutes", "day", 1.0),
        (2.0, "years", "day", 730.5),
        (5.0, "seats", "person", 5.0),
        (11.0, "x/year", "ratio/year", 11.0),
    ],
)
def test_a_figure_converts_to_its_base(figure: float, unit: str, base: str, converted: float) -> None:
    found = published_unit(unit)
    assert found.base == base
    assert figure * found.factor == pytest.approx(converted)


def test_no_spelling_means_two_units() -> None:
    spellings = Counter(spelling for unit in PUBLISHED_UNITS for spelling in (unit.symbol, *unit.spelt))
    assert {spelling for spelling, count in spellings.items() if count > 1} == set()


def test_a_base_converts_to_itself_by_one() -> None:
    for unit in PUBLISHED_UNITS:
        assert unit.factor > 0
        if unit.base == unit.symbol:
            assert unit.factor == 1


def test_units_of_one_base_agree_on_sign_and_scale() -> None:
    by_base: dict[str, set[tuple[bool, bool]]] = {}
    for unit in PUBLISHED_UNITS:
        by_base.setdefault(unit.base, set()).add((unit.signed, unit.linear))
    assert all(len(ways) == 1 for ways in by_base.values())


def test_only_fractions_and_elasticities_may_be_negative() -> None:
    assert {unit.symbol for unit in PUBLISHED_UNITS if unit.signed} == {"fraction", "elasticity"}
    assert {unit.symbol for unit in PUBLISHED_UNITS if unit.linear} == {"calendar year", "elasticity"}


def test_every_row_of_the_registry_converts() -> None:
    for row in load_evidence():
        assert published_unit(row.unit).symbol == row.unit


def test_an_unknown_unit_is_not_found() -> None:
    with pytest.raises(KeyError):
        published_unit("tokens/fortnight")
