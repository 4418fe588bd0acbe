"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from jevons.runs.folder import whole_folder


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report"
    with whole_folder(out) as draft:
        (draft / "a.txt").write_text("a")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["a.txt"]
    assert [path.name for path in out.parent.iterdir()] == ["report"]


def test_other_files_of_a_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "runs.parquet").write_text("kept")
    (tmp_path / "page.html").write_text("old")
    with whole_folder(tmp_path) as draft:
        (draft / "page.html").write_text("new")
    assert (tmp_path / "runs.parquet").read_text() == "kept"
    assert (tmp_path / "page.html").read_text() == "new"


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_interruption_leaves_everything_as_it_was(tmp_path: Path, interruption: type[BaseException]) -> None:
    out = tmp_path / "report"
    out.mkdir()
    (out / "page.html").write_text("old")

    def write_half() -> None:
        with whole_folder(out) as draft:
            (draft / "page.html").write_text("half")
            raise interruption

    with pytest.raises(interruption):
        write_half()
    assert (out / "page.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("")
    with pytest.raises(NotADirectoryError, match="report is a file"), whole_folder(tmp_path / "report"):
        pass
