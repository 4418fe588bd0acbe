"""Pipelines: what users have deployed, and how each decides in a month.

A pipeline is a user's slot for one workload of its segment. Its row holds the share of the user's units
that run it, and the offers that plan and execute it. The month of a pipeline: look around, adopt, start
tasks as far as they pay, stay within attention, budget and delegable work.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jevons.agents.users import TYPES, Users
from jevons.market.chance import mix, uniform, word_of
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Structure
from jevons.market.vocabulary import REGIONS

NO_OFFER = -1
MEMO = 256
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MEMO_MASK = np.int64(MEMO - 1)


@dataclass
class Pipelines:
    """Columns of all pipelines; those of user i of cell c start at `cell_first[c] + (i - start of c) * n(c)`.

    Attributes:
        adopted: share of the user's units that run the pipeline, float64.
        plan, execute: offers held, int16; -1 before the first choice. Work without planning has no plan.
        cell_first: first pipeline of each cell.
        cell_pairs: first (segment, workload) pair and number of pairs of each cell, (cells, 2).
    """

    adopted: Array
    plan: npt.NDArray[np.int16]
    execute: npt.NDArray[np.int16]
    cell_first: npt.NDArray[np.int64]
    cell_pairs: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Number of pipelines, adopted or not."""
        return len(self.adopted)


def create_pipelines(users: Users, structure: Structure, adopted_at_start: Array) -> Pipelines:
    """Empty slots for every workload of every user, with the shares adopted at the start.

    Args:
        users: the simulated users.
        structure: the market's shape.
        adopted_at_start: share of units that run the pair in January 2023, (pairs, regions).
    """
    segments = np.arange(len(users.cell_start) - 1) // (len(REGIONS) * TYPES)
    first_pair = structure.segment_first_pair[segments]
    pairs = structure.segment_first_pair[segments + 1] - first_pair
    people = np.diff(users.cell_start)
    first = np.concatenate([[0], np.cumsum(people * pairs)])
    adopted = np.empty(first[-1])
    for cell in range(len(people)):
        region = cell // TYPES % len(REGIONS)
        start = adopted_at_start[first_pair[cell] : first_pair[cell] + pairs[cell], region]
        adopted[first[cell] : first[cell + 1]] = np.tile(start, people[cell])
    return Pipelines(
        adopted=adopted,
        plan=np.full(first[-1], NO_OFFER, dtype=np.int16),
        execute=np.full(first[-1], NO_OFFER, dtype=np.int16),
        cell_first=first[:-1],
        cell_pairs=np.stack([first_pair, pairs], axis=1),
    )


class ClassTerms(NamedTuple):
    """What all pipelines of a class share: constants by class = (pair, region, value type), each (classes,).

    score0: constant of the participation score z; spread: sigma of ln task value; oversight: USD a task at
    the reference length (1 for flat-rate work, whose money cost is nil); rate: candidate tasks a unit and
    month at the reference date; surplus_ref: surplus there; ceiling: share of units that will ever adopt.
    """

    score0: Array
    spread: Array
    oversight: Array
    rate: Array
    surplus_ref: Array
    ceiling: Array


class PairTerms(NamedTuple):
    """Constants by (segment, workload) pair, each (pairs,)."""

    workload: npt.NDArray[np.int64]
    hazard_p: Array
    hazard_q: Array
    abandon: Array
    autonomous: Array
    attention: Array
    delegable: Array


class Shown(NamedTuple):
    """What buyers see in a month.

    months: month number; by workload: open, length, rate_growth, value_lift (ln), oversight_lift (ratio),
    agentic, pays; by offer: log_horizon, home; by region x offer: feasible; by workload x offer:
    cost_execute and cost_plan in USD a task; by pair x offer: weight_execute and weight_plan = exp(utility);
    by pair x region: foreign = factor of the weight where data leave the jurisdiction.
    """

    month: np.uint64
    open: npt.NDArray[np.bool_]
    length: Array
    rate_growth: Array
    value_lift: Array
    oversight_lift: Array
    agentic: npt.NDArray[np.bool_]
    pays: npt.NDArray[np.bool_]
    log_horizon: Array
    home: npt.NDArray[np.int64]
    offer_local: npt.NDArray[np.bool_]
    feasible: npt.NDArray[np.bool_]
    cost_execute: Array
    cost_plan: Array
    weight_execute: Array
    weight_plan: Array
    foreign: Array
    execute_offers: npt.NDArray[np.int64]
    execute_count: npt.NDArray[np.int64]
    plan_offers: npt.NDArray[np.int64]
    plan_count: npt.NDArray[np.int64]
    local_coverage: Array
    owner_share: Array
    machine_cost: float
    contagion: Array


