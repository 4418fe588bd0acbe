"""Deciding: a month of all users, walked cell by cell so that users of one kind are met together.

Per user and pipeline: look around, adopt, start the tasks that pay. Per user: hold human-started tasks to
the attention there is, agents' work to what can be handed over, and spending to the budget, first on what people
start. Then count.
"""

import numpy as np
import numpy.typing as npt

from jevons.agents.choosing import choose, list_candidates
from jevons.agents.participation import normal_cdf, participation_score
from jevons.agents.pipelines import BLOCK
from jevons.agents.shown import Bools, ClassTerms, Ints, PairTerms, Rules, Shown, Tally
from jevons.agents.users import TYPES
from jevons.market.chance import Words, mix, uniform, word_of
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.vocabulary import WORKLOADS

Offers = npt.NDArray[np.int16]

MOST_PIPELINES = 8
# Tasks below this length (a completion, an embedding) are not started one by one by a person.
STARTED_MINUTES = 0.3
GIVE_UP_SHARE = 0.02
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_CHAT = WORKLOADS.index("chat")


@inlined
def _within(limit: float, wanted: float) -> float:
    """Share of what is wanted that a limit leaves."""
    return limit / wanted if wanted > limit else 1.0


@inlined
def _list_all(
    first: int,
    n: int,
    region: int,
    workload: Ints,
    shown: Shown,
    candidates: Ints,
    places: Ints,
    pulls: Array,
    counts: Ints,
) -> None:
    """List the offers that users of a segment and region may choose, for executing (0) and planning (1)."""
    for j in range(n):
        pair, w = first + j, workload[first + j]
        for stage in range(2):
            offers = shown.execute_offers[w, : shown.execute_count[w]]
            if stage == 1:
                offers = shown.plan_offers[w, : shown.plan_count[w] * shown.agentic[w]]
            counts[stage, j] = list_candidates(
                offers,
                shown.weight[pair],
                shown.feasible[region],
                shown.home,
                region,
                shown.foreign[pair, region],
                candidates[stage, j],
                places[stage, j],
                pulls[stage, j],
            )


@inlined
def _draw(m: int, luck: Words, step: np.uint64, reconsider: float, words: Words, looks: Bools) -> None:
    """Draw each pipeline's random bits of the month, and whether it looks around."""
    for u in range(m):
        words[u] = mix(luck[u] + step)
        looks[u] = uniform(words[u]) < reconsider


@inlined
def _mark_stale(m: int, held: Offers, led: Offers, plans: bool, feasible: Bools, looks: Bools) -> None:
    """Make those look around that hold no offer, or one that may no longer be chosen."""
    for u in range(m):
        stale = held[u] < 0 or not feasible[held[u]]
        if plans and not stale:
            stale = led[u] < 0 or not feasible[led[u]]
        looks[u] |= stale


@inlined
def _look_around(
    m: int,
    looks: Bools,
    words: Words,
    stage: np.uint64,
    held: Offers,
    count: int,
    offers: Ints,
    places: Ints,
    pulls: Array,
    stay: float,
    bound: Bools,
    owns: Bools,
    draws: Array,
) -> None:
    """Choose anew where a pipeline looks around; updates the offers held."""
    for u in range(m):
        if looks[u]:
            word = mix(words[u] + stage)
            held[u] = choose(count, offers, places, pulls, held[u], stay, bound[u], owns[u], word, draws)


@inlined
def _weigh(
    m: int,
    held: Offers,
    led: Offers,
    plans: bool,
    paying: float,
    cost: Array,
    plan_cost: Array,
    odds: Array,
    plan_odds: Array,
    score0: float,
    steepness: float,
    lift: float,
    oversight: float,
    works: Array,
    money: Array,
    share: Array,
) -> None:
    """Weigh a task: what it costs on the offers held, and the share of candidate tasks that pays."""
    for u in range(m):
        works[u] = 1.0 if held[u] >= 0 and (not plans or led[u] >= 0) else 0.0
        price, failure = cost[held[u]] * paying, odds[held[u]]
        if plans:
            price += plan_cost[led[u]]
            failure *= plan_odds[led[u]]
        money[u] = price
        score = participation_score(score0, steepness, lift, failure, price + oversight)
        share[u] = works[u] * normal_cdf(score)


@inlined
def _adopt(m: int, works: Array, adopted: Array, propensity: Array, ceiling: float, hazard: float) -> None:
    """Adopt: the share that runs the pipeline closes in on its ceiling at the hazard times the propensity."""
    for u in range(m):
        room = max(ceiling - adopted[u], 0.0) * works[u]
        adopted[u] += room * min(1.0, hazard * propensity[u])


@inlined
def _abandon(m: int, works: Array, share: Array, adopted: Array, abandon: float) -> None:
    """Give up where hardly any task pays."""
    for u in range(m):
        if share[u] < GIVE_UP_SHARE:
            adopted[u] *= 1.0 - abandon * works[u]


@inlined
def _start(m: int, share: Array, adopted: Array, rate: float, tasks: Array, most: Array) -> None:
    """Start the tasks that pay, and note the user's most common pipeline."""
    for u in range(m):
        tasks[u] = adopted[u] * rate * share[u]
        most[u] = max(most[u], adopted[u])


