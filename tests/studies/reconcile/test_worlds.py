"""Quantities read in planted worlds, by hand."""

import numpy as np
import pytest

from jevons.calibration.assertion import Period, Quantity
from jevons.studies.reconcile.worlds import NotCoveredError, Worlds, quotient
from tests.studies.reconcile.planted import worlds_of


@pytest.fixture
def worlds() -> Worlds:
    """Two worlds: tokens 10, 20, 40 and 1, 1, 1 in the three years; serving cost 5, 5, 10 and 2, 4, 0."""
    return Worlds.of(
        worlds_of(tokens_total=[[10.0, 20.0, 40.0], [1.0, 1.0, 1.0]], serving_cost=[[5.0, 5.0, 10.0], [2.0, 4.0, 0.0]])
    )


def test_worlds_know_their_runs_and_months(worlds: Worlds) -> None:
    assert worlds.runs.tolist() == [0, 1]
    assert worlds.span == "2026-01 to 2028-12"


def test_a_level_is_the_mean_of_months(worlds: Worlds) -> None:
    """Of a year its months' mean; of December alone that month. Here all months of a year are alike."""
    tokens = Quantity.of("tokens_total")
    assert worlds.mean(tokens, Period.of("2027")).tolist() == [20.0, 1.0]
    worlds.table.loc[worlds.table["month"] == "2027-12-01", "tokens_total"] = [32.0, 13.0]
    assert worlds.mean(tokens, Period.of("2027-12")).tolist() == [32.0, 13.0]
    assert worlds.mean(tokens, Period.of("2027")) == pytest.approx([21.0, 2.0])  # 12 more in one month of twelve


def test_a_quotient_is_one_of_means_and_a_product_is_of_months(worlds: Worlds) -> None:
    """10 / 40 and 0 / 1; 1 / 40 and 1 / 1; 40 x 10 and 1 x 0."""
    at = Period.of("2028")
    assert worlds.mean(Quantity.of("serving_cost / tokens_total"), at).tolist() == [0.25, 0.0]
    assert worlds.mean(Quantity.of("1 / tokens_total"), at).tolist() == [0.025, 1.0]
    assert worlds.mean(Quantity.of("tokens_total * serving_cost"), at).tolist() == [400.0, 0.0]


def test_a_product_is_taken_before_the_mean(worlds: Worlds) -> None:
    """In the first world tokens are 52 and cost 22 in one month of twelve, 40 and 10 in the others:
    (52 x 22 + 11 x 400) / 12 = 462; the product of the means would be 41 x 11 = 451.
    """
    december = (worlds.table["month"] == "2028-12-01") & (worlds.table["run"] == 0)
    worlds.table.loc[december, ["tokens_total", "serving_cost"]] = [52.0, 22.0]
    found = worlds.mean(Quantity.of("tokens_total * serving_cost"), Period.of("2028"))
    assert found[0] == pytest.approx(462.0)


def test_a_total_adds_up_months_from_the_first_to_the_last(worlds: Worlds) -> None:
    """12 x (20 + 40) and 12 x 2; from December 2026 on, 10 and 1 more."""
    tokens = Quantity.of("tokens_total")
    assert worlds.total(tokens, Period.of("2027"), Period.of("2028")).tolist() == [720.0, 24.0]
    assert worlds.total(tokens, Period.of("2026-12"), Period.of("2028")).tolist() == [730.0, 25.0]


@pytest.mark.parametrize("period", ["2025", "2029", "2025-12", "2029-01"])
def test_months_beyond_the_worlds_are_not_covered(worlds: Worlds, period: str) -> None:
    with pytest.raises(NotCoveredError, match="the ensemble's months are 2026-01 to 2028-12"):
        worlds.mean(Quantity.of("tokens_total"), Period.of(period))


def test_a_series_that_is_not_stored_is_named(worlds: Worlds) -> None:
    with pytest.raises(NotCoveredError, match="no series capex; run `jevons forecast` again"):
        worlds.mean(Quantity.of("capex"), Period.of("2027"))


def test_worlds_of_unlike_months_or_none_are_refused(worlds: Worlds) -> None:
    for table in (worlds.table.iloc[:-1], worlds.table.iloc[:0]):
        with pytest.raises(NotCoveredError, match="a row for each run and month"):
            Worlds.of(table)


def test_rows_may_stand_in_any_order(worlds: Worlds) -> None:
    shuffled = Worlds.of(worlds.table.sample(frac=1.0, random_state=1))
    for period in ("2026", "2028"):
        tokens = Quantity.of("tokens_total")
        np.testing.assert_array_equal(shuffled.mean(tokens, Period.of(period)), worlds.mean(tokens, Period.of(period)))


def test_a_quotient_by_nothing_is_not_defined() -> None:
    np.testing.assert_array_equal(quotient(np.array([1.0, 3.0]), np.array([0.0, 2.0])), [np.nan, 1.5])
