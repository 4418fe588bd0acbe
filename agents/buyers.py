"""The users' side as one Mesa agent: it shows kernels the month's shelf and adds up what they decide."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np

from jevons.agents.brands import reach_by_month
from jevons.agents.choosing import ABROAD, HOME, OWN_MACHINE
from jevons.agents.deciding import decide
from jevons.agents.participation import fill_pull, tries_of
from jevons.agents.paths import build_paths, foreign_weights
from jevons.agents.pipelines import Pipelines, block_edges, create_pipelines
from jevons.agents.shown import Rules, Shown, Tally
from jevons.agents.terms import adopted_at_start, adoption_ceiling, build_class_terms, build_pair_terms
from jevons.agents.users import TYPES, Users
from jevons.market.chance import Stream
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.parameters.entities import NOT_DISTRIBUTED
from jevons.market.roles import Buyer
from jevons.market.shelf import Shelf
from jevons.market.structure import Structure
from jevons.market.technology import Technology
from jevons.market.vocabulary import REGIONS, SEGMENTS, WORKLOADS
from jevons.market.wishes import Wishes
from jevons.market.world import World

CHUNK_USERS = 25_000
LEAST_COST = 1e-9


class UserPopulation(Buyer):
    """All users and their pipelines.

    Attributes:
        users, pipelines: columns.
        adopters: units that run each pair, (pairs, regions), as of last month.
    """

    def __init__(
        self,
        model: mesa.Model,
        world: World,
        technology: Technology,
        users: Users,
        machine_speed: Array,
        threads: int = 1,
    ) -> None:
        """Deploy pipelines for the users.

        Args:
            model: the market.
            world, technology: the world and its paths.
            users: simulated users.
            machine_speed: tokens a second of a user's own machine, (months,).
            threads: threads that share the work; results do not depend on it.
        """
        super().__init__(model, "users", 0)
        self.world, self.technology, self.users, self.threads = world, technology, users, threads
        structure = world.structure
        self.pipelines: Pipelines = create_pipelines(users, structure, adopted_at_start(world))
        self.pairs = build_pair_terms(world)
        self.terms = build_class_terms(world, technology)
        self.paths = build_paths(world, technology, machine_speed)
        self.stay = float(np.exp(-world.choice.switching_cost))
        self.pays = ~structure.flat_rate
        self.place = places(structure)
        self.foreign = foreign_weights(world)
        self.reach = reach_by_month(world)
        self.quality = world.choice.quality_weight * world.segments.quality_sensitivity
        self.price = world.choice.price_weight * world.segments.price_sensitivity
        self.delay = world.choice.delay_weight * world.segments.delay_sensitivity
        self.feasible = np.zeros((len(REGIONS), structure.offers), dtype=np.bool_)
        self.key = Stream(world.scenario.seed, "pipeline.month").key
        self.lists = fitting_offers(structure)
        self.units = np.maximum(_units(world), 1.0)
        self.possible = np.maximum(self.units * adoption_ceiling(world), 1.0)
        self.adopters = self.units * adopted_at_start(world)
        chunks = max(1, -(-len(users) // CHUNK_USERS))
        self.group_start = users.group_start
        blocks = block_edges(self.group_start)
        edges = blocks[np.linspace(0, len(blocks) - 1, chunks + 1).astype(np.int64)]
        self.chunks = list(itertools.pairwise(edges.tolist()))
        self.pull = np.empty(len(self.terms.rate))
        self.tally = Tally(
            execute=np.zeros((chunks, len(REGIONS) * len(WORKLOADS), structure.offers)),
            plan=np.zeros((chunks, len(REGIONS) * len(WORKLOADS), structure.offers)),
            adopters=np.zeros((chunks, len(self.pairs.workload), len(REGIONS))),
            chat=np.zeros((chunks, len(REGIONS), structure.offers)),
            machines=np.zeros((chunks, len(SEGMENTS))),
        )

    def decide(self, month: int, shelf: Shelf) -> Wishes:
        """Adopt, choose offers and start tasks for a month."""
        shown, rules = self._shown(month, shelf), self._rules(month)
        fill_pull(shown, self.terms, self.pairs, rules, TYPES, self.pull)
        for array in self.tally:
            array[:] = 0.0
        if self.threads > 1 and len(self.chunks) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(lambda n: self._walk(n, shown, rules), range(len(self.chunks))))
        else:
            for number in range(len(self.chunks)):
                self._walk(number, shown, rules)
        shape = (len(REGIONS), len(WORKLOADS), -1)
        execute, plan, self.adopters, chat, machines = (
            array[0].copy() if len(array) == 1 else array.sum(axis=0) for array in self.tally
        )
        return Wishes(
            execute=execute.reshape(shape),
            plan=plan.reshape(shape),
            adopters=self.adopters,
            chat=chat,
            machines=machines,
        )

    def _walk(self, number: int, shown: Shown, rules: Rules) -> None:
        users, pipelines = self.users, self.pipelines
        first, last = self.chunks[number]
        decide(
            int(first),
            int(last),
            self.group_start,
            users.cell_start,
            users.identity,
            users.weight,
            users.budget,
            users.propensity,
            users.bound,
            users.owner_rank,
            users.owns,
            pipelines.adopted,
            pipelines.plan,
            pipelines.execute,
            pipelines.due,
            pipelines.group_first,
            pipelines.group_pairs,
            self.key,
            self.pairs,
            self.terms,
            self.pull,
            shown,
            rules,
            self.tally,
            number,
        )

    def _rules(self, month: int) -> Rules:
        world = self.world
        return Rules(
            beta=world.capability.beta,
            planning_weight=world.tasks.planning_weight,
            reconsider=world.choice.reconsider_rate,
            stay=self.stay,
            setup_share=world.demand.setup_share,
            reservoir=float(world.demand.work_reservoir[month]),
            budget_growth=self.paths.budget_growth[month],
            bill_multiple=world.choice.local_bill_multiple,
            machine_life=world.choice.local_life,
        )

    def _shown(self, month: int, shelf: Shelf) -> Shown:
        structure, paths = self.world.structure, self.paths
        closing = np.asarray((self.feasible & ~shelf.feasible).any(axis=1))
        self.feasible = shelf.feasible.copy()
        return Shown(
            month=np.uint64(month),
            open=paths.open[month],
            log_length=paths.log_length[month],
            length=self.technology.shape.length[month],
            rate_growth=paths.rate_growth[month],
            value_lift=paths.value_lift[month],
            oversight_lift=paths.oversight_lift[month],
            agentic=structure.agentic,
            pays=self.pays,
            log_horizon=paths.log_horizon[month],
            place=self.place,
            feasible=shelf.feasible,
            closing=closing,
            cost_execute=shelf.cost_execute,
            cost_plan=shelf.cost_plan,
            weight=self._weights(month, shelf),
            foreign=self.foreign,
            execute_offers=self.lists[0],
            plan_offers=self.lists[2],
            execute_count=self.lists[1],
            plan_count=self.lists[3],
            local_coverage=paths.local_coverage[month],
            owner_share=paths.owner_share[month],
            machine_cost=shelf.machine_cost,
            contagion=np.minimum(self.adopters / self.possible, 1.0),
        )

    def _weights(self, month: int, shelf: Shelf) -> Array:
        """exp(utility) of each offer for each pair, (pairs, offers), noise and privacy apart."""
        world, structure = self.world, self.world.structure
        out = np.empty((len(self.pairs.workload), structure.offers))
        fill_weights(
            self.pairs.workload,
            structure.pair_segment,
            structure.surface,
            self.paths.log_horizon[month],
            self.paths.log_length[month],
            shelf.cost_execute,
            shelf.cost_plan,
            shelf.delay,
            self.reach[month],
            self.quality,
            self.price,
            self.delay,
            world.capability.beta,
            out,
        )
        return out


@kernel
def fill_weights(
    pair_workload: np.ndarray,
    pair_segment: np.ndarray,
    surface: np.ndarray,
    log_horizon: Array,
    log_length: Array,
    cost_execute: Array,
    cost_plan: Array,
    delay_of: Array,
    reach: Array,
    quality: Array,
    price: Array,
    delay: Array,
    beta: float,
    out: Array,
) -> None:
    """exp(V), V = quality x ln p - price x ln money - delay x ln delay + reach; 0 where not distributed."""
    log_p, log_money = np.empty(cost_execute.shape), np.empty(cost_execute.shape)
    for w in range(log_length.size):
        for o in range(log_horizon.size):
            if reach[o, surface[w]] > NOT_DISTRIBUTED:
                log_p[w, o] = -np.log(tries_of(log_length[w], log_horizon[o], beta))
                log_money[w, o] = np.log(max(cost_execute[w, o] + cost_plan[w, o], LEAST_COST))
    for i in range(pair_workload.size):
        w, s = pair_workload[i], pair_segment[i]
        for o in range(log_horizon.size):
            brand = reach[o, surface[w]]
            if brand <= NOT_DISTRIBUTED:
                out[i, o] = 0.0
                continue
            slow = delay[s] * np.log(delay_of[o])
            out[i, o] = np.exp(quality[s] * log_p[w, o] - price[s] * log_money[w, o] - slow + brand)


def _units(world: World) -> Array:
    return np.asarray(world.segments.count[world.structure.pair_segment])


def places(structure: Structure) -> np.ndarray:
    """Where each offer stands, seen from each region, (regions, offers): abroad, at home, or on users' machines."""
    home = structure.home[structure.offer_provider]
    at_home = np.where(home == np.arange(len(REGIONS))[:, None], HOME, ABROAD)
    return np.where(home < 0, OWN_MACHINE, at_home)


def fitting_offers(structure: Structure) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Offers that each workload may execute on and plan on, by their place: two padded lists with their lengths."""
    order = np.argsort(places(structure), axis=1, kind="stable")

    def listed(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fits = mask[:, structure.offer_tier]
        count = fits.sum(axis=1)
        out = np.zeros((len(REGIONS), len(fits), count.max()), dtype=np.int64)
        for region, w in np.ndindex(out.shape[:2]):
            out[region, w, : count[w]] = order[region][fits[w, order[region]]]
        return out, count

    return (*listed(structure.executes), *listed(structure.plans))
