"""Worlds: run once, kept whole, and under a name that says what they depend on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.agents.population import simulate
from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit import worlds
from jevons.calibration.fit.space import forms, unknowns
from jevons.calibration.fit.worlds import LAST_MONTH, READ, Trial, history, key_of, months, run_worlds
from jevons.market.parameters.declare import Array
from jevons.market.scenario import Scenario
from jevons.market.variants import Variants

ROOT = Path(__file__).parents[3]
TINY = history(users=500, last="2023-06")
TRIALS = [
    Trial.of(form.variants, 11 + n, dict.fromkeys(unknowns(), 0.5 * n))
    for n, form in enumerate((forms()[0], forms()[-1]))
]
FILES = [f"{trial.name}.npy" for trial in TRIALS]


def run(folder: Path, trials: list[Trial] = TRIALS, scenario: Scenario = TINY, **how: object) -> Array:
    return run_worlds(trials, folder, scenario, 1, **how)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fail(_task: object) -> None:
    raise AssertionError("a world was run again")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Array]:
    """Both worlds, run once; do not change."""
    folder = tmp_path_factory.mktemp("worlds")
    return folder, run(folder)


@pytest.fixture
def kept(done: tuple[Path, Array], tmp_path: Path) -> Path:
    """A copy of them."""
    return Path(shutil.copytree(done[0], tmp_path / "kept"))


def test_readings_are_what_the_operators_read_of_the_world(done: tuple[Path, Array]) -> None:
    trial = TRIALS[1]
    scenario = TINY.model_copy(update={"variants": Variants.model_validate(dict(trial.variants))})
    result = simulate(scenario, seed=trial.seed, draw=trial.draw)
    assert done[1].shape == (2, 6, len(READ))
    for n, operator in enumerate(READ):
        np.testing.assert_allclose(done[1][1, :, n], operator.monthly(result).to_numpy(), rtol=1e-6)


def test_what_is_there_is_not_run_again(kept: Path, done: tuple[Path, Array], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "_run", fail)
    np.testing.assert_array_equal(run(kept), done[1])


def test_files_are_left_as_they_were(kept: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("*.npy")}
    run(kept)
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*") if path.is_file()} == before


def test_there_is_a_file_for_each_world_and_no_draft(kept: Path) -> None:
    key = key_of(TINY)
    assert set(files(kept)) == {f"{key}/{name}" for name in FILES}


def test_a_file_that_is_gone_is_made_again_with_the_same_bytes(kept: Path, done: tuple[Path, Array]) -> None:
    before = files(kept)
    (kept / key_of(TINY) / FILES[1]).unlink()
    np.testing.assert_array_equal(run(kept), done[1])
    assert files(kept) == before


def test_only_what_is_missing_is_told_of(kept: Path) -> None:
    (kept / key_of(TINY) / FILES[0]).unlink()
    told: list[tuple[int, int]] = []
    run(kept, progress=lambda ready, of: told.append((ready, of)))
    assert told == [(0, 1), (1, 1)]


def test_they_come_in_the_order_that_they_are_asked_in(kept: Path, done: tuple[Path, Array]) -> None:
    np.testing.assert_array_equal(run(kept, TRIALS[::-1]), done[1][::-1])


def test_a_trial_s_name_says_all_that_it_is() -> None:
    """Other forms, another seed, another score or another unknown: another name; the same again: the same."""
    form, draw = forms()[0], dict.fromkeys(unknowns(), 0.5)
    plain = Trial.of(form.variants, 1, draw)
    others = [
        Trial.of(forms()[1].variants, 1, draw),
        Trial.of(form.variants, 2, draw),
        Trial.of(form.variants, 1, draw | {unknowns()[-1]: 0.5 + 1e-12}),
        Trial.of(form.variants, 1, dict.fromkeys(unknowns()[1:], 0.5)),
    ]
    assert plain == Trial.of(dict(form.variants), 1, dict(draw))
    assert (plain.variants, plain.seed, plain.draw) == (form.variants, 1, draw)
    assert len({plain.name, *(other.name for other in others)}) == 5


def test_a_run_that_fails_keeps_what_was_finished_and_goes_on_from_there(
    tmp_path: Path, done: tuple[Path, Array], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = worlds._run, iter([True, False])
    with monkeypatch.context() as patch:
        patch.setattr(worlds, "_run", lambda task: whole(task) if next(calls) else fail(task))
        with pytest.raises(AssertionError, match="run again"):
            run(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.npy")] == [FILES[0]]
    np.testing.assert_array_equal(run(tmp_path), done[1])


def test_a_write_that_fails_leaves_no_world_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full amid a file: the next call runs that world anew."""

    def half(path: Path, _array: Array) -> None:
        path.write_bytes(b"half")
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(worlds.np, "save", half)
        with pytest.raises(OSError, match="no space left"):
            run(tmp_path, TRIALS[:1])
    assert not [path for path in tmp_path.rglob("*.npy") if not path.name.startswith(".")]
    assert np.isfinite(run(tmp_path, TRIALS[:1])).any()


@pytest.mark.parametrize("changed", [history(501, "2023-06"), history(500, "2023-07"), history(500)])
def test_another_scenario_has_another_folder(changed: Scenario) -> None:
    assert key_of(changed) != key_of(TINY)


@pytest.mark.parametrize(("name", "value"), [("code_version", lambda: "0.1.0+other"), ("package_versions", dict)])
def test_so_have_other_code_and_packages(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    before = key_of(TINY)
    assert key_of(TINY) == before
    monkeypatch.setattr(worlds, name, value)
    assert key_of(TINY) != before


def test_so_has_another_rule_of_what_an_operator_counts(tmp_path: Path) -> None:
    """A line more in quantities.py, in a copy of the checkout."""
    rooms = ("agents", "calibration", "jevons", "market", "runs", "scenarios", ".typing")
    for room in rooms:
        shutil.copytree(ROOT / room, tmp_path / room, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from jevons.calibration.fit import worlds as w; print(w.__file__, w.key_of(w.history()))"
    told = os.environ | {"OMP_NUM_THREADS": "1"}

    def key() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path / ".typing", env=told, capture_output=True, text=True, check=True
        )
        file, found = done.stdout.split()
        if not file.startswith(str(tmp_path)):
            raise RuntimeError(f"{file} is not of the copy")
        return found

    before = key()
    with (tmp_path / "calibration" / "quantities.py").open("a", encoding="utf-8") as file:
        file.write("\nTWICE = 2.0\n")
    assert key() != before


def test_history_ends_with_the_data() -> None:
    """The last month of runs is that of the cutoff, and the window that a scenario must have fits in."""
    plan = history()
    assert (plan.end, plan.users) == (LAST_MONTH, worlds.USERS)
    assert f"{CUTOFF:%Y-%m}" == LAST_MONTH
    assert history(500, "2023-06").end == "2023-06"


def test_months_are_those_of_the_readings(done: tuple[Path, Array]) -> None:
    assert len(months("2023-06").first) == done[1].shape[1]
    assert len(months().first) == len(pd.date_range("2023-01-01", f"{LAST_MONTH}-01", freq="MS"))
    assert len(months().first) == len(history().calendar)
