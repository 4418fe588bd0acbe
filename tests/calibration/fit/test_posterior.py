"""Posterior: the closed form of a linear surface, a grid of a curved one, evidence and seeds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from jevons.calibration.fit.bounds import BOUNDS
from jevons.calibration.fit.emulator import Surface
from jevons.calibration.fit.likelihood import Likelihood
from jevons.calibration.fit.posterior import KEPT, density, find_mode, sample
from jevons.market.parameters.declare import Array
from tests.calibration.fit.conftest import WITHIN, closed_form, gaussian, linear


def evidence_of(surface: Surface, likelihood: Likelihood) -> float:
    """Ln of the probability of the figures: normal about the constant, with covariance A A' + S."""
    here = len(likelihood.figures)
    by = surface.linear[:, :here]
    covariance = by.T @ by + likelihood.root @ likelihood.root.T
    return float(multivariate_normal(surface.constant[:here], covariance).logpdf(likelihood.figures))


def curved() -> tuple[Surface, Likelihood]:
    """Two unknowns, one figure that grows with their squares and product, a total that the first one drives up."""
    plain = linear(np.array([0.5]), np.array([[0.8], [0.3]]))
    square, tilts = plain.square.copy(), plain.linear.copy()
    square[:, 0] = 0.1, -0.1
    tilts[0, 1] = 1.0
    product = np.zeros((1, 1 + len(BOUNDS)))
    product[0, 0] = 0.1
    constant = plain.constant.copy()
    constant[1] = np.log(BOUNDS[0].high) - 0.2
    surface = replace(
        plain, constant=constant, linear=tilts, square=square, product=product, pairs=np.array([[0], [1]])
    )
    return surface, Likelihood(np.array([1.6]), np.array([[0.5]]))


def on_a_grid(surface: Surface, likelihood: Likelihood) -> tuple[Array, Array, float]:
    """Mean, covariance and ln evidence of two scores by adding up squares."""
    line = np.linspace(-7.0, 7.0, 561)
    points = np.stack(np.meshgrid(line, line, indexing="ij"), axis=-1).reshape(-1, 2)
    logs = density(surface, likelihood)(points)
    weights = np.exp(logs - logs.max())
    total = weights.sum()
    mean = weights @ points / total
    covariance = (points - mean).T @ (weights[:, None] * (points - mean)) / total
    return mean, covariance, float(np.log(total * (line[1] - line[0]) ** 2) + logs.max())


def test_the_density_is_likelihood_times_a_standard_normal_prior() -> None:
    surface, likelihood = gaussian(3, 4)
    scores = np.random.default_rng(2).normal(size=(5, 3))
    prior = multivariate_normal(np.zeros(3), np.eye(3)).logpdf(scores)
    wanted = prior + likelihood.of_facts(surface.of_active(scores)[:, :4])
    np.testing.assert_allclose(density(surface, likelihood)(scores), wanted)


@pytest.mark.parametrize(("active", "facts"), [(1, 1), (3, 4), (8, 3), (20, 60)])
def test_the_mode_of_a_linear_surface_is_exact(active: int, facts: int) -> None:
    surface, likelihood = gaussian(active, facts)
    mean, covariance = closed_form(surface, likelihood)
    mode, spread = find_mode(surface, likelihood)
    np.testing.assert_allclose(mode, mean, atol=1e-9)
    np.testing.assert_allclose(spread, covariance, atol=1e-9)


def test_a_single_unknown_by_hand() -> None:
    """y = z seen at 1 with an error of 1: mean 1/2, variance 1/2."""
    surface = linear(np.array([0.0]), np.array([[1.0]]))
    mode, spread = find_mode(surface, Likelihood(np.array([1.0]), np.eye(1)))
    assert mode.tolist() == pytest.approx([0.5])
    assert spread.tolist() == [[pytest.approx(0.5)]]


def test_at_the_mode_of_a_curved_surface_the_density_is_level() -> None:
    surface, likelihood = curved()
    surface = replace(surface, constant=np.concatenate([surface.constant[:1], WITHIN]))
    mode, _ = find_mode(surface, likelihood)
    log_density, step = density(surface, likelihood), 1e-4 * np.eye(2)
    slope = (log_density(mode + step) - log_density(mode - step)) / 2e-4
    np.testing.assert_allclose(slope, 0.0, atol=1e-3)
    around = mode + 0.1 * np.random.default_rng(1).normal(size=(200, 2))
    assert (log_density(around) < log_density(mode[None, :])).all()


