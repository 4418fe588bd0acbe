"""Participation: is a task worth running, what is gained, and how fast does a pipeline spread?"""

import math

import numpy as np
from scipy.special import ndtr

from jevons.agents.choosing import OWN_MACHINE
from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

# Phi at steps of 1/128 from -8 to 8, read by linear interpolation (error below 2e-6).
_STEPS, _REACH = 128.0, 8.0
_PHI = ndtr(np.arange(-_REACH * _STEPS, _REACH * _STEPS + 2.0) / _STEPS)


@inlined
def normal_cdf(z: float) -> float:
    """Phi(z) from a table, error below 2e-6: a tenth of the time of the error function."""
    at = (min(max(z, -_REACH), _REACH) + _REACH) * _STEPS
    left = int(at)
    return float(_PHI[left] + (at - left) * (_PHI[left + 1] - _PHI[left]))


@inlined
def tries_of(log_length: float, log_horizon: float, beta: float) -> float:
    """Tries a success takes, 1 / p = 1 + (l / H)^beta, on a task of length l at 50 % horizon H."""
    return 1.0 + math.exp(beta * (log_length - log_horizon))


@inlined
def log_horizon_of(execute: float, plan: float, planning_weight: float) -> float:
    """Ln H of a pipeline: those of its executing and its planning model, mixed with the weight of planning."""
    return (1.0 - planning_weight) * execute + planning_weight * plan


@inlined
def task_on(
    w: int,
    execute: int,
    plan: int,
    plans: bool,
    planning_weight: float,
    log_length: float,
    beta: float,
    log_horizon: Array,
    cost_execute: Array,
    cost_plan: Array,
) -> tuple[float, float]:
    """What a task costs on the offers that execute and plan it, in USD, and the tries that a success takes."""
    money, horizon = cost_execute[w, execute], log_horizon[execute]
    if plans:
        money += cost_plan[w, plan]
        horizon = log_horizon_of(horizon, log_horizon[plan], planning_weight)
    return money, tries_of(log_length, horizon, beta)


@inlined
def participation_score(score0: float, steepness: float, value_lift: float, cost_of_success: float) -> float:
    """Z = score0 + (ln value lift - ln (C / p)) / sigma; the share Phi(z) of tasks pays.

    `steepness` is 1 / sigma; C = money + oversight.
    """
    return score0 + (value_lift - math.log(cost_of_success)) * steepness


@inlined
def new_uses(exponent: float, usual: float, value_lift: float, price_of_success: float) -> float:
    """Candidate tasks relative to those at the usual price: (price / usual)^exponent, of work worth the same.

    `usual` is ln of the price of success, money / p, at the reference date, where the value lift is nought. Cheaper
    work finds uses that nobody had listed.
    """
    return math.exp(exponent * (math.log(price_of_success) - value_lift - usual)) if exponent < 0.0 else 1.0


@inlined
def surplus(score: float, spread: float, full_cost: float) -> float:
    """Mean of (p v - C)+ over lognormal values, USD a candidate task: C (e^(sz + s^2/2) Phi(z + s) - Phi(z)).

    The table's ends can leave it below zero where hardly any task pays; it is nothing then.
    """
    lift = math.exp(min(spread * score + 0.5 * spread * spread, 60.0))
    return full_cost * max(lift * normal_cdf(score + spread) - normal_cdf(score), 0.0)


@inlined
def _heaviest(weight: Array, offers: Ints, feasible: Bools, place: Ints) -> int:
    """The heaviest offer that anybody may take; an own machine, which few have, only where there is nothing else."""
    sold = own = -1
    for o in offers:
        if not feasible[o] or weight[o] <= 0.0:
            continue
        if place[o] == OWN_MACHINE:
            own = o if own < 0 or weight[o] > weight[own] else own
        else:
            sold = o if sold < 0 or weight[o] > weight[sold] else sold
    return sold if sold >= 0 else own


@kernel
def fill_pull(
    shown: Shown,
    terms: ClassTerms,
    pairs: PairTerms,
    rules: Rules,
    types: int,
    out: Array,
) -> None:
    """Monthly hazard of adopting by class, before a user's own propensity; zero without a feasible offer.

    Bass hazard p + q F, slowed where the surplus S of the most attractive offers is small: x S / (S + S0).
    Flat-rate work costs its user nothing to set up.
    """
    regions = shown.foreign.shape[1]
    for pair in range(pairs.workload.size):
        w = pairs.workload[pair]
        for region in range(regions):
            first = (pair * regions + region) * types
            out[first : first + types] = 0.0
            feasible, place = shown.feasible[region], shown.place[region]
            fitting = shown.execute_offers[region, w, : shown.execute_count[w]]
            execute = _heaviest(shown.weight[pair], fitting, feasible, place)
            plan = execute
            if shown.agentic[w]:
                fitting = shown.plan_offers[region, w, : shown.plan_count[w]]
                plan = _heaviest(shown.weight[pair], fitting, feasible, place)
            if not shown.open[w] or execute < 0 or plan < 0:
                continue
            hazard = pairs.hazard_p[pair] + pairs.hazard_q[pair] * shown.contagion[pair, region]
            money, tries = task_on(
                w,
                execute,
                plan,
                shown.agentic[w],
                rules.planning_weight,
                shown.log_length[w],
                rules.beta,
                shown.log_horizon,
                shown.cost_execute,
                shown.cost_plan,
            )
            lift = shown.value_lift[w]
            for k in range(first, first + types):
                out[k] = hazard
                if shown.pays[w]:
                    full = money + terms.oversight[k] * shown.oversight_lift[w]
                    score = participation_score(terms.score0[k], 1.0 / terms.spread[k], lift, full * tries)
                    uses = new_uses(terms.uses_exponent[k], terms.usual_price[k], lift, money * tries)
                    gained = surplus(score, terms.spread[k], full) * shown.rate_growth[w] * uses
                    speed = gained / (gained + rules.setup_share * terms.surplus_ref[k]) if gained > 0.0 else 0.0
                    out[k] = hazard * speed
