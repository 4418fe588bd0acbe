"""The shelf: what is offered in a month, as buyers see it, and what a task then takes and costs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools
from jevons.market.technology import Technology
from jevons.market.vocabulary import PROVIDERS, REGIONS, TIERS, Flow
from jevons.market.world import World

_FRESH, _OUTPUT = int(Flow.FRESH), int(Flow.OUTPUT)


@dataclass(frozen=True)
class Shelf:
    """Offers of a month.

    Attributes:
        feasible: whether an offer may be chosen in a region, (regions, offers).
        prices: list price in USD/Mtok of fresh, cached and output tokens, (offers, 3).
        delay: time that an answer takes over that of an idle fleet at the slowest speed that sells, (offers,).
        execute_tokens, plan_tokens: tokens of the executing and the planning part of a task in four flows,
            (workloads, offers, 4).
        cost_execute, cost_plan: money cost of those parts in USD a task, (workloads, offers).
        calls: calls of a task, (workloads, offers).
        machine_cost: price of a machine for local models, USD.
    """

    feasible: npt.NDArray[np.bool_]
    prices: Array
    delay: Array
    execute_tokens: Array
    plan_tokens: Array
    cost_execute: Array
    cost_plan: Array
    calls: Array
    machine_cost: float


@kernel
def tokens_of_task(
    calls: float,
    first_context: float,
    appended: float,
    output: float,
    window: float,
    hit_rate: float,
    prefix: float,
    repeats: float,
) -> tuple[float, float, float, float]:
    """Fresh, cached and output tokens of a task, and output tokens x context.

    Call i reads c_i = min(c0 + (i-1) a, window). With m calls before the window binds,
    S = sum c_i = m c0 + a m (m-1)/2 + (n-m) window. Appended tokens are fresh; of the rest a share `hit_rate`
    is read from a cache, on the first call only within the prefix that all tasks share:
    fresh = c0 - h s + (n-1) a + (1-h) R, cached = h s + h R, R = S - c0 - (n-1) a, all x repeats.
    """
    appended = min(appended, window)
    grown = calls
    if appended > 0.0:
        grown = min(calls, max((window - first_context) / appended + 1.0, 1.0))
    read = grown * first_context + 0.5 * appended * grown * (grown - 1.0) + (calls - grown) * window
    again = max(read - first_context - (calls - 1.0) * appended, 0.0)
    fresh = first_context - hit_rate * prefix + (calls - 1.0) * appended + (1.0 - hit_rate) * again
    cached = hit_rate * prefix + hit_rate * again
    return fresh * repeats, cached * repeats, calls * output * repeats, output * read * repeats


@kernel
def price_ratio(prices: Array, usual: Array) -> Array:
    """Usual price of the tier, (offers,), over the blended price of each offer, (offers, 3); 1 where one is 0."""
    out = np.ones(usual.size)
    for o in range(usual.size):
        blend = (3.0 * prices[o, _FRESH] + prices[o, _OUTPUT]) / 4.0
        if blend > 0.0 and usual[o] > 0.0:
            out[o] = usual[o] / max(blend, 1e-12)
    return out


@kernel
def fill_feasible(
    horizon: Array,
    seconds: Array,
    prices: Array,
    open_now: Bools,
    out: Bools,
) -> None:
    """Which offers may be chosen where.

    Nobody sells what no machine of his can make: not a user either, before there is one to buy.

    Args:
        horizon: of an offer's model, 0 where there is none yet, (offers,). seconds: machine time, (offers, 4).
        prices: (offers, 3). open_now: whether the law lets an offer be chosen, (regions, offers).
        out: filled, (regions, offers).
    """
    for o in range(horizon.size):
        sold = horizon[o] > 0.0 and seconds[o, _FRESH] < np.inf and prices[o, _FRESH] > 0.0
        for g in range(open_now.shape[0]):
            out[g, o] = open_now[g, o] and sold


@kernel
def fill_shelf(
    shape: Array,
    effort: Array,
    bounds: tuple[float, float],
    prices: Array,
    planning_share: Array,
    sandbox_cost: Array,
    execute_tokens: Array,
    plan_tokens: Array,
    cost_execute: Array,
    cost_plan: Array,
    calls_out: Array,
) -> None:
    """Tokens and money of a task by workload and offer.

    Args:
        shape: (workloads, 9) calls, first context, appended, visible output, reasoning multiplier, window,
            hit rate, prefix, repeats.
        effort: (offers,) effort relative to the reference, to be held within `bounds`: scales calls and the
            reasoning part of output.
        prices: (offers, 3) USD/Mtok.
        planning_share: (workloads,) share of a task's calls that plan.
        sandbox_cost: (workloads,) USD a call.
        execute_tokens, plan_tokens, cost_execute, cost_plan, calls_out: filled, (workloads, offers[, 4]).
    """
    for w in range(shape.shape[0]):
        s = shape[w]
        for o in range(effort.size):
            margin = min(max(effort[o], bounds[0]), bounds[1])
            calls = max(s[0] * margin, 1.0)
            output = s[3] * (1.0 + (s[4] - 1.0) * margin)
            flows = tokens_of_task(calls, s[1], s[2], output, s[5], s[6], s[7], s[8])
            money = 0.0
            for kind in range(3):
                money += flows[kind] * prices[o, kind]
            money = money / 1e6 + calls * sandbox_cost[w]
            plan = planning_share[w]
            for flow in range(4):
                execute_tokens[w, o, flow] = flows[flow] * (1.0 - plan)
                plan_tokens[w, o, flow] = flows[flow] * plan
            cost_execute[w, o] = money * (1.0 - plan)
            cost_plan[w, o] = money * plan
            calls_out[w, o] = calls


class ShelfMaker:
    """Lays out each month's shelf: which offers are open where, and what a task takes and costs on each."""

    def __init__(self, world: World, technology: Technology) -> None:
        """Prepare what does not change in a run."""
        self.world, self.technology = world, technology
        structure, rules = world.structure, world.tasks
        shape = technology.shape
        self._shape = np.ascontiguousarray(np.stack([getattr(shape, name) for name in SHAPE_COLUMNS], axis=-1))
        self._planning = np.where(structure.agentic, rules.planning_share, 0.0)
        seconds = world.workloads.sandbox_seconds_per_call
        self._sandbox_cost = seconds / 3600.0 * world.serving.sandbox_price
        self._open = open_offers(world)
        self._usual = np.ascontiguousarray(world.tiers.reference_price[structure.offer_tier].T)
        self._bounds = (rules.effort_floor, rules.effort_cap)
        size = (len(seconds), structure.offers)
        self._out = [np.empty((*size, 4)), np.empty((*size, 4)), *(np.empty(size) for _ in range(3))]
        self._feasible = np.empty(self._open.shape[1:], dtype=np.bool_)

    def fill(self, month: int, prices: Array, seconds: Array, delay: Array, machine_cost: float) -> Shelf:
        """The shelf at the sellers' prices (offers, 3), machine time a token (offers, 4) and delays (offers,)."""
        fill_feasible(
            self.technology.offer_horizon[month],
            seconds,
            prices,
            self._open[month],
            self._feasible,
        )
        # Effort of each offer: (usual price of the tier / its price)^elasticity, within bounds.
        effort = price_ratio(prices, self._usual[month]) ** self.world.tasks.effort_elasticity
        fill_shelf(self._shape[month], effort, self._bounds, prices, self._planning, self._sandbox_cost, *self._out)
        execute, plan, cost_execute, cost_plan, calls = self._out
        return Shelf(
            feasible=self._feasible,
            prices=prices,
            delay=delay,
            execute_tokens=execute,
            plan_tokens=plan,
            cost_execute=cost_execute,
            cost_plan=cost_plan,
            calls=calls,
            machine_cost=machine_cost,
        )


SHAPE_COLUMNS = (
    "calls",
    "first_context",
    "appended",
    "visible",
    "reasoning",
    "window",
    "hit_rate",
    "prefix",
    "repeats",
)


def open_offers(world: World) -> npt.NDArray[np.bool_]:
    """Whether the law and the scenario let an offer be chosen, (months, regions, offers).

    In China only domestic offers and own machines are open (dated rule `domestic_services`); bans of the
    scenario close what they name.
    """
    structure, calendar = world.structure, world.calendar
    domestic = structure.bloc[structure.offer_provider] == 1
    out = np.ones((len(calendar), len(REGIONS), structure.offers), dtype=np.bool_)
    out[:, REGIONS.index("china"), :] = domestic | structure.own_machine
    for ban in world.scenario.bans:
        named = structure.offer_provider == PROVIDERS.index(ban.provider)
        named &= structure.offer_tier == TIERS.index(ban.tier)
        first = max(calendar.index(ban.start), 0)
        last = calendar.index(ban.end) + 1 if ban.end else len(calendar)
        where = slice(None) if ban.region is None else REGIONS.index(ban.region)
        out[first:last, where, named] = False
    return out
