"""Blocks: what the pipelines of a block of users do in a month, one workload and one step at a time.

Every step walks the block's columns once, so that loops are short, alike and fast. Arguments named by columns of
`Users` and `Pipelines` are their slices for the block; m is its number of users.
"""

import numpy as np
import numpy.typing as npt

from jevons.agents.choosing import choose, list_candidates
from jevons.agents.participation import normal_cdf, participation_score
from jevons.agents.shown import Shown
from jevons.market.chance import Words, branch, mix, uniform
from jevons.market.kernels import inlined
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

Offers = npt.NDArray[np.int16]

GIVE_UP_SHARE = 0.02
# Tasks below this length (a completion, an embedding) are not started one by one by a person.
STARTED_MINUTES = 0.3


@inlined
def within(limit: float, wanted: float) -> float:
    """Share of what is wanted that a limit leaves."""
    return limit / wanted if wanted > limit else 1.0


@inlined
def begun_share(autonomous: float, length: float) -> float:
    """Share of tasks that people start one by one, taking their attention."""
    return 1.0 - autonomous if length > STARTED_MINUTES else 0.0


@inlined
def list_all(
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
def draw(m: int, luck: Words, number: np.uint64, reconsider: float, words: Words, looks: Bools) -> None:
    """Draw each pipeline's random bits of the month, and whether it looks around."""
    for u in range(m):
        words[u] = branch(luck[u], number)
        looks[u] = uniform(words[u]) < reconsider


@inlined
def mark_stale(m: int, held: Offers, led: Offers, plans: bool, feasible: Bools, looks: Bools) -> None:
    """Make those look around that hold no offer, or one that may no longer be chosen."""
    for u in range(m):
        stale = held[u] < 0 or not feasible[held[u]]
        if plans and not stale:
            stale = led[u] < 0 or not feasible[led[u]]
        looks[u] |= stale


@inlined
def look_around(
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
def weigh(
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
def adopt(m: int, works: Array, adopted: Array, propensity: Array, ceiling: float, hazard: float) -> None:
    """Adopt: the share that runs the pipeline closes in on its ceiling at the hazard times the propensity."""
    for u in range(m):
        room = max(ceiling - adopted[u], 0.0) * works[u]
        adopted[u] += room * min(1.0, hazard * propensity[u])


@inlined
def abandon(m: int, works: Array, share: Array, adopted: Array, abandon: float) -> None:
    """Give up where hardly any task pays."""
    for u in range(m):
        if share[u] < GIVE_UP_SHARE:
            adopted[u] *= 1.0 - abandon * works[u]


@inlined
def start(m: int, share: Array, adopted: Array, rate: float, tasks: Array, most: Array) -> None:
    """Start the tasks that pay, and note the user's most common pipeline."""
    for u in range(m):
        tasks[u] = adopted[u] * rate * share[u]
        most[u] = max(most[u], adopted[u])


@inlined
def add(m: int, values: Array, factor: float, sums: Array) -> None:
    """Add factor x values to the users' sums."""
    if factor != 0.0:
        for u in range(m):
            sums[u] += factor * values[u]


@inlined
def hold(
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
def spend(m: int, tasks: Array, money: Array, spent: Array) -> None:
    """Add what tasks cost to the users' spending."""
    for u in range(m):
        spent[u] += tasks[u] * money[u]


@inlined
def pay(m: int, tasks: Array, by_itself: Array, pays: bool, paid: Array, afforded: Array, weight: Array) -> None:
    """Hold what costs money to the budget, join both parts, and scale by the real units of a user."""
    for u in range(m):
        if pays:
            tasks[u] = (tasks[u] * paid[u] + by_itself[u] * afforded[u]) * weight[u]
        else:
            tasks[u] = (tasks[u] + by_itself[u]) * weight[u]


@inlined
def count(
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
def reach(m: int, adopted: Array, weight: Array, execute: Offers, chats: bool, chat: Array) -> float:
    """Units that run the pipeline, where an offer is held; of chat, also by offer."""
    total = 0.0
    for u in range(m):
        running = adopted[u] * weight[u] if execute[u] >= 0 else 0.0
        total += running
        if chats:
            chat[execute[u]] += running
    return total
