"""What kernels of the users' side read and fill: constants by class, the month as shown, and the tally."""

from typing import NamedTuple

import numpy as np

from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints


class ClassTerms(NamedTuple):
    """Constants of the classes (pair, region, value type), each (classes,).

    Attributes:
        score0: constant of the participation score z.
        spread: sigma of ln task value.
        oversight: USD a task at the reference length; 1 for flat-rate work, whose money cost is nil.
        rate: candidate tasks of a unit and month at the reference date.
        surplus_ref: mean surplus of a candidate task there, USD.
        ceiling: share of units that will ever adopt.
        uses_exponent: exponent of candidate tasks in the price of success, at most 0.
        usual_price: ln of the price of success at the reference date, USD.
    """

    score0: Array
    spread: Array
    oversight: Array
    rate: Array
    surplus_ref: Array
    ceiling: Array
    uses_exponent: Array
    usual_price: Array


class PairTerms(NamedTuple):
    """Constants of the (segment, workload) pairs, each (pairs,).

    Attributes:
        workload: number of the workload.
        hazard_p, hazard_q: Bass hazards a month.
        abandon: share giving up in a month what does not pay.
        autonomous: share of tasks that no human starts.
        attention: human-started tasks that a unit can follow a month.
        delegable: minutes of work that a unit could hand over a month.
    """

    workload: Ints
    hazard_p: Array
    hazard_q: Array
    abandon: Array
    autonomous: Array
    attention: Array
    delegable: Array


class Shown(NamedTuple):
    """The month as buyers see it.

    Attributes:
        month: number of the month.
        open: whether a workload exists, (workloads,).
        log_length, length: of a task, ln minutes and minutes, (workloads,).
        rate_growth: candidate tasks relative to the reference date, (workloads,).
        value_lift: ln of task value relative to it; oversight_lift: ratio, (workloads,).
        agentic: whether a workload plans; pays: whether its user pays by the token, (workloads,).
        log_horizon: ln of the task horizon of each offer, (offers,).
        place: where each offer stands, seen from each region, (regions, offers), as in `choosing`.
        feasible: whether an offer may be chosen, (regions, offers).
        closing: whether one has closed since last month, (regions,).
        cost_execute, cost_plan: USD a task, (workloads, offers).
        weight: exp(utility) of an offer, (pairs, offers).
        foreign: factor of the weight where data leave the jurisdiction, (pairs, regions).
        execute_offers, plan_offers: offers whose tier fits a workload, by place, padded, (regions, workloads, most).
        execute_count, plan_count: how many there are, (workloads,).
        local_coverage: share of a task that an own machine can do in time, (workloads,).
        owner_share: share of units that own a machine anyway, (segments,).
        machine_cost: price of a machine, USD.
        contagion: adopters over all that will ever adopt, (pairs, regions).
    """

    month: np.uint64
    open: Bools
    log_length: Array
    length: Array
    rate_growth: Array
    value_lift: Array
    oversight_lift: Array
    agentic: Bools
    pays: Bools
    log_horizon: Array
    place: Ints
    feasible: Bools
    closing: Bools
    cost_execute: Array
    cost_plan: Array
    weight: Array
    foreign: Array
    execute_offers: Ints
    plan_offers: Ints
    execute_count: Ints
    plan_count: Ints
    local_coverage: Array
    owner_share: Array
    machine_cost: float
    contagion: Array


class Rules(NamedTuple):
    """Numbers of the buyers' rules in a month.

    Attributes:
        beta: slope of success in ln(length / horizon).
        planning_weight: weight of the planning model in success.
        reconsider: share of pipelines that look around.
        stay: factor of the drag of the offer held, exp(-switching cost).
        setup_share: surplus at half speed of adoption over the reference surplus.
        reservoir: scale of delegable minutes.
        budget_growth: budgets relative to the reference date, (segments,).
        bill_multiple: cloud bill over machine cost at which a machine is bought.
        machine_life: months over which it is written off.
    """

    beta: float
    planning_weight: float
    reconsider: float
    stay: float
    setup_share: float
    reservoir: float
    budget_growth: Array
    bill_multiple: float
    machine_life: float


class Tally(NamedTuple):
    """Sums over pipelines; the first axis is the chunk of users.

    Attributes:
        execute, plan: tasks, (chunks, regions x workloads, offers).
        adopters: units that run the pair, (chunks, pairs, regions).
        chat: chat adopters by offer held, (chunks, regions, offers).
        machines: units that bought a machine, (chunks, segments).
    """

    execute: Array
    plan: Array
    adopters: Array
    chat: Array
    machines: Array
