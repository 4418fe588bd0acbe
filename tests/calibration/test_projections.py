"""The registry of projections: every row can be resolved or says why not, and a bad row is refused in one line."""

import csv
from datetime import date
from pathlib import Path

import pytest

from jevons.calibration.assertion import RELATIVE, Assertion
from jevons.calibration.evidence import CUTOFF, EvidenceError, load_observations
from jevons.calibration.projections import COLUMNS, late, load_projections, named

GATHERED = (
    *(f"prj{number:04d}" for number in range(1, 15)),
    "obs0004", "obs0016", "obs0021", "obs0060", "obs0080", "obs0107", "obs0137", "obs0138", "obs0139", "obs0141",
    "obs0186", "obs0187", "obs0529", "obs0925",
)  # fmt: skip
SEED = ("obs0004", "obs0012", "obs0016", "obs0020", "obs0021", "obs0060", "prj0014")

GOOD = {
    "id": "prj1",
    "published": "2025-09-23",
    "publisher": "Bain",
    "variable": "AI capital spending",
    "scope": "world",
    "rule": "level",
    "since": "",
    "at": "2030",
    "comparison": "near",
    "value": "5e11",
    "low": "",
    "high": "",
    "tolerance": "0.25",
    "unit": "USD/year",
    "quantity": "capex",
    "scope_factor": "",
    "scope_offset": "",
    "reason": "",
    "source": "Bain, 2025",
    "url": "https://www.bain.com/",
    "note": "",
}
FACTOR = {"rule": "factor", "since": "2026", "unit": "ratio", "value": "24"}
UNRESOLVED = {"rule": "unresolved", "quantity": "", "reason": "no such quantity"}


def registry(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "some.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_good_row_is_read_with_its_types(tmp_path: Path) -> None:
    (row,) = load_projections(registry(tmp_path, GOOD))
    assert (row.published, row.value, row.low, row.since, str(row.at)) == (date(2025, 9, 23), 5e11, None, None, "2030")
    assert (str(row.quantity), row.scope_factor, row.scope_offset, row.conversion) == ("capex", 1.0, 0.0, 12.0)


def test_every_gathered_projection_and_every_one_of_the_seed_is_there() -> None:
    """The 28 that were gathered, and what the seed article says of a time after its own date."""
    rows = {row.id: row for row in load_projections()}
    assert len(GATHERED) == 28
    assert set(rows) >= {*GATHERED, *SEED}
    for name in SEED:
        assert "seed article" in rows[name].source
    for name in rows:
        assert name.partition(".")[0] in {*GATHERED, *SEED}, f"{name} says more than its publication"


@pytest.mark.parametrize("found", load_projections(), ids=lambda found: found.id)
def test_every_row_has_a_source_and_a_rule_or_a_reason(found: Assertion) -> None:
    assert found.source
    assert found.url.startswith(("http", "article:"))
    assert found.at.last > CUTOFF.year * 12 + CUTOFF.month - 1
    assert found.tolerance > 0.0
    if found.rule == "unresolved":
        assert len(found.reason.split()) > 5
        return
    assert found.quantity is not None
    assert found.conversion > 0.0
    assert found.unit == RELATIVE.get(found.rule, found.unit)
    low, high = found.allowed()
    assert (-float("inf") if low is None else low) <= found.value <= (float("inf") if high is None else high)


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "published", "is_late"),
    [
        ("prj0001", 24.0, None, None, "2026-05-05", True),
        ("prj0002", -0.65, -0.7, -0.6, "2026-05-05", True),
        ("prj0003", -0.9, None, -0.9, "2026-03-25", True),
        ("obs0004", 425e9, 400e9, 450e9, "2026-03-18", False),
        ("obs0137", 452.0, 325.0, 580.0, "2024-12-20", False),
        ("prj0007", 1e8, 2e7, 4e8, "2024-08-20", False),
    ],
)
def test_known_figures_stand_in_the_registry(
    name: str, value: float, low: float | None, high: float | None, published: str, is_late: bool
) -> None:
    row = named(load_projections(), name)
    assert (row.value, row.low, row.high, row.published.isoformat(), late(row)) == (
        value,
        low,
        high,
        published,
        is_late,
    )


