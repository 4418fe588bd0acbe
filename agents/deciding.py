"""Deciding: a month of all users, walked cell by cell so that users of one kind are met together.

Per user and pipeline: look around, adopt, start the tasks that pay. Per user: hold human-started tasks to
the attention there is, agents' work to what can be handed over, and spending to the budget, first on what people
start. Then count.
"""

import numpy as np
import numpy.typing as npt

from jevons.agents.blocks import (
    Offers,
    abandon,
    add,
    adopt,
    begun_share,
    count,
    draw,
    hold,
    list_all,
    look_around,
    mark_stale,
    pay,
    reach,
    spend,
    start,
    weigh,
    within,
)
from jevons.agents.pipelines import BLOCK
from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown, Tally
from jevons.agents.users import TYPES
from jevons.market.chance import word_of
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints
from jevons.market.vocabulary import WORKLOADS

MOST_PIPELINES = 8
_CHAT = WORKLOADS.index("chat")


@kernel
def decide(  # noqa: C901 - one walk over memory whose parts stand above
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
    execute_odds: Array,
    plan_odds: Array,
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
        execute_odds, plan_odds: factors of the odds of failure, (workloads, offers).
        shown, rules: the month. tally: filled. chunk: row of the tally.
    """
    # numba counts references at every access to a tuple of arrays: what inner loops need is taken out first.
    regions, workloads, month = shown.foreign.shape[1], shown.length.size, shown.month
    machines, reconsider, stay = tally.machines[chunk], rules.reconsider, rules.stay
    tasks, money = np.empty((MOST_PIPELINES, BLOCK)), np.empty((MOST_PIPELINES, BLOCK))
    by_itself = np.empty((MOST_PIPELINES, BLOCK))
    share, works = np.empty(BLOCK), np.empty(BLOCK)
    luck, words = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    looks, draws = np.empty(BLOCK, dtype=np.bool_), np.empty(shown.home.size)
    sums = np.empty((6, BLOCK))
    most, started, minutes, bill, spent_human, spent_auto = sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]
    attended, handed, paid, afforded = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    candidates = np.empty((2, MOST_PIPELINES, shown.home.size), dtype=np.int64)
    places = np.empty_like(candidates)
    pulls = np.empty(candidates.shape)
    counts = np.zeros((2, MOST_PIPELINES), dtype=np.int64)
    listed = -1
    cell = int(np.searchsorted(cell_start, first_user, side="right")) - 1
    low = first_user
    while low < last_user:
        while cell_start[cell + 1] <= low:
            cell += 1
        m = min(BLOCK, min(last_user, cell_start[cell + 1]) - low)
        kind, region, segment = cell % TYPES, cell // TYPES % regions, cell // (TYPES * regions)
        first, n = cell_pairs[cell, 0], cell_pairs[cell, 1]
        open_here = shown.feasible[region]
        if listed != cell // TYPES:
            listed = cell // TYPES
            list_all(first, n, region, pairs.workload, shown, candidates, places, pulls, counts)
        owner_share = shown.owner_share[segment]
        for u in range(m):
            luck[u] = word_of(key, identity[low + u], month)
            owns[low + u] |= owner_rank[low + u] < owner_share
        sums[:, :m] = 0.0
        for j in range(n):
            pair = first + j
            w, k = pairs.workload[pair], (pair * regions + region) * TYPES + kind
            if not shown.open[w]:
                continue
            plans, pays, money_j = shown.agentic[w], shown.pays[w], money[j]
            at = cell_first[cell] + (low - cell_start[cell]) * n + j * m
            held, led = execute[at : at + m], plan[at : at + m]
            draw(m, luck, np.uint64(j + 1), reconsider, words, looks)
            mark_stale(m, held, led, plans, open_here, looks)
            for stage in range(2 if plans else 1):
                look_around(
                    m,
                    looks,
                    words,
                    np.uint64(stage + 1),
                    led if stage == 1 else held,
                    counts[stage, j],
                    candidates[stage, j],
                    places[stage, j],
                    pulls[stage, j],
                    stay,
                    bound[low : low + m],
                    owns[low : low + m],
                    draws,
                )
            weigh(
                m,
                held,
                led,
                plans,
                1.0 if pays else 0.0,
                shown.cost_execute[w],
                shown.cost_plan[w],
                execute_odds[w],
                plan_odds[w],
                terms.score0[k],
                1.0 / terms.spread[k],
                shown.value_lift[w],
                terms.oversight[k] * shown.oversight_lift[w],
                works,
                money_j,
                share,
            )
            tasks_j, run = tasks[j], adopted[at : at + m]
            adopt(m, works, run, propensity[low : low + m], terms.ceiling[k], pull[k])
            abandon(m, works, share, run, pairs.abandon[pair])
            start(m, share, run, terms.rate[k] * shown.rate_growth[w], tasks_j, most)
            begun = begun_share(pairs.autonomous[pair], shown.length[w])
            add(m, tasks_j, begun, started)
            add(m, tasks_j, shown.length[w] if plans else 0.0, minutes)
            if pays:
                for u in range(m):
                    bill[u] += tasks_j[u] * money_j[u] * shown.local_coverage[w]
        attention, delegable = pairs.attention[first], pairs.delegable[first] * rules.reservoir
        growth, due, life = (
            rules.budget_growth[segment],
            rules.bill_multiple * shown.machine_cost,
            rules.machine_life,
        )
        # All caps hold for a unit that runs the user's most common pipeline: sums over its share of units.
        for u in range(m):
            i = low + u
            attended[u] = within(attention * most[u], started[u])
            handed[u] = within(delegable * most[u], minutes[u])
            if not owns[i] and most[u] > 0.0 and bill[u] * life > due * most[u]:
                owns[i] = True
                machines[segment] += weight[i] * most[u]
        for j in range(n):
            pair, w = first + j, pairs.workload[first + j]
            if not shown.open[w]:
                continue
            autonomous = pairs.autonomous[pair]
            begun = begun_share(autonomous, shown.length[w])
            hold(m, tasks[j], autonomous, begun, shown.agentic[w], attended, handed, by_itself[j])
            if shown.pays[w]:
                spend(m, tasks[j], money[j], spent_human)
                spend(m, by_itself[j], money[j], spent_auto)
        for u in range(m):
            purse = budget[low + u] * growth * most[u]
            paid[u] = within(purse, spent_human[u])
            afforded[u] = within(purse - min(spent_human[u], purse), spent_auto[u])
        for j in range(n):
            pair, w = first + j, pairs.workload[first + j]
            if not shown.open[w]:
                continue
            plans, row = shown.agentic[w], region * workloads + w
            at = cell_first[cell] + (low - cell_start[cell]) * n + j * m
            held, led, run, stands_for = (
                execute[at : at + m],
                plan[at : at + m],
                adopted[at : at + m],
                weight[low : low + m],
            )
            pay(m, tasks[j], by_itself[j], shown.pays[w], paid, afforded, stands_for)
            count(
                m,
                tasks[j],
                held,
                led,
                plans,
                shown.local_coverage[w],
                shown.home,
                tally.execute[chunk, row],
                tally.plan[chunk, row],
            )
            tally.adopters[chunk, pair, region] += reach(
                m, run, stands_for, held, w == _CHAT, tally.chat[chunk, region]
            )
        low += m
