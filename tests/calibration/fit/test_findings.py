"""Findings: tables of an invented fit whose worlds are the surface itself, with a little luck."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from jevons.calibration.evidence import Observation
from jevons.calibration.fit import findings
from jevons.calibration.fit.audit import Audit
from jevons.calibration.fit.facts import CLAIM_MEAN, Facts
from jevons.calibration.fit.findings import Findings, find, held_pairs
from jevons.calibration.fit.rounds import Fit
from jevons.calibration.fit.space import forms, unknowns
from jevons.calibration.fit.worlds import READ, Trial
from jevons.calibration.further import SCORED
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import FOUNDRY, GOOGLE, OPUS, USERS, WITHIN, bias, fact, readings_of

NAMES = list(unknowns())
LUCK = 0.1
"""Of a world, in ln: as much as the invented surface misses."""
MIDDLE = np.log(100.0) + 0.1 * (1.5 - 0.5)
"""Ln of what the members have for every fact."""


def surface_worlds(trials: Sequence[Trial], *_: object, **__: object) -> Array:
    """Readings of the invented surface, 100 e^(0.1 (z0 + z1)), with luck of a world's seed; totals without."""
    readings = readings_of(len(trials))
    for n, trial in enumerate(trials):
        luck = LUCK * np.random.default_rng(trial.seed).normal(size=len(SCORED))
        drawn = 0.1 * (trial.draw[NAMES[0]] + trial.draw[NAMES[1]])
        readings[n, :, : len(SCORED)] = 100.0 * np.exp(drawn + luck)
    return readings


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """No world is run."""
    monkeypatch.setattr(findings, "run_worlds", surface_worlds)


def found(fit: Fit) -> Findings:
    return find(fit, Path("nowhere"), 1)


def with_rows(fit: Fit, *rows: Observation) -> Fit:
    """The fit with three other facts."""
    return replace(fit, facts=Facts(rows))


def test_a_fact_stands_beside_the_readings_of_the_members(fit: Fit) -> None:
    """Members have 100 e^0.1 up to sqrt(2 x 0.01^2 + 0.1^2) = 0.101; the median is 0.0434 in log10 above the fact."""
    table = found(fit).facts
    assert table["id"].tolist() == [row.id for row in fit.facts.rows]
    assert table["observed"].tolist() == [100.0, 100.0, 100.0]
    for quantile in (5, 25, 50, 75, 95):
        wanted = MIDDLE + 0.101 * norm.ppf(quantile / 100.0)
        np.testing.assert_allclose(np.log(table[f"p{quantile}"]), wanted, atol=0.03)
    np.testing.assert_allclose(table["log10_error"], 0.1 / np.log(10.0), atol=0.006)
    assert table["date"].tolist() == [pd.Timestamp(row.end) for row in fit.facts.rows]


def test_the_band_has_bias_drift_and_error_of_the_figure(fit: Fit) -> None:
    """Nine nodes of a normal stand for it: 90 % of it reach 1.645 sds, of the nodes about 1.6."""
    table = found(fit).facts
    for row, pair in zip(table.itertuples(), fit.facts.pairs, strict=True):
        sd = np.sqrt(0.05**2 + bias(pair) ** 2 + fit.plan.drift.spread**2 + 0.101**2)
        np.testing.assert_allclose(np.log([row.low, row.high]), MIDDLE + 1.645 * sd * np.array([-1.0, 1.0]), atol=0.06)


@pytest.mark.parametrize(("value", "inside", "pit"), [(110.0, True, 0.5), (1e4, False, 1.0), (1.0, False, 0.0)])
def test_figures_fall_inside_their_bands_or_not(fit: Fit, value: float, inside: bool, pit: float) -> None:
    rows = (fact(USERS, "2025-01-31", value), *fit.facts.rows[1:])
    table = found(with_rows(fit, *rows)).facts
    assert table["inside"].tolist() == [inside, True, True]
    assert table["pit"][0] == pytest.approx(pit, abs=0.05)


