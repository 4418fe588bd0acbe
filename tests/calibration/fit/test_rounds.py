"""Rounds: what a fit is put together from, and a tiny fit of the real model that can be made again to the last bit."""

import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit import rounds
from jevons.calibration.fit.bounds import BOUNDS
from jevons.calibration.fit.facts import Facts
from jevons.calibration.fit.members import members
from jevons.calibration.fit.posterior import Posterior
from jevons.calibration.fit.ranges import stretches
from jevons.calibration.fit.rounds import (
    FIRST_WEIGHT,
    LEAST_SPREAD,
    MOST_SPREADS,
    Fit,
    Plan,
    Runs,
    outputs_of,
    seen,
    spread_over,
    surface_of,
    trials_of,
    weights_of,
)
from jevons.calibration.fit.space import forms, unknowns
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import GOOGLE, USERS, WITHIN, chain, fact, place, readings_of

COUNT = len(unknowns())
NAMES = ("first", "killed")
FACTS = Facts((fact(USERS, "2025-06-30"), fact(GOOGLE, "2025-06-30")))
PLAN = Plan(worlds=3, rounds=1, draws=2, steps=40, members=12, users=500, active=8)
# Fits in a process of one thread: several would wait for each other where the processors are busy.
SCRIPT = """
import pickle, shutil, sys
from pathlib import Path
from jevons.calibration.fit.rounds import calibrate

def main():
    folder, plan = Path(sys.argv[1]), pickle.loads(bytes.fromhex(sys.argv[2]))
    def fit(name):
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(calibrate(plan, folder / name, 1)))
    fit("first")
    shutil.copytree(folder / "first", folder / "killed")
    for number, file in enumerate(sorted((folder / "killed").rglob("*.npy"))):
        if number % 3:
            file.unlink()
    fit("killed")

if __name__ == "__main__":
    main()
"""


def with_levels(levels: Array, pair: tuple[str, str] = USERS) -> Array:
    """Readings of worlds with a level of one pair each; 100 for all others."""
    readings = readings_of(len(levels))
    readings[:, :, place(pair)] = levels[:, None]
    return readings


def invented_runs(logs: Array, scores: Array, rounds: Array) -> Runs:
    """Runs whose users have such logarithms, of all combinations of forms in turn."""
    names = np.array([forms()[n % len(forms())].name for n in range(len(logs))])
    return Runs(names, scores, rounds, with_levels(np.exp(logs)))


@pytest.mark.parametrize(("without", "kept"), [(0, 2), (1, 2), (2, 1)])
def test_a_fact_that_more_than_a_tenth_of_worlds_cannot_read_is_not_used(without: int, kept: int) -> None:
    levels = np.full(10, 100.0)
    levels[:without] = 0.0
    assert len(seen(FACTS, with_levels(levels))) == kept


def test_outputs_are_logarithms_of_facts_and_then_of_totals() -> None:
    found = outputs_of(FACTS, with_levels(np.array([90.0, 100.0, 110.0])), CUTOFF)
    assert found.shape == (3, 2 + len(BOUNDS))
    np.testing.assert_allclose(found[:, 0], np.log([90.0, 100.0, 110.0]))
    np.testing.assert_allclose(found[:, 1], np.log(100.0))
    np.testing.assert_allclose(found[:, 2:], np.tile(WITHIN, (3, 1)))


def test_freak_readings_are_pulled_in_and_missing_ones_put_in_the_middle() -> None:
    """Nine logs 0 to 8: median 4, robust spread 1.4826 x 2; a tenth of e^1000 is pulled to 6 spreads of ten logs."""
    logs = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 300.0])
    middle, spread = 4.5, 1.4826 * 2.5
    found = outputs_of(FACTS, with_levels(np.exp(logs)), CUTOFF)[:, 0]
    np.testing.assert_allclose(found[:9], logs[:9], atol=1e-9)
    assert found[9] == pytest.approx(middle + MOST_SPREADS * spread)
    levels = np.exp(np.array([1.0, 2.0, 3.0, 0.0]))
    levels[3] = 0.0
    np.testing.assert_allclose(outputs_of(FACTS, with_levels(levels), CUTOFF)[:, 0], [1.0, 2.0, 3.0, 2.0])


def test_where_all_worlds_agree_a_freak_is_pulled_to_the_least_spread() -> None:
    levels = np.full(9, 100.0)
    levels[0] = 1e-6
    found = outputs_of(FACTS, with_levels(levels), CUTOFF)[:, 0]
    np.testing.assert_allclose(found[0], np.log(100.0) - MOST_SPREADS * LEAST_SPREAD)


