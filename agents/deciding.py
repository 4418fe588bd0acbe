"""Deciding: a month of all users, walked cell by cell so that users of one kind are met together.

Per user and pipeline: look around, adopt, start the tasks that pay. Per user: hold human-started tasks to
the attention there is, agents' work to what can be handed over, and spending to the budget. Then count.
"""

import numpy as np
import numpy.typing as npt

from jevons.agents.choosing import choose, list_candidates
from jevons.agents.participation import normal_cdf, score_of
from jevons.agents.shown import Bools, ClassTerms, Ints, PairTerms, Rules, Shown, Tally
from jevons.agents.users import TYPES
from jevons.market.chance import mix, uniform, word_of
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.vocabulary import WORKLOADS

Offers = npt.NDArray[np.int16]

BLOCK = 128
MOST_PIPELINES = 8
MEMO = 128
# Tasks below this length (a completion, an embedding) are not started one by one by a person.
STARTED_MINUTES = 0.3
GIVE_UP_SHARE = 0.02
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_CHAT = WORKLOADS.index("chat")


@inlined
def _limits(
    most: float,
    attention: float,
    delegable: float,
    wallet: float,
    started: float,
    minutes: float,
    spent_human: float,
    spent_auto: float,
) -> tuple[float, float, float]:
    """Shares kept of human-started tasks, of autonomous tasks, and of agents' work.

    All caps hold for a unit that runs the user's most common pipeline: sums over its share `most` of units.
    """
    keep_human = attention * most / started if started > attention * most else 1.0
    keep_work = delegable * most / minutes if minutes > delegable * most else 1.0
    human = spent_human * keep_human * keep_work
    purse = wallet * most
    if human > purse:
        keep_human *= purse / human
        human = purse
    auto = spent_auto * keep_work
    keep_auto = (purse - human) / auto if auto > purse - human else 1.0
    return keep_human, keep_auto, keep_work


@kernel
def _run(
    m: int,
    share: Array,
    money: Array,
    adopted: Array,
    propensity: Array,
    ceiling: float,
    hazard: float,
    abandon: float,
    rate: float,
    autonomous: float,
    begun: float,
    handed: float,
    coverage: float,
    human: Array,
    auto: Array,
    most: Array,
    started: Array,
    minutes: Array,
    spent_human: Array,
    spent_auto: Array,
    bill: Array,
) -> None:
    """Adopt and start tasks in the m pipelines of a block that do one workload; add up each user's claims."""
    for u in range(m):
        works = 1.0 if share[u] >= 0.0 else 0.0
        paying = max(share[u], 0.0)
        run = adopted[u]
        run += works * max(ceiling - run, 0.0) * min(1.0, hazard * propensity[u])
        run *= 1.0 - (works * abandon if paying < GIVE_UP_SHARE else 0.0)
        adopted[u] = run
        tasks = run * rate * paying
        alone = tasks * autonomous
        auto[u] = alone
        human[u] = tasks - alone
        most[u] = max(most[u], run * works)
        started[u] += (tasks - alone) * begun
        minutes[u] += tasks * handed
        spent_human[u] += (tasks - alone) * money[u]
        spent_auto[u] += alone * money[u]
        bill[u] += tasks * money[u] * coverage


@kernel
def _count(
    m: int,
    execute: Offers,
    plan: Offers,
    adopted: Array,
    weight: Array,
    human: Array,
    auto: Array,
    keep_human: Array,
    keep_auto: Array,
    keep_work: Array,
    plans: bool,
    coverage: float,
    home: Ints,
    executed: Array,
    planned: Array,
    adopters: Array,
    region: int,
    chats: bool,
    chat: Array,
) -> None:
    """Add the m pipelines of a block that do one workload to the tally."""
    total = 0.0
    for u in range(m):
        held = execute[u]
        if held < 0 or (plans and plan[u] < 0):
            continue
        running = adopted[u] * weight[u]
        total += running
        if chats:
            chat[held] += running
        tasks = (human[u] * keep_human[u] + auto[u] * keep_auto[u]) * weight[u]
        if plans:
            tasks *= keep_work[u]
            planned[plan[u]] += tasks
            if home[held] < 0:
                # What the own machine cannot do in time goes to the planning offer.
                executed[plan[u]] += tasks * (1.0 - coverage)
                tasks *= coverage
        executed[held] += tasks
    adopters[region] += total


