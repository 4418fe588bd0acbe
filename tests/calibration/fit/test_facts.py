"""Facts: which rows are fitted, in which order, with which errors, and how readings are set beside them."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from jevons.calibration.evidence import CUTOFF, load_evidence
from jevons.calibration.fit.facts import CLAIM_MEAN, Facts
from jevons.calibration.fit.worlds import months
from jevons.calibration.further import SCORED
from tests.calibration.fit.conftest import FOUNDRY, GOOGLE, OPUS, REVENUE, USERS, fact, place, readings_of

WEAK = next((one.series, one.entity) for one in SCORED if one.weak)


def ids(facts: Facts) -> list[str]:
    return [row.id for row in facts.rows]


def test_what_was_published_later_is_not_known() -> None:
    """A figure of January that was told in June is a fact from June on."""
    row = replace(fact(USERS, "2025-01-31"), published=date(2025, 6, 1))
    assert len(Facts.known(date(2025, 5, 31), [row])) == 0
    assert len(Facts.known(date(2025, 6, 1), [row])) == 1


def test_weak_operators_checks_and_what_nothing_reads_are_left_out() -> None:
    kept = fact(USERS, "2025-01-31", id="kept")
    rows = [
        kept,
        fact(WEAK, "2025-01-31", 0.5),
        *(replace(kept, id=use, use=use) for use in ("check", "context", "no")),
        replace(kept, id="unread", entity="Nobody"),
    ]
    assert ids(Facts.known(CUTOFF, rows)) == ["kept"]


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_what_has_no_logarithm_never_enters(value: float) -> None:
    rows = [replace(fact(USERS, "2025-01-31"), id="bad", value=value), fact(USERS, "2025-01-31", id="good")]
    facts = Facts.known(CUTOFF, rows)
    assert ids(facts) == ["good"]
    assert np.isfinite(facts.logs).all()


def test_a_year_as_a_figure_never_enters() -> None:
    assert len(Facts.known(CUTOFF, [replace(fact(USERS, "2025-01-31"), unit="calendar year", value=2030.0)])) == 0


def test_they_stand_by_pair_and_date_whatever_the_order_of_the_rows() -> None:
    rows = [fact(USERS, "2025-06-30"), fact(GOOGLE, "2025-01-31"), fact(USERS, "2024-06-30")]
    wanted = [rows[1].id, rows[2].id, rows[0].id]
    assert ids(Facts.known(CUTOFF, rows)) == wanted
    assert ids(Facts.known(CUTOFF, rows[::-1])) == wanted


def test_a_vendor_s_claim_is_lowered_by_what_it_overstates_and_trusted_less() -> None:
    """ln 100 - 0.25 with an error of sqrt(0.2^2 + 0.25^2) = 0.3202; another's figure stays as it is."""
    said = fact(USERS, "2025-01-31", 100.0, trust=0.2)
    facts = Facts((said, replace(said, kind="vendor_claim"), replace(said, kind="company_claim")))
    np.testing.assert_allclose(facts.logs, np.log(100.0) - np.array([0.0, CLAIM_MEAN, 0.0]))
    np.testing.assert_allclose(facts.errors, [0.2, 0.3202, 0.2], atol=1e-4)


def test_years_are_those_of_the_last_day() -> None:
    quarter = replace(fact(USERS, "2025-03-31"), start=date(2025, 1, 1))
    assert Facts((quarter,)).years[0] == pytest.approx((date(2025, 3, 31) - date(1970, 1, 1)).days / 365.25)


def test_who_belongs_together() -> None:
    """Two publishers of one pair, and a second pair of the series; an article has no address but its name."""
    facts = Facts(
        (
            fact(GOOGLE, "2025-01-31", url="https://a.org/x"),
            fact(GOOGLE, "2025-02-28", url="https://b.org/x"),
            fact(FOUNDRY, "2025-02-28", url="https://a.org/y"),
            fact(USERS, "2025-02-28", url="https://a.org/z"),
            fact(USERS, "2025-03-31", url="article:one"),
            fact(USERS, "2025-04-30", url="article:two"),
        )
    )
    together = {(n, m) for n, m in zip(*np.nonzero(facts.same_pair()), strict=True) if n < m}
    assert together == {(0, 1), (3, 4), (3, 5), (4, 5)}
    assert {(n, m) for n, m in zip(*np.nonzero(facts.same_publisher()), strict=True) if n < m} == {(0, 2)}
    assert facts.same_pair().diagonal().all()
    assert facts.same_publisher().diagonal().all()


def test_each_is_read_in_its_own_column_at_its_own_period() -> None:
    """A count grows from 100 by 10 a month, revenue is 7 a month: the mean of a June, three months' total, a list."""
    readings = readings_of(2, 1.0)
    readings[:, :, place(USERS)] = 100.0 + 10.0 * np.arange(readings.shape[1])
    readings[:, :, place(REVENUE)] = 7.0
    readings[1, :, place(OPUS)] = 0.0
    june, quarter = {"start": date(2024, 6, 1)}, {"start": date(2024, 4, 1)}
    facts = Facts((fact(USERS, "2024-06-30", **june), fact(REVENUE, "2024-06-30", **quarter), fact(OPUS, "2024-06-30")))
    found = facts.read(readings, months())
    np.testing.assert_allclose(found[0], np.log([100.0 + 170.0, 21.0, 1.0]))
    np.testing.assert_allclose(found[1, :2], found[0, :2])
    assert not np.isfinite(found[1, 2])


def test_what_the_months_do_not_cover_is_not_read() -> None:
    assert np.isnan(Facts((fact(USERS, "2026-09-30"),)).read(readings_of(2), months())).all()


def test_a_mask_keeps_some() -> None:
    facts = Facts((fact(USERS, "2025-01-31", id="a"), fact(GOOGLE, "2025-01-31", id="b")))
    assert ids(facts.only(np.array([False, True]))) == ["b"]
    assert facts.only(np.array([False, True])).operators == facts.operators[1:]


def test_they_travel_to_another_process_by_their_rows() -> None:
    facts = Facts.known()
    assert facts.operators
    assert facts.logs.size
    there = pickle.loads(pickle.dumps(facts))
    assert there.rows == facts.rows
    np.testing.assert_array_equal(there.logs, facts.logs)


def test_the_registry_gives_more_the_later_the_day() -> None:
    early, late = Facts.known(date(2024, 12, 31)), Facts.known()
    assert 20 < len(early) < len(late)
    assert set(ids(early)) < set(ids(late))
    assert max(row.published for row in early.rows) <= date(2024, 12, 31)


def test_a_fact_is_told_once() -> None:
    """A fact quoted five times is one observation: rows that repeat another are not to be fitted."""
    labels = [row.fact for row in Facts.known().rows]
    assert len(labels) == len(set(labels))


def test_all_of_the_registry_have_a_number_an_error_and_an_operator_that_is_not_weak() -> None:
    facts = Facts.known()
    assert set(facts.rows) < set(load_evidence())
    assert np.isfinite(facts.logs).all()
    assert (facts.errors > 0.0).all()
    assert not any(operator.weak for operator in facts.operators)
    assert [(one.series, one.entity) for one in facts.operators] == list(facts.pairs)
