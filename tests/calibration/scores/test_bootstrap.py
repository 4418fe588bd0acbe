"""Units drawn again, and skill with its probability."""

import numpy as np
import pytest

from jevons.calibration.scores.bootstrap import DRAWS, mean_interval, resampled, skill

NAMES = [f"pair {number}" for number in range(20)]


def test_each_draw_takes_as_many_units_as_there_are() -> None:
    weights = resampled(NAMES, draws=500)
    assert weights.shape == (500, 20)
    np.testing.assert_array_equal(weights.sum(axis=1), 20.0)
    assert weights.mean() == pytest.approx(1.0)
    assert (weights == 0.0).any()


def test_rows_of_one_unit_are_drawn_together() -> None:
    weights = resampled(["capex", "price", "capex", "users"], draws=200)
    np.testing.assert_array_equal(weights[:, 0], weights[:, 2])
    assert (weights[:, 0] != weights[:, 1]).any()


def test_the_same_seed_gives_the_same_draws_and_another_gives_others() -> None:
    np.testing.assert_array_equal(resampled(NAMES), resampled(NAMES))
    assert (resampled(NAMES) != resampled(NAMES, seed=1)).any()


def test_the_interval_of_a_mean_is_that_of_its_standard_error() -> None:
    """200 values of sd 1: 1.645 / sqrt(200) = 0.116 to each side."""
    values = np.random.default_rng(12).normal(3.0, 1.0, size=200)
    found = mean_interval(values, [str(number) for number in range(200)])
    half = 1.645 * values.std() / np.sqrt(200)
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_alike_rows_of_a_unit_do_not_narrow_the_interval() -> None:
    """Each of twenty values told five times: the same interval by unit, a much narrower one if told apart."""
    values = np.random.default_rng(13).normal(size=20)
    once = mean_interval(values, NAMES)
    told = mean_interval(np.repeat(values, 5), [name for name in NAMES for _ in range(5)])
    apart = mean_interval(np.repeat(values, 5), [str(number) for number in range(100)])
    assert told.high - told.low == pytest.approx(once.high - once.low)
    assert apart.high - apart.low < 0.6 * (once.high - once.low)


def test_one_unit_has_no_spread() -> None:
    found = mean_interval(np.array([0.2, 0.4]), ["capex", "capex"])
    assert found.low == found.high == pytest.approx(0.3)


def test_skill_is_against_the_better_reference() -> None:
    """Means 0.3, 0.4 and 0.6: 1 - 0.3 / 0.4 = 1/4."""
    references = {"log_linear": np.array([0.5, 0.7]), "no_change": np.array([0.5, 0.3])}
    found = skill(np.array([0.2, 0.4]), references, ["a", "b"])
    assert found.reference == "no_change"
    assert found.value == pytest.approx(0.25)


def test_half_the_error_everywhere_is_a_sure_skill_of_a_half() -> None:
    """Paired: what is hard for both cancels, however much pairs differ."""
    hard = np.random.default_rng(14).lognormal(0.0, 2.0, size=20)
    found = skill(hard / 2.0, {"no_change": hard}, NAMES)
    assert (found.value, found.low, found.high, found.probability) == pytest.approx((0.5, 0.5, 0.5, 1.0))


def test_no_gain_is_no_skill_and_a_loss_has_no_chance() -> None:
    hard = np.random.default_rng(15).lognormal(size=20)
    same, worse = skill(hard, {"no_change": hard}, NAMES), skill(hard * 1.1, {"no_change": hard}, NAMES)
    assert (same.value, same.probability) == (0.0, 0.0)
    assert (worse.value, worse.probability) == (pytest.approx(-0.1), 0.0)


def test_the_probability_is_the_part_of_draws_above_zero() -> None:
    """Two pairs, one better by 1 and one worse by 2: better only if the first is drawn twice, one draw in four."""
    found = skill(np.array([1.0, 4.0]), {"no_change": np.array([2.0, 2.0])}, ["a", "b"])
    assert found.probability == pytest.approx(0.25, abs=4.0 * np.sqrt(0.1875 / DRAWS))
    assert found.value == pytest.approx(1.0 - 2.5 / 2.0)


def test_the_better_reference_is_chosen_again_in_each_draw() -> None:
    """Of two references each is good on one half of the pairs; against the better of each draw there is less skill."""
    luck = np.random.default_rng(16)
    first = np.where(np.arange(20) < 10, 0.5, 1.5) + luck.uniform(0.0, 0.1, size=20)
    second, model = first[::-1].copy(), np.full(20, 0.95)
    both = skill(model, {"no_change": first, "log_linear": second}, NAMES)
    alone = skill(model, {both.reference: {"no_change": first, "log_linear": second}[both.reference]}, NAMES)
    assert both.value == alone.value
    assert both.probability < alone.probability
    assert both.high < alone.high


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        resampled([])
    with pytest.raises(ValueError, match="the model and one reference or more, of one length"):
        skill(np.array([1.0]), {"no_change": np.array([1.0, 2.0])}, ["a"])
    with pytest.raises(ValueError, match="the model and one reference or more"):
        skill(np.array([1.0]), {}, ["a"])
    with pytest.raises(ValueError, match="needs references above zero"):
        skill(np.array([1.0]), {"no_change": np.array([0.0])}, ["a"])
