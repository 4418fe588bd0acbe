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
from jevons.market.chance import mix
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
    rows, words, choices = (
        np.empty(BLOCK, dtype=np.uint64),
        np.empty(BLOCK, dtype=np.uint64),
        np.empty(BLOCK, dtype=np.uint64),
    )
    tasks, money = np.empty((MOST_PIPELINES, BLOCK)), np.empty((MOST_PIPELINES, BLOCK))
    # Of a user: share of the most common pipeline, tasks begun by hand, agents' minutes, what a machine would save.
    most, begun, minutes, bill = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    purse = np.empty(BLOCK)
    # Spending by whether agents do the work, and of what people start by whether they begin it task by task.
    by_hand, by_itself = np.empty((2, 2, BLOCK)), np.empty((2, BLOCK))
    # What limits leave; row 1 is for what they do not concern.
    handed, attended = np.ones((2, BLOCK)), np.ones((2, BLOCK))
    paid, afforded = np.ones((2, BLOCK)), np.ones((2, BLOCK))
    visits, last = 0, -1
    group = int(np.searchsorted(group_start, first_user, side="right")) - 1
    low = first_user
    while low < last_user:
        while group_start[group + 1] <= low:
            group += 1
        m = min(BLOCK, min(last_user, group_start[group + 1]) - low)
        region, segment, here = group % regions, group // regions, slice(low, low + m)
        first, n = group_pairs[group, 0], group_pairs[group, 1]
        if last != group:
            last = group
            visits += n
            list_all(first, n, region, workload, shown, listed)
        names, bounds, owners = identity[here], bound[here], owns[here]
        ready, stands_for, budgets = propensity[here], weight[here], budget[here]
        owner_share, growth = shown.owner_share[segment], rules.budget_growth[segment]
        for u in range(m):
            kind[u] = 0
            for value_type in range(1, TYPES):
                kind[u] += low + u >= cell_start[group * TYPES + value_type]
            owners[u] |= owner_rank[low + u] < owner_share
        most[:], begun[:], minutes[:], bill[:], by_hand[:], by_itself[:] = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(n):
            pair, w = first + j, workload[first + j]
            if not opened[w]:
                continue
            plans, k = agentic[w], (pair * regions + region) * TYPES
            at = group_first[group] + (low - group_start[group]) * n + j * m
            held = execute[at : at + m]
            led = plan[at : at + m] if plans else held
            found = find_lookers(
                month,
                key,
                np.uint64(j + 1),
                log_keeping,
                closing[region],
                feasible[region],
                names,
                due[at : at + m],
                held,
                led,
                lookers,
                words,
            )
            for stage in range(2 if plans else 1):
                for i in range(found):
                    choices[i] = mix(words[i] + np.uint64(stage + 1))
                look_around(
                    stage * MOST_PIPELINES + j,
                    lookers[:found],
                    choices,
                    bounds,
                    owners,
                    rules.stay,
                    choosable,
                    salts,
                    drags,
                    positions,
                    edges,
                    led if stage == 1 else held,
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
            fill_rows(kind, held, led, plans, offers, rows[:m])
            found = find_new(rows[:m], visit.number, judged, new)
            judge(
                visit,
                score0,
                pull,
                log_horizon,
                cost_execute,
                cost_plan,
                new[:found],
                kind,
                held,
                led,
                rows,
                first_task[w],
                weighed,
                task,
                judgement,
            )
            take_up(
                visit.ceiling,
                rows[:m],
                judgement,
                ready,
                adopted[at : at + m],
                tasks[j],
                money[j],
                most,
            )
            autonomous = autonomous_share[pair]
            one_by_one = begun_share(autonomous, length[w])
            add_effort(tasks[j, :m], one_by_one, length[w], plans, begun, minutes)
            if pays[w]:
                spent = by_hand[int(plans), int(one_by_one > 0.0)]
                add_spending(tasks[j, :m], money[j], autonomous, spent, by_itself[int(plans)])
        for u in range(m):
            purse[u] = budgets[u] * growth
        limit(
            most[:m],
            begun,
            minutes,
            by_hand,
            by_itself,
            purse,
            pairs.attention[first],
            pairs.delegable[first] * rules.reservoir,
            attended[0],
            handed[0],
            paid[0],
            afforded[0],
        )
        for j in range(n):
            pair, w = first + j, workload[first + j]
            if not opened[w]:
                continue
            plans, free, autonomous = agentic[w], int(not pays[w]), autonomous_share[pair]
            alone = int(begun_share(autonomous, length[w]) <= 0.0)
            at, row = group_first[group] + (low - group_start[group]) * n + j * m, region * workloads + w
            held, running = execute[at : at + m], adopted[at : at + m]
            settle(
                tasks[j, :m],
                autonomous,
                handed[int(not plans)],
                attended[alone],
                paid[free],
                afforded[free],
                stands_for,
            )
            if pays[w]:
                add_bill(tasks[j, :m], money[j], coverage[w], bill)
            executed = executing[row]
            if plans:
                led = plan[at : at + m]
                count_planned(tasks[j, :m], held, led, coverage[w], place[region], executed, planning[row])
            adopters[pair, region] += count(tasks[j, :m], running, stands_for, held, executed)
            if w == _CHAT:
                count_chat(running, stands_for, held, chat[region])
        machines[segment] += buy_machines(bill[:m], most, stands_for, worth_a_machine, owners)
        low += m


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