def test_what_the_audit_found_is_told(fit: Fit) -> None:
    table = found(replace(fit, audit=Audit(np.array([0.0, 1.0, 0.0]), np.array([0.0, -3.5, 0.0])))).facts
    assert table["surprise"].tolist() == [0.0, -3.5, 0.0]


def test_a_pair_has_the_median_error_of_its_facts(fit: Fit) -> None:
    """Figures of 100 and of 100 e^0.5, modelled at 100 e^0.1: errors of 0.1 and -0.4, of size 0.25, mean -0.15."""
    rows = (fact(USERS, "2025-01-31"), fact(USERS, "2025-07-31", 100.0 * np.exp(0.5)), fact(GOOGLE, "2025-07-31"))
    table = found(with_rows(fit, *rows)).pairs.set_index("entity")
    assert table["facts"].tolist() == [2, 1]
    assert table.loc["ChatGPT", "log10_error"] * np.log(10.0) == pytest.approx(0.25, abs=0.02)
    assert table.loc["ChatGPT", "bias"] * np.log(10.0) == pytest.approx(-0.15, abs=0.02)
    assert not table["free"].any()


def test_where_the_level_is_free_only_growth_errs(fit: Fit) -> None:
    """Figures e^2 and e^2.4 times the model's: 0.2 is left of each about their mean, and the band is about that."""
    rows = (
        fact(FOUNDRY, "2025-01-31", float(np.exp(MIDDLE + 2.0))),
        fact(FOUNDRY, "2025-07-31", float(np.exp(MIDDLE + 2.4))),
        fact(USERS, "2025-07-31", 1e6),
    )
    result = found(with_rows(fit, *rows))
    table = result.pairs.set_index("entity")
    assert table.loc["Microsoft Foundry", "log10_error"] * np.log(10.0) == pytest.approx(0.2, abs=0.02)
    assert table.loc["Microsoft Foundry", "bias"] * np.log(10.0) == pytest.approx(-2.2, abs=0.02)
    assert table["free"].tolist() == [True, False]
    assert result.facts["free"].tolist() == [True, True, False]
    np.testing.assert_allclose(result.facts["log10_error"][:2] * np.log(10.0), [0.2, -0.2], atol=0.03)
    np.testing.assert_allclose(result.facts["level"][:2] * np.log(10.0), -2.2, atol=0.03)
    assert result.facts["inside"].tolist() == [True, True, False]
    assert result.scores()["coverage90"] == 0.0


def test_a_single_figure_of_a_free_level_tells_nothing(fit: Fit) -> None:
    table = found(with_rows(fit, fact(FOUNDRY, "2025-01-31", 1e6), *fit.facts.rows[1:])).pairs.set_index("entity")
    assert table["log10_error"].isna().tolist() == [True, False, False]


def test_a_fit_is_judged_by_the_pairs_chosen_before(fit: Fit) -> None:
    """Each has three facts to fit or more in the registry, none is of a list of prices; others count for nothing."""
    counts = Counter(Facts.known().pairs)
    operators = {(one.series, one.entity): one for one in SCORED}
    assert {USERS, GOOGLE} < held_pairs()
    for pair in held_pairs():
        assert counts[pair] >= 3, pair
        assert not pair[0].startswith("flagship_price"), pair
        assert pair in operators
    far = with_rows(fit, *fit.facts.rows[:2], fact(OPUS, "2025-07-31", 1e6))
    assert OPUS not in held_pairs()
    assert (found(far).scores()["pairs"], found(far).scores()["pairs_within_0.15"]) == (1.0, 1.0)


def test_an_unknown_is_informed_where_it_lost_half_of_its_variance(fit: Fit) -> None:
    """The chains' two have 0.01 of it left, all others what they had."""
    table = found(fit).unknowns.set_index("name")
    np.testing.assert_allclose(table["mean"].to_numpy()[:2], [1.5, -0.5], atol=0.03)
    np.testing.assert_allclose(table["sd"].to_numpy()[:2], 0.1, atol=0.02)
    np.testing.assert_allclose(table["contraction"].to_numpy()[:2], 0.99, atol=0.005)
    assert table.index[table["informed"]].tolist() == NAMES[:2]
    assert list(table.index) == NAMES