class Rules(NamedTuple):
    """Model-wide numbers of the buyers' rules in a month."""

    beta: float
    planning_weight: float
    reconsider: float
    stay: float
    setup_share: float
    reservoir: float
    budget_growth: Array
    bill_multiple: float
    machine_life: float


class Tally(NamedTuple):
    """Sums over pipelines, one row per chunk: tasks by (region x workload, offer), adopters by pair x region."""

    execute: Array
    plan: Array
    adopters: Array
    chat: Array
    machines: Array


@kernel
def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z * 0.7071067811865476)


@kernel
def log_success(log_length: float, log_horizon: float, beta: float) -> float:
    """ln p with p = 1 / (1 + (l / H)^beta): success on a task of length l at 50 % horizon H."""
    return -math.log1p(math.exp(beta * (log_length - log_horizon)))


@kernel
def participation_score(
    score0: float, spread: float, log_p: float, value_lift: float, full_cost: float
) -> float:
    """z = score0 + (ln p + ln value lift - ln(money + oversight)) / sigma; the share Phi(z) of tasks pays."""
    return score0 + (log_p + value_lift - math.log(full_cost)) / spread


@kernel
def surplus(score: float, spread: float, full_cost: float) -> float:
    """Mean of (p v - C)+ over lognormal values, USD a candidate task: C (e^(sz + s^2/2) Phi(z + s) - Phi(z))."""
    lift = math.exp(min(spread * score + 0.5 * spread * spread, 60.0))
    return full_cost * (lift * _normal_cdf(score + spread) - _normal_cdf(score))


@kernel
def choose(
    held: int,
    stay: float,
    weight: Array,
    offers: npt.NDArray[np.int64],
    feasible: npt.NDArray[np.bool_],
    home: npt.NDArray[np.int64],
    local: npt.NDArray[np.bool_],
    region: int,
    foreign: float,
    bound: bool,
    owns: bool,
    word: np.uint64,
) -> int:
    """The offer with the highest utility plus Gumbel noise, one hashed draw per offer; -1 if none is feasible.

    Maximising V + G equals minimising E / exp(V) with E = -ln u exponential. As -ln u >= 1 - u, most offers
    lose before their logarithm is needed.
    """
    best, winner = math.inf, NO_OFFER
    for n in range(offers.size):
        o = offers[n]
        w = weight[o]
        if not feasible[o] or w <= 0.0:
            continue
        if local[o]:
            if not owns:
                continue
        elif home[o] != region:
            if bound:
                continue
            w *= foreign
        if o == held:
            w *= stay
        u = uniform(mix(word + np.uint64(o + 1) * _GOLDEN))
        if 1.0 - u >= best * w:
            continue
        score = -math.log(u) / w
        if score < best:
            best, winner = score, o
    return winner


@kernel
def _task_score(
    shown: Shown,
    terms: ClassTerms,
    rules: Rules,
    k: int,
    w: int,
    plan: int,
    execute: int,
) -> tuple[float, float, float]:
    """Participation score, money cost and full cost of a task of class k with the two offers held."""
    reach = shown.log_horizon[execute]
    money = shown.cost_execute[w, execute]
    if plan >= 0:
        reach = rules.planning_weight * shown.log_horizon[plan] + (1.0 - rules.planning_weight) * reach
        money += shown.cost_plan[w, plan]
    if not shown.pays[w]:
        money = 0.0
    full = money + terms.oversight[k] * shown.oversight_lift[w]
    log_p = log_success(math.log(shown.length[w]), reach, rules.beta)
    return participation_score(terms.score0[k], terms.spread[k], log_p, shown.value_lift[w], full), money, full


