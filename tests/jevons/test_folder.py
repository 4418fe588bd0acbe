"""The folder for files is tried before anything is computed, and holds one result afterwards."""

import json
from pathlib import Path

import pytest

from jevons.cli.folder import chosen_folder, filled
from jevons.cli.refusal import Refusal


def write(folder: Path, *tables: str) -> None:
    """A stored result: tables, and a manifest that names them."""
    for table in tables:
        (folder / table).parent.mkdir(parents=True, exist_ok=True)
        (folder / table).write_text(table, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"files": dict.fromkeys(tables, "")}), encoding="utf-8")


def test_files_go_to_a_folder_of_the_scenarios_name_if_none_is_named(folder: Path) -> None:
    assert chosen_folder(None, "power_delays") == Path("out/power_delays")
    assert chosen_folder(Path("a/b"), "power_delays") == Path("a/b")
    assert not list(folder.iterdir())


def test_the_working_folder_may_be_named(folder: Path) -> None:
    with filled(chosen_folder(Path(), "baseline")) as draft:
        write(draft, "series.parquet")
    assert (folder / "series.parquet").exists()


def test_a_folder_that_may_not_be_written_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(**options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryDirectory", closed)
    with pytest.raises(Refusal, match=r"^--out a: cannot be written: Permission denied$"):
        chosen_folder(Path("a"), "baseline")


def test_tables_of_an_earlier_result_go_and_other_files_stay(folder: Path) -> None:
    write(folder / "a", "series.parquet", "outputs/spend.parquet")
    (folder / "a" / "notes.txt").write_text("mine", encoding="utf-8")
    with filled(folder / "a") as draft:
        write(draft, "series.parquet", "verdicts.parquet")
    left = sorted(p.relative_to(folder / "a").as_posix() for p in (folder / "a").rglob("*") if p.is_file())
    assert left == ["manifest.json", "notes.txt", "series.parquet", "verdicts.parquet"]


def test_a_manifest_cannot_name_files_elsewhere_for_removal(folder: Path) -> None:
    write(folder, "other.parquet")
    write(folder / "a", "series.parquet")
    (folder / "a" / "manifest.json").write_text('{"files": {"../other.parquet": ""}}', encoding="utf-8")
    with filled(folder / "a") as draft:
        write(draft, "series.parquet")
    assert (folder / "other.parquet").exists()


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": 3}'])
def test_a_manifest_of_something_else_does_no_harm(folder: Path, manifest: str) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "manifest.json").write_text(manifest, encoding="utf-8")
    with filled(folder / "a") as draft:
        write(draft, "series.parquet")
    assert (folder / "a" / "series.parquet").exists()


def interrupt(folder: Path) -> None:
    """Begin to fill a folder and be interrupted."""
    with filled(folder) as draft:
        write(draft, "verdicts.parquet")
        raise KeyboardInterrupt


def test_an_interruption_leaves_the_folder_as_it_was(folder: Path) -> None:
    write(folder / "a", "series.parquet")
    for name in ("a", "b"):
        with pytest.raises(KeyboardInterrupt):
            interrupt(folder / name)
    assert sorted(p.name for p in folder.rglob("*")) == ["a", "manifest.json", "series.parquet"]