def test_what_the_facts_do_not_move_keeps_its_prior() -> None:
    surface = linear(np.array([0.0]), np.array([[1.0], [0.0]]))
    found = sample(surface, Likelihood(np.array([1.0]), np.array([[0.1]])), seed=1, steps=1500)
    assert found.samples[:, 1].mean() == pytest.approx(0.0, abs=0.1)
    assert found.samples[:, 1].std() == pytest.approx(1.0, abs=0.06)
    assert found.samples[:, 0].mean() == pytest.approx(1.0 / 1.01, abs=0.02)
    assert found.samples[:, 0].std() == pytest.approx(np.sqrt(0.01 / 1.01), rel=0.1)


def test_a_chain_has_the_mean_and_the_covariance_of_the_closed_form() -> None:
    surface, likelihood = gaussian(3, 4)
    mean, covariance = closed_form(surface, likelihood)
    found = sample(surface, likelihood, seed=3, steps=3000)
    sd = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose((found.samples.mean(axis=0) - mean) / sd, 0.0, atol=0.1)
    np.testing.assert_allclose(np.cov(found.samples.T) / np.outer(sd, sd), covariance / np.outer(sd, sd), atol=0.1)


def test_nor_does_it_lose_variance_with_ten_unknowns() -> None:
    """Mean square of the samples in the closed form's own units, 1; over seeds and chains it strays by 0.01."""
    surface, likelihood = gaussian(10, 20)
    mean, covariance = closed_form(surface, likelihood)
    found = sample(surface, likelihood, seed=3, steps=3000)
    apart = np.linalg.solve(np.linalg.cholesky(covariance), (found.samples - mean).T)
    assert (apart**2).mean() == pytest.approx(1.0, abs=0.04)


def test_evidence_is_that_of_the_closed_form() -> None:
    for seed in (1, 2):
        surface, likelihood = gaussian(3, 4, seed)
        found = sample(surface, likelihood, seed=3, steps=2000)
        assert found.log_evidence == pytest.approx(evidence_of(surface, likelihood), abs=0.3)


def test_so_it_is_with_thirty_unknowns() -> None:
    surface, likelihood = gaussian(30, 60)
    found = sample(surface, likelihood, seed=3, steps=500)
    assert found.log_evidence == pytest.approx(evidence_of(surface, likelihood), abs=2.0)


def test_a_curved_surface_with_a_bound_is_sampled_as_a_grid_adds_it_up() -> None:
    surface, likelihood = curved()
    mean, covariance, evidence = on_a_grid(surface, likelihood)
    found = sample(surface, likelihood, seed=3, steps=3000)
    sd = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose((found.samples.mean(axis=0) - mean) / sd, 0.0, atol=0.1)
    np.testing.assert_allclose(found.samples.std(axis=0) / sd, 1.0, atol=0.06)
    assert found.log_evidence == pytest.approx(evidence, abs=0.5)


def test_a_bound_keeps_the_chain_from_going_beyond() -> None:
    """The total of the world is at its bound at z = 0.2, and grows with z; free, half of the samples were above 1."""
    surface, likelihood = curved()
    free = replace(surface, constant=np.concatenate([surface.constant[:1], WITHIN]))
    bound, unbound = (sample(one, likelihood, seed=3, steps=500).samples[:, 0] for one in (surface, free))
    assert (bound > 1.0).mean() < 0.5 * (unbound > 1.0).mean()


def test_the_same_seed_gives_the_same_bits() -> None:
    one, again, other = (sample(*gaussian(3, 4), seed=seed, steps=100) for seed in (7, 7, 8))
    assert one.samples.tobytes() == again.samples.tobytes()
    assert (one.log_evidence, one.effective) == (again.log_evidence, again.effective)
    assert one.samples.tobytes() != other.samples.tobytes()


def test_a_global_generator_has_no_part_in_it() -> None:
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    sample(*gaussian(3, 4), seed=7, steps=100)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_samples_are_kept_evenly_and_no_more_than_needed() -> None:
    """14 walkers: of 100 steps the last 60 are kept whole, of 1,500 steps 12,600 samples are thinned."""
    surface, likelihood = gaussian(3, 4)
    assert sample(surface, likelihood, seed=1, steps=100).samples.shape == (840, 3)
    long = sample(surface, likelihood, seed=1, steps=1500)
    assert long.samples.shape == (KEPT, 3)
    assert 0.1 < long.acceptance < 0.9
    assert long.effective == pytest.approx(14 * 900 / long.autocorrelation)
    np.testing.assert_array_equal(long.columns, surface.columns)


def test_one_unknown_is_sampled_too() -> None:
    found = sample(*gaussian(1, 2), seed=1, steps=100)
    assert found.samples.shape[1] == 1
