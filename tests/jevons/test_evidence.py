"""`jevons evidence`: what is shown of the registry, how rows join it, and what is refused."""

import csv
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from jevons.calibration.adding import GATHERED, installed_registry
from jevons.calibration.evidence import COLUMNS, load_evidence
from jevons.cli.evidence import evidence
from jevons.cli.evidence_told import figure
from jevons.cli.refusal import OneLineErrors
from tests.calibration.test_adding import GIVEN

app = typer.Typer(cls=OneLineErrors, add_completion=False)
app.command()(evidence)
app.command("another")(lambda: None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evidence", *map(str, arguments)], catch_exceptions=False)


def shown(*arguments: object) -> list[str]:
    done = call(*arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()


def refused(*arguments: object) -> str:
    done = call(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


def gathered(file: Path, *rows: dict[str, str], columns: Sequence[str] = GATHERED) -> Path:
    with file.open("w", newline="", encoding="utf-8") as open_file:
        writer = csv.DictWriter(open_file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture
def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the registry in the place of the installed one."""
    copy = folder / "package" / "observations.csv"
    copy.parent.mkdir()
    copy.write_bytes(installed_registry().read_bytes())
    monkeypatch.setattr("jevons.calibration.adding.installed_registry", lambda: copy)
    return copy


def test_without_a_filter_series_are_named_with_what_the_model_makes_of_them() -> None:
    lines = shown()
    assert max(map(len, lines)) <= 120
    read = next(line for line in lines if line.startswith("datacenter_revenue "))
    assert read.split() == ["datacenter_revenue", "NVIDIA", "16", "16", "2022", "2026"]
    said = "\n".join(lines)
    assert "- one list; the median of lists of the quarter is read:" in lines
    assert (
        "1,481 rows of 183 series and 620 pairs of series and entity: 571 fit, 618 check, 110 no, 182 context" in said
    )
    assert "facts to fit: 571; pairs with 3 of them or more: 53; pairs that an operator reads: 37" in said


def test_every_series_is_named_in_the_overview() -> None:
    said = "\n".join(shown())
    assert [row.series for row in load_evidence() if row.series not in said] == []


def test_a_filter_shows_rows_by_series_and_entity() -> None:
    lines = shown("tokens", "google")
    assert max(map(len, lines)) <= 120
    assert "tokens_processed_per_month, Google (all surfaces) (token/month)" in lines
    assert [line.split() for line in lines if "1.3 quadrillion" in line] == [
        ["2025-09-10", "to", "2025-10-09", "1.3", "quadrillion", "-", "company_claim", "0.15", "2025-10-09", "fit"]
    ]
    assert not any("obs0290" in line for line in lines)


def test_ranges_are_told_and_errors_in_the_unit_are_marked() -> None:
    said = "\n".join(shown("price_elasticity_of_demand"))
    assert "-0.07 to -0.05 measured" in said
    assert "0.05*" in said
    assert "at least 30 trillion" in "\n".join(shown("doubao", "obs0276", "fit"))


def test_sources_are_told_on_demand() -> None:
    said = "\n".join(shown("tokens", "google", "--sources"))
    assert "obs0290: the-decoder.com Oct 2025;" in said
    assert "https://the-decoder.com/google-boasts-1-3-quadrillion-tokens" in said


def test_an_id_tells_the_whole_row() -> None:
    told = {line[:10].strip(): line[11:] for line in shown("obs0433") if line[:1] != " "}
    assert told["entity"] == "NVIDIA"
    assert told["value"] == "6418210 H100e"
    assert told["period"] == "2025-03-31"
    assert told["published"] == "2026-01-08 (known)"
    assert told["licence"].startswith("MIT (repository); CC BY 4.0 (data as published); credit: Epoch AI")
    assert told["model"] == "beside the model: accelerators shipped, none retired"
    assert set(told) >= {"id", "series", "range", "error", "kind", "use", "fact", "source", "address", "origin", "note"}


def test_the_document_holds_rows_pairs_and_counts() -> None:
    found = json.loads(call("gross_margin", "--json").stdout)
    assert [(row["entity"], row["value"], row["unit"]) for row in found["rows"]] == [
        ("Anthropic", -0.94, "fraction"),
        ("Anthropic", 0.4, "fraction"),
    ]
    assert set(found["rows"][0]) == set(COLUMNS)
    (pair,) = found["pairs"]
    assert (pair["facts_to_fit"], pair["operator"]) == (2, None)
    assert pair["unused"].startswith("company margins")
    assert found["counts"]["uses"] == {"fit": 2, "check": 0, "no": 0, "context": 0}


def test_the_document_without_a_filter_is_the_whole_registry() -> None:
    found = json.loads(call("--json").stdout)
    assert [row["id"] for row in found["rows"]] == [row.id for row in load_evidence()]
    assert len(found["pairs"]) == found["counts"]["pairs"] == 620


@pytest.mark.parametrize(
    ("value", "said"),
    [(62.31e9, "62.31 billion"), (0.0875, "0.0875"), (1e15, "1 quadrillion"), (-0.94, "-0.94"), (0.0, "0"),
     (173975, "173,975"), (37.5, "37.5"), (120.0, "120")],
)  # fmt: skip
def test_figures_are_said_in_words_without_trailing_zeros(value: float, said: str) -> None:
    assert figure(value) == said


def test_rows_are_added_to_the_installed_registry(installed: Path, folder: Path) -> None:
    before = installed.read_text(encoding="utf-8")
    other = GIVEN | {
        "id": "new2",
        "series": "capex",
        "entity": "Oracle",
        "unit": "USD/quarter",
        "low": "",
        "value": "9e9",
    }
    lines = shown("add", gathered(folder / "new.csv", GIVEN, other))
    assert lines == [
        "observations.csv: 2 rows more; series and entities: 2",
        "capex, Oracle: not beside the model: not one of the four firms whose total is read",
        "tokens_dreamt_of, Sheep (electric): not beside the model: no operator reads it, and no reason is declared",
    ]
    after = installed.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.count("\n") == before.count("\n") + 2
    assert list(installed.parent.iterdir()) == [installed]


def test_nothing_is_merged_when_one_row_is_wrong(installed: Path, folder: Path) -> None:
    before = installed.read_bytes()
    said = refused("add", gathered(folder / "new.csv", GIVEN, GIVEN | {"id": "new2", "source": "x", "unit": "furlong"}))
    assert said.startswith(f"jevons: {folder / 'new.csv'} line 3 (new2): unit 'furlong' is not known; allowed: ")
    assert installed.read_bytes() == before


def test_a_second_time_the_same_file_is_refused(installed: Path, folder: Path) -> None:
    file = gathered(folder / "new.csv", GIVEN)
    shown("add", file)
    assert refused("add", file).endswith("line 2 (new1): id 'new1' is in the registry already")


def test_elsewhere_a_registry_grows_and_can_be_browsed(folder: Path) -> None:
    shown("add", gathered(folder / "one.csv", GIVEN), "--to", "mine.csv")
    shown("add", gathered(folder / "two.csv", GIVEN | {"id": "new2", "source": "x"}), "--to", "mine.csv")
    found = json.loads(call("dreamt", "--from", "mine.csv", "--json").stdout)
    assert [row["id"] for row in found["rows"]] == ["new1", "new2"]
    assert "1,483 rows" in "\n".join(shown("--from", "mine.csv"))
    assert "no row fits" in refused("dreamt")


def test_later_figures_are_kept_elsewhere_up_to_today(installed: Path, folder: Path) -> None:
    """The installed registry ends on 18 March 2026: what came later is kept for scoring."""
    late = gathered(folder / "late.csv", GIVEN | {"date": "2026-03-31", "published": "2026-04-20", "use": "check"})
    assert "date 2026-03-31 is after 2026-03-18, the last day of the installed registry; --to FILE" in refused(
        "add", late
    )
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    future = gathered(folder / "future.csv", GIVEN | {"published": tomorrow})
    assert f"published {tomorrow} is after" in refused("add", future, "--to", "mine.csv")
    if date.today() > date(2026, 4, 20):
        shown("add", late, "--to", "mine.csv")
        assert "2026-04-20 check" in "\n".join(shown("dreamt", "--from", "mine.csv"))


def test_a_registry_that_cannot_be_written_is_refused_with_what_to_do(
    installed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(text: str, file: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("jevons.calibration.adding.write_whole", read_only)
    said = refused("add", gathered(folder / "new.csv", GIVEN))
    assert said == (
        "jevons: observations.csv cannot be written: Permission denied; write elsewhere with --to FILE and read that "
        "with `jevons evidence --from FILE`"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing", "like", "it"), "no row fits all of 'nothing like it'; `jevons evidence` names the series"),
        (("add",), "name one file: jevons evidence add FILE.csv"),
        (("add", "a.csv", "b.csv"), "name one file"),
        (("add", "nowhere.csv"), "nowhere.csv: No such file or directory"),
        (("add", "a.csv", "--json"), "takes --to FILE and no other option"),
        (("capex", "--to", "mine.csv"), "--to goes with `jevons evidence add FILE.csv`"),
        (("--from", "nowhere.csv"), "nowhere.csv: No such file or directory"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


@pytest.mark.parametrize("how", [("add",), ("--from",)])
def test_what_is_no_text_is_refused(folder: Path, how: tuple[str, ...]) -> None:
    (folder / "noise.csv").write_bytes(b"\xff\xfe\x00")
    assert "noise.csv: not a text file in UTF-8" in refused(*how, "noise.csv")


def test_a_file_from_a_spreadsheet_may_begin_with_a_mark(installed: Path, folder: Path) -> None:
    file = gathered(folder / "new.csv", GIVEN)
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert shown("add", file)[0] == "observations.csv: 1 row more; series and entities: 1"


def test_help_says_how_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert "add FILE.csv" in call("--help").stdout