def test_a_surface_depends_on_what_moves_the_worlds_over_the_ranges() -> None:
    """Unknowns 3 and 10 do; that the 5th moves those of a later round is not looked at."""
    luck = np.random.default_rng(1)
    scores, rounds = luck.normal(size=(120, COUNT)), np.repeat([0, 1], [90, 30])
    logs = np.where(rounds == 0, scores[:, 3] + 0.7 * scores[:, 10], 5.0 * scores[:, 5])
    found = surface_of(replace(PLAN, active=2), FACTS, invented_runs(logs, scores, rounds))
    assert found.columns.tolist() == [3, 10]


def test_worlds_where_chains_were_weigh_more() -> None:
    """Users of 1 over the ranges and of e in the round: the constant is 1 / (1 + 0.3), scores without a say."""
    luck, rounds = np.random.default_rng(1), np.repeat([0, 1], 300)
    runs = invented_runs(rounds.astype(float), luck.normal(size=(600, COUNT)), rounds)
    found = surface_of(replace(PLAN, active=2), FACTS, runs)
    assert found.constant[0] == pytest.approx(1.0 / (1.0 + FIRST_WEIGHT), abs=0.03)


def test_a_surface_tells_forms_apart() -> None:
    """Users are e times as many wherever the elasticity is constant."""
    scores = np.random.default_rng(1).normal(size=(120, COUNT))
    logs = np.array([float(forms()[n % len(forms())].forms["elasticity"] == "constant") for n in range(120)])
    found = surface_of(replace(PLAN, active=2), FACTS, invented_runs(logs, scores, np.zeros(120)))
    assert found.factor[-1, 0] == pytest.approx(1.0, abs=0.05)
    assert np.abs(found.factor[:-1, 0]).max() < 0.05


def evidence(**logs: float) -> dict[str, Posterior]:
    plain = chain(np.zeros((2, 1)), np.array([0]))
    return {form.name: replace(plain, log_evidence=logs.get(form.name.replace("-", "_"), 0.0)) for form in forms()}


def test_without_a_difference_in_evidence_weights_are_those_declared() -> None:
    assert weights_of(evidence()) == pytest.approx({form.name: form.weight for form in forms()})


def test_evidence_of_ln_3_triples_a_weight() -> None:
    """0.25 x 3 beside 0.75 of all others: 0.75 / 1.5."""
    assert weights_of(evidence(load_saturating=np.log(3.0)))["load-saturating"] == pytest.approx(0.5)


@pytest.mark.parametrize("level", [-1e5, 0.0, 1e5])
def test_only_differences_of_evidence_count_however_great(level: float) -> None:
    logs = {form.name.replace("-", "_"): level for form in forms()} | {"load_constant": level - 2000.0}
    found = weights_of(evidence(**logs))
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["load-constant"] == 0.0
    assert found["load-saturating"] == pytest.approx(0.25 / 0.75)


def test_samples_are_taken_at_even_spaces_and_put_in_their_columns() -> None:
    """Of 9 samples the first, the fifth and the last; elsewhere what was there stays."""
    samples = np.arange(18.0).reshape(9, 2)
    rest = -np.ones((3, 4))
    found = spread_over(chain(samples, np.array([3, 1])), rest)
    np.testing.assert_array_equal(found[:, 3], [0.0, 8.0, 16.0])
    np.testing.assert_array_equal(found[:, 1], [1.0, 9.0, 17.0])
    assert (found[:, [0, 2]] == -1.0).all()
    assert (rest == -1.0).all()