@inlined
def _add(m: int, values: Array, factor: float, sums: Array) -> None:
    """Add factor x values to the users' sums."""
    if factor != 0.0:
        for u in range(m):
            sums[u] += factor * values[u]


@inlined
def _hold(
    m: int, tasks: Array, autonomous: float, begun: float, plans: bool, attended: Array, handed: Array, by_itself: Array
) -> None:
    """Hold what people start to their attention, agents to what is handed over; tasks that no human starts apart."""
    for u in range(m):
        kept = tasks[u] * handed[u] if plans else tasks[u]
        by_itself[u] = autonomous * kept
        tasks[u] = (1.0 - autonomous) * kept
        if begun > 0.0:
            tasks[u] *= attended[u]


@inlined
def _spend(m: int, tasks: Array, money: Array, spent: Array) -> None:
    """Add what tasks cost to the users' spending."""
    for u in range(m):
        spent[u] += tasks[u] * money[u]


@inlined
def _pay(m: int, tasks: Array, by_itself: Array, pays: bool, paid: Array, afforded: Array, weight: Array) -> None:
    """Hold what costs money to the budget, join both parts, and scale by the real units of a user."""
    for u in range(m):
        if pays:
            tasks[u] = (tasks[u] * paid[u] + by_itself[u] * afforded[u]) * weight[u]
        else:
            tasks[u] = (tasks[u] + by_itself[u]) * weight[u]


@inlined
def _count(
    m: int,
    tasks: Array,
    execute: Offers,
    plan: Offers,
    plans: bool,
    coverage: float,
    home: Ints,
    executed: Array,
    planned: Array,
) -> None:
    """Add tasks to the offers that execute and plan them. A pipeline without offers has no tasks."""
    for u in range(m):
        held = execute[u]
        if plans:
            led = plan[u]
            planned[led] += tasks[u]
            if home[held] < 0:
                # What the own machine cannot do in time goes to the planning offer.
                executed[led] += tasks[u] * (1.0 - coverage)
                tasks[u] *= coverage
        executed[held] += tasks[u]


@inlined
def _reach(m: int, adopted: Array, weight: Array, execute: Offers, chats: bool, chat: Array) -> float:
    """Units that run the pipeline, where an offer is held; of chat, also by offer."""
    total = 0.0
    for u in range(m):
        running = adopted[u] * weight[u] if execute[u] >= 0 else 0.0
        total += running
        if chats:
            chat[execute[u]] += running
    return total


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
            _list_all(first, n, region, pairs.workload, shown, candidates, places, pulls, counts)
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
            _draw(m, luck, np.uint64(j + 1) * _GOLDEN, reconsider, words, looks)
            _mark_stale(m, held, led, plans, open_here, looks)
            _look_around(
                m,
                looks,
                words,
                np.uint64(1),
                held,
                counts[0, j],
                candidates[0, j],
                places[0, j],
                pulls[0, j],
                stay,
                bound[low : low + m],
                owns[low : low + m],
                draws,
            )
            if plans:
                _look_around(
                    m,
                    looks,
                    words,
                    np.uint64(2),
                    led,
                    counts[1, j],
                    candidates[1, j],
                    places[1, j],
                    pulls[1, j],
                    stay,
                    bound[low : low + m],
                    owns[low : low + m],
                    draws,
                )
            _weigh(
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
            _adopt(m, works, run, propensity[low : low + m], terms.ceiling[k], pull[k])
            _abandon(m, works, share, run, pairs.abandon[pair])
            _start(m, share, run, terms.rate[k] * shown.rate_growth[w], tasks_j, most)
            begun = 1.0 - pairs.autonomous[pair] if shown.length[w] > STARTED_MINUTES else 0.0
            _add(m, tasks_j, begun, started)
            _add(m, tasks_j, shown.length[w] if plans else 0.0, minutes)
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
            attended[u] = _within(attention * most[u], started[u])
            handed[u] = _within(delegable * most[u], minutes[u])
            if not owns[i] and most[u] > 0.0 and bill[u] * life > due * most[u]:
                owns[i] = True
                machines[segment] += weight[i] * most[u]
        for j in range(n):
            pair, w = first + j, pairs.workload[first + j]
            if not shown.open[w]:
                continue
            autonomous = pairs.autonomous[pair]
            begun = 1.0 - autonomous if shown.length[w] > STARTED_MINUTES else 0.0
            _hold(m, tasks[j], autonomous, begun, shown.agentic[w], attended, handed, by_itself[j])
            if shown.pays[w]:
                _spend(m, tasks[j], money[j], spent_human)
                _spend(m, by_itself[j], money[j], spent_auto)
        for u in range(m):
            purse = budget[low + u] * growth * most[u]
            paid[u] = _within(purse, spent_human[u])
            afforded[u] = _within(purse - min(spent_human[u], purse), spent_auto[u])
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
            _pay(m, tasks[j], by_itself[j], shown.pays[w], paid, afforded, stands_for)
            _count(
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
            tally.adopters[chunk, pair, region] += _reach(
                m, run, stands_for, held, w == _CHAT, tally.chat[chunk, region]
            )
        low += m
