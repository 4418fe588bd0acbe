"""The registry of evidence: what is in it is sound, and a bad row is refused in one line that helps."""

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from jevons.calibration.evidence import (
    COLUMNS,
    CUTOFF,
    UNITS,
    EvidenceError,
    load_evidence,
    load_observations,
)

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
    "published_basis": "known",
    "use_why": "dated figure",
    "origin": "search",
}


def registry(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "some.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_good_row_is_read_with_its_types(tmp_path: Path) -> None:
    (row,) = load_evidence(registry(tmp_path, GOOD))
    assert (row.start, row.end, row.published) == (date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 24))
    assert row.value == 17.2e9
    assert row.low is None
    assert row.parts == ()


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("unit", "USD/quater", r"unit 'USD/quater' is not known; allowed: token/month, .*USD/quarter"),
        ("kind", "rumour", r"kind 'rumour' is not known; allowed: measured, company_claim"),
        ("use", "maybe", r"use 'maybe' is not known; allowed: fit, check, no, context"),
        ("start", "2025-1-1", r"start '2025-1-1' is not a day; write YYYY-MM-DD"),
        ("start", "2025-04-01", r"ends on 2025-03-31, before it starts on 2025-04-01"),
        ("published", "2025-03-30", r"published on 2025-03-30, before its period ends on 2025-03-31"),
        ("published", "2026-03-19", r"published on 2026-03-19, after the cutoff 2026-03-18"),
        ("value", "much", r"value 'much' is not a number"),
        ("value", "-3", r"value -3 is not a finite number above zero"),
        ("value", "nan", r"value nan is not a finite number above zero"),
        ("value", "0", r"value 0 is not a finite number above zero"),
        ("low", "-1", r"low -1 is below zero, which USD/quarter cannot be"),
        ("high", "inf", r"high inf is not a finite number"),
        ("high", "lots", r"high 'lots' is not a number"),
        ("published_basis", "guess", r"published_basis 'guess' is not known; allowed: known, rule"),
        ("origin", "rumour", r"origin 'rumour' is not known; allowed: seed, search, dataset"),
        ("use_why", "", r"use_why is empty"),
        ("trust", "0", r"trust 0 is not a finite number above zero"),
        ("low", "18e9", r"low <= value <= high"),
        ("high", "17e9", r"low <= value <= high"),
        ("url", "", r"url is empty"),
        ("url", "derived", r"url 'derived' is not a web address"),
        ("source", "  ", r"source is empty"),
    ],
)
def test_a_bad_cell_is_refused_with_where_and_what_is_allowed(
    tmp_path: Path, column: str, cell: str, complaint: str
) -> None:
    with pytest.raises(EvidenceError, match=rf"some\.csv line 2 \(obs1\): .*{complaint}") as refusal:
        load_evidence(registry(tmp_path, GOOD | {column: cell}))
    assert "\n" not in str(refusal.value)


def test_a_note_may_be_empty(tmp_path: Path) -> None:
    (row,) = load_evidence(registry(tmp_path, GOOD | {"note": ""}))
    assert row.note == ""


@pytest.mark.parametrize(
    ("cells", "interval"),
    [
        # A margin below zero: 0.05 in the unit itself, -0.94 -/+ 1.645 x 0.05.
        ({"series": "gross_margin", "value": "-0.94", "unit": "fraction", "trust": "0.05"}, (-1.0222, -0.8578)),
        # An elasticity of demand: -1.11 -/+ 1.645 x 0.5.
        ({"series": "price_elasticity", "value": "-1.11", "unit": "elasticity", "trust": "0.5"}, (-1.9324, -0.2876)),
        # A share of zero, with the upper end that was published.
        (
            {"series": "reasoning_share", "value": "0", "unit": "fraction", "trust": "0.02", "high": "0.01"},
            (-0.0329, 0.01),
        ),
        # A calendar year: half a year each way, not half of two thousand.
        ({"value": "2026.5", "unit": "calendar year", "trust": "0.5"}, (2025.6776, 2027.3224)),
    ],
)
def test_what_may_be_negative_or_zero_is_read_and_told_in_its_unit(
    tmp_path: Path, cells: dict[str, str], interval: tuple[float, float]
) -> None:
    (row,) = load_evidence(registry(tmp_path, GOOD | {"use": "check"} | cells))
    assert not row.logarithmic
    assert row.value == float(cells["value"])
    assert row.interval == pytest.approx(interval, abs=1e-4)


def test_an_amount_below_zero_is_refused_whatever_its_use(tmp_path: Path) -> None:
    zero = registry(tmp_path, GOOD | {"use": "check", "value": "0"})
    assert load_evidence(zero)[0].value == 0
    load_evidence.cache_clear()
    with pytest.raises(EvidenceError, match=r"value -3 is below zero, which USD/quarter cannot be"):
        load_evidence(registry(tmp_path, GOOD | {"use": "check", "value": "-3"}))