def test_no_projection_stands_among_the_figures_that_are_fitted() -> None:
    """What is projected would enter a fit or a prior through the registry of evidence alone."""
    fitted = {row.id for row in load_observations()}
    assert not fitted & {row.id for row in load_projections()}
    assert any(late(row) for row in load_projections())
    assert not any(row.published > CUTOFF for row in load_observations())


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"rule": "guess"}, r"rule 'guess' is not known; allowed: level, added, total, factor"),
        ({"comparison": "about"}, r"comparison 'about' is not known; allowed: near, at_least, at_most, between"),
        ({"unit": "USD/week"}, r"unit 'USD/week' is not known; allowed: token/month"),
        ({"unit": "GW"}, r"unit 'GW': capex \(USD/month\) does not convert to it"),
        ({"quantity": "capexx"}, r"quantity 'capexx' is not a quantity: 'capexx' is no summary series"),
        ({"quantity": "capex / spend"}, r"unit 'USD/year': capex / spend \(a quotient\) does not convert"),
        ({"quantity": ""}, r"rule level needs a quantity"),
        ({"at": "2030-13"}, r"at '2030-13' is not a period: write YYYY or YYYY-MM"),
        ({"at": "2026-03"}, r"at 2026-03: a projection speaks of a time after 2026-03"),
        ({"since": "2026"}, r"rule level reads at alone"),
        ({**FACTOR, "since": ""}, r"rule factor reads since and at"),
        ({**FACTOR, "since": "2031"}, r"since 2031 must come before at 2030"),
        ({**FACTOR, "unit": "USD/year"}, r"rule factor is in ratio"),
        ({**FACTOR, "scope_offset": "3", "reason": "why"}, r"a rule factor knows no scope_offset"),
        ({**FACTOR, "scope_factor": "3", "reason": "why"}, r"a rule factor knows no scope_factor"),
        ({"scope_factor": "2"}, r"a scope factor or offset needs a `reason`"),
        ({"scope_offset": "1e9"}, r"a scope factor or offset needs a `reason`"),
        ({"value": "0"}, r"value '0' is not a finite number other than zero"),
        ({"value": "much"}, r"value 'much' is not a finite number"),
        ({"value": "-5"}, r"level of -5: a figure must be above 0"),
        ({**FACTOR, "rule": "change", "unit": "fraction", "value": "-1.2"}, r"change of -1.2: .* above -1"),
        ({"low": "6e11"}, r"low <= value <= high"),
        ({"comparison": "between", "low": "4e11"}, r"`between` needs low and high"),
        ({"tolerance": "0"}, r"tolerance 0 is not a finite number above zero"),
        ({**UNRESOLVED, "reason": ""}, r"an unresolved row says in `reason` why"),
        ({**UNRESOLVED, "quantity": "capex"}, r"an unresolved row names no quantity"),
        ({"source": " "}, r"source is empty"),
        ({"url": ""}, r"url is empty"),
        ({"published": "autumn"}, r"published 'autumn' is not a day"),
    ],
)
def test_a_bad_row_is_refused_with_where_and_what_is_allowed(
    tmp_path: Path, changes: dict[str, str], complaint: str
) -> None:
    with pytest.raises(EvidenceError, match=rf"some\.csv line 2 \(prj1\): .*{complaint}") as refusal:
        load_projections(registry(tmp_path, GOOD | changes))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("changes", [FACTOR, UNRESOLVED, {"scope_offset": "1e9", "reason": "more is counted"}])
def test_rows_of_other_rules_are_read(tmp_path: Path, changes: dict[str, str]) -> None:
    (row,) = load_projections(registry(tmp_path, GOOD | changes))
    assert (row.quantity is None) == (row.rule == "unresolved")


def test_an_id_given_twice_and_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="id given to more than one row: prj1"):
        load_projections(registry(tmp_path, GOOD, GOOD))
    other = tmp_path / "other.csv"
    other.write_text("id,value\nprj1,3\n")
    with pytest.raises(EvidenceError, match="the columns must be id,published,publisher"):
        load_projections(other)


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        KeyError, match=r"'prj0009\.add' is not the id of a projection; nearest: prj0010\.added, prj0009"
    ):
        named(load_projections(), "prj0009.add")
    assert named(load_projections(), "prj0009").publisher == "McKinsey"
