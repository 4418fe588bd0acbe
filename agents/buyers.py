"""The users' side as one Mesa agent: it shows kernels the month's shelf and adds up what they decide."""

from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np

from jevons.agents.pipelines import (
    Pipelines,
    Rules,
    Shown,
    Tally,
    create_pipelines,
    decide,
)
from jevons.agents.terms import adopted_at_start, adoption_ceiling, build_class_terms, build_pair_terms
from jevons.agents.users import Users
from jevons.market.calendar import month_number
from jevons.market.chance import Stream
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.roles import Buyer
from jevons.market.shelf import Shelf
from jevons.market.structure import Structure
from jevons.market.technology import REFERENCE_MONTH, Technology
from jevons.market.vocabulary import LOCAL_TIER, REGIONS, SEGMENTS, WORKLOADS
from jevons.market.wishes import Wishes
from jevons.market.world import World

CHUNK_USERS = 25_000


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
        self.machine_speed = machine_speed
        structure = world.structure
        self.pipelines: Pipelines = create_pipelines(users, structure, adopted_at_start(world))
        self.pairs = build_pair_terms(world)
        self.terms = build_class_terms(world, technology)
        self.key = Stream(world.scenario.seed, "pipeline.month").key
        self.lists = candidate_offers(structure)
        self.units = np.maximum(_units(world), 1.0)
        self.possible = np.maximum(self.units * adoption_ceiling(world), 1.0)
        self.adopters = self.units * adopted_at_start(world)
        chunks = max(1, -(-len(users) // CHUNK_USERS))
        edges = np.linspace(0, len(users), chunks + 1).astype(np.int64)
        self.chunks = list(zip(edges[:-1], edges[1:], strict=True))
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
        for array in self.tally:
            array[:] = 0.0
        if self.threads > 1 and len(self.chunks) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(lambda n: self._walk(n, shown, rules), range(len(self.chunks))))
        else:
            for number in range(len(self.chunks)):
                self._walk(number, shown, rules)
        shape = (len(REGIONS), len(WORKLOADS), -1)
        self.adopters = self.tally.adopters.sum(axis=0)
        return Wishes(
            execute=self.tally.execute.sum(axis=0).reshape(shape),
            plan=self.tally.plan.sum(axis=0).reshape(shape),
            adopters=self.adopters,
            chat=self.tally.chat.sum(axis=0),
            machines=self.tally.machines.sum(axis=0),
        )

    def _walk(self, number: int, shown: Shown, rules: Rules) -> None:
        users, pipelines = self.users, self.pipelines
        first, last = self.chunks[number]
        start = users.cell_start
        decide(
            int(np.searchsorted(start, first, side="right") - 1),
            int(np.searchsorted(start, last, side="left")),
            int(first),
            int(last),
            start,
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
            pipelines.cell_first,
            pipelines.cell_pairs,
            self.key,
            self.pairs,
            self.terms,
            shown,
            rules,
            self.tally,
            number,
        )

    def _rules(self, month: int) -> Rules:
        world = self.world
        years = (month - world.calendar.index(REFERENCE_MONTH)) / 12.0
        return Rules(
            beta=world.capability.beta,
            planning_weight=world.tasks.planning_weight,
            reconsider=world.choice.reconsider_rate,
            stay=float(np.exp(world.choice.switching_cost)),
            setup_share=world.demand.setup_share,
            reservoir=float(world.demand.work_reservoir[month]),
            budget_growth=world.segments.budget_growth**years,
            bill_multiple=world.choice.local_bill_multiple,
            machine_life=world.choice.local_life,
        )

    def _shown(self, month: int, shelf: Shelf) -> Shown:
        world, technology, structure = self.world, self.technology, self.world.structure
        demand, w = world.demand, world.workloads
        reference = min(world.calendar.index(REFERENCE_MONTH), len(world.calendar) - 1)
        length = technology.shape.length[month]
        relative = length / technology.shape.length[reference]
        horizon = technology.offer_horizon[month]
        log_horizon = np.log(np.maximum(horizon, 1e-6))
        weights = self._weights(shelf, log_horizon, length)
        now = month_number(world.calendar.start) + month
        need = w.privacy_need[structure.pair_workload][:, None] * np.clip(
            world.segments.privacy_need[structure.pair_segment][:, None]
            + world.segments.privacy_need_shift[structure.pair_segment],
            0.0,
            1.0,
        )
        speed = self.machine_speed[month]
        ramp = np.clip((month - world.calendar.index("2023-03")) / 33.0, 0.0, 1.0)
        return Shown(
            month=np.uint64(month),
            open=structure.start_month <= now,
            length=length,
            rate_growth=w.tasks_per_month[:, month] / w.tasks_per_month[:, reference],
            value_lift=demand.value_length_exponent * np.log(relative),
            oversight_lift=np.where(structure.flat_rate, 1.0, relative**demand.oversight_length_exponent),
            agentic=structure.agentic,
            pays=~structure.flat_rate,
            log_horizon=log_horizon,
            home=structure.home[structure.offer_provider],
            offer_local=structure.offer_tier == LOCAL_TIER,
            feasible=shelf.feasible,
            cost_execute=shelf.cost_execute,
            cost_plan=shelf.cost_plan,
            weight_execute=weights,
            weight_plan=weights,
            foreign=np.exp(-world.choice.privacy_weight * need),
            execute_offers=self.lists[0],
            execute_count=self.lists[1],
            plan_offers=self.lists[2],
            plan_count=self.lists[3],
            local_coverage=np.clip(speed / np.maximum(w.latency_need, 1e-9), 0.0, 1.0),
            owner_share=world.segments.local_hardware_share * ramp,
            machine_cost=shelf.machine_cost,
            contagion=np.minimum(self.adopters / self.possible, 1.0),
        )

    def _weights(self, shelf: Shelf, log_horizon: Array, length: Array) -> Array:
        """exp(utility) of each offer for each pair, (pairs, offers), noise and privacy apart."""
        world, structure = self.world, self.world.structure
        out = np.empty((len(self.pairs.workload), structure.offers))
        money = shelf.cost_execute + shelf.cost_plan
        fill_weights(
            self.pairs.workload,
            structure.pair_segment,
            structure.surface,
            log_horizon,
            np.log(length),
            np.log(np.maximum(money, 1e-9)),
            np.log(shelf.delay),
            world.providers.reach[structure.offer_provider],
            world.choice.quality_weight * world.segments.quality_sensitivity,
            world.choice.price_weight * world.segments.price_sensitivity,
            world.choice.delay_weight * world.segments.delay_sensitivity,
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
    log_money: Array,
    log_delay: Array,
    reach: Array,
    quality: Array,
    price: Array,
    delay: Array,
    beta: float,
    out: Array,
) -> None:
    """exp(V), V = quality x ln p - price x ln money - delay x ln delay + reach; 0 where not distributed."""
    for i in range(pair_workload.size):
        w, s = pair_workload[i], pair_segment[i]
        for o in range(log_horizon.size):
            brand = reach[o, surface[w]]
            if brand <= -9.0:
                out[i, o] = 0.0
                continue
            log_p = -np.log1p(np.exp(beta * (log_length[w] - log_horizon[o])))
            out[i, o] = np.exp(
                quality[s] * log_p - price[s] * log_money[w, o] - delay[s] * log_delay[o] + brand
            )


def _units(world: World) -> Array:
    return np.asarray(world.segments.count[world.structure.pair_segment])


def candidate_offers(structure: Structure) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Offers that each workload may execute on and plan on: two padded lists with their lengths."""

    def listed(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = [np.flatnonzero(mask[w][structure.offer_tier]) for w in range(len(mask))]
        out = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        for w, row in enumerate(rows):
            out[w, : len(row)] = row
        return out, np.array([len(row) for row in rows])

    return (*listed(structure.executes), *listed(structure.plans))