def test_contraction_is_from_the_fit_s_own_prior(fit: Fit) -> None:
    """In wide ranges what nothing is known of is wider than declared, and has not lost a thing."""
    wide = found(replace(fit, plan=replace(fit.plan, ranges="wide"))).unknowns
    assert wide["sd"].max() > 1.8
    assert abs(wide["contraction"][2:].mean()) < 0.05


def test_worlds_stray_from_the_surface_as_it_says_they_do(fit: Fit) -> None:
    """Luck of 0.1 in three of eight outputs, 0.01 missed of each: 3/8. Were a ninth of that missed, 9 times as far."""
    result = found(fit)
    assert result.chains["members"].tolist() == [50, 50, 30, 30, 20, 20]
    assert result.chains["strayed"].mean() == pytest.approx(3 / 8, abs=0.08)
    assert result.chains["form"].tolist() == [form.name for form in forms()]
    bolder = replace(fit, surface=replace(fit.surface, missed=fit.surface.missed / 9.0))
    np.testing.assert_allclose(found(bolder).chains["strayed"], 9.0 * result.chains["strayed"])


def test_a_combination_without_members_strays_nowhere(fit: Fit) -> None:
    weights = {form.name: float(form.name == "load-saturating") for form in forms()}
    result = found(replace(fit, weights=weights))
    assert result.chains["members"].tolist() == [200, 0, 0, 0, 0, 0]
    assert result.chains["strayed"].isna().tolist() == [False, True, True, True, True, True]
    assert np.isfinite(result.scores()["strayed"])


def test_scores_in_short(fit: Fit) -> None:
    scores = found(fit).scores()
    assert (scores["facts"], scores["pairs"], scores["contracted"]) == (3.0, 2.0, 2.0)
    assert (scores["pairs_within_0.15"], scores["coverage90"]) == (1.0, 1.0)
    assert scores["fewest_effective"] == 400.0
    far = found(with_rows(fit, fact(USERS, "2025-01-31", 200.0), *fit.facts.rows[2:], fact(GOOGLE, "2025-01-31")))
    assert (far.scores()["pairs_within_0.15"], far.scores()["pairs_within_0.30"]) == (0.5, 1.0)


def test_a_fact_that_no_world_moves_does_not_spoil_what_strays(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    def still(trials: Sequence[Trial], *_: object, **__: object) -> Array:
        readings = surface_worlds(trials)
        readings[:, :, [n for n, one in enumerate(READ) if (one.series, one.entity) == GOOGLE]] = 100.0
        return readings

    monkeypatch.setattr(findings, "run_worlds", still)
    linear, missed = fit.surface.linear.copy(), fit.surface.missed.copy()
    linear[:, 2], missed[2, 2] = 0.0, 0.0
    # The reading is put in as the surface has it, to the bit.
    constant = np.concatenate([fit.surface.constant[:2], np.log([100.0]), WITHIN])
    result = found(replace(fit, surface=replace(fit.surface, constant=constant, linear=linear, missed=missed)))
    assert np.isfinite(result.scores()["strayed"])


def test_the_band_of_a_vendor_s_claim_is_that_of_the_claim(fit: Fit) -> None:
    """Modelled at 100 e^0.1, claimed 0.25 and 0.45 above: within 1.645 sds of 0.37 of what is expected of a claim."""
    value = float(np.exp(MIDDLE + CLAIM_MEAN + 0.45))
    rows = (fact(USERS, "2025-01-31", value, kind="vendor_claim"), *fit.facts.rows[1:])
    first = found(with_rows(fit, *rows)).facts.iloc[0]
    assert first["inside"]
    assert first["low"] <= first["observed"] <= first["high"]
