"""Participation: is a task worth running, what is gained, and how fast does a pipeline spread?"""

import math

from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array


@inlined
def normal_cdf(z: float) -> float:
    """Phi(z)."""
    return 0.5 * math.erfc(-z * 0.7071067811865476)


@inlined
def log_success(log_length: float, log_horizon: float, beta: float) -> float:
    """ln p with p = 1 / (1 + (l / H)^beta): success on a task of length l at 50 % horizon H."""
    return -math.log1p(math.exp(beta * (log_length - log_horizon)))


@inlined
def participation_score(
    score0: float, spread: float, log_p: float, value_lift: float, full_cost: float
) -> float:
    """z = score0 + (ln p + ln value lift - ln(money + oversight)) / sigma; the share Phi(z) of tasks pays."""
    return score0 + (log_p + value_lift - math.log(full_cost)) / spread


@inlined
def surplus(score: float, spread: float, full_cost: float) -> float:
    """Mean of (p v - C)+ over lognormal values, USD a candidate task: C (e^(sz + s^2/2) Phi(z + s) - Phi(z))."""
    lift = math.exp(min(spread * score + 0.5 * spread * spread, 60.0))
    return full_cost * (lift * normal_cdf(score + spread) - normal_cdf(score))


@kernel
def score_of(
    score0: float,
    spread: float,
    log_length: float,
    log_horizon: float,
    beta: float,
    value_lift: float,
    full_cost: float,
) -> float:
    """Participation score of a task on a pipeline with the given horizon and full cost (money + oversight)."""
    log_p = log_success(log_length, log_horizon, beta)
    return participation_score(score0, spread, log_p, value_lift, full_cost)


@inlined
def _heaviest(weight: Array, pair: int, offers: Array, w: int, count: int, feasible: Array, region: int) -> int:
    best, winner = 0.0, -1
    for n in range(count):
        o = offers[w, n]
        if feasible[region, o] and weight[pair, o] > best:
            best, winner = weight[pair, o], o
    return winner


@kernel
def fill_pull(shown: Shown, terms: ClassTerms, pairs: PairTerms, rules: Rules, types: int, out: Array) -> None:
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
            execute = _heaviest(
                shown.weight, pair, shown.execute_offers, w, shown.execute_count[w], shown.feasible, region
            )
            plan = -1
            if shown.agentic[w]:
                plan = _heaviest(
                    shown.weight, pair, shown.plan_offers, w, shown.plan_count[w], shown.feasible, region
                )
            if not shown.open[w] or execute < 0 or (shown.agentic[w] and plan < 0):
                continue
            hazard = pairs.hazard_p[pair] + pairs.hazard_q[pair] * shown.contagion[pair, region]
            for k in range(first, first + types):
                out[k] = hazard
                if shown.pays[w]:
                    money = shown.cost_execute[w, execute]
                    reach = shown.log_horizon[execute]
                    if plan >= 0:
                        money += shown.cost_plan[w, plan]
                        reach += rules.planning_weight * (shown.log_horizon[plan] - reach)
                    full = money + terms.oversight[k] * shown.oversight_lift[w]
                    score = score_of(
                        terms.score0[k],
                        terms.spread[k],
                        shown.log_length[w],
                        reach,
                        rules.beta,
                        shown.value_lift[w],
                        full,
                    )
                    gained = surplus(score, terms.spread[k], full) * shown.rate_growth[w]
                    out[k] = hazard * gained / (gained + rules.setup_share * terms.surplus_ref[k])
