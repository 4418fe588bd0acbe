"""The house holds together: folders, package list, one-way imports, and a wheel that steals no name."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = {name: ROOT / folder for name, folder in SETTINGS["tool"]["setuptools"]["package-dir"].items()}
OTHER_AGENTS = "openai-agents==0.24.0"
JUNK = shutil.ignore_patterns("__pycache__", "*.md", ".import_linter_cache")


def installed_name(folder: Path) -> str:
    """The dotted name under which a folder of the checkout is installed."""
    parts = folder.relative_to(ROOT).parts
    return ".".join(parts if parts[0] == "jevons" else ("jevons", *parts))


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder that is not the checkout, so that only installed names are found."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def run_python(python: str | Path, code: str, folder: Path) -> str:
    """What the code prints, or a failed test that shows the traceback."""
    done = run(python, "-c", code, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a build reads, which a test may spoil."""
    copy = tmp_path / "checkout"
    for folder in [*ROOMS.values(), ROOT / ".typing"]:
        shutil.copytree(folder, copy / folder.name, symlinks=True, ignore=JUNK)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


def constraints(folder: Path) -> Path:
    """The lock's versions without its hashes, so that a second environment takes the same files."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    file = folder / "constraints.txt"
    file.write_text(re.sub(r" \\\n +--hash=\S+", "", lock), encoding="utf-8")
    return file


def files_under(folder: Path) -> set[Path]:
    """Every file below a folder, named from it."""
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def files_of_rooms(checkout: Path) -> set[Path]:
    """Every file of every room, named from the root of the installed package."""
    return {
        Path(*name.split(".")[1:], file)
        for name, folder in ROOMS.items()
        for file in files_under(checkout / folder.name)
    }


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Check the imports of the copy; nothing is remembered between two checks."""
    lint = Path(sys.executable).with_name("lint-imports")
    return run(lint, "../pyproject.toml", "--no-cache", folder=checkout / ".typing")


def test_the_package_list_names_every_folder_that_holds_a_package() -> None:
    tops = {init.parent for init in ROOT.glob("[!.]*/__init__.py")}
    folders = {init.parent for top in tops for init in top.rglob("__init__.py")}
    assert sorted(SETTINGS["tool"]["setuptools"]["packages"]) == sorted(map(installed_name, folders))
    assert set(ROOMS.values()) == tops


def test_code_lies_only_in_packages() -> None:
    homeless = {
        file.parent
        for room in ROOMS.values()
        for file in room.rglob("*.py")
        if not file.with_name("__init__.py").exists()
    }
    assert not homeless


def test_type_checkers_see_every_room_through_relative_links() -> None:
    assert (ROOT / "jevons" / "py.typed").exists()
    seen = ROOT / ".typing" / "jevons"
    for name, folder in ROOMS.items():
        assert (seen.joinpath(*name.split(".")[1:]) / "__init__.py").resolve() == folder / "__init__.py"
    for link in seen.iterdir():
        assert link.exists()
        assert not link.readlink().is_absolute()


def test_the_version_is_the_same_wherever_it_is_said() -> None:
    import jevons

    citation = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation is not None
    assert {jevons.__version__, citation[1], importlib.metadata.version("jevons")} == {SETTINGS["project"]["version"]}


def test_the_lock_names_every_requirement_with_hashes_and_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE)
    project = SETTINGS["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[<>=]", line)[0] for line in wanted} <= set(pins)
    assert len(pins) == len(re.findall("^[a-z]", lock, re.MULTILINE))
    assert "://" not in lock


def test_imports_point_one_way(checkout: Path) -> None:
    done = lint_imports(checkout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_planted_upward_import_is_reported(checkout: Path) -> None:
    (checkout / "market" / "planted.py").write_text("import jevons.agents\n", encoding="utf-8")
    done = lint_imports(checkout)
    assert done.returncode == 1
    assert "jevons.market.planted -> jevons.agents" in done.stdout


def test_import_jevons_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = run_python(sys.executable, "import sys, jevons; print(*sys.modules)", tmp_path).split()
    assert "jevons" in loaded
    assert not {"fastapi", "matplotlib", "mesa", "numba", "numpy", "pandas", "pydantic", "typer", "uvicorn"} & set(
        loaded
    )


@pytest.mark.slow
def test_a_wheel_lives_beside_another_package_named_agents(checkout: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    uv = Path(sys.executable).with_name("uv")
    venv.create(home, with_pip=not uv.exists(), symlinks=True)
    python = home / "bin" / "python"
    with_pip: list[str | Path] = [python, "-m", "pip", "install"]
    install = [uv, "pip", "install", "--python", python] if uv.exists() else with_pip
    done = run(*install, "-c", constraints(tmp_path), OTHER_AGENTS, checkout, folder=tmp_path)
    assert done.returncode == 0, done.stderr

    code = "import agents, jevons.agents, jevons.market; print(agents.Agent.__module__, jevons.agents.__file__)"
    theirs, ours = run_python(python, code, tmp_path).split()
    assert theirs == "agents.agent"
    assert Path(ours).parts[-3:] == ("jevons", "agents", "__init__.py")
    assert files_of_rooms(checkout) <= files_under(Path(ours).parents[1])
