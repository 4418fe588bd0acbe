"""Blocks: what the pipelines of a block of users do in a month, one workload and one step at a time.

Every step walks columns of the block once, so that loops are short, alike and fast: arguments named by columns of
`Users` and `Pipelines` are their slices for the block.
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
    month: np.int64,
    key: np.uint64,
    number: np.uint64,
    log_keeping: float,
    closing: bool,
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
        month, key: of the draws. number: of the pipeline among its user's, from 1.
        log_keeping: ln of the share that does not look around in a month.
        closing: whether an offer has closed that may be held. feasible: whether an offer may be chosen.
        identity .. plan: columns; `due` is updated. lookers, words: filled, with random bits for each looker.

    Returns:
        How many there are.
    """
    found = np.uint64(0)
    for u in range(execute.size):
        gone = (execute[u] < 0) | (plan[u] < 0)
        if closing and not gone:
            gone = not (feasible[execute[u]] and feasible[plan[u]])
        lookers[found] = u
        found += np.uint64(gone | (due[u] <= month))
    for n in range(found):
        looker = np.uint64(lookers[n])
        words[n] = branch(word_of(key, identity[looker], np.uint64(month)), number)
        if due[looker] <= month:
            due[looker] = month + pause(words[n], log_keeping)
    return int(found)


@kernel
def take_up(
    ceiling: float,
    rows: Words,
    judgement: Array,
    propensity: Array,
    adopted: Array,
    tasks: Array,
    money: Array,
    most: Array,
) -> None:
    """Adopt, give up, and start the tasks that pay; note the user's most common pipeline.

    The share that runs the pipeline closes in on its ceiling at the hazard times the propensity.

    Args:
        ceiling: share of units that will ever adopt. rows, judgement: what each makes of the offers held.
        propensity, adopted: columns; `adopted` is updated.
        tasks, money: filled: tasks a unit, and USD a task. most: share of the most common pipeline, updated.
    """
    for u in range(rows.size):
        row = rows[u]
        room = max(ceiling - adopted[u], 0.0)
        runs = (adopted[u] + room * min(1.0, judgement[row, HAZARD] * propensity[u])) * judgement[row, STAYING]
        adopted[u] = runs
        tasks[u] = runs * judgement[row, TASKS]
        money[u] = judgement[row, MONEY]
        most[u] = max(most[u], runs)


@kernel
def add_effort(tasks: Array, begun_share: float, length: float, plans: bool, begun: Array, minutes: Array) -> None:
    """Add tasks to those that people begin one by one, and to the minutes of agents' work."""
    delegated = length if plans else 0.0
    for u in range(tasks.size):
        begun[u] += begun_share * tasks[u]
        minutes[u] += delegated * tasks[u]


@kernel
def add_spending(tasks: Array, money: Array, autonomous: float, by_hand: Array, by_itself: Array) -> None:
    """Add what tasks cost to what people spend and to what agents spend."""
    for u in range(tasks.size):
        cost = tasks[u] * money[u]
        by_hand[u] += (1.0 - autonomous) * cost
        by_itself[u] += autonomous * cost


@kernel
def limit(
    most: Array,
    begun: Array,
    minutes: Array,
    by_hand: Array,
    by_itself: Array,
    budget: Array,
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
        most, begun, minutes: share, tasks begun by hand and minutes of agents' work, (users,).
        by_hand: spending on what people start, by whether agents do it and whether it is begun task by task,
            (2, 2, users). by_itself: on what nobody starts, by whether agents do it, (2, users).
        budget: USD. attention: tasks. delegable: minutes.
        attended, handed, paid, afforded: filled, shares left of tasks begun by hand, of agents' work, of spending on
            what people start, and on what nobody does.
    """
    for u in range(most.size):
        attended[u] = within(attention * most[u], begun[u])
        handed[u] = within(delegable * most[u], minutes[u])
        people = by_hand[0, 0, u] + by_hand[0, 1, u] * attended[u]
        people += (by_hand[1, 0, u] + by_hand[1, 1, u] * attended[u]) * handed[u]
        purse = budget[u] * most[u]
        paid[u] = within(purse, people)
        afforded[u] = within(max(purse - people, 0.0), by_itself[0, u] + by_itself[1, u] * handed[u])


@kernel
def settle(
    tasks: Array,
    autonomous: float,
    handed: Array,
    attended: Array,
    paid: Array,
    afforded: Array,
    weight: Array,
) -> None:
    """Hold tasks to what limits leave of those that people start and of others, and scale by the user's real units."""
    for u in range(tasks.size):
        left = (1.0 - autonomous) * attended[u] * paid[u] + autonomous * afforded[u]
        tasks[u] *= handed[u] * left * weight[u]


@kernel
def add_bill(tasks: Array, money: Array, coverage: float, bill: Array) -> None:
    """Add what tasks cost that an own machine would do to what it would save."""
    for u in range(tasks.size):
        bill[u] += coverage * tasks[u] * money[u]


@kernel
def buy_machines(bill: Array, most: Array, weight: Array, worth: float, owns: Bools) -> float:
    """Buy a machine where the bill that it would save exceeds its monthly worth; returns the units that do.

    Args:
        bill: USD a month of all units of a user. most: share of its most common pipeline. weight: units.
        worth: USD a month of a unit. owns: updated.
    """
    bought = 0.0
    for u in range(bill.size):
        units = most[u] * weight[u]
        if not owns[u] and bill[u] > worth * units > 0.0:
            owns[u] = True
            bought += units
    return bought


@kernel
def count(tasks: Array, adopted: Array, weight: Array, execute: Offers, executed: Array) -> float:
    """Add tasks to the offers that execute them; returns the units that run the pipeline, where an offer is held."""
    total = 0.0
    for u in range(tasks.size):
        if execute[u] >= 0:
            executed[execute[u]] += tasks[u]
            total += adopted[u] * weight[u]
    return total


@kernel
def count_planned(
    tasks: Array, execute: Offers, plan: Offers, coverage: float, place: Ints, executed: Array, planned: Array
) -> None:
    """Add tasks to the offers that plan them, with what an own machine cannot do in time, which leaves `tasks`."""
    for u in range(tasks.size):
        led = plan[u]
        planned[led] += tasks[u]
        if place[execute[u]] == OWN_MACHINE:
            executed[led] += tasks[u] * (1.0 - coverage)
            tasks[u] *= coverage


@kernel
def count_chat(adopted: Array, weight: Array, execute: Offers, chat: Array) -> None:
    """Add the units that chat to the offers that they hold."""
    for u in range(adopted.size):
        if execute[u] >= 0:
            chat[execute[u]] += adopted[u] * weight[u]