@kernel
def _best_offer(weight: Array, offers: npt.NDArray[np.int64], feasible: npt.NDArray[np.bool_]) -> int:
    best, winner = 0.0, NO_OFFER
    for n in range(offers.size):
        o = offers[n]
        if feasible[o] and weight[o] > best:
            best, winner = weight[o], o
    return winner


@kernel
def adoption_pull(
    shown: Shown, terms: ClassTerms, pairs: PairTerms, rules: Rules, pair: int, region: int, k: int
) -> float:
    """Monthly hazard of adopting before the user's own propensity, zero where no offer is feasible.

    Bass hazard p + q F, slowed where the surplus S of the most attractive offers is small: x S / (S + S0); flat-rate work costs nothing to set up.
    """
    w = pairs.workload[pair]
    if not shown.open[w]:
        return 0.0
    feasible = shown.feasible[region]
    execute = _best_offer(shown.weight_execute[pair], _executes(shown, w), feasible)
    plan = NO_OFFER
    if shown.agentic[w]:
        plan = _best_offer(shown.weight_plan[pair], _plans(shown, w), feasible)
        if plan < 0:
            return 0.0
    if execute < 0:
        return 0.0
    score, _, full = _task_score(shown, terms, rules, k, w, plan, execute)
    pull = pairs.hazard_p[pair] + pairs.hazard_q[pair] * shown.contagion[pair, region]
    if not shown.pays[w]:
        return pull
    gained = surplus(score, terms.spread[k], full) * shown.rate_growth[w]
    half = rules.setup_share * terms.surplus_ref[k]
    return pull * gained / (gained + half)


@kernel
def _executes(shown: Shown, w: int) -> npt.NDArray[np.int64]:
    return shown.execute_offers[w, : shown.execute_count[w]]


@kernel
def _plans(shown: Shown, w: int) -> npt.NDArray[np.int64]:
    return shown.plan_offers[w, : shown.plan_count[w]]


