"""Gathered rows join the registry together or not at all, and a wrong one is refused in one line that helps."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration import history
from jevons.calibration.adding import GATHERED, TRUST_BY_KIND, Limit, merged, write_whole
from jevons.calibration.cells import EvidenceError
from jevons.calibration.evidence import COLUMNS, Observation, load_evidence, read_evidence

if TYPE_CHECKING:
    from tests.calibration.conftest import FakeRun

LIMIT = Limit(date(2026, 3, 18), "the last day here")
GIVEN = {
    "id": "new1",
    "date": "2025-06-30",
    "published": "2025-07-24",
    "published_basis": "known",
    "period": "quarter",
    "series": "tokens_dreamt_of",
    "entity": "Sheep (electric)",
    "value": "4.2e12",
    "unit": "tokens/quarter",
    "low": "4e12",
    "high": "",
    "kind": "company_claim",
    "source": "Sheep quarterly letter, 2025-07-24",
    "url": "https://example.org/letter",
    "origin": "search",
    "note": "",
    "fact": "new1",
    "use": "fit",
    "use_why": "dated figure",
}


def gathered(*rows: dict[str, str], columns: tuple[str, ...] = GATHERED) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def registry(*rows: Observation) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in COLUMNS} for row in rows
    )
    return text.getvalue()


HELD = next(row for row in load_evidence() if row.id == "obs0290")
BASE = registry(HELD)


def add(*rows: dict[str, str]) -> tuple[str, tuple[Observation, ...]]:
    return merged(gathered(*rows), "new.csv", BASE, "observations.csv", LIMIT)


def test_a_row_of_names_that_nobody_knows_is_read_and_stands_at_the_end() -> None:
    """A quarter that ends on 30 June begins on 1 April; a company's word is trusted to 0.2."""
    text, (row,) = add(GIVEN)
    assert (row.start, row.end, row.published) == (date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 24))
    assert (row.value, row.unit, row.low, row.high) == (4.2e12, "token/quarter", 4e12, None)
    assert (row.trust, row.kind, row.use) == (0.2, "company_claim", "fit")
    assert text.startswith(BASE)
    assert read_evidence(text, "observations.csv", LIMIT.day) == (HELD, row)


def test_columns_may_stand_in_any_order_and_a_registry_may_lack_its_last_line_end() -> None:
    turned = gathered(GIVEN, columns=tuple(reversed(GATHERED)))
    text, (row,) = merged(turned, "new.csv", BASE.rstrip("\n"), "observations.csv", LIMIT)
    assert row.id == "new1"
    assert text == add(GIVEN)[0]


@pytest.mark.parametrize("kind", TRUST_BY_KIND)
def test_trust_follows_the_kind_of_source(kind: str) -> None:
    _, (row,) = add(GIVEN | {"kind": kind})
    assert row.trust == TRUST_BY_KIND[row.kind]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"series": "gross_margin", "value": "-0.94", "unit": "fraction", "low": ""}, -0.94),
        ({"series": "price_elasticity_of_demand", "value": "-1.1", "unit": "elasticity", "low": ""}, -1.1),
        ({"series": "reasoning_model_token_share", "value": "0", "unit": "fraction", "low": ""}, 0.0),
        ({"value": "0", "low": "", "use": "context"}, 0.0),
    ],
)
def test_negative_margins_and_elasticities_and_zeros_are_valid(cells: dict[str, str], value: float) -> None:
    _, (row,) = add(GIVEN | cells)
    assert row.value == value
    assert not row.logarithmic


