"""A command line in an empty folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jevons.cli import app

Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def command(folder: Path) -> Command:
    """Call `jevons` with some arguments in the empty folder; unexpected errors come through."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    return call


@pytest.fixture
def refused(command: Command, folder: Path) -> Callable[..., str]:
    """Call `jevons` with something that it must refuse, and give the one line that it says."""

    def call(*arguments: object) -> str:
        before = sorted(folder.rglob("*"))
        done = command(*arguments)
        assert done.exit_code == 2, done.output
        assert done.stdout == ""
        assert sorted(folder.rglob("*")) == before
        line = done.stderr.removesuffix("\n")
        assert line.startswith("jevons: ")
        assert "\n" not in line
        return line.removeprefix("jevons: ")

    return call
