"""Participation: which tasks pay, what they gain, and how that speeds adoption."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import norm

from jevons.agents.participation import (
    fill_pull,
    log_horizon_of,
    new_uses,
    normal_cdf,
    participation_score,
    surplus,
    tries_of,
)
from jevons.agents.users import TYPES
from tests.agents.hamlet import Hamlet, hamlet
from tests.reference import formulas


def hazards(place: Hamlet) -> np.ndarray:
    """Hazards of adopting by class in a month of a hamlet."""
    out = np.empty(len(place.terms.rate))
    fill_pull(place.shown, place.terms, place.pairs, place.rules, TYPES, out)
    return out


def test_phi_from_the_table_is_off_by_less_than_2e_6() -> None:
    z = np.linspace(-8.0, 8.0, 100_001)
    assert np.abs([normal_cdf(x) for x in z] - ndtr(z)).max() < 2e-6


def test_phi_is_flat_beyond_eight() -> None:
    assert normal_cdf(-1e300) == normal_cdf(-8.0) == pytest.approx(ndtr(-8.0), rel=1e-12)
    assert normal_cdf(1e300) == normal_cdf(8.0) == pytest.approx(1.0, abs=1e-14)


@given(st.floats(-9, 9))
def test_phi_is_read_linearly_as_the_reference_reads_it(z: float) -> None:
    assert normal_cdf(z) == pytest.approx(formulas.normal_cdf(z), rel=1e-12)


def test_a_task_as_long_as_the_horizon_succeeds_half_the_time() -> None:
    """P = 1 / (1 + (l / H)^beta): 1/2 at l = H; 1/3 at l = 4 H with beta 1/2; 1 for an endless horizon."""
    assert tries_of(math.log(7.0), math.log(7.0), 0.9) == pytest.approx(2.0)
    assert tries_of(math.log(4.0), 0.0, 0.5) == pytest.approx(3.0)
    assert tries_of(0.0, 300.0, 0.9) == pytest.approx(1.0)


@pytest.mark.parametrize("spread", [0.35, 1.0, 2.5])
@pytest.mark.parametrize("z", [-2.0, 0.0, 1.3])
def test_the_share_that_pays_is_that_of_values_above_cost(spread: float, z: float) -> None:
    """Tasks pay where p v > C with ln v normal around ln median: P(ln v > ln (C / p)) = Phi(z).

    C = 2.5 USD, odds of failure 0.6, values lifted by ln 1.2, and a median such that the score is z.
    """
    full, odds, lift = 2.5, 0.6, math.log(1.2)
    median = full * (1.0 + odds) / 1.2 * math.exp(z * spread)
    score = participation_score(math.log(median) / spread, 1.0 / spread, lift, full * (1.0 + odds))
    value = norm(loc=math.log(median) + lift, scale=spread)
    assert normal_cdf(score) == pytest.approx(value.sf(math.log(full * (1.0 + odds))), abs=2e-6)


@pytest.mark.parametrize("spread", [0.35, 1.0, 2.0])
@pytest.mark.parametrize("z", [-2.5, -0.5, 0.0, 1.0, 2.0])
def test_surplus_is_the_integral_of_what_paying_tasks_gain(spread: float, z: float) -> None:
    """Mean of (p v - C)+ with ln (p v / C) normal, mean z x spread: integrated numerically over the values."""
    full = 3.0

    def gain(x: float) -> float:
        return max(full * math.exp(spread * (z + x)) - full, 0.0) * norm.pdf(x)

    mean, _ = quad(gain, -z, 40.0, epsabs=1e-12, limit=400)
    assert surplus(z, spread, full) == pytest.approx(mean, abs=1e-5 * (mean + full))


@given(z=st.floats(-60, 60), spread=st.floats(0.05, 8))
def test_surplus_is_never_negative(z: float, spread: float) -> None:
    assert surplus(z, spread, 3.0) >= 0.0


def test_planning_and_executing_models_mix_in_the_logarithm_of_their_horizons() -> None:
    """Planner H = 160, executor H = 10, planning weight 1/4: H = 10^(3/4) x 160^(1/4) = 20."""
    assert log_horizon_of(math.log(10.0), math.log(160.0), 0.25) == pytest.approx(math.log(20.0))


def test_uses_have_the_elasticity_of_their_exponent_in_the_price_of_success() -> None:
    """Half the price, or twice the value or the usual price: 2^0.4 times as many; always one without an exponent."""
    usual = math.log(3.0)
    assert new_uses(-0.4, usual, 0.0, 3.0) == pytest.approx(1.0)
    assert new_uses(-0.4, usual, 0.0, 1.5) == pytest.approx(2**0.4)
    assert new_uses(-0.4, usual, math.log(2.0), 3.0) == pytest.approx(2**0.4)
    assert new_uses(-0.4, usual + math.log(2.0), 0.0, 3.0) == pytest.approx(2**0.4)
    assert new_uses(0.0, usual, 0.0, 99.0) == 1.0


def test_work_without_charge_is_adopted_at_the_bass_hazard() -> None:
    """P = 0.01, q = 0.2 and a quarter of all have adopted: 0.06 a month."""
    place = hamlet()
    place.show(pays=False, contagion=0.25)
    place.set(hazard_p=0.01, hazard_q=0.2)
    np.testing.assert_allclose(hazards(place), 0.06)


def test_adoption_runs_at_half_speed_where_the_surplus_is_the_setup_share_of_the_reference() -> None:
    place = hamlet()
    full = 2.0
    gained = surplus(place.terms.score0[0] - math.log(full), 1.0, full)
    place.set(hazard_p=0.08, surplus_ref=gained / 0.1)
    place.rule(setup_share=0.1)
    np.testing.assert_allclose(hazards(place), 0.04)


def test_more_to_do_makes_setting_up_worth_more() -> None:
    place = hamlet()
    place.set(hazard_p=0.08, surplus_ref=100.0)
    place.rule(setup_share=1.0)
    once = hazards(place)
    place.show(rate_growth=3.0)
    assert (hazards(place) > once).all()


def test_nobody_adopts_what_does_not_exist_or_has_no_offer() -> None:
    place = hamlet()
    place.set(hazard_p=0.08)
    place.show(open=[False, True])
    assert (hazards(place) > 0.0).tolist() == [False] * TYPES + [True] * TYPES
    place.show(feasible=False)
    assert (hazards(place) == 0.0).all()


def test_work_that_plans_needs_an_offer_that_plans() -> None:
    place = hamlet()
    place.set(hazard_p=0.08)
    place.show(agentic=True)
    assert (hazards(place) > 0.0).all()
    place.show(plan_count=0)
    assert (hazards(place) == 0.0).all()


def test_the_most_attractive_open_offer_is_the_one_that_sets_the_pace() -> None:
    """Offer 1 weighs most and is dear; closing it leaves offer 0, which is cheap and gains more."""
    place = hamlet()
    place.set(hazard_p=0.08, score0=0.0)
    place.rule(setup_share=1.0)
    place.show(weight=[1.0, 5.0, 0.5, 0.5], cost_execute=[0.1, 9.0, 4.0, 4.0])
    dear = hazards(place)
    place.show(feasible=[True, False, True, True])
    assert (hazards(place) > dear).all()


def test_an_own_machine_sets_the_pace_only_where_nothing_is_sold() -> None:
    """The machine weighs most and costs next to nothing, but few have one."""
    place = hamlet()
    place.set(hazard_p=0.08, score0=0.0)
    place.rule(setup_share=1.0)
    place.show(weight=[1.0, 0.5, 0.5, 9.0], cost_execute=[4.0, 4.0, 4.0, 0.01])
    sold = hazards(place)
    place.show(feasible=[False, False, False, True])
    assert (hazards(place) > sold).all()
