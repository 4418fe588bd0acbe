"""`jevons inspect`: a picture and a sentence for a submodel, points as JSON, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from jevons.studies.gallery import RESPONSES

Command = Callable[..., Result]
KEYS = {"name", "x", "y", "unit", "lines", "marks", "reading", "held", "source"}


def test_one_submodel_is_one_picture_and_one_line(command: Command, folder: Path) -> None:
    done = command("inspect", "price")
    assert done.exit_code == 0
    assert done.output == (
        "out/inspect/price.png  price: a load of 0.9 instead of 0.47 asks for 1.30 times the price; "
        "a month without a release brings 1.02 times; of a tenth of its first cost a lab makes 0.28 of its first "
        "price, a commodity host 0.10\n"
    )
    assert [path.name for path in (folder / "out" / "inspect").iterdir()] == ["price.png"]
    assert (folder / "out" / "inspect" / "price.png").read_bytes().startswith(b"\x89PNG")


def test_pictures_go_where_they_are_wanted(command: Command, folder: Path) -> None:
    done = command("inspect", "rent", "--out", "some/where")
    assert done.output.startswith("some/where/rent.png  rent: twice as much asked for")
    assert (folder / "some" / "where" / "rent.png").exists()


def test_json_has_the_points_of_every_submodel_and_draws_nothing(command: Command, folder: Path) -> None:
    done = command("inspect", "--json")
    told = json.loads(done.output)["responses"]
    assert list(dict.fromkeys(one["name"] for one in told)) == list(RESPONSES)
    assert all(set(one) == KEYS for one in told)
    for one in told:
        assert set(one["unit"]) == {"x", "y"}
        for line in one["lines"]:
            assert set(line) == {"label", "x", "y"}
            assert len(line["x"]) == len(line["y"]) > 1
            assert "\n" not in line["label"]
    assert not any(folder.iterdir())


def test_json_of_one_submodel_has_a_document_a_panel(command: Command) -> None:
    told = json.loads(command("inspect", "delay", "--json").output)["responses"]
    assert [one["y"] for one in told] == ["Time of an answer", "Share of the work"]
    assert told[1]["unit"] == {"x": "1", "y": "1"}


def test_without_a_name_all_are_drawn(command: Command, folder: Path) -> None:
    done = command("inspect", "--out", "all")
    lines = done.output.splitlines()
    assert [line.split("  ")[1].split(":")[0] for line in lines] == list(RESPONSES)
    assert {path.stem for path in (folder / "all").glob("*.png")} == set(RESPONSES)


def test_an_unknown_name_is_refused_with_those_there_are(refused: Callable[..., str]) -> None:
    assert refused("inspect", "prices") == f"submodel 'prices' is not known; there are {', '.join(RESPONSES)}"


def test_a_file_is_no_folder_for_pictures(refused: Callable[..., str], folder: Path) -> None:
    (folder / "taken").write_text("", encoding="utf-8")
    assert refused("inspect", "price", "--out", "taken") == "--out taken: taken is a file; name a folder"


def test_points_and_pictures_are_not_asked_for_at_once(refused: Callable[..., str]) -> None:
    assert "--out" in refused("inspect", "price", "--json", "--out", "some")