def test_an_hour_of_an_h100_is_one_of_an_h100_equivalent_and_of_another_chip_it_is_not() -> None:
    cells = {"unit": "USD/GPU-h", "value": "2.4", "low": "", "kind": "price_list", "period": "day"}
    _, (h100,) = add(GIVEN | cells | {"series": "gpu_rental_price_h100_ondemand"})
    _, (b200,) = add(GIVEN | cells | {"series": "gpu_rental_price_b200_ondemand"})
    assert (h100.unit, b200.unit) == ("USD/H100e-h", "USD/GPU-h")


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"unit": "tokens/fortnight"}, r"unit 'tokens/fortnight' is not known; allowed: token/month, .*, elasticity$"),
        ({"value": ""}, r"value is empty$"),
        ({"value": "many"}, r"value 'many' is not a number$"),
        ({"value": "nan"}, r"value nan is not a finite number above zero$"),
        ({"value": "-1"}, r"value -1 is not a finite number above zero$"),
        ({"value": "-1", "low": "", "use": "check"}, r"value -1 is below zero, which token/quarter cannot be$"),
        ({"low": "-1"}, r"low -1 is below zero, which token/quarter cannot be$"),
        ({"low": "5e12"}, r"low <= value <= high$"),
        ({"date": "2026-03-19"}, r"date 2026-03-19 is after 2026-03-18, the last day here$"),
        ({"published": "2030-01-01"}, r"published 2030-01-01 is after 2026-03-18, the last day here$"),
        ({"date": "30 June 2025"}, r"date '30 June 2025' is not a day; write YYYY-MM-DD$"),
        ({"published": ""}, r"published is empty$"),
        ({"published": "2025-06-01"}, r"before its period ends on 2025-06-30: its use cannot be fit$"),
        ({"period": "fortnight"}, r"period 'fortnight' is not known; allowed: instant, day, week, month, quarter, "),
        ({"kind": "rumour"}, r"kind 'rumour' is not known; allowed: measured, "),
        ({"use": "maybe"}, r"use 'maybe' is not known; allowed: fit, check, no, context$"),
        ({"use_why": " "}, r"use_why is empty$"),
        ({"url": "derived"}, r"url 'derived' is not a web address$"),
        ({"source": ""}, r"source is empty$"),
        ({"origin": "hearsay"}, r"origin 'hearsay' is not known; allowed: seed, search, dataset$"),
        ({"published_basis": ""}, r"published_basis is empty$"),
        ({"id": "obs0290"}, r"id 'obs0290' is in the registry already$"),
        ({"series": "token_share", "unit": "fraction", "value": "1.5", "low": ""}, r"1.5 is a share: allowed: 0 to 1$"),
        (
            {"series": HELD.series, "entity": HELD.entity, "unit": "tokens/day"},
            r"unit 'tokens/day': the model reads this series of Google \(all surfaces\) in token/month$",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_reason(cells: dict[str, str], complaint: str) -> None:
    good = GIVEN | {"id": "good", "source": "another letter"}
    with pytest.raises(EvidenceError, match=rf"^new\.csv line 3 \([\w.]+\): .*{complaint}") as refusal:
        add(good, GIVEN | cells)
    assert "\n" not in str(refusal.value)


def test_an_id_twice_in_the_file_is_refused() -> None:
    with pytest.raises(
        EvidenceError, match=r"new\.csv line 3 \(new1\): id 'new1' is given on an earlier line of new.csv"
    ):
        add(GIVEN, GIVEN | {"source": "another letter"})


@pytest.mark.parametrize("period", ["quarter", "day"])
def test_the_same_source_at_the_same_place_is_refused_within_the_file(period: str) -> None:
    with pytest.raises(
        EvidenceError, match=r"line 3 \(new2\): repeats new1 on an earlier line: same series, entity, date"
    ):
        add(GIVEN, GIVEN | {"id": "new2", "value": "9e12", "period": period})


def test_the_same_source_at_the_same_place_as_in_the_registry_is_refused() -> None:
    again = GIVEN | {
        "series": HELD.series, "entity": HELD.entity, "date": str(HELD.end), "source": HELD.source,
        "published": str(HELD.published), "unit": "tokens/month", "period": "month", "low": "",
    }  # fmt: skip
    with pytest.raises(EvidenceError, match=r"line 2 \(new1\): repeats obs0290 of the registry: same series"):
        add(again)
    _, (other,) = add(again | {"source": "somebody else"})
    assert other.source == "somebody else"


def test_a_week_is_a_repetition_by_its_first_day_too() -> None:
    """The registry has a week from 16 to 22 November; the file that it is from names it by the 16th."""
    week = replace(
        HELD, start=date(2025, 11, 16), end=date(2025, 11, 22), published=date(2025, 11, 23), series="tokens_wk"
    )
    again = GIVEN | {
        "series": week.series, "entity": week.entity, "date": "2025-11-16", "published": "2025-11-23",
        "source": week.source, "unit": "tokens/month", "period": "week", "low": "",
    }  # fmt: skip
    with pytest.raises(EvidenceError, match="repeats obs0290 of the registry"):
        merged(gathered(again), "new.csv", registry(week), "observations.csv", LIMIT)


def test_wrong_columns_are_named() -> None:
    columns = (*(name for name in GATHERED if name != "published"), "colour")
    row = {name: cell for name, cell in GIVEN.items() if name != "published"} | {"colour": "red"}
    with pytest.raises(EvidenceError, match="line 1: missing: published; unknown: colour; the columns must be id,date"):
        merged(gathered(row, columns=columns), "new.csv", BASE, "observations.csv", LIMIT)
    with pytest.raises(EvidenceError, match="more or fewer cells"):
        merged(gathered(GIVEN).rstrip() + ",surplus\n", "new.csv", BASE, "observations.csv", LIMIT)


@pytest.mark.parametrize("text", ["", gathered()])
def test_a_file_without_a_row_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match=r"new\.csv"):
        merged(text, "new.csv", BASE, "observations.csv", LIMIT)


def test_a_base_that_is_no_registry_is_refused_by_its_name() -> None:
    with pytest.raises(EvidenceError, match=r"other\.csv: the columns must be id,series"):
        merged(gathered(GIVEN), "new.csv", "id,value\n", "other.csv", LIMIT)


@given(
    st.floats(1e-12, 1e24),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=30),
)
def test_what_is_read_comes_back_as_it_was(value: float, name: str) -> None:
    """Any figure to its last bit, and any name: commas, quotes and letters of every script."""
    text, (row,) = add(GIVEN | {"value": repr(value), "low": "", "entity": name})
    assert read_evidence(text, "observations.csv", LIMIT.day)[-1] == row
    assert (row.value, row.entity) == (value, name)


def test_a_file_is_written_in_one_step_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "registry.csv"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(target)
    write_whole("new", tmp_path / "link.csv")
    assert target.read_text() == "new"
    assert S_IMODE(target.stat().st_mode) == 0o640
    assert (tmp_path / "link.csv").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "registry.csv"]


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_whole("new", tmp_path / "nowhere" / "registry.csv")


def test_a_row_without_an_operator_leaves_the_history_as_it_was(
    run: "FakeRun", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rows are added: one of a pair that an operator reads, and one of a pair that nobody knows."""
    run.set("rent", [3.0, 2.8, 2.5, 2.4])
    held = next(row for row in load_evidence() if row.id == "obs2956")
    stranger = replace(held, id="stranger", series="tokens_dreamt_of")
    monkeypatch.setattr(history, "load_observations", lambda: (held, stranger))
    assert list(history.compare(run)["id"]) == ["obs2956"]