@kernel
def decide(
    first_cell: int,
    last_cell: int,
    first_user: int,
    last_user: int,
    cell_start: npt.NDArray[np.int64],
    identity: npt.NDArray[np.uint64],
    weight: Array,
    budget: Array,
    propensity: Array,
    bound: npt.NDArray[np.bool_],
    owner_rank: Array,
    owns: npt.NDArray[np.bool_],
    adopted: Array,
    plan: npt.NDArray[np.int16],
    execute: npt.NDArray[np.int16],
    cell_first: npt.NDArray[np.int64],
    cell_pairs: npt.NDArray[np.int64],
    key: np.uint64,
    pairs: PairTerms,
    terms: ClassTerms,
    shown: Shown,
    rules: Rules,
    tally: Tally,
    chunk: int,
) -> None:
    """One month of the users of a chunk of rows, added to the chunk's row of the tally.

    Per user: pipelines look around, adopt and start tasks; then human-started tasks are held to the
    attention and autonomous ones to the delegable work and the budget, and what is left is counted.
    """
    regions, types = shown.foreign.shape[1], TYPES
    workloads = shown.length.size
    tags = np.full((16, MEMO), -1, dtype=np.int64)
    memo = np.empty((16, MEMO, 2))
    pull = np.empty(16)
    human, auto, money_of = np.empty(16), np.empty(16), np.empty(16)
    for cell in range(first_cell, last_cell):
        low, high = max(cell_start[cell], first_user), min(cell_start[cell + 1], last_user)
        if low >= high:
            continue
        region, kind = cell // types % regions, cell % types
        first, n = cell_pairs[cell, 0], cell_pairs[cell, 1]
        segment = cell // (regions * types)
        tags[:n] = -1
        for j in range(n):
            pull[j] = adoption_pull(shown, terms, pairs, rules, first + j, region, ((first + j) * regions + region) * types + kind)
        ceiling_budget = rules.budget_growth[segment]
        for i in range(low, high):
            at = cell_first[cell] + (i - cell_start[cell]) * n
            luck = word_of(key, identity[i], shown.month)
            if owner_rank[i] < shown.owner_share[segment]:
                owns[i] = True
            most, spend_human, spend_auto, minutes, started, local_bill = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            for j in range(n):
                pair = first + j
                w = pairs.workload[pair]
                human[j], auto[j], money_of[j] = 0.0, 0.0, 0.0
                if not shown.open[w]:
                    continue
                a = at + j
                word = mix(luck + np.uint64(j + 1) * _GOLDEN)
                held = execute[a]
                stale = held < 0 or not shown.feasible[region, held] or (
                    shown.agentic[w] and (plan[a] < 0 or not shown.feasible[region, plan[a]])
                )
                if stale or uniform(word) < rules.reconsider:
                    execute[a] = choose(
                        execute[a], rules.stay, shown.weight_execute[pair], _executes(shown, w),
                        shown.feasible[region], shown.home, shown.offer_local, region,
                        shown.foreign[pair, region], bound[i], owns[i], mix(word + np.uint64(1)),
                    )
                    if shown.agentic[w]:
                        plan[a] = choose(
                            plan[a], rules.stay, shown.weight_plan[pair], _plans(shown, w),
                            shown.feasible[region], shown.home, shown.offer_local, region,
                            shown.foreign[pair, region], bound[i], owns[i], mix(word + np.uint64(2)),
                        )
                if execute[a] < 0 or (shown.agentic[w] and plan[a] < 0):
                    continue
                k = (pair * regions + region) * types + kind
                tag = np.int64(plan[a] + 1) * 64 + execute[a]
                slot = (tag ^ (tag >> 5)) & _MEMO_MASK
                if tags[j, slot] != tag:
                    score, money, _ = _task_score(shown, terms, rules, k, w, plan[a], execute[a])
                    tags[j, slot] = tag
                    memo[j, slot, 0], memo[j, slot, 1] = _normal_cdf(score), money
                share, money = memo[j, slot, 0], memo[j, slot, 1]
                room = terms.ceiling[k] - adopted[a]
                if room > 0.0:
                    adopted[a] += room * min(1.0, pull[j] * propensity[i])
                if share < 0.02:
                    adopted[a] *= 1.0 - pairs.abandon[pair]
                tasks = adopted[a] * terms.rate[k] * shown.rate_growth[w] * share
                auto[j] = tasks * pairs.autonomous[pair]
                human[j] = tasks - auto[j]
                money_of[j] = money
                most = max(most, adopted[a])
                spend_human += human[j] * money
                spend_auto += auto[j] * money
                started += human[j] * (shown.length[w] > 0.3)
                if shown.agentic[w]:
                    minutes += tasks * shown.length[w]
                local_bill += tasks * shown.cost_execute[w, execute[a]] * shown.local_coverage[w]
            if most <= 0.0:
                continue
            # Caps hold for a unit that runs the user's most common pipeline: sums over its share of units.
            wallet = budget[i] * ceiling_budget * most
            free = pairs.delegable[first] * rules.reservoir * most
            watch = pairs.attention[first] * most
            keep_work = free / minutes if minutes > free else 1.0
            keep_human = watch / started if started > watch else 1.0
            spend_human *= keep_human * keep_work
            if spend_human > wallet:
                keep_human *= wallet / spend_human
                spend_human = wallet
            keep_auto = 1.0
            if spend_auto * keep_work > wallet - spend_human:
                keep_auto = max(wallet - spend_human, 0.0) / (spend_auto * keep_work)
            if not owns[i] and local_bill * rules.machine_life > rules.bill_multiple * shown.machine_cost * most:
                owns[i] = True
                tally.machines[chunk, segment] += weight[i] * most
            for j in range(n):
                a = at + j
                pair = first + j
                w = pairs.workload[pair]
                if execute[a] < 0:
                    continue
                tally.adopters[chunk, pair, region] += adopted[a] * weight[i]
                if w == 0:
                    tally.chat[chunk, region, execute[a]] += adopted[a] * weight[i]
                tasks = (human[j] * keep_human + auto[j] * keep_auto) * weight[i]
                if shown.agentic[w]:
                    tasks *= keep_work
                if tasks <= 0.0:
                    continue
                row = region * workloads + w
                if shown.offer_local[execute[a]]:
                    kept = tasks * shown.local_coverage[w]
                    tally.execute[chunk, row, execute[a]] += kept
                    rest = plan[a] if plan[a] >= 0 else execute[a]
                    tally.execute[chunk, row, rest] += tasks - kept
                else:
                    tally.execute[chunk, row, execute[a]] += tasks
                if plan[a] >= 0:
                    tally.plan[chunk, row, plan[a]] += tasks


