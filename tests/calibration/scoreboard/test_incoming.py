"""Rows are read leniently: each is scored or listed with a reason, and only a file that is no table is refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.cells import EvidenceError
from jevons.calibration.scoreboard.incoming import Incoming, Unmapped, read_incoming

HEAD = "id,date,period,series,entity,value,unit,kind,fact\n"


def read(folder: Path, *lines: str, head: str = HEAD) -> list[Incoming | Unmapped]:
    file = folder / "rows.csv"
    file.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_incoming(file)


def test_a_row_is_read_with_its_period(tmp_path: Path) -> None:
    """The quarter that ends with March begins with January."""
    (found,) = read(tmp_path, "a,2026-03-31,quarter,capex,Meta,3e10,USD/quarter,measured,f")
    assert found == Incoming(
        "a", "capex", "Meta", date(2026, 1, 1), date(2026, 3, 31), 3e10, "USD/quarter", "measured", "f"
    )


def test_what_may_be_missing_is_filled_in(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "2026-04-01,capex,Meta,5", head="date,series,entity,value\n")
    assert isinstance(found, Incoming)
    assert (found.id, found.fact, found.start) == ("line 2", "line 2", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a,2026-04-01,,capex,Meta,5,USD,forecast,f", "a forecast, and no observation"),
        ("a,2026-04-01,,capex,Meta,much,USD,measured,f", "value 'much' is not a number"),
        ("a,2026-04-01,,capex,Meta,,USD,measured,f", "value '' is not a number"),
        ("a,2026-04-01,,capex,Meta,0,USD,measured,f", "value 0 is not above zero, and errors are told in logarithms"),
        ("a,2026-04-01,,capex,Meta,-3,USD,measured,f", "value -3 is not above zero"),
        ("a,2026-04-01,,capex,Meta,nan,USD,measured,f", "value nan is not above zero"),
        ("a,April,,capex,Meta,5,USD,measured,f", "date 'April' is not a day; write YYYY-MM-DD"),
        ("a,2026-04-01,decade,capex,Meta,5,USD,measured,f", "period 'decade' is not one of instant, day, week"),
        ("a", "value '' is not a number"),
    ],
)
def test_a_row_that_cannot_be_scored_says_why(tmp_path: Path, line: str, reason: str) -> None:
    (found,) = read(tmp_path, line)
    assert isinstance(found, Unmapped)
    assert found.reason.startswith(reason)


def test_one_bad_row_spoils_no_other(tmp_path: Path) -> None:
    kinds = [
        type(one)
        for one in read(tmp_path, "a,x,,s,e,5,,,", "b,2035-01-01,,s,e,5,,,,more,cells", "c,2026-01-01,,s,e,5,,,")
    ]
    assert kinds == [Unmapped, Incoming, Incoming]


@given(st.text(max_size=40))
def test_no_text_in_a_row_ends_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    cell = '"' + text.replace('"', '""').replace("\x00", "") + '"'
    folder = tmp_path_factory.mktemp("rows")
    (folder / "rows.csv").write_text(f"{HEAD}a,{cell},,s,e,{cell},,,\n", encoding="utf-8", errors="replace", newline="")
    assert len(read_incoming(folder / "rows.csv")) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"id,when\n1,2\n", "columns series, entity, date, value are missing"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"", "missing"),
    ],
)
def test_a_file_that_is_no_table_of_figures_is_refused(tmp_path: Path, content: bytes, line: str) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(EvidenceError, match=line):
        read_incoming(tmp_path / "rows.csv")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read: No such file or directory"):
        read_incoming(tmp_path / "none.csv")
