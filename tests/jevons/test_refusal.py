"""What a command refuses: one line, exit code 2, nothing written. What it does not expect comes through."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import jevons.cli.plan
from jevons.cli import app

Refused = Callable[..., str]
POWER = "regions.us.ai_power_available"
GROWTH = "regions.us.pipeline_growth"


@pytest.mark.parametrize("verb", ["run", "forecast"])
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nowhere"], "nowhere: no such file, nor a scenario that is shipped: baseline, "),
        (["."], ".: is not a file; name a scenario file in YAML"),
        (["--users", 499], "--users: 499 is outside 500 to 1000000"),
        (["--users", 1_000_001], "--users: 1000001 is outside 500 to 1000000"),
        (["--users", "many"], "Invalid value for '--users': "),
        (["--seed", -1], "--seed: -1 is outside 0 to 9223372036854775807"),
        (["--seed", 2**63], "--seed: 9223372036854775808 is outside 0 to 9223372036854775807"),
        (["--until", "2030"], "--until: '2030' is not a month: write YYYY-MM, for example 2027-01"),
        (["--until", "2030-06-01"], "--until: '2030-06-01' is not a month"),
        (["--until", "2036-01"], "--until: 2036-01 lies outside 2023-01 to 2035-12"),
        (["--until", "2026-03"], "--until: 2026-03 must come after 2026-03, the base month of the verdicts"),
        (["--until", "2025-06"], "and not after 2035-12"),
        (["--set", "demand.price_elasticity"], "--set demand.price_elasticity: write PATH=VALUE or PATH="),
        (["--set", "=3"], "--set =3: write PATH=VALUE"),
        (["--set", f"{POWER}="], f"--set {POWER}=: write PATH=VALUE"),
        (
            ["--set", "regions.us.ai_power=3"],
            f"there is no parameter 'regions.us.ai_power'; nearest: {POWER}",
        ),
        (["--set", f"{POWER}=5 GW"], f"--set {POWER}: '5 GW' is not a number; write it bare, without quotes"),
        (["--set", f"{POWER}=5 GW"], "its unit: 0.001 to 100 GW"),
        (["--set", f"{POWER}=101"], f"--set {POWER}: 101.0 is outside 0.001 to 100 GW"),
        (["--set", f"{POWER}=nan"], f"--set {POWER}: nan is outside 0.001 to 100 GW"),
        (["--set", f"{POWER}=1e999"], f"--set {POWER}: inf is outside 0.001 to 100 GW"),
        (["--set", f"{POWER}=2027-01:5"], f"--set {POWER}: holds for the whole run; write one number in GW"),
        (["--set", f"{GROWTH}=2027:1.2"], f"--set {GROWTH}: '2027' is not a month"),
        (["--set", f"{GROWTH}=2027-01:1.2,1.3"], f"--set {GROWTH}: '1.3' has no month"),
        (["--set", f"{GROWTH}=2027-01:1.2,2027-01:1.3"], f"--set {GROWTH}: 2027-01 is given twice"),
        (["--set", f"{GROWTH}=2027-01:fast"], f"--set {GROWTH}: 'fast' is not a number"),
        (["--set", f"{GROWTH}=2027-01:9"], f"--set {GROWTH}: 9.0 is outside 0.5 to 4 ratio/year"),
        (["--set", f"{GROWTH}=1.2", "--set", f"{GROWTH}=1.3"], f"--set {GROWTH}: is given twice"),
        (["--set", "users=600"], "--set users: is a field of the scenario, no parameter"),
        (["--out", "taken"], "is a file; name a folder"),
        (["--out", "taken/below/it"], "taken is a file; name a folder"),
        (["--out", "/"], "--out /: name a folder below it"),
        (["--out", "/proc/jevons"], "--out /proc/jevons: cannot be written: "),
        (["--nothing"], "No such option: --nothing"),
        (["baseline", "baseline"], "unexpected extra argument"),
    ],
)
def test_what_cannot_be_done_is_refused(
    refused: Refused, folder: Path, verb: str, arguments: list[object], line: str
) -> None:
    (folder / "taken").write_text("mine", encoding="utf-8")
    assert line in refused(verb, *arguments)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--runs", 0], "--runs: 0 is outside 1 to 100000"),
        (["--workers", 0], "--workers: 0 is outside 1 to 1024"),
    ],
)
def test_an_ensemble_without_runs_or_workers_is_refused(refused: Refused, arguments: list[object], line: str) -> None:
    assert line in refused("forecast", *arguments)


@pytest.mark.parametrize("verb", ["run", "forecast", "validate"])
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "mine.yaml: is empty; write at least `extends: baseline`"),
        (b"user: 600\n", "mine.yaml: unknown field 'user'; allowed: name, description"),
        (b"overrides: {regions.us.ai_power_available: 5 GW}", f"mine.yaml: overrides.{POWER}: '5 GW' is not"),
        (
            b"overrides: {regions.us.ai_power_available: 500}",
            f"overrides.{POWER}: 500 is outside 0.001 to 100 GW",
        ),
        (b"end: 2030-12-31\n", "mine.yaml: end: '2030-12-31' is not a month"),
        (b"\x89PNG\xff\xfe", "mine.yaml: is not text in UTF-8"),
        (b"users: 600\nusers: 700\n", "mine.yaml: is not a scenario in YAML: line 2: 'users' is given twice"),
        (b"extends: mine.yaml\n", "mine.yaml: extends: mine.yaml extends it in turn"),
        (b'"a\\u001b[31m\\nb": 1\n', "mine.yaml: unknown field"),
    ],
)
def test_a_file_that_cannot_be_run_is_refused(
    refused: Refused, folder: Path, verb: str, content: bytes, line: str
) -> None:
    (folder / "mine.yaml").write_bytes(content)
    told = refused(verb, "mine.yaml")
    assert line in told
    assert told.isprintable()


def test_an_unknown_command_is_refused_with_the_nearest(refused: Refused) -> None:
    assert "No such command 'forcast'. Did you mean 'forecast'" in refused("forcast")


def test_a_file_must_be_named_to_be_validated(refused: Refused) -> None:
    assert refused("validate") == "Missing argument 'FILE'."


def test_what_is_not_expected_is_not_swallowed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(jevons.cli.plan, "read_settings", broken)
    done = CliRunner().invoke(app, ["run"])
    assert isinstance(done.exception, ZeroDivisionError)
    assert done.exit_code == 1


def test_an_interruption_ends_with_its_own_code(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jevons.cli.plan, "read_settings", interrupted)
    done = command("run")
    assert done.exit_code == 130
    assert done.stderr == "jevons: interrupted\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_forecast_that_is_stopped_leaves_nothing(tmp_path: Path, number: signal.Signals, code: int) -> None:
    command = (sys.executable, "-c", "from jevons.cli import app; app()", "forecast")
    options = ("--users", "500", "--runs", "5000", "--workers", "1")
    with subprocess.Popen((*command, *options), cwd=tmp_path, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            assert "5,000 runs of 500 users" in running.stderr.readline()
            os.kill(running.pid, number)
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == code
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
