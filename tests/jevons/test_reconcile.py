"""`jevons reconcile`: the table, a set, the document, and what is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jevons.calibration.projections import load_projections
from jevons.market.scenario import Scenario
from jevons.runs.store import write_ensemble
from jevons.studies.forecast import forecast
from tests.jevons.conftest import Command


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two worlds up to 2030, as `jevons forecast` stores them."""
    found = forecast(Scenario(name="two", users=500, end="2030-12"), runs=2, workers=1)
    return write_ensemble(found, tmp_path_factory.mktemp("ensemble") / "two")


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that ends before most projections speak."""
    found = forecast(Scenario(name="short", users=500, end="2026-12", target_month="2026-12"), runs=1, workers=1)
    return write_ensemble(found, tmp_path_factory.mktemp("ensemble") / "short")


def test_every_projection_has_a_line(command: Command, stored: Path) -> None:
    lines = command("reconcile", stored).stdout.splitlines()
    assert lines[0].startswith("2 worlds of two (")
    begun = {line.split(" ")[0] for line in lines}
    assert begun >= {row.id for row in load_projections()}
    assert max(len(line) for line in lines[1:]) <= 120


def test_the_cost_paths_show_what_flips_the_verdict(command: Command, stored: Path) -> None:
    said = " ".join(command("reconcile", stored).stdout.split())
    assert "serving cost ×0.19 to ×0.61, it falls" in said
    assert "serving cost up to ×3.8, it may rise" in said
    assert "it falls on prj0002 and may rise on prj0003" in said
    assert "The worlds' own growth, 2026 to 2030: tokens ×" in said


def test_a_folder_of_the_usual_name_is_read_where_none_is_given(command: Command, folder: Path, stored: Path) -> None:
    shutil.copytree(stored, folder / "out" / "baseline")
    assert command("reconcile").stdout.startswith("2 worlds of two (out/baseline), 2023-01 to 2030-12\n")


def test_the_document_has_every_row_and_the_figures_of_the_set(command: Command, stored: Path) -> None:
    found = json.loads(command("reconcile", stored, "--together", "prj0010, prj0013", "--json").stdout)
    assert [row["id"] for row in found["assertions"]] == [row.id for row in load_projections()]
    assert found["runs"] == 2
    assert found["manifest"]["scenario"]["name"] == "two"
    together = found["together"]
    assert together["asked"] == ["prj0010", "prj0013"]
    assert (together["nearest"] is None) == bool(together["satisfying"])
    for row in found["assertions"]:
        assert (row["worlds"] is None) == (row["unresolved"] is not None)


def test_a_set_is_told_alone(command: Command, stored: Path) -> None:
    said = command("reconcile", stored, "--together", "prj0010,prj0013").stdout
    assert "Together: " in said
    assert "Cost paths" not in said
    assert "prj0009" not in said


def test_projections_beyond_the_last_month_say_so(command: Command, short: Path) -> None:
    found = json.loads(command("reconcile", short, "--json").stdout)
    rows = {row["id"]: row for row in found["assertions"]}
    assert rows["prj0010"]["unresolved"] == "the ensemble's months are 2023-01 to 2026-12"
    assert rows["obs0004"]["worlds"]["median"] > 0.0
    assert found["cost_paths"][0]["worlds"] is None
    assert found["cost_paths"][0]["flips"] is True
    assert command("reconcile", short).exit_code == 0


def test_a_projection_that_these_worlds_do_not_reach_is_refused_in_a_set(
    refused: Callable[..., str], short: Path
) -> None:
    said = refused("reconcile", short, "--together", "obs0004,prj0010")
    assert said == "--together: prj0010 cannot be resolved: the ensemble's months are 2023-01 to 2026-12"


def test_a_missing_ensemble_is_refused_with_how_to_make_it(refused: Callable[..., str]) -> None:
    assert refused("reconcile") == (
        "no stored ensemble: out/baseline/manifest.json: cannot be read: No such file or directory; "
        "`jevons forecast --out out/baseline` makes one"
    )
    assert "`jevons forecast --out elsewhere` makes one" in refused("reconcile", "elsewhere")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("prj0001,prj002", "--together: 'prj002' is not the id of a projection; nearest: prj0002, prj0012, prj0001"),
        ("prj0001", "--together: prj0001 is alone; a set has at least two ids, as prj0001,prj0002"),
        ("prj0001,prj0001", "--together: prj0001 is asked for twice"),
        ("prj0001,,prj0002", "--together 'prj0001,,prj0002': write ids with commas between them"),
        ("", "--together '': write ids with commas between them"),
        ("prj0001,obs0060", "--together: obs0060 cannot be resolved: the model has no such quantity"),
    ],
)
def test_a_set_that_makes_no_sense_is_refused(refused: Callable[..., str], asked: str, said: str) -> None:
    assert refused("reconcile", "--together", asked).startswith(said)
