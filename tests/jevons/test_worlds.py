"""`jevons run` and `jevons forecast` on small worlds: files, sentences and JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

import jevons.runs.store
from jevons.market.parameters.registry import uncertain
from jevons.market.scenario import load, shipped
from jevons.runs.stored import read_ensemble

Command = Callable[..., Result]
SMALL = ("--users", "500", "--until", "2027-06")
CHARTS = {"capacity", "energy", "history", "ledger", "prices", "tokens", "verdicts"}


def files_in(folder: Path) -> set[str]:
    """Names of all files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_run_writes_every_output_a_report_and_its_charts(command: Command, folder: Path) -> None:
    done = command("run", *SMALL, "--set", "regions.us.pipeline_growth=2026-06:1.2,2027-01:1.1")
    assert done.exit_code == 0
    written = files_in(folder / "out" / "baseline")
    assert {f"{name}.png" for name in CHARTS} | {"report.html", "manifest.json", "series.parquet"} <= written
    assert {"outputs/tokens_served.parquet", "outputs/spend.parquet"} <= written
    assert files_in(folder) == {f"out/baseline/{name}" for name in written}
    manifest = json.loads((folder / "out/baseline/manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenario"]["overrides"] == {"regions.us.pipeline_growth": {"2026-06": 1.2, "2027-01": 1.1}}
    series = pd.read_parquet(folder / "out/baseline/series.parquet")
    assert f"{series['month'].max():%Y-%m}" == "2027-06"


def test_a_run_tells_three_verdicts_where_the_report_lies_and_the_time(command: Command) -> None:
    done = command("run", *SMALL, "--out", "mine")
    for opening in (
        "In this one run demand",
        "Growth: ",
        "Rebound: ",
        "Scarcity: ",
        "Report: mine/report.html",
    ):
        assert f"\n{opening}" in f"\n{done.stdout}"
    assert "between March 2026 and June 2027" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Time: ")
    assert done.stderr.startswith("The verdicts speak of 2027-06, the last month, instead of 2030-12.\n")


def test_json_is_all_that_stands_on_stdout(command: Command) -> None:
    read = json.loads(command("run", *SMALL, "--json", "--seed", 5).stdout)
    assert read["runs"] == 1
    assert read["verdicts"]["growth_usd"] > 0
    assert read["series"]["tokens_total"]["values"]["2027-06"] > 0
    assert read["manifest"]["seed"] == 5
    assert "report.html" in read["files"]


def test_the_same_command_writes_the_same_tables(command: Command, folder: Path) -> None:
    for name in ("one", "two"):
        assert command("run", *SMALL, "--out", name).exit_code == 0
    for name in ("series.parquet", "manifest.json", "outputs/tokens_served.parquet"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_a_forecast_writes_its_tables_and_says_in_how_many_runs(command: Command, folder: Path) -> None:
    done = command("forecast", *SMALL, "--runs", 3, "--workers", 1, "--out", "mine")
    assert done.exit_code == 0
    assert "of 3 runs demand for AI compute" in done.stdout
    assert "baseline: 3 runs of 500 users, drawn from the fit to published figures: done in " in done.stderr
    found = read_ensemble(folder / "mine")
    assert found.series["run"].nunique() == len(found.verdicts) == 3
    assert set(uncertain()) <= set(found.draws.columns)
    assert {f"{name}.png" for name in CHARTS} | {"report.html"} <= files_in(folder / "mine")


def test_a_forecast_in_json_tells_quantiles(command: Command) -> None:
    read = json.loads(command("forecast", *SMALL, "--runs", 2, "--workers", 1, "--json").stdout)
    assert read["runs"] == 2
    growth = read["verdicts"]["growth_usd"]
    assert growth["low"] <= growth["median"] <= growth["high"]


def test_a_run_after_a_forecast_leaves_nothing_of_it(command: Command, folder: Path) -> None:
    command("forecast", *SMALL, "--runs", 2, "--workers", 1, "--out", "mine")
    command("run", *SMALL, "--out", "mine")
    assert not {"verdicts.parquet", "ledger.parquet", "draws.parquet"} & files_in(folder / "mine")


@pytest.mark.parametrize("verb", ["run", "forecast"])
@pytest.mark.parametrize(
    ("cause", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "jevons: interrupted\n"),
        (
            OSError(28, "No space left on device"),
            2,
            "--out mine: cannot be written: No space left on device\n",
        ),
    ],
)
def test_writing_that_is_broken_off_leaves_nothing(
    command: Command,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    cause: BaseException,
    code: int,
    line: str,
) -> None:
    def broken(*arguments: object) -> None:
        raise cause

    monkeypatch.setattr(jevons.runs.store, "write_manifest", broken)
    runs = ("--runs", 1, "--workers", 1) if verb == "forecast" else ()
    done = command(verb, *SMALL, *runs, "--out", "mine")
    assert done.exit_code == code
    assert done.stderr.endswith(line)
    assert not list(folder.iterdir())


DIFFERENT = sorted(set(shipped()) - {"baseline"})


@pytest.mark.parametrize("name", DIFFERENT)
def test_every_shipped_scenario_runs_and_differs_from_the_baseline(name: str) -> None:
    from jevons.agents.population import simulate

    short = {"users": 500, "end": "2031-12"}
    mine, base = (simulate(load(each).with_(**short)).series() for each in (name, "baseline"))
    before = base["month"] < pd.Timestamp("2026-03-01")
    pd.testing.assert_frame_equal(mine[before], base[before])
    assert not mine["tokens_total"].equals(base["tokens_total"])


@pytest.mark.parametrize("study", [("run",), ("forecast", "--runs", "2", "--workers", "1")])
def test_a_world_that_serves_nothing_is_refused_in_one_line(
    command: Command, folder: Path, study: tuple[str, ...]
) -> None:
    """Without any memory no accelerator is ever made again; when the last ones are worn out, nothing serves."""
    done = command(*study, "--users", "500", "--set", "packaging.world.memory=0")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].startswith("jevons: baseline: nothing is served in the target month")
    assert not files_in(folder)
