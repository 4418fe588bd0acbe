"""The registry of evidence: what is in it is sound, and a bad row is refused in one line that helps."""

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from jevons.calibration.evidence import COLUMNS, CUTOFF, UNITS, EvidenceError, load_observations

GOOD = {
    "id": "obs1",
    "series": "capex",
    "entity": "Alphabet",
    "start": "2025-01-01",
    "end": "2025-03-31",
    "published": "2025-04-24",
    "value": "17.2e9",
    "unit": "USD/quarter",
    "low": "",
    "high": "",
    "kind": "measured",
    "trust": "0.03",
    "use": "fit",
    "fact": "obs1",
    "source": "Alphabet quarterly results",
    "url": "https://abc.xyz/investor/",
    "note": "purchases of property and equipment",
}


def registry(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "some.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_good_row_is_read_with_its_types(tmp_path: Path) -> None:
    (row,) = load_observations(registry(tmp_path, GOOD))
    assert (row.start, row.end, row.published) == (date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 24))
    assert row.value == 17.2e9
    assert row.low is None
    assert row.parts == ()


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("unit", "USD/quater", r"unit 'USD/quater' is not known; allowed: token/month, .*USD/quarter"),
        ("kind", "rumour", r"kind 'rumour' is not known; allowed: measured, company_claim"),
        ("use", "maybe", r"use 'maybe' is not known; allowed: fit, check, no"),
        ("start", "2025-1-1", r"start '2025-1-1' is not a day; write YYYY-MM-DD"),
        ("start", "2025-04-01", r"ends on 2025-03-31, before it starts on 2025-04-01"),
        ("published", "2025-03-30", r"published on 2025-03-30, before its period ends on 2025-03-31"),
        ("published", "2026-03-19", r"published on 2026-03-19, after the cutoff 2026-03-18"),
        ("value", "much", r"value 'much' is not a number"),
        ("value", "-3", r"value -3 is not a finite number above zero"),
        ("value", "nan", r"value nan is not a finite number above zero"),
        ("trust", "0", r"trust 0 is not a finite number above zero"),
        ("low", "18e9", r"low <= value <= high"),
        ("high", "17e9", r"low <= value <= high"),
        ("url", "", r"url is empty"),
        ("url", "derived", r"url 'derived' is not a web address"),
        ("source", "  ", r"source is empty"),
        ("note", "", r"note is empty"),
    ],
)
def test_a_bad_cell_is_refused_with_where_and_what_is_allowed(
    tmp_path: Path, column: str, cell: str, complaint: str
) -> None:
    with pytest.raises(EvidenceError, match=rf"some\.csv line 2 \(obs1\): .*{complaint}") as refusal:
        load_observations(registry(tmp_path, GOOD | {column: cell}))
    assert "\n" not in str(refusal.value)


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="more than one row: obs1"):
        load_observations(registry(tmp_path, GOOD, GOOD))


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    path = registry(tmp_path, GOOD)
    path.write_text(path.read_text().rstrip() + ",surplus\n")
    with pytest.raises(EvidenceError, match="more or fewer cells"):
        load_observations(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("id,value\nobs1,3\n")
    with pytest.raises(EvidenceError, match="the columns must be id,series"):
        load_observations(path)


def test_a_sum_must_agree_with_its_parts(tmp_path: Path) -> None:
    other = GOOD | {"id": "obs2", "value": "2.8e9"}
    total = GOOD | {"id": "total", "value": "20e9", "source": "sum: obs1 obs2"}
    assert load_observations(registry(tmp_path, GOOD, other, total))[2].parts == ("obs1", "obs2")
    load_observations.cache_clear()
    with pytest.raises(EvidenceError, match=r"\(total\): value 2.1e\+10, but its parts add up to 2e\+10"):
        load_observations(registry(tmp_path, GOOD, other, total | {"value": "21e9"}))
    with pytest.raises(EvidenceError, match="rows that are not there: obs2"):
        load_observations(registry(tmp_path, GOOD, total))


def test_an_earlier_cutoff_refuses_later_figures(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="after the cutoff 2024-12-31"):
        load_observations(registry(tmp_path, GOOD), cutoff=date(2024, 12, 31))


def test_the_interval_is_the_published_one_or_follows_from_trust(tmp_path: Path) -> None:
    (by_trust,) = load_observations(registry(tmp_path, GOOD | {"trust": "0.4214"}))
    load_observations.cache_clear()
    (half_open,) = load_observations(registry(tmp_path, GOOD | {"trust": "0.4214", "low": "17e9"}))
    # exp(1.645 x 0.4214) = 2: half and double.
    assert by_trust.interval == pytest.approx((8.6e9, 34.4e9), rel=1e-4)
    assert half_open.interval == pytest.approx((17e9, 34.4e9), rel=1e-4)


def test_the_registry_loads_and_ends_at_the_cutoff() -> None:
    rows = load_observations()
    assert max(row.published for row in rows) <= CUTOFF
    assert {row.unit for row in rows} == set(UNITS)


def test_a_fact_enters_a_fit_once() -> None:
    fitted = defaultdict(list)
    for row in load_observations():
        if row.use == "fit":
            fitted[row.fact].append(row.id)
    assert {fact: ids for fact, ids in fitted.items() if len(ids) > 1} == {}


def test_parts_of_a_total_are_not_fitted_beside_it() -> None:
    rows = {row.id: row for row in load_observations()}
    for row in rows.values():
        if row.use == "fit":
            assert all(rows[part].use == "no" for part in row.parts), row.id


def test_totals_cover_the_period_of_their_parts() -> None:
    rows = {row.id: row for row in load_observations()}
    totals = [row for row in rows.values() if row.parts]
    assert len(totals) >= 19
    for row in totals:
        parts = [rows[part] for part in row.parts]
        assert row.start == min(part.start for part in parts), row.id
        assert row.end == max(part.end for part in parts), row.id
        assert row.published == max(part.published for part in parts), row.id


def test_fiscal_quarters_follow_one_another_without_a_gap() -> None:
    quarters = [row for row in load_observations() if row.series == "datacenter_revenue"]
    for earlier, later in pairwise(quarters):
        assert (later.start - earlier.end).days == 1, later.id


@pytest.mark.parametrize(
    ("row_id", "value", "published"),
    [
        ("obs0290", 1.3e15, "2025-10-09"),
        ("obs2847", 37.5, "2023-03-14"),
        ("obs2129", 62.31e9, "2026-02-25"),
        ("obs0435", 10703369, "2026-01-08"),
        ("sum.capex.2025q4", 27.851e9 + 39.52e9 + 22.14e9 + 37.5e9, "2026-02-05"),
    ],
)
def test_known_figures_stand_in_the_registry(row_id: str, value: float, published: str) -> None:
    (row,) = (row for row in load_observations() if row.id == row_id)
    assert row.value == pytest.approx(value)
    assert row.published == date.fromisoformat(published)
