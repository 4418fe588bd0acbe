"""Blocks: what the pipelines of a block of users do in a month, one workload and one step at a time.

Every step walks the block's columns once, so that loops are short, alike and fast. A block has m users: its rows of
`Users` begin at `low`, its pipelines of one workload at `at` in the columns of `Pipelines`, and what is reckoned of
them in the month at 0. (Slices would read better, but numba counts references to each, which costs a small block more
than the work on it; unsigned numbers spare it a look for negative places.)
"""

import numpy as np

from jevons.agents.choosing import OWN_MACHINE, pause
from jevons.agents.judging import HAZARD, MONEY, STAYING, TASKS, Offers
from jevons.market.chance import Words, branch, word_of
from jevons.market.kernels import inlined, kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints

# Tasks below this length (a completion, an embedding) are not started one by one by a person.
STARTED_MINUTES = 0.3
LEAST = 1e-300


@inlined
def within(limit: float, wanted: float) -> float:
    """Share of what is wanted that a limit leaves; without branches, as which limits bind cannot be foreseen."""
    return min(limit / max(wanted, LEAST), 1.0)


@inlined
def begun_share(autonomous: float, length: float) -> float:
    """Share of tasks that people start one by one, taking their attention."""
    return 1.0 - autonomous if length > STARTED_MINUTES else 0.0


@kernel
def find_lookers(
    m: int,
    low: np.uint64,
    at: np.uint64,
    month: np.int64,
    key: np.uint64,
    number: np.uint64,
    log_keeping: float,
    closing: bool,
    region: int,
    feasible: Bools,
    identity: Words,
    due: Offers,
    execute: Offers,
    plan: Offers,
    lookers: Ints,
    words: Words,
) -> int:
    """Find pipelines whose look is due, or that hold no offer or one that may no longer be chosen.

    Args:
        m, low, at: the block. month, key: of the draws. number: of the pipeline among its user's, from 1.
        log_keeping: ln of the share that does not look around in a month.
        closing: whether an offer has closed that may be held. feasible: whether an offer may be chosen in a region.
        identity .. plan: columns; `due` is updated. Work without planning has the executing offer for `plan`.
        lookers, words: filled, with random bits for each looker.

    Returns:
        How many there are.
    """
    found = np.uint64(0)
    for u in range(m):
        i = at + np.uint64(u)
        gone = (execute[i] < 0) | (plan[i] < 0)
        if closing and not gone:
            gone = not (feasible[region, execute[i]] and feasible[region, plan[i]])
        lookers[found] = u
        found += np.uint64(gone | (due[i] <= month))
    for n in range(found):
        looker = np.uint64(lookers[n])
        words[n] = branch(word_of(key, identity[low + looker], np.uint64(month)), number)
        if due[at + looker] <= month:
            due[at + looker] = month + pause(words[n], log_keeping)
    return int(found)


@kernel
def take_up(
    m: int,
    low: np.uint64,
    at: np.uint64,
    ceiling: float,
    rows: Words,
    judgement: Array,
    propensity: Array,
    adopted: Array,
    j: np.uint64,
    tasks: Array,
    money: Array,
    most: Array,
) -> None:
    """Adopt, give up, and start the tasks that pay; note the user's most common pipeline.

    The share that runs the pipeline closes in on its ceiling at the hazard times the propensity.

    Args:
        m, low, at: the block. ceiling: share of units that will ever adopt.
        rows, judgement: what each makes of the offers held. propensity, adopted: columns; `adopted` is updated.
        j: row of `tasks` and `money`, (pipelines, users), to fill: tasks a unit, and USD a task.
        most: share of the most common pipeline, updated.
    """
    for u in range(m):
        i, row = at + np.uint64(u), rows[u]
        room = max(ceiling - adopted[i], 0.0)
        ready = propensity[low + np.uint64(u)]
        runs = (adopted[i] + room * min(1.0, judgement[row, HAZARD] * ready)) * judgement[row, STAYING]
        adopted[i] = runs
        tasks[j, u] = runs * judgement[row, TASKS]
        money[j, u] = judgement[row, MONEY]
        most[u] = max(most[u], runs)


@kernel
def add_effort(
    m: int, j: np.uint64, tasks: Array, begun_share: float, length: float, plans: bool, begun: Array, minutes: Array
) -> None:
    """Add tasks to those that people begin one by one, and to the minutes of agents' work."""
    delegated = length if plans else 0.0
    for u in range(m):
        begun[u] += begun_share * tasks[j, u]
        minutes[u] += delegated * tasks[j, u]


@kernel
def add_spending(
    m: int,
    j: np.uint64,
    tasks: Array,
    money: Array,
    autonomous: float,
    hand: np.uint64,
    by_hand: Array,
    itself: np.uint64,
    by_itself: Array,
) -> None:
    """Add what tasks cost to a row of what people spend and to a row of what agents spend."""
    for u in range(m):
        cost = tasks[j, u] * money[j, u]
        by_hand[hand, u] += (1.0 - autonomous) * cost
        by_itself[itself, u] += autonomous * cost