@pytest.mark.parametrize("value", ["-0.1", "1.2"])
def test_a_share_lies_between_0_and_1(tmp_path: Path, value: str) -> None:
    share = GOOD | {"series": "open_weight_token_share", "unit": "fraction", "value": value}
    with pytest.raises(EvidenceError, match=rf"value {value} is a share: allowed: 0 to 1"):
        load_evidence(registry(tmp_path, share))


def test_what_is_said_before_a_period_ends_is_shown_and_never_fitted(tmp_path: Path) -> None:
    early = GOOD | {"published": "2025-03-01", "use": "check"}
    assert load_evidence(registry(tmp_path, early))[0].published == date(2025, 3, 1)
    load_evidence.cache_clear()
    with pytest.raises(EvidenceError, match="before its period ends on 2025-03-31: its use cannot be fit"):
        load_evidence(registry(tmp_path, early | {"use": "fit"}))


def test_one_source_says_one_thing_of_a_period(tmp_path: Path) -> None:
    """Another source, another entity or another period may contradict it; the same source at the same place may not."""
    other = GOOD | {"id": "obs2", "value": "30e9"}
    with pytest.raises(EvidenceError, match=r"\(obs2\): repeats obs1: same series, entity, period and source"):
        load_evidence(registry(tmp_path, GOOD, other))
    for column, cell in (
        ("source", "another"),
        ("entity", "Amazon"),
        ("start", "2025-02-01"),
        ("series", "capex_year"),
    ):
        load_evidence.cache_clear()
        assert len(load_evidence(registry(tmp_path, GOOD, other | {column: cell}))) == 2


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="more than one row: obs1"):
        load_evidence(registry(tmp_path, GOOD, GOOD))


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    path = registry(tmp_path, GOOD)
    path.write_text(path.read_text().rstrip() + ",surplus\n")
    with pytest.raises(EvidenceError, match="more or fewer cells"):
        load_evidence(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("id,value\nobs1,3\n")
    with pytest.raises(EvidenceError, match="the columns must be id,series"):
        load_evidence(path)


def test_a_sum_must_agree_with_its_parts(tmp_path: Path) -> None:
    other = GOOD | {"id": "obs2", "entity": "Amazon", "value": "2.8e9"}
    total = GOOD | {"id": "total", "entity": "both", "value": "20e9", "source": "sum: obs1 obs2"}
    assert load_evidence(registry(tmp_path, GOOD, other, total))[2].parts == ("obs1", "obs2")
    load_evidence.cache_clear()
    with pytest.raises(EvidenceError, match=r"\(total\): value 2.1e\+10, but its parts add up to 2e\+10"):
        load_evidence(registry(tmp_path, GOOD, other, total | {"value": "21e9"}))
    with pytest.raises(EvidenceError, match="rows that are not there: obs2"):
        load_evidence(registry(tmp_path, GOOD, total))


def test_an_earlier_cutoff_refuses_later_figures(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="after the cutoff 2024-12-31"):
        load_evidence(registry(tmp_path, GOOD), cutoff=date(2024, 12, 31))


def test_the_interval_is_the_published_one_or_follows_from_trust(tmp_path: Path) -> None:
    (by_trust,) = load_evidence(registry(tmp_path, GOOD | {"trust": "0.4214"}))
    load_evidence.cache_clear()
    (half_open,) = load_evidence(registry(tmp_path, GOOD | {"trust": "0.4214", "low": "17e9"}))
    # exp(1.645 x 0.4214) = 2: half and double.
    assert by_trust.interval == pytest.approx((8.6e9, 34.4e9), rel=1e-4)
    assert half_open.interval == pytest.approx((17e9, 34.4e9), rel=1e-4)


def test_the_registry_loads_and_ends_at_the_cutoff() -> None:
    """Nothing published or observed after 18 March 2026 is in it."""
    rows = load_evidence()
    assert len(rows) == 1481
    assert date(2026, 3, 18) == CUTOFF
    assert max(row.published for row in rows) <= CUTOFF
    assert max(row.end for row in rows) <= CUTOFF
    assert {row.unit for row in rows} == set(UNITS)


def test_a_fact_enters_a_fit_once() -> None:
    fitted = defaultdict(list)
    for row in load_evidence():
        if row.use == "fit":
            fitted[row.fact].append(row.id)
    assert {fact: ids for fact, ids in fitted.items() if len(ids) > 1} == {}


def test_parts_of_a_total_are_not_fitted_beside_it() -> None:
    rows = {row.id: row for row in load_evidence()}
    for row in rows.values():
        if row.use == "fit":
            assert all(rows[part].use == "no" for part in row.parts), row.id


def test_totals_cover_the_period_of_their_parts() -> None:
    rows = {row.id: row for row in load_evidence()}
    totals = [row for row in rows.values() if row.parts]
    assert len(totals) >= 19
    for row in totals:
        parts = [rows[part] for part in row.parts]
        assert row.start == min(part.start for part in parts), row.id
        assert row.end == max(part.end for part in parts), row.id
        assert row.published == max(part.published for part in parts), row.id


@pytest.mark.parametrize("maker", ["NVIDIA", "Broadcom AI"])
def test_fiscal_quarters_follow_one_another_without_a_gap(maker: str) -> None:
    quarters = [row for row in load_evidence() if (row.series, row.entity) == ("datacenter_revenue", maker)]
    assert len(quarters) >= 9
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
    (row,) = (row for row in load_evidence() if row.id == row_id)
    assert row.value == pytest.approx(value)
    assert row.published == date.fromisoformat(published)


def test_the_article_is_there_with_every_figure_and_what_contradicts_it() -> None:
    """Its 20 USD for GPT-4's level in late 2022 stands beside the list price of GPT-4, first sold in March 2023."""
    rows = load_evidence()
    assert sum(row.origin == "seed" for row in rows) == 64
    (said,) = (row for row in rows if row.id == "obs0036")
    (listed,) = (row for row in rows if row.id == "obs2847")
    assert (said.value, said.unit, said.start.year) == (20, "USD/Mtok", 2022)
    assert (listed.value, listed.unit, listed.end) == (37.5, "USD/Mtok", date(2023, 3, 14))
    assert said.use != "fit"
    assert listed.use == "fit"


def test_a_fact_that_is_fitted_was_public_when_its_period_had_ended() -> None:
    rows = load_evidence()
    assert [row.id for row in rows if row.use == "fit" and row.end > row.published] == []
    assert {row.use for row in rows if row.end > row.published} == {"check", "context"}


def test_figures_that_may_not_be_fitted_by_logarithms_are_few_and_known() -> None:
    assert {(row.series, row.value) for row in load_evidence() if row.value <= 0} == {
        ("gpu_rental_price_change_ytd", -0.22),
        ("gpu_rental_price_change_ytd", -0.29),
        ("gross_margin", -0.94),
        ("price_elasticity_of_demand", -0.06),
        ("price_elasticity_of_demand", -1.11),
        ("price_usd_per_mtok_tier_sovereign", 0),
        ("reasoning_model_token_share", 0),
    }


@pytest.mark.parametrize(
    ("row_id", "start", "end"),
    [
        ("obs0290", "2025-09-10", "2025-10-09"),  # a month back from a day within one
        ("obs0296", "2025-01-01", "2025-03-31"),  # a quarter
        ("obs0238", "2025-01-01", "2025-06-30"),  # a half year
        ("obs0302", "2024-07-01", "2025-06-30"),  # a fiscal year
        ("obs2064", "2025-03-01", "2025-05-31"),  # a fiscal quarter
        ("obs2124", "2024-11-04", "2025-02-02"),  # a fiscal quarter that begins after the one before
        ("obs0472", "2025-11-16", "2025-11-22"),  # a week named by its first day
        ("obs0337", "2025-11-16", "2025-11-22"),  # the same week of the same file
        ("obs2380", "2026-01-26", "2026-02-01"),  # a week named by its last
        ("obs2206", "2023-09-11", "2023-09-24"),  # two weeks of collection
        ("obs2398", "2024-01-01", "2024-12-18"),  # a year as estimated before its end
    ],
)
def test_periods_of_gathered_figures_have_a_first_and_a_last_day(row_id: str, start: str, end: str) -> None:
    (row,) = (row for row in load_evidence() if row.id == row_id)
    assert (row.start.isoformat(), row.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("row_id", "trust"),
    [
        ("obs0191", 0.3),  # an analyst's estimate
        ("obs2105", 0.05),  # an audited segment
        ("obs0337", 0.1),  # shares on one router
        ("obs0333", 0.15),  # tokens as Google states them
        ("obs2345", 0.41),  # tokens as a Chinese firm states them: a factor of 1.5
        ("obs2673", 0.08),  # an index of rents
        ("obs2451", 0.1),  # a list price
        ("obs2206", 0.0702),  # its own standard error of 0.26 points in 3.7, above 7 %
        ("obs2400", 0.3),  # doubtful
    ],
)
def test_trust_follows_the_source(row_id: str, trust: float) -> None:
    (row,) = (row for row in load_evidence() if row.id == row_id)
    assert row.trust == pytest.approx(trust, rel=0.01)


def test_observations_are_what_an_operator_may_read_and_the_parts_of_totals() -> None:
    rows = {row.id: row for row in load_evidence()}
    kept = {row.id for row in load_observations()}
    parts = {part for row in rows.values() for part in row.parts}
    assert parts <= kept
    assert "obs2013" not in kept  # a quarter before those that are added up
    assert "obs0290" in kept
    assert len(kept) == 290


def test_pairs_with_three_facts_to_fit_are_counted() -> None:
    facts = defaultdict(set)
    for row in load_evidence():
        if row.use == "fit":
            facts[row.series, row.entity].add(row.fact)
    assert sum(len(known) for known in facts.values()) == 571
    assert sum(len(known) >= 3 for known in facts.values()) == 53