def test_trials_have_scores_in_declared_ranges_and_luck_of_their_own() -> None:
    form, scores = forms()[0], np.random.default_rng(1).normal(size=(3, COUNT))
    plain, wide = (trials_of(form, scores, ranges, 5) for ranges in ("declared", "wide"))
    np.testing.assert_allclose([list(trial.draw.values()) for trial in plain], scores)
    np.testing.assert_allclose([list(trial.draw.values()) for trial in wide], scores * stretches("wide"))
    assert list(plain[0].draw) == list(unknowns())
    assert {tuple(trial.variants.items()) for trial in plain} == {tuple(form.variants.items())}
    assert len({trial.seed for trial in plain}) == 3
    assert plain == trials_of(form, scores, "declared", 5)
    others = [trials_of(forms()[1], scores, "declared", 5), trials_of(form, scores, "declared", 6)]
    names = [trial.name for group in (plain, wide, *others) for trial in group]
    assert len(set(names)) == len(names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two fits from one plan: `first`, and `killed`, which finds every third world on disk."""
    place = tmp_path_factory.mktemp("fits")
    (place / "fits.py").write_text(SCRIPT, encoding="utf-8")
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, str(place / "fits.py"), str(place), pickle.dumps(PLAN).hex()]
    done = subprocess.run(command, env=os.environ | one, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place


def stored(folder: Path, name: str) -> Fit:
    fit: Fit = pickle.loads((folder / f"{name}.pickle").read_bytes())
    return fit


def worlds_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.npy")}


def test_a_plan_gives_the_same_fit_to_the_last_bit(folder: Path) -> None:
    first, second = stored(folder, "first"), stored(folder, "killed")
    assert first.facts.rows == second.facts.rows
    assert first.weights == second.weights
    for name, mine in vars(first.surface).items():
        assert mine.tobytes() == getattr(second.surface, name).tobytes(), name
    assert first.audit.extra.tobytes() == second.audit.extra.tobytes()
    for name, chained in first.posteriors.items():
        assert chained.samples.tobytes() == second.posteriors[name].samples.tobytes(), name
        assert chained.log_evidence == second.posteriors[name].log_evidence
    pd.testing.assert_frame_equal(members(first), members(second), check_exact=True)
    assert len(members(first)) == PLAN.members


def test_a_fit_that_was_killed_goes_on_where_it_was(folder: Path) -> None:
    """What was on disk is left as it is, what was not has the same bytes again."""
    assert worlds_in(folder / "first") == worlds_in(folder / "killed")
    before, after = ({path.name: path.stat().st_mtime_ns for path in (folder / name).rglob("*.npy")} for name in NAMES)
    kept = [number for number, name in enumerate(sorted(before)) if before[name] == after[name]]
    assert kept == list(range(0, 30, 3))


def test_every_world_of_a_fit_is_on_disk_once(folder: Path) -> None:
    """6 combinations x (3 worlds over the ranges + 2 where the chains are)."""
    runs = stored(folder, "first").runs
    assert len(worlds_in(folder / "first")) == len(runs.scores) == 30
    assert set(Counter(zip(runs.forms, runs.rounds, strict=True)).values()) == {3, 2}
    assert Counter(runs.rounds.tolist()) == {0: 18, 1: 12}
    assert len({row.tobytes() for row in runs.scores}) == 30


def test_worlds_of_a_round_stand_where_the_chains_were(folder: Path) -> None:
    """Of the unknowns that its surface depends on some have moved away from the prior; all others are Sobol points."""
    fit = stored(folder, "first")
    moved = fit.runs.scores[fit.runs.rounds == 1].std(axis=0)
    rest = np.setdiff1d(np.arange(COUNT), fit.surface.columns)
    assert moved[rest].mean() == pytest.approx(1.0, abs=0.1)
    assert moved[fit.surface.columns].mean() < 0.9
    assert len(fit.surface.columns) == PLAN.active


def test_facts_of_a_fit_are_those_known_that_worlds_can_read(folder: Path) -> None:
    fit = stored(folder, "first")
    known = Facts.known(PLAN.until)
    assert set(fit.facts.rows) <= set(known.rows)
    assert len(fit.facts) > 0.8 * len(known)
    assert len(seen(Facts.known(date(2024, 12, 31)), fit.runs.readings)) < 0.6 * len(fit.facts)


def test_weights_and_chains_of_a_fit_are_numbers(folder: Path) -> None:
    fit = stored(folder, "first")
    assert sum(fit.weights.values()) == pytest.approx(1.0)
    assert set(fit.weights) == set(fit.posteriors) == {form.name for form in forms()}
    for chained in fit.posteriors.values():
        assert np.isfinite(chained.samples).all()
        assert chained.samples.shape[1] == PLAN.active
        np.testing.assert_array_equal(chained.columns, fit.surface.columns)


@pytest.mark.parametrize(("asked", "used"), [(1, 2), (2, 2), (5, 5)])
def test_chains_never_run_in_this_process_whose_threads_would_change_their_bits(
    monkeypatch: pytest.MonkeyPatch, asked: int, used: int
) -> None:
    given: list[int] = []

    def noted(tasks: Sequence[object], _function: object, workers: int, _progress: object) -> list[Posterior]:
        given.append(workers)
        return [chain(np.zeros((2, 1)), np.array([0])) for _ in tasks]

    monkeypatch.setattr(rounds, "run_many", noted)
    scores = np.random.default_rng(1).normal(size=(120, COUNT))
    surface = surface_of(replace(PLAN, active=2), FACTS, invented_runs(scores[:, 3], scores, np.zeros(120)))
    rounds._chains(PLAN, FACTS, surface, 1, 10, asked, lambda _done, _tasks: None)
    assert given == [used]
