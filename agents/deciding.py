"""Deciding: a month of all users, walked group by group so that users of one kind are met together.

Per user and pipeline: look around, adopt, start the tasks that pay. Per user: hold human-started tasks to
the attention there is, agents' work to what can be handed over, and spending to the budget, first on what people
start. Then count.
"""

import math

import numpy as np
import numpy.typing as npt

from jevons.agents.blocks import (
    add_bill,
    add_effort,
    add_spending,
    begun_share,
    buy_machines,
    count,
    count_chat,
    count_planned,
    find_lookers,
    limit,
    settle,
    take_up,
)
from jevons.agents.choosing import Candidates, empty_candidates, list_candidates, look_around
from jevons.agents.judging import Offers, Visit, fill_rows, find_new, first_tasks, judge
from jevons.agents.pipelines import BLOCK
from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown, Tally
from jevons.agents.users import TYPES
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import WORKLOADS

MOST_PIPELINES = 8
# Where everybody looks around every month, ln of the share that does not is taken here.
MOST_RESTLESS = 1.0 - 1e-12
_CHAT = WORKLOADS.index("chat")


@kernel
def decide(  # noqa: C901 - one walk over memory whose parts stand in blocks.py
    first_user: int,
    last_user: int,
    group_start: Ints,
    cell_start: Ints,
    identity: npt.NDArray[np.uint64],
    weight: Array,
    budget: Array,
    propensity: Array,
    bound: Bools,
    owner_rank: Array,
    owns: Bools,
    adopted: Array,
    plan: Offers,
    execute: Offers,
    due: Offers,
    group_first: Ints,
    group_pairs: Ints,
    key: np.uint64,
    pairs: PairTerms,
    terms: ClassTerms,
    pull: Array,
    shown: Shown,
    rules: Rules,
    tally: Tally,
    chunk: int,
) -> None:
    """One month of the users of a chunk of rows, added to the chunk's row of the tally.

    Args:
        first_user, last_user: rows of the chunk.
        group_start .. owns: columns of `Users`; `owns` is updated.
        adopted .. group_pairs: columns of `Pipelines`; the first four are updated.
        key: of the stream of draws. pairs, terms: constants. pull: hazards by class, (classes,).
        shown, rules: the month. tally: filled. chunk: row of the tally.
    """
    # numba counts references at every access to a tuple of arrays: what the loops need is taken out first.
    regions, workloads, offers = shown.foreign.shape[1], shown.length.size, shown.log_horizon.size
    opened, agentic, pays, closing, feasible = shown.open, shown.agentic, shown.pays, shown.closing, shown.feasible
    length, log_length, coverage = shown.length, shown.log_length, shown.local_coverage
    value_lift, oversight_lift, rate_growth = shown.value_lift, shown.oversight_lift, shown.rate_growth
    log_horizon, cost_execute, cost_plan = shown.log_horizon, shown.cost_execute, shown.cost_plan
    workload, autonomous_share, abandon = pairs.workload, pairs.autonomous, pairs.abandon
    attention, delegable = pairs.attention, pairs.delegable
    owner_share, budget_growth = shown.owner_share, rules.budget_growth
    score0, spread, oversight, rate = terms.score0, terms.spread, terms.oversight, terms.rate
    ceiling, uses_exponent, usual_price = terms.ceiling, terms.uses_exponent, terms.usual_price
    executing, planning, adopters = tally.execute[chunk], tally.plan[chunk], tally.adopters[chunk]
    chat, machines, place = tally.chat[chunk], tally.machines[chunk], shown.place
    month, log_keeping = np.int64(shown.month), math.log1p(-min(rules.reconsider, MOST_RESTLESS))
    worth_a_machine = rules.bill_multiple * shown.machine_cost / rules.machine_life
    listed = empty_candidates(2 * MOST_PIPELINES, offers)
    choosable, salts, drags, positions, edges = listed
    first_task = first_tasks(agentic, offers)
    weighed, task = np.zeros(first_task[workloads], dtype=np.bool_), np.empty((first_task[workloads], 3))
    judged, judgement = np.zeros(TYPES * (offers + 1) ** 2, dtype=np.int64), np.empty((TYPES * (offers + 1) ** 2, 4))
    kind, lookers, new = (
        np.empty(BLOCK, dtype=np.int8),
        np.empty(BLOCK + 1, dtype=np.int64),
        np.empty(BLOCK + 1, dtype=np.int64),
    )
    rows, words = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    tasks, money = np.empty((MOST_PIPELINES, BLOCK)), np.empty((MOST_PIPELINES, BLOCK))
    # Of a user: share of the most common pipeline, tasks begun by hand, agents' minutes, what a machine would save.
    most, begun, minutes, bill = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    # Spending on what people start, at leisure or task by task, without agents or with them; on what nobody starts.
    by_hand, by_itself = np.empty((4, BLOCK)), np.empty((2, BLOCK))
    # What limits leave; row 1 is for what they do not concern.
    handed, attended = np.ones((2, BLOCK)), np.ones((2, BLOCK))
    paid, afforded = np.ones((2, BLOCK)), np.ones((2, BLOCK))
    visits, last, group, begin = 0, -1, 0, first_user
    while begin < last_user:
        while group_start[group + 1] <= begin:
            group += 1
        m = min(BLOCK, min(last_user, group_start[group + 1]) - begin)
        region, segment, low = group % regions, group // regions, np.uint64(begin)
        first, n = group_pairs[group, 0], group_pairs[group, 1]
        if last != group:
            last = group
            visits += n
            list_all(first, n, region, workload, shown, listed)
        for u in range(m):
            kind[u] = 0
            for value_type in range(1, TYPES):
                kind[u] += begin + u >= cell_start[group * TYPES + value_type]
            owns[begin + u] |= owner_rank[begin + u] < owner_share[segment]
            most[u] = begun[u] = minutes[u] = bill[u] = 0.0
            by_hand[0, u] = by_hand[1, u] = by_hand[2, u] = by_hand[3, u] = by_itself[0, u] = by_itself[1, u] = 0.0
        block = group_first[group] + (begin - group_start[group]) * n
        for j in range(n):
            pair, w, slot, at = first + j, workload[first + j], np.uint64(j), np.uint64(block + j * m)
            if not opened[w]:
                continue
            plans, k = agentic[w], (pair * regions + region) * TYPES
            led = plan if plans else execute
            found = find_lookers(
                m,
                low,
                at,
                month,
                key,
                np.uint64(j + 1),
                log_keeping,
                closing[region],
                region,
                feasible,
                identity,
                due,
                execute,
                led,
                lookers,
                words,
            )
            for stage in range(2 if plans else 1):
                look_around(
                    np.uint64(stage * MOST_PIPELINES + j),
                    low,
                    at,
                    found,
                    lookers,
                    words,
                    np.uint64(stage + 1),
                    bound,
                    owns,
                    rules.stay,
                    choosable,
                    salts,
                    drags,
                    positions,
                    edges,
                    plan if stage == 1 else execute,
                )
            visit = Visit(
                number=visits - j,
                workload=w,
                first_class=k,
                plans=plans,
                pays=pays[w],
                log_length=log_length[w],
                value_lift=value_lift[w],
                beta=rules.beta,
                planning_weight=rules.planning_weight,
                uses_exponent=uses_exponent[k],
                usual_price=usual_price[k],
                ceiling=ceiling[k],
                steepness=1.0 / spread[k],
                oversight=oversight[k] * oversight_lift[w],
                rate=rate[k] * rate_growth[w],
                abandon=abandon[pair],
            )
            fill_rows(m, at, kind, execute, led, plans, offers, rows)
            judge(
                visit,
                at,
                score0,
                pull,
                log_horizon,
                cost_execute,
                cost_plan,
                find_new(m, rows, visit.number, judged, new),
                new,
                kind,
                execute,
                led,
                rows,
                first_task[w],
                weighed,
                task,
                judgement,
            )
            take_up(m, low, at, visit.ceiling, rows, judgement, propensity, adopted, slot, tasks, money, most)
            autonomous = autonomous_share[pair]
            one_by_one = begun_share(autonomous, length[w])
            add_effort(m, slot, tasks, one_by_one, length[w], plans, begun, minutes)
            if pays[w]:
                hand = np.uint64(2 * plans + (one_by_one > 0.0))
                add_spending(m, slot, tasks, money, autonomous, hand, by_hand, np.uint64(plans), by_itself)
        limit(
            m,
            low,
            most,
            begun,
            minutes,
            by_hand,
            by_itself,
            budget,
            budget_growth[segment],
            attention[first],
            delegable[first] * rules.reservoir,
            attended,
            handed,
            paid,
            afforded,
        )
        for j in range(n):
            pair, w, slot, at = first + j, workload[first + j], np.uint64(j), np.uint64(block + j * m)
            if not opened[w]:
                continue
            autonomous, row = autonomous_share[pair], np.uint64(region * workloads + w)
            settle(
                m,
                low,
                slot,
                tasks,
                autonomous,
                agentic[w],
                handed,
                begun_share(autonomous, length[w]) <= 0.0,
                attended,
                not pays[w],
                paid,
                afforded,
                weight,
            )
            if pays[w]:
                add_bill(m, slot, tasks, money, coverage[w], bill)
            if agentic[w]:
                count_planned(m, at, slot, tasks, execute, plan, coverage[w], region, place, row, executing, planning)
            adopters[pair, region] += count(m, low, at, slot, tasks, adopted, weight, execute, row, executing)
            if w == _CHAT:
                count_chat(m, low, at, adopted, weight, execute, region, chat)
        machines[segment] += buy_machines(m, low, bill, most, weight, worth_a_machine, owns)
        begin += m


@kernel
def list_all(first: int, n: int, region: int, workload: Ints, shown: Shown, listed: Candidates) -> None:
    """List the offers that users of a segment and region may choose: to execute, and from `MOST_PIPELINES` to plan."""
    offers, salts, drags, positions, edges = listed
    feasible, place = shown.feasible[region], shown.place[region]
    for j in range(n):
        pair, w = first + j, workload[first + j]
        weight, foreign = shown.weight[pair], shown.foreign[pair, region]
        for stage in range(2 if shown.agentic[w] else 1):
            fitting = shown.execute_offers[region, w, : shown.execute_count[w]]
            if stage == 1:
                fitting = shown.plan_offers[region, w, : shown.plan_count[w]]
            row = stage * MOST_PIPELINES + j
            list_candidates(row, fitting, weight, feasible, place, foreign, offers, salts, drags, positions, edges)
