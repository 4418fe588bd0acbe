"""`jevons answer`: what is stored is said again, and nothing is run."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from jevons.market.scenario import Scenario
from jevons.runs.store import write_ensemble
from jevons.studies import twins
from jevons.studies.forecast import Forecast, forecast
from jevons.studies.magnitude import factor
from tests.jevons.conftest import Command

SMALL = Scenario(name="small", users=500, end="2027-06", target_month="2027-06")


@pytest.fixture(scope="module")
def ensemble() -> Forecast:
    return forecast(SMALL, runs=3, workers=1)


@pytest.fixture
def stored(ensemble: Forecast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ensemble in a folder; from now on no market opens."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a market was opened")

    folder = write_ensemble(ensemble, tmp_path / "out")
    monkeypatch.setattr(twins, "open_market", never)
    return folder


def test_gauges_ledger_and_paragraphs_are_those_of_the_ensemble(
    command: Command, ensemble: Forecast, stored: Path
) -> None:
    lines = command("answer", stored).stdout.splitlines()
    assert lines[0] == "small, 3 stored runs"
    growth = next(line for line in lines if line.startswith("growth"))
    assert factor(float(ensemble.verdicts["growth_usd"].median())) in growth
    calls = ensemble.ledger[(ensemble.ledger["resource"] == "usd") & (ensemble.ledger["factor"] == "calls_per_task")]
    assert f"calls per task {factor(math.exp(calls['contribution'].median()))}" in " ".join(lines)
    assert (
        sum(line.startswith(("In ", "How far", "Growth:", "Rebound:", "Scarcity:", "Causes:")) for line in lines) == 6
    )


def test_the_document_is_that_of_the_answer(command: Command, stored: Path) -> None:
    found = json.loads(command("answer", stored, "--json").stdout)
    assert (found["scenario"], found["runs"], found["end_month"]) == ("small", 3, "2027-06")
    assert found["sentences"]["growth"].startswith("Growth: ")


def test_the_usual_folder_is_that_of_the_baseline(
    command: Command, stored: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "here" / "out").mkdir(parents=True)
    (tmp_path / "here" / "out" / "baseline").symlink_to(stored)
    monkeypatch.chdir(tmp_path / "here")
    assert command("answer").stdout.startswith("small, 3 stored runs")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nowhere", "nowhere: no such folder; `jevons forecast` makes one"),
        (".", "manifest.json: cannot be read: No such file or directory"),
    ],
)
def test_what_is_not_stored_is_refused(
    refused: Callable[..., str], name: str, line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert line in refused("answer", name)
