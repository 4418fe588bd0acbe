"""Space: forms and their weights, unknowns and factors."""

import numpy as np
import pytest

from jevons.calibration.fit.space import TOLD_APART, factors_of, forms, unknowns
from jevons.market.parameters.registry import uncertain
from jevons.market.variants import MIXED, WEIGHTS, Variants


def test_weights_add_up_to_one() -> None:
    assert sum(form.weight for form in forms()) == pytest.approx(1.0)
    assert all(form.weight > 0.0 for form in forms())


def test_there_is_every_combination_once() -> None:
    """Three forms of investment and two of elasticity: six."""
    assert len(forms()) == np.prod([len(WEIGHTS[name]) for name in TOLD_APART])
    assert len({form.name for form in forms()}) == len(forms())
    assert len({tuple(form.forms.items()) for form in forms()}) == len(forms())


def test_a_weight_is_the_product_of_those_of_its_forms() -> None:
    """load 0.5 x saturating 0.5."""
    (first,) = (form for form in forms() if form.name == "load-saturating")
    assert first.weight == pytest.approx(WEIGHTS["investment"]["load"] * WEIGHTS["elasticity"]["saturating"])


def test_what_the_past_does_not_tell_apart_is_left_mixed() -> None:
    for form in forms():
        given = Variants.model_validate(form.variants)
        assert {name: getattr(given, name) for name in WEIGHTS} == form.variants
        assert {name for name, option in form.variants.items() if option == MIXED} == set(WEIGHTS) - set(TOLD_APART)


def test_factors_are_nought_for_first_forms_and_tell_all_others_apart() -> None:
    found = {form.name: factors_of(form) for form in forms()}
    assert found["load-saturating"] == [0.0, 0.0, 0.0]
    assert found["returns-saturating"] == [1.0, 0.0, 0.0]
    assert found["capital-constant"] == [0.0, 1.0, 1.0]
    assert len(set(map(tuple, found.values()))) == len(forms())


def test_unknowns_are_those_that_an_ensemble_draws() -> None:
    assert unknowns() == uncertain()
    assert len(set(unknowns())) == len(unknowns())
