"""Judging: what a pipeline makes of the offers that it holds.

The same offers give the same task to all who do a piece of work, and the same judgement to all of a class: both are
worked out when first met in a month, and looked up after.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jevons.agents.participation import (
    new_uses,
    normal_cdf,
    participation_score,
    task_on,
)
from jevons.market.chance import Words
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

Offers = npt.NDArray[np.int16]
Kinds = npt.NDArray[np.int8]

GIVE_UP_SHARE = 0.02

# Columns of a task: its cost to its user in USD, tries a success takes, uses found at its price.
COST, TRIES, USES = range(3)
# Columns of a judgement: hazard of adopting, share of adopters that stay, tasks of an adopter a month, and what one
# of them costs its user in USD.
HAZARD, STAYING, TASKS, MONEY = range(4)


class Visit(NamedTuple):
    """What all pipelines of a workload share in a segment and region in a month.

    Attributes:
        number: of the visit, from 1. workload, first_class: numbers; the class is that of value type 0.
        plans, pays: whether the work plans, and is paid by the token.
        log_length, value_lift: ln of a task's minutes, and of its value relative to the reference date.
        beta, planning_weight: as in `Rules`. uses_exponent, usual_price, ceiling: as in `ClassTerms`.
        steepness: 1 / spread of ln values. oversight: USD a task. rate: candidate tasks a month at the usual price.
        abandon: share giving up in a month what does not pay.
    """

    number: int
    workload: int
    first_class: int
    plans: bool
    pays: bool
    log_length: float
    value_lift: float
    beta: float
    planning_weight: float
    uses_exponent: float
    usual_price: float
    ceiling: float
    steepness: float
    oversight: float
    rate: float
    abandon: float


@kernel
def first_tasks(agentic: Bools, offers: int) -> Ints:
    """First row of each workload's tasks, and the number of all, (workloads + 1,): one an offer, or pair of offers."""
    first = np.zeros(agentic.size + 1, dtype=np.int64)
    for w in range(agentic.size):
        first[w + 1] = first[w] + (offers * offers if agentic[w] else offers)
    return first


@kernel
def fill_rows(
    m: int, at: np.uint64, kind: Kinds, execute: Offers, plan: Offers, plans: bool, offers: int, rows: Words
) -> None:
    """Rows of judgements: one for each value type and offer held, or pair of offers where the work plans."""
    held = offers + 1
    for u in range(m):
        row = kind[u] * held + execute[at + np.uint64(u)] + 1
        rows[u] = np.uint64(row * held + plan[at + np.uint64(u)] + 1 if plans else row)


@kernel
def find_new(m: int, rows: Words, visit: int, judged: Ints, out: Ints) -> int:
    """Find users whose offers have not been judged on this visit, one for each row; returns how many there are."""
    found = np.uint64(0)
    for u in range(m):
        out[found] = u
        found += np.uint64(judged[rows[u]] != visit)
        judged[rows[u]] = visit
    return int(found)


@kernel
def judge(
    visit: Visit,
    at: np.uint64,
    score0: Array,
    pull: Array,
    log_horizon: Array,
    cost_execute: Array,
    cost_plan: Array,
    count: int,
    users: Ints,
    kind: Kinds,
    execute: Offers,
    plan: Offers,
    rows: Words,
    first_task: int,
    weighed: Bools,
    task: Array,
    out: Array,
) -> None:
    """Judge what some users of a block hold: does a task pay its class, how many are there?

    Args:
        visit: what they share. at: first pipeline of the block.
        score0, pull: constants of the score, hazards of adopting, (classes,).
        log_horizon: of offers. cost_execute, cost_plan: USD a task, (workloads, offers).
        count, users: so many numbers of users. kind: value types of the block. execute, plan: columns, offers held;
            work without planning has the executing offer for `plan`. rows: of judgements.
        first_task: first row of the workload's tasks. weighed, task: whether each has been weighed this month, and
            its columns, (tasks, 3), filled where needed. out: judgements, (rows, 4), filled.
    """
    for n in range(count):
        u = np.uint64(users[n])
        held, led, row = int(execute[at + u]), int(plan[at + u]), rows[u]
        if held < 0 or led < 0:
            # Without an offer nobody adopts, gives up or starts anything.
            out[row, HAZARD], out[row, STAYING], out[row, TASKS], out[row, MONEY] = 0.0, 1.0, 0.0, 0.0
            continue
        t = np.uint64(first_task + (held * log_horizon.size + led if visit.plans else held))
        if not weighed[t]:
            weighed[t] = True
            weigh(visit, held, led, log_horizon, cost_execute, cost_plan, t, task)
        k, cost = visit.first_class + kind[u], task[t, COST]
        full = (cost + visit.oversight) * task[t, TRIES]
        score = participation_score(score0[k], visit.steepness, visit.value_lift, full)
        share = normal_cdf(score)
        out[row, HAZARD] = pull[k]
        out[row, STAYING] = 1.0 - visit.abandon if share < GIVE_UP_SHARE else 1.0
        out[row, TASKS] = visit.rate * task[t, USES] * share
        out[row, MONEY] = cost


@inlined
def weigh(
    visit: Visit,
    execute: int,
    plan: int,
    log_horizon: Array,
    cost_execute: Array,
    cost_plan: Array,
    row: np.uint64,
    out: Array,
) -> None:
    """Weigh a task on the offers that execute and plan it: fills a row of tasks."""
    money, tries = task_on(
        visit.workload,
        execute,
        plan,
        visit.plans,
        visit.planning_weight,
        visit.log_length,
        visit.beta,
        log_horizon,
        cost_execute,
        cost_plan,
    )
    out[row, COST] = money if visit.pays else 0.0
    out[row, TRIES] = tries
    out[row, USES] = new_uses(visit.uses_exponent, visit.usual_price, visit.value_lift, money * tries)
