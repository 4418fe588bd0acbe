"""Checks: shares of truths within intervals by hand, and truths of an invented model that are recovered."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit import checks
from jevons.calibration.fit.checks import checked, coverage
from jevons.calibration.fit.emulator import fit_surface
from jevons.calibration.fit.rounds import Fit, Runs, outputs_of
from jevons.calibration.fit.space import factors_of, forms, unknowns
from jevons.calibration.fit.worlds import Trial
from jevons.calibration.further import SCORED
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import GOOGLE, place, readings_of

NAMES, EACH = unknowns(), 20
FEW = {"TRUTHS": 20, "PLANTED": 12, "STEPS": 100}


def model(scores: Array, seeds: Sequence[int]) -> Array:
    """Readings 100 e^(z0), of Google's tokens 100 e^(z1 - z0), with a luck of 0.1."""
    readings = readings_of(len(scores))
    readings[:, :, : len(SCORED)] = 100.0 * np.exp(scores[:, 0])[:, None, None]
    readings[:, :, place(GOOGLE)] = 100.0 * np.exp(scores[:, 1] - scores[:, 0])[:, None]
    luck = [np.random.default_rng(seed).normal(size=len(SCORED)) for seed in seeds]
    readings[:, :, : len(SCORED)] *= np.exp(0.1 * np.array(luck))[:, None, :]
    return readings


def run_model(trials: Sequence[Trial], *_: object, **__: object) -> Array:
    return model(np.array([list(trial.draw.values()) for trial in trials]), [trial.seed for trial in trials])


@pytest.fixture
def simple(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> Fit:
    """A fit to 120 runs of that model over the ranges, and no more than a few truths to recover."""
    monkeypatch.setattr(checks, "run_worlds", run_model)
    for name, value in FEW.items():
        monkeypatch.setattr(checks, name, value)
    count = EACH * len(forms())
    scores = np.random.default_rng(1).normal(size=(count, len(NAMES)))
    labels = np.repeat([form.name for form in forms()], EACH)
    runs = Runs(labels, scores, np.zeros(count), model(scores, range(count)))
    factors = np.repeat([factors_of(form) for form in forms()], EACH, axis=0)
    surface = fit_surface(scores, factors, outputs_of(fit.facts, runs.readings, CUTOFF), np.arange(2), np.ones(count))
    return replace(fit, runs=runs, surface=surface)


def test_shares_within_intervals_by_hand() -> None:
    """Ranks 0.02, 0.1, 0.3 and 0.5: three of four lie in 0.05 to 0.95, two in 0.25 to 0.75; informed are two."""
    table = pd.DataFrame(
        {"kind": "fold", "truth": [0, 0, 1, 1], "rank": [0.02, 0.1, 0.3, 0.5], "contraction": [0.9, 0.1, 0.9, 0.5]}
    )
    found = coverage(table).set_index("unknowns")
    assert found.loc["all", ["truths", "n", "coverage_50", "coverage_90"]].tolist() == [2, 4, 0.5, 0.75]
    assert found.loc["informed", ["truths", "n", "coverage_50", "coverage_90"]].tolist() == [2, 2, 0.5, 0.5]


def test_kinds_of_truths_are_told_apart() -> None:
    table = pd.DataFrame({"kind": ["fold", "planted"], "truth": [0, 1], "rank": [0.5, 0.99], "contraction": 0.9})
    found = coverage(table)
    assert found["kind"].tolist() == ["fold", "fold", "planted", "planted"]
    assert found["coverage_90"].tolist() == [1.0, 1.0, 0.0, 0.0]


def test_every_truth_has_a_rank_for_each_unknown_and_lies_where_the_posterior_says(simple: Fit) -> None:
    """Of 32 truths and two unknowns 90 % intervals hold nearly nine of ten, and not at either side only."""
    table = checked(simple, Path("nowhere"), 1)
    assert table.groupby("kind")["truth"].nunique().to_dict() == {"fold": 20, "planted": 12}
    assert table.groupby("truth")["name"].agg(list).map(tuple).unique().tolist() == [NAMES[:2]]
    assert set(table["form"]) == {form.name for form in forms()}
    assert table["rank"].between(0.0, 1.0).all()
    assert 0.78 <= coverage(table)["coverage_90"].mean() <= 0.98
    assert table["rank"].mean() == pytest.approx(0.5, abs=0.13)
    assert (table["contraction"] > 0.5).mean() > 0.9


def test_an_unknown_that_a_wrong_surface_puts_elsewhere_is_not_covered(simple: Fit) -> None:
    """Planted worlds are run with scores that are not what the surface says of them: off by two."""
    wrong = replace(simple.surface, constant=simple.surface.constant + 2.0)
    table = checked(replace(simple, surface=wrong), Path("nowhere"), 1)
    planted = coverage(table[table["kind"] == "planted"]).set_index("unknowns")
    assert planted.loc["all", "coverage_90"] < 0.5
