"""Structural variants: what may be named, what is drawn, and what each form does."""

import dataclasses

import numpy as np
import pytest

from jevons.agents.population import open_market
from jevons.agents.terms import build_class_terms
from jevons.market.scenario import Scenario, ScenarioError, parse
from jevons.market.technology import build_technology, frontier_horizon
from jevons.market.variants import MIXED, WEIGHTS, Variants, options
from jevons.market.vocabulary import WORKLOADS
from jevons.market.world import World, build_world

FROM_2026 = 36


def world(draw: dict[str, float] | None = None, seed: int = 1, **forms: str) -> World:
    return build_world(parse({"users": 500, "seed": seed, "variants": forms}, "here"), draw)


def test_every_variant_has_weights_that_add_up_and_may_be_mixed() -> None:
    assert set(WEIGHTS) == set(Variants.model_fields)
    for name, weights in WEIGHTS.items():
        assert (*weights, MIXED) == options(name)
        assert sum(weights.values()) == pytest.approx(1.0)
        assert getattr(Variants(), name) == MIXED
        assert getattr(Variants().drawn(None), name) == next(iter(weights))
    assert {name: len(weights) for name, weights in WEIGHTS.items()} == {
        "investment": 3, "elasticity": 2, "horizon": 3, "uncounted": 2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"variants": {"investment": "vibes"}},
            "variants.investment: input should be 'load', 'returns', 'capital' or 'mixed'",
        ),
        ({"variants": {"mood": "load"}}, "mood"),
        ({"variants": 3}, "variants"),
    ],
)
def test_what_is_no_form_is_refused_with_those_there_are(given: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError, match="here: ") as refused:
        parse(given, "here")
    assert words in str(refused.value)


def test_an_ensemble_draws_mixed_forms_by_their_weights_and_keeps_named_ones() -> None:
    """Of 400 worlds 0.5, 0.3 and 0.2 within three standard errors of 0.025; a single run has the first form."""
    drawn = [Variants(investment="mixed", horizon="surge").drawn(seed) for seed in range(400)]
    shares = [np.mean([one.investment == form for one in drawn]) for form in ("load", "returns", "capital")]
    np.testing.assert_allclose(shares, [0.5, 0.3, 0.2], atol=0.075)
    assert {one.horizon for one in drawn} == {"surge"}
    assert Variants(investment="mixed").drawn(None).investment == "load"
    alike = [Variants(investment="mixed", uncounted="mixed").drawn(seed) for seed in range(400)]
    together = [(one.investment == "load") == (one.uncounted == "lasting") for one in alike]
    assert 0.4 < np.mean(together) < 0.6


def test_forms_that_a_fit_gives_replace_mixed_ones_only() -> None:
    """The scenario's plateau stands; what is mixed and not given stays to be drawn."""
    asked = Variants(horizon="plateau")
    given = asked.given({"investment": "capital", "horizon": "surge"})
    assert given == Variants(investment="capital", horizon="plateau")
    assert (given.elasticity, given.uncounted) == (MIXED, MIXED)
    assert asked == Variants(horizon="plateau")
    assert asked.given({}) == asked


def test_a_world_has_one_form_of_each() -> None:
    scores = {"serving.goodput_start": 0.0}
    found = {world(scores, seed, uncounted=MIXED).variants.uncounted for seed in range(1, 20)}
    assert found == {"lasting", "fading"}
    assert world(uncounted=MIXED).variants.uncounted == "lasting"


def test_the_horizon_bends_after_2026_and_not_before() -> None:
    """A plateau ends where the trend is 1 / ln 2 = 1.44 years on; a surge is 1.3 times as steep after a year."""
    trend, plateau, surge = (np.log(frontier_horizon(world(horizon=form))) for form in ("trend", "plateau", "surge"))
    for bent in (plateau, surge):
        np.testing.assert_array_equal(bent[: FROM_2026 + 1], trend[: FROM_2026 + 1])
    yearly = trend[FROM_2026 + 12] - trend[FROM_2026]
    assert plateau[-1] - plateau[FROM_2026] == pytest.approx(yearly / np.log(2.0), rel=0.05)
    assert np.diff(surge)[FROM_2026 + 12] / np.diff(trend)[FROM_2026 + 12] == pytest.approx(1.3)


def test_uncounted_load_fades_to_none_and_no_further() -> None:
    """0.75 a year from 2026: 32 becomes 7.6 in January 2031, and never less than nothing beside what is counted."""
    lasting, fading = (build_technology(world(uncounted=form), 1).uncounted for form in ("lasting", "fading"))
    np.testing.assert_array_equal(fading[: FROM_2026 + 1], lasting[: FROM_2026 + 1])
    assert fading[FROM_2026 + 60].max() == pytest.approx(32.0 * 0.75**5)
    assert fading.min() == 1.0


def test_with_constant_elasticity_the_share_that_pays_hardly_moves_and_new_uses_carry_nine_tenths() -> None:
    terms = {
        form: build_class_terms(w := world(elasticity=form), build_technology(w, 1))
        for form in options("elasticity")[:2]
    }
    declared = world().demand.price_elasticity
    paid = terms["constant"].uses_exponent < 0.0
    assert paid.any()
    assert (terms["constant"].uses_exponent[paid] <= 0.9 * declared).all()
    assert (terms["constant"].spread >= 6.0).all()
    assert (terms["saturating"].uses_exponent[paid] >= terms["constant"].uses_exponent[paid] - 1e-12).all()


def lived(months: int, **forms: str):
    market = open_market(world(**forms))
    for _ in range(months):
        market.step()
    return market


def test_providers_that_order_by_capital_build_more_and_those_that_wait_for_returns_less() -> None:
    fleets = {form: lived(40, investment=form).sellers.owned_h100e.sum() for form in options("investment")[:3]}
    assert fleets["returns"] < fleets["load"] < fleets["capital"]


def test_the_first_forms_are_the_world_as_it_was() -> None:
    plain, named = lived(6), lived(6, **{name: next(iter(weights)) for name, weights in WEIGHTS.items()})
    for field in dataclasses.fields(plain.record):
        np.testing.assert_array_equal(getattr(plain.record, field.name), getattr(named.record, field.name))
    assert len(WORKLOADS) == plain.record.tasks.shape[2]


def test_a_scenario_keeps_the_forms_of_the_one_that_it_extends(tmp_path) -> None:
    base, child = tmp_path / "base.yaml", tmp_path / "child.yaml"
    base.write_text("variants: {investment: returns, horizon: plateau}\n", encoding="utf-8")
    child.write_text("extends: base.yaml\nvariants: {horizon: surge}\n", encoding="utf-8")
    from jevons.market.scenario import load

    assert load(child).variants == Variants(investment="returns", horizon="surge")
    assert Scenario().variants == Variants()
