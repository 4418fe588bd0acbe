"""`jevons score`: the table, the document, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jevons.market.scenario import Scenario
from jevons.runs.store import write_ensemble
from jevons.studies.forecast import forecast
from tests.jevons.conftest import Command

ROWS = """id,date,period,series,entity,value,unit,kind,fact
a,2026-04-30,month,tokens_processed_per_month,Google (all surfaces),1.5e15,tokens/month,company_claim,a
b,2026-03-31,quarter,datacenter_revenue,NVIDIA,6.5e10,USD/quarter,measured,b
c,2026-04-01,instant,gpu_rental_price_h200_ondemand,"specialised clouds, median of lists",3.5,USD/GPU-h,price_list,c
d,2026-04-01,instant,strange,Mars,1,kg,measured,d
e,2026-04-01,instant,capex,Meta,-1,USD/quarter,measured,e
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = Scenario(name="small", users=500, end="2027-06", target_month="2027-06")
    return write_ensemble(forecast(small, runs=3, workers=1), tmp_path_factory.mktemp("stored") / "out")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_scored_rows_stand_by_pair_and_the_others_with_their_reason(command: Command, stored: Path, rows: Path) -> None:
    lines = command("score", rows, "--forecast", stored).stdout.splitlines()
    assert "3 figures of 3 pairs are scored, 2 are not" in lines
    assert any(line.startswith("gpu_rental_price_h200_ondemand") and "let in the same market" in line for line in lines)
    assert any(line.startswith("  d: strange of Mars: no operator reads this series") for line in lines)
    assert any(line.startswith("  e: capex of Meta: value -1 is not above zero") for line in lines)
    assert any(line.startswith("|log10 error| of baselines: no change ") for line in lines)


def test_the_document_has_rows_summary_and_what_is_not_mapped(command: Command, stored: Path, rows: Path) -> None:
    found = json.loads(command("score", rows, "--forecast", stored, "--json").stdout)
    assert [row["id"] for row in found["rows"]] == ["a", "b", "c"]
    for row in found["rows"]:
        assert row["p5"] < row["p25"] < row["p50"] < row["p75"] < row["p95"]
        assert row["known"] > 0
    assert [row["id"] for row in found["unmapped"]] == ["d", "e"]
    assert (found["summary"]["n"], found["summary"]["mapped"]) == (5, 3)
    assert set(found["summary"]["series"]) == {row["series"] for row in found["rows"]}


@pytest.mark.parametrize(
    ("file", "place", "line"),
    [
        ("none.csv", "", "none.csv: cannot be read: No such file or directory"),
        ("rows.csv", "nowhere", "nowhere: no such folder; `jevons forecast` makes one"),
        ("empty.csv", "", "the columns series, entity, date, value are missing"),
    ],
)
def test_what_makes_no_sense_is_refused(
    refused: Callable[..., str], stored: Path, rows: Path, file: str, place: str, line: str
) -> None:
    (rows.parent / "empty.csv").write_text("", encoding="utf-8")
    assert line in refused("score", rows.parent / file, "--forecast", rows.parent / place if place else stored)
