"""Emulator: what it recovers, and that its errors are those of refits without each world."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.fit import emulator
from jevons.calibration.fit.emulator import Surface, activity, fit_surface
from jevons.market.parameters.declare import Array

COLUMNS = np.array([0, 2, 3])


def design(worlds: int, unknowns: int = 5, seed: int = 3) -> tuple[Array, Array]:
    """Scores, and two factors of 0 or 1."""
    luck = np.random.default_rng(seed)
    return luck.normal(size=(worlds, unknowns)), luck.integers(0, 2, size=(worlds, 2)).astype(float)


def planted(scores: Array, factors: Array) -> Array:
    """Two outputs, quadratic in unknowns 0, 2 and 3, with factors that lift and tilt."""
    one, two, three = scores[:, COLUMNS].T
    f, g = factors.T
    return np.array(
        [
            4.0 + one - 0.5 * two + 0.3 * one**2 + 0.2 * one * two - 0.1 * two * three + 2.0 * f + 0.7 * f * three,
            -1.0 + 0.4 * three**2 + 0.6 * one * three - g + 0.5 * g * one - 0.2 * f * two,
        ]
    ).T


def fitted(worlds: int = 200, noise: float = 0.0, weights: Array | None = None) -> Surface:
    scores, factors = design(worlds)
    outputs = planted(scores, factors) + noise * np.random.default_rng(4).normal(size=(worlds, 2))
    return fit_surface(scores, factors, outputs, COLUMNS, np.ones(worlds) if weights is None else weights)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Next to no penalty."""
    monkeypatch.setattr(emulator, "PENALTIES", np.array([1e-9]))


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize("factors", [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_a_quadratic_function_with_factors_is_recovered(factors: tuple[float, float]) -> None:
    new, _ = design(50, seed=9)
    given = np.tile(factors, (50, 1))
    found = fitted().given(np.array(factors))
    np.testing.assert_allclose(found.at(new), planted(new, given), atol=1e-6)
    assert np.abs(found.missed).max() < 1e-12


def test_the_least_usual_penalty_pulls_it_by_a_hundredth_only() -> None:
    new, factors = design(50, seed=9)
    found = fitted(2000).given(np.zeros(2))
    np.testing.assert_allclose(found.at(new), planted(new, 0.0 * factors), atol=0.01)


def test_a_form_s_surface_is_the_full_one_at_its_factors() -> None:
    """c + f d + (a + f e) z + b (z^2 - 1) + c z z', summed term by term."""
    full, factors = fitted(60, noise=0.5), np.array([0.0, 1.0])
    scores, _ = design(7, seed=8)
    z = scores[:, COLUMNS]
    wanted = np.tile(full.constant + full.factor[1], (7, 1))
    for n in range(3):
        wanted += z[:, n, None] * (full.linear[n] + full.tilt[1, n]) + (z[:, n, None] ** 2 - 1.0) * full.square[n]
    for k, (n, m) in enumerate(full.pairs.T):
        wanted += (z[:, n] * z[:, m])[:, None] * full.product[k]
    found = full.given(factors)
    np.testing.assert_allclose(found.at(scores), wanted)
    np.testing.assert_allclose(found.given(factors).at(scores), wanted)
    assert not found.factor.any()
    assert not found.tilt.any()


def test_only_its_own_columns_count() -> None:
    scores, _ = design(6)
    other = scores.copy()
    other[:, [1, 4]] = 99.0
    surface = fitted(60)
    np.testing.assert_array_equal(surface.at(scores), surface.at(other))
    np.testing.assert_array_equal(surface.at(scores), surface.of_active(scores[:, COLUMNS]))


@given(st.lists(st.floats(-3.0, 3.0), min_size=3, max_size=3))
def test_slopes_are_finite_differences(at: list[float]) -> None:
    surface, point, step = fitted(60, noise=0.5).given(np.array([1.0, 0.0])), np.array(at), 1e-4
    moved = step * np.eye(3)
    wanted = (surface.of_active(point + moved) - surface.of_active(point - moved)) / (2.0 * step)
    np.testing.assert_allclose(surface.slopes(point), wanted, atol=1e-6)


def refits(terms: Array, outputs: Array, weights: Array, penalty: float) -> Array:
    """Weighted errors at each world of ridge fits that have not seen it; the mean is free of penalty."""
    share = weights / weights.mean()
    errors = []
    for out in range(len(terms)):
        kept = np.arange(len(terms)) != out
        mean, middle = np.average(terms[kept], 0, share[kept]), np.average(outputs[kept], 0, share[kept])
        x, y, w = terms[kept] - mean, outputs[kept] - middle, share[kept, None]
        slope = np.linalg.solve(x.T @ (w * x) + penalty * np.eye(x.shape[1]), x.T @ (w * y))
        errors.append(np.sqrt(share[out]) * (outputs[out] - middle - (terms[out] - mean) @ slope))
    return np.array(errors)


def left_out(monkeypatch: pytest.MonkeyPatch, worlds: int, penalty: float = 3.0) -> tuple[Array, Array]:
    """Covariance of errors by the emulator and by refits, of worlds of unequal weights, two unknowns."""
    monkeypatch.setattr(emulator, "PENALTIES", np.array([penalty]))
    luck = np.random.default_rng(2)
    scores, weights = luck.normal(size=(worlds, 2)), luck.uniform(0.3, 1.0, size=worlds)
    outputs = np.array([scores[:, 0], scores.prod(axis=1)]).T + luck.normal(size=(worlds, 2))
    terms = np.concatenate([scores, scores**2 - 1.0, scores.prod(axis=1, keepdims=True)], axis=1)
    errors = refits(terms, outputs, weights, penalty)
    found = fit_surface(scores, np.zeros((worlds, 1)), outputs, np.arange(2), weights)
    return found.missed, errors.T @ errors / worlds


def test_errors_are_those_of_refits_that_have_not_seen_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """150 worlds: the errors of the fits themselves would have 7 % less variance."""
    found, wanted = left_out(monkeypatch, 150)
    sd = np.sqrt(np.diag(wanted))
    np.testing.assert_allclose(found / np.outer(sd, sd), wanted / np.outer(sd, sd), atol=0.025)


def test_so_they_are_to_the_letter_where_worlds_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    found, wanted = left_out(monkeypatch, 16)
    np.testing.assert_allclose(found, wanted, rtol=1e-3)


def test_what_it_misses_is_the_luck_of_a_world() -> None:
    """Noise of sd 0.3 with 2,000 worlds: a variance of 0.09, no covariance."""
    missed = fitted(2000, noise=0.3).missed
    np.testing.assert_allclose(np.diag(missed), 0.09, rtol=0.1)
    assert abs(missed[0, 1]) < 0.01


def test_the_penalty_is_great_where_there_is_nothing_to_learn() -> None:
    """Outputs of luck alone: what is missed stays near their variance of 1, where a free fit would miss twice it."""
    luck = np.random.default_rng(6)
    scores, factors = design(60)
    found = fit_surface(scores, factors, luck.normal(size=(60, 2)), COLUMNS, np.ones(60))
    assert np.diag(found.missed).max() < 1.3
    assert np.abs(found.linear).max() < 0.1


@pytest.mark.usefixtures("free")
def test_a_world_of_weight_two_counts_as_two_worlds() -> None:
    scores, factors = design(50)
    outputs = planted(scores, factors) + np.random.default_rng(4).normal(size=(50, 2))
    heavy = np.ones(50)
    heavy[:10] = 2.0
    once = fit_surface(scores, factors, outputs, COLUMNS, heavy)
    twice = [np.concatenate([part, part[:10]]) for part in (scores, factors, outputs)]
    again = fit_surface(*twice, COLUMNS, np.ones(60))
    for name in ("constant", "linear", "square", "product", "factor", "tilt"):
        np.testing.assert_allclose(getattr(once, name), getattr(again, name), atol=1e-6)


def test_only_the_proportion_of_weights_counts() -> None:
    weights = np.random.default_rng(1).uniform(0.3, 1.0, size=60)
    one, other = fitted(60, 0.5, weights), fitted(60, 0.5, 7.0 * weights)
    np.testing.assert_allclose(one.linear, other.linear)
    np.testing.assert_allclose(one.missed, other.missed)


def test_products_are_taken_between_the_unknowns_that_move_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of unknowns that move the output by 3, 0.1 and 2 the first and the third are paired, and tilted by factors."""
    monkeypatch.setattr(emulator, "PRODUCTS", 2)
    scores, factors = design(200, 3)
    outputs = (scores @ np.array([3.0, 0.1, 2.0]))[:, None]
    found = fit_surface(scores, factors, outputs, np.arange(3), np.ones(200))
    assert found.pairs.tolist() == [[0], [2]]
    assert not found.tilt[:, 1].any()


def test_too_few_worlds_are_refused() -> None:
    scores, factors = design(5)
    with pytest.raises(ValueError, match="a surface of 3 unknowns needs 6 worlds; got 5"):
        fit_surface(scores, factors, np.ones((5, 1)), COLUMNS, np.ones(5))
    scores, factors = design(6)
    fit_surface(scores, factors, np.ones((6, 1)), COLUMNS, np.ones(6))


def test_activity_is_the_share_of_variance_that_an_unknown_explains_by_itself() -> None:
    """0.6 z + 0.8 z' whatever its unit: 0.36 and 0.64; an output that never moves has none, and halves the mean."""
    luck = np.random.default_rng(1)
    scores = luck.normal(size=(20_000, 2))
    output = 50.0 + 1000.0 * (scores @ np.array([0.6, 0.8]))
    np.testing.assert_allclose(activity(scores, output[:, None]), [0.36, 0.64], atol=0.02)
    both = np.array([output, np.full_like(output, 7.0)]).T
    np.testing.assert_allclose(activity(scores, both), [0.18, 0.32], atol=0.01)


def test_a_surface_without_factors_is_the_same_given_none() -> None:
    surface = replace(fitted(60), factor=np.zeros((0, 2)), tilt=np.zeros((0, 3, 2)))
    scores, _ = design(4)
    np.testing.assert_array_equal(surface.given(np.zeros(0)).at(scores), surface.at(scores))