@kernel
def limit(
    m: int,
    low: np.uint64,
    most: Array,
    begun: Array,
    minutes: Array,
    by_hand: Array,
    by_itself: Array,
    budget: Array,
    growth: float,
    attention: float,
    delegable: float,
    attended: Array,
    handed: Array,
    paid: Array,
    afforded: Array,
) -> None:
    """Find what limits leave of what users want: attention, delegable work and budget, people's tasks first.

    All hold for a unit that runs the user's most common pipeline: wants are sums over its share `most` of units.

    Args:
        m, low: the block. most, begun, minutes: share, tasks begun by hand and minutes of agents' work, (users,).
        by_hand: spending on what people start: at leisure, begun task by task, then both of agents' work, (4, users).
        by_itself: on what nobody starts: without agents, by agents, (2, users).
        budget: column, USD; growth: of it since the reference date. attention: tasks. delegable: minutes.
        attended, handed, paid, afforded: filled in row 0, shares left of tasks begun by hand, of agents' work, of
            spending on what people start, and on what nobody does.
    """
    for u in range(m):
        attended[0, u] = within(attention * most[u], begun[u])
        handed[0, u] = within(delegable * most[u], minutes[u])
        people = by_hand[0, u] + by_hand[1, u] * attended[0, u]
        people += (by_hand[2, u] + by_hand[3, u] * attended[0, u]) * handed[0, u]
        purse = budget[low + np.uint64(u)] * growth * most[u]
        paid[0, u] = within(purse, people)
        afforded[0, u] = within(max(purse - people, 0.0), by_itself[0, u] + by_itself[1, u] * handed[0, u])


@kernel
def settle(
    m: int,
    low: np.uint64,
    j: np.uint64,
    tasks: Array,
    autonomous: float,
    by_agents: bool,
    handed: Array,
    alone: bool,
    attended: Array,
    free: bool,
    paid: Array,
    afforded: Array,
    weight: Array,
) -> None:
    """Hold tasks to what limits leave of those that people start and of others, and scale by the user's real units.

    Rows 0 of what is left are taken, rows 1 (all of it) where a limit does not concern the work: handed where it is
    not done `by_agents`, attended where tasks are left `alone`, paid and afforded where they are `free`.
    """
    h, a, f = np.uint64(not by_agents), np.uint64(alone), np.uint64(free)
    for u in range(m):
        left = (1.0 - autonomous) * attended[a, u] * paid[f, u] + autonomous * afforded[f, u]
        tasks[j, u] *= handed[h, u] * left * weight[low + np.uint64(u)]


@kernel
def add_bill(m: int, j: np.uint64, tasks: Array, money: Array, coverage: float, bill: Array) -> None:
    """Add what tasks cost that an own machine would do to what it would save."""
    for u in range(m):
        bill[u] += coverage * tasks[j, u] * money[j, u]


@kernel
def buy_machines(m: int, low: np.uint64, bill: Array, most: Array, weight: Array, worth: float, owns: Bools) -> float:
    """Buy a machine where the bill that it would save exceeds its monthly worth; returns the units that do.

    Args:
        m, low: the block. bill: USD a month of all units of a user. most: share of its most common pipeline.
        weight: column, units. worth: USD a month of a unit. owns: column, updated.
    """
    bought = 0.0
    for u in range(m):
        i = low + np.uint64(u)
        units = most[u] * weight[i]
        if not owns[i] and bill[u] > worth * units > 0.0:
            owns[i] = True
            bought += units
    return bought


@kernel
def count(
    m: int,
    low: np.uint64,
    at: np.uint64,
    j: np.uint64,
    tasks: Array,
    adopted: Array,
    weight: Array,
    execute: Offers,
    row: np.uint64,
    executed: Array,
) -> float:
    """Add tasks to the offers that execute them; returns the units that run the pipeline, where an offer is held."""
    total = 0.0
    for u in range(m):
        i = at + np.uint64(u)
        if execute[i] >= 0:
            executed[row, execute[i]] += tasks[j, u]
            total += adopted[i] * weight[low + np.uint64(u)]
    return total


@kernel
def count_planned(
    m: int,
    at: np.uint64,
    j: np.uint64,
    tasks: Array,
    execute: Offers,
    plan: Offers,
    coverage: float,
    region: int,
    place: Ints,
    row: np.uint64,
    executed: Array,
    planned: Array,
) -> None:
    """Add tasks to the offers that plan them, with what an own machine cannot do in time, which leaves `tasks`."""
    for u in range(m):
        held, led = execute[at + np.uint64(u)], plan[at + np.uint64(u)]
        planned[row, led] += tasks[j, u]
        if place[region, held] == OWN_MACHINE:
            executed[row, led] += tasks[j, u] * (1.0 - coverage)
            tasks[j, u] *= coverage


@kernel
def count_chat(
    m: int, low: np.uint64, at: np.uint64, adopted: Array, weight: Array, execute: Offers, region: int, chat: Array
) -> None:
    """Add the units that chat to the offers that they hold."""
    for u in range(m):
        i = at + np.uint64(u)
        if execute[i] >= 0:
            chat[region, execute[i]] += adopted[i] * weight[low + np.uint64(u)]
