"""The commands that only tell: help, version, whether a file is a scenario, what may be set."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

import jevons
from jevons.market.parameters.registry import addresses
from jevons.market.parameters.table import HEAD
from jevons.market.scenario import shipped

Command = Callable[..., Result]
HEAVY = {"matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "xarray", "yaml"}


def test_help_names_the_commands_and_loads_nothing_heavy(folder: Path) -> None:
    code = "import sys; from jevons.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *told, loaded = done.stdout.splitlines()
    assert all(any(name in line for line in told) for name in ("forecast", "run", "validate", "parameters"))
    assert "jevons.cli" in loaded.split()
    assert not HEAVY & set(loaded.split())


def test_without_a_command_the_help_is_shown(command: Command) -> None:
    done = command()
    assert done.exit_code == 0
    assert "Usage: " in done.stdout
    assert "forecast" in done.stdout


def test_the_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version").stdout == f"jevons {jevons.__version__}\n"


@pytest.mark.parametrize("verb", ["run", "forecast", "validate", "parameters", "schema"])
def test_every_command_explains_itself(command: Command, verb: str) -> None:
    done = command(verb, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_is_fine(command: Command, name: str) -> None:
    done = command("validate", name)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{name}: fine: {name}, 2023-01 to 2035-12, 2,000 users, ")
    assert done.stdout.count("\n") == 1


def test_a_file_is_told_in_one_line(command: Command, folder: Path) -> None:
    (folder / "mine.yaml").write_text(
        "extends: efficiency_freeze\nusers: 600\noverrides: {regions.us.pue: 1.2}\n", encoding="utf-8"
    )
    assert command("validate", "mine.yaml").stdout == (
        "mine.yaml: fine: mine, 2023-01 to 2035-12, 600 users, 1 override, efficiency frozen from 2027-01\n"
    )


def test_the_schema_is_one_json_document(command: Command) -> None:
    schema = json.loads(command("schema").stdout)
    assert set(schema["properties"]["overrides"]["properties"]) == set(addresses())


def test_parameters_are_a_markdown_table_in_a_pipe(command: Command) -> None:
    lines = command("parameters").stdout.splitlines()
    assert lines[0] == f"| {' | '.join(HEAD)} |"
    assert len(lines) == len(addresses()) + 2


def test_parameters_are_found_by_words_of_path_and_meaning(command: Command) -> None:
    lines = command("parameters", "ELASTICITY", "price").stdout.splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]] == [
        path
        for path, address in addresses().items()
        if "elasticity" in f"{path} {address.declaration.meaning}".lower()
        and "price" in f"{path} {address.declaration.meaning}".lower()
    ]
    assert any("demand.price_elasticity" in line for line in lines)


def test_words_that_no_parameter_holds_are_refused_with_where_paths_begin(
    refused: Callable[..., str],
) -> None:
    told = refused("parameters", "warp", "drive")
    assert told.startswith("no parameter holds all of 'warp drive'; paths begin with capability, tasks")


def test_on_a_terminal_parameters_are_a_table(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jevons.cli import declared

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    declared.parameters(["demand.price_elasticity"])
    told = capsys.readouterr().out
    assert "demand.price_elasticity" in told
    assert "-1.2 to -0.05" in told
    assert "|" not in told
