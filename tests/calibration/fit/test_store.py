"""Stored fits: plans within a time, the manifest, and tables that come back as they went."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import load_evidence
from jevons.calibration.fit import store
from jevons.calibration.fit.audit import Audit
from jevons.calibration.fit.findings import Findings
from jevons.calibration.fit.members import members
from jevons.calibration.fit.rounds import Fit, Plan
from jevons.calibration.fit.space import forms
from jevons.calibration.fit.store import TABLES, data_version, fitted_of, plan_within, store_fit
from jevons.calibration.fitted import load_fitted
from jevons.runs.stored import read_table
from tests.calibration.fit.conftest import GOOGLE, USERS


@pytest.fixture
def found(fit: Fit) -> Findings:
    """Findings of a few numbers each."""
    facts = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "date": pd.to_datetime(["2025-01-31", "2025-07-31", "2025-07-31"]),
            "inside": [True, False, True],
            "free": [False, False, True],
            "surprise": [0.0, 3.5, 0.0],
        }
    )
    return Findings(
        worlds=members(fit, 20),
        facts=facts,
        pairs=pd.DataFrame(
            {"series": [USERS[0], GOOGLE[0]], "entity": [USERS[1], GOOGLE[1]], "log10_error": [0.1, 0.2]}
        ),
        unknowns=pd.DataFrame({"name": ["p", "q"], "informed": [True, False]}),
        chains=pd.DataFrame({"form": ["load-saturating"], "strayed": [1.25], "effective": [900.0]}),
    )


@pytest.mark.parametrize(
    ("minutes", "worlds", "draws"),
    [(None, 1000, 200), (10, 1000, 200), (5, 500, 100), (1, 100, 20), (0.1, 100, 20), (20, 2000, 400), (60, 3000, 600)],
)
def test_a_plan_has_as_many_runs_as_its_minutes_allow(minutes: float | None, worlds: int, draws: int) -> None:
    """10 minutes are the whole plan; it is never cut to less than a tenth, nor stretched beyond three times."""
    plan = plan_within(Plan(worlds=1000, draws=200), minutes)
    assert (plan.worlds, plan.draws) == (worlds, draws)
    assert replace(plan, worlds=1000, draws=200) == Plan(worlds=1000, draws=200)


def test_the_shortest_plan_has_worlds_enough_for_its_surface() -> None:
    plan = plan_within(Plan(), 1)
    assert plan.worlds * len(forms()) >= 2 * plan.active


def test_the_manifest_says_what_made_the_ensemble(fit: Fit, found: Findings) -> None:
    odd = replace(fit, audit=Audit(np.array([0.0, 2.0, 0.0]), np.array([0.0, 3.5, 0.0])))
    about = dict(fitted_of(odd, found).about)
    assert (about["facts"], about["members"], about["until"]) == (3, 20, fit.plan.until.isoformat())
    assert about["not_reconciled"] == [fit.facts.rows[1].id]
    assert about["data"] == data_version()
    assert about["weights"] == {form.name: pytest.approx(form.weight) for form in forms()}
    scores = about["scores"]
    assert isinstance(scores, dict)
    assert (scores["coverage90"], scores["pairs_within_0.15"], scores["strayed"]) == (0.5, 0.5, 1.25)
    plan = about["plan"]
    assert isinstance(plan, dict)
    assert (plan["worlds"], plan["seed"], plan["drift"]) == (fit.plan.worlds, 1, vars(fit.plan.drift))
    assert json.loads(json.dumps(about, allow_nan=False)) == about


def test_the_manifest_tells_what_was_checked(fit: Fit, found: Findings) -> None:
    checks = pd.DataFrame({"kind": ["fold"], "n": [60], "coverage_90": [0.87654321]})
    assert fitted_of(fit, found, checks).about["checks"] == [{"kind": "fold", "n": 60, "coverage_90": 0.8765}]
    assert fitted_of(fit, found).about["checks"] == []


def test_what_is_stored_comes_back(fit: Fit, found: Findings, tmp_path: Path) -> None:
    store_fit(fitted_of(fit, found), found, tmp_path)
    names = {"fitted.parquet", "fitted.json", *(f"{name}.parquet" for name in TABLES)}
    assert {path.name for path in tmp_path.iterdir()} == names
    for name in TABLES:
        pd.testing.assert_frame_equal(read_table(tmp_path / f"{name}.parquet"), getattr(found, name), check_dtype=False)
    pd.testing.assert_frame_equal(load_fitted(tmp_path).worlds, found.worlds)


def test_the_same_fit_is_stored_in_the_same_bytes(fit: Fit, found: Findings, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        store_fit(fitted_of(fit, found), found, folder)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two


def test_the_version_of_the_data_follows_every_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    before, rows = data_version(), load_evidence()
    assert data_version() == before
    monkeypatch.setattr(store, "load_evidence", lambda: (replace(rows[0], value=1.01 * rows[0].value), *rows[1:]))
    assert data_version() != before
