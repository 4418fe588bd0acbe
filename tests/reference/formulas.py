"""Formulas of a task: does it succeed, does it pay, and what is gained?"""

import math

STEPS_PER_UNIT, REACH = 128, 8
NODES = [
    0.5 * math.erfc(-step / STEPS_PER_UNIT / math.sqrt(2.0))
    for step in range(-REACH * STEPS_PER_UNIT, REACH * STEPS_PER_UNIT + 2)
]


def normal_cdf(z: float) -> float:
    """Phi(z), by the rule of the model: read linearly between nodes 1/128 apart, flat beyond 8."""
    place = (min(max(z, -REACH), REACH) + REACH) * STEPS_PER_UNIT
    below = math.floor(place)
    part = place - below
    return (1.0 - part) * NODES[below] + part * NODES[below + 1]


def log_success(log_length: float, log_horizon: float, beta: float) -> float:
    """ln p of a task whose length is l, for a model whose horizon is H: p = 1 / (1 + (l / H)^beta)."""
    return -math.log1p(math.exp(beta * (log_length - log_horizon)))


def score(score0: float, spread: float, value_lift: float, log_p: float, full_cost: float) -> float:
    """z: how many spreads the typical task's expected value lies above its full cost."""
    return score0 + (value_lift + log_p - math.log(full_cost)) / spread


def new_uses(exponent: float, usual_price: float, value_lift: float, log_p: float, money: float) -> float:
    """Candidate tasks relative to those at the usual price: (price of success / usual)^exponent."""
    return math.exp(exponent * (math.log(money) - value_lift - log_p - usual_price)) if exponent < 0.0 else 1.0


def surplus(z: float, spread: float, full_cost: float) -> float:
    """Mean gain of a candidate task in USD, those that do not pay counting nothing."""
    lift = math.exp(min(spread * z + spread**2 / 2.0, 60.0))
    return full_cost * max(lift * normal_cdf(z + spread) - normal_cdf(z), 0.0)