@kernel
def decide(
    first_user: int,
    last_user: int,
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
    cell_first: Ints,
    cell_pairs: Ints,
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
        cell_start .. owns: columns of `Users`; `owns` is updated.
        adopted .. cell_pairs: columns of `Pipelines`; the first three are updated.
        key: of the stream of draws. pairs, terms: constants. pull: hazards by class, (classes,).
        shown, rules: the month. tally: filled. chunk: row of the tally.
    """
    # numba counts references at every access to a tuple of arrays: what inner loops need is taken out first.
    regions, workloads, month = shown.foreign.shape[1], shown.length.size, shown.month
    log_horizon, machines = shown.log_horizon, tally.machines[chunk]
    reconsider, stay, beta, planning = rules.reconsider, rules.stay, rules.beta, rules.planning_weight
    tags = np.empty((MOST_PIPELINES, MEMO), dtype=np.int32)
    memo = np.empty((MOST_PIPELINES, MEMO, 2))
    human, auto = np.empty((MOST_PIPELINES, BLOCK)), np.empty((MOST_PIPELINES, BLOCK))
    share, money = np.empty(BLOCK), np.empty(BLOCK)
    luck = np.empty(BLOCK, dtype=np.uint64)
    most, started, minutes, bill = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    spent_human, spent_auto = np.empty(BLOCK), np.empty(BLOCK)
    keep_human, keep_auto, keep_work = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    candidates = np.empty((2, MOST_PIPELINES, shown.home.size), dtype=np.int64)
    places = np.empty_like(candidates)
    pulls = np.empty(candidates.shape)
    counts = np.zeros((2, MOST_PIPELINES), dtype=np.int64)
    listed = -1
    cell = np.searchsorted(cell_start, first_user, side="right") - 1
    low = first_user
    while low < last_user:
        while cell_start[cell + 1] <= low:
            cell += 1
        people = cell_start[cell + 1] - cell_start[cell]
        m = min(BLOCK, min(last_user, cell_start[cell + 1]) - low)
        kind, region, segment = cell % TYPES, cell // TYPES % regions, cell // (TYPES * regions)
        first, n = cell_pairs[cell, 0], cell_pairs[cell, 1]
        if low == first_user or low == cell_start[cell]:
            tags[:n] = -1
        open_here = shown.feasible[region]
        if listed != cell // TYPES:
            listed = cell // TYPES
            for j in range(n):
                pair, w = first + j, pairs.workload[first + j]
                for stage in range(2):
                    offers = shown.execute_offers[w, : shown.execute_count[w]]
                    if stage == 1:
                        offers = shown.plan_offers[w, : shown.plan_count[w] * shown.agentic[w]]
                    counts[stage, j] = list_candidates(
                        offers,
                        shown.weight[pair],
                        open_here,
                        shown.home,
                        region,
                        shown.foreign[pair, region],
                        candidates[stage, j],
                        places[stage, j],
                        pulls[stage, j],
                    )
        owner_share = shown.owner_share[segment]
        for u in range(m):
            luck[u] = word_of(key, identity[low + u], month)
            owns[low + u] |= owner_rank[low + u] < owner_share
            most[u], started[u], minutes[u], bill[u], spent_human[u], spent_auto[u] = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(n):
            pair = first + j
            w, k = pairs.workload[pair], (pair * regions + region) * TYPES + kind
            human_j, auto_j, tags_j, memo_j = human[j], auto[j], tags[j], memo[j]
            if not shown.open[w]:
                human_j[:m] = 0.0
                auto_j[:m] = 0.0
                continue
            plans, pays, cost, plan_cost = shown.agentic[w], shown.pays[w], shown.cost_execute[w], shown.cost_plan[w]
            score0, spread, lift, log_length = terms.score0[k], terms.spread[k], shown.value_lift[w], shown.log_length[w]
            oversight = terms.oversight[k] * shown.oversight_lift[w]
            at = cell_first[cell] + j * people + (low - cell_start[cell])
            step = np.uint64(j + 1) * _GOLDEN
            for u in range(m):
                a = at + u
                word = mix(luck[u] + step)
                held, led = np.int64(execute[a]), np.int64(plan[a])
                stale = held < 0 or not open_here[held] or (plans and (led < 0 or not open_here[led]))
                if stale or uniform(word) < reconsider:
                    held = choose(
                        counts[0, j], candidates[0, j], places[0, j], pulls[0, j], held, stay,
                        bound[low + u], owns[low + u], mix(word + np.uint64(1)),
                    )
                    execute[a] = held
                    if plans:
                        led = choose(
                            counts[1, j], candidates[1, j], places[1, j], pulls[1, j], led, stay,
                            bound[low + u], owns[low + u], mix(word + np.uint64(2)),
                        )
                        plan[a] = led
                if held < 0 or (plans and led < 0):
                    share[u], money[u] = -1.0, 0.0
                    continue
                tag = (led + 1) * 64 + held
                slot = (tag ^ (tag >> 5)) & (MEMO - 1)
                if tags_j[slot] != tag:
                    price, reach = cost[held], log_horizon[held]
                    if plans:
                        price += plan_cost[led]
                        reach += planning * (log_horizon[led] - reach)
                    if not pays:
                        price = 0.0
                    score = score_of(score0, spread, log_length, reach, beta, lift, price + oversight)
                    tags_j[slot] = tag
                    memo_j[slot, 0], memo_j[slot, 1] = normal_cdf(score), price
                share[u], money[u] = memo_j[slot, 0], memo_j[slot, 1]
            _run(
                m, share, money, adopted[at : at + m], propensity[low : low + m], terms.ceiling[k], pull[k],
                pairs.abandon[pair], terms.rate[k] * shown.rate_growth[w], pairs.autonomous[pair],
                1.0 if shown.length[w] > STARTED_MINUTES else 0.0, shown.length[w] if plans else 0.0,
                shown.local_coverage[w], human_j, auto_j, most, started, minutes, spent_human, spent_auto, bill,
            )
        attention, delegable = pairs.attention[first], pairs.delegable[first] * rules.reservoir
        growth, due, life = rules.budget_growth[segment], rules.bill_multiple * shown.machine_cost, rules.machine_life
        for u in range(m):
            i = low + u
            keep_human[u], keep_auto[u], keep_work[u] = _limits(
                most[u], attention, delegable, budget[i] * growth, started[u], minutes[u], spent_human[u], spent_auto[u]
            )
            if not owns[i] and most[u] > 0.0 and bill[u] * life > due * most[u]:
                owns[i] = True
                machines[segment] += weight[i] * most[u]
        for j in range(n):
            w, plans = pairs.workload[first + j], shown.agentic[pairs.workload[first + j]]
            at = cell_first[cell] + j * people + (low - cell_start[cell])
            _count(
                m, execute[at : at + m], plan[at : at + m], adopted[at : at + m], weight[low : low + m],
                human[j], auto[j], keep_human, keep_auto, keep_work, plans, shown.local_coverage[w], shown.home,
                tally.execute[chunk, region * workloads + w], tally.plan[chunk, region * workloads + w],
                tally.adopters[chunk, first + j], region, w == _CHAT, tally.chat[chunk, region],
            )
        low += m
