"""The population: all users as Mesa agents, the month that they are shown, and what they bring to market."""

import itertools
import math

import mesa
from mesa.agent import AgentSet

from jevons.agents.paths import build_paths, foreign_weights
from jevons.agents.terms import adopted_at_start, adoption_ceiling, build_class_terms, build_pair_terms
from jevons.agents.users import TYPES, Users
from jevons.market.chance import Stream
from jevons.market.parameters.declare import Array
from jevons.market.roles import Buyer
from jevons.market.shelf import Shelf
from jevons.market.technology import Technology
from jevons.market.vocabulary import REGIONS, WORKLOADS
from jevons.market.wishes import Wishes
from jevons.market.world import World
from tests.reference.adoption import hazard
from tests.reference.kinds import Kind, build_kinds, kind_number
from tests.reference.month import NOT_DISTRIBUTED, Month, Taste, Work
from tests.reference.tally import Tally
from tests.reference.user import Person, Pipeline, User


class ReferencePopulation(Buyer):
    """All users, one agent each; takes the arguments of `jevons.agents.buyers.UserPopulation`."""

    def __init__(
        self,
        model: mesa.Model,
        world: World,
        technology: Technology,
        users: Users,
        machine_speed: Array,
        threads: int = 1,
    ) -> None:
        super().__init__(model, "users", 0)
        self.world, self.technology = world, technology
        self.paths = build_paths(world, technology, machine_speed)
        self.kinds = build_kinds(build_class_terms(world, technology), build_pair_terms(world))
        self.brands = Brands(world)
        self.tastes = build_tastes(world)
        self.key = int(Stream(world.scenario.seed, "pipeline.month").key)
        self.people = AgentSet(create_agents(model, world, users, self.kinds), random=model.random)
        units = world.segments.count[world.structure.pair_segment].clip(min=1.0)
        self.possible = (units * adoption_ceiling(world)).clip(min=1.0).tolist()
        self.adopters = (units * adopted_at_start(world)).tolist()

    def decide(self, month: int, shelf: Shelf) -> Wishes:
        """Let every user live the month."""
        shown = self.shown(month, shelf)
        hazards = [hazard(kind, shown, shown.works[kind.workload]) for kind in self.kinds]
        tally = Tally.empty(self.world.structure.offers, len(self.tastes))
        self.people.do("live", shown, self.key, hazards, tally)
        self.adopters = tally.adopters
        return tally.wishes()

    def shown(self, month: int, shelf: Shelf) -> Month:
        """The month as users see it."""
        world, paths = self.world, self.paths
        return Month(
            number=month,
            beta=world.capability.beta,
            planning_weight=world.tasks.planning_weight,
            reconsider=world.choice.reconsider_rate,
            switching_cost=world.choice.switching_cost,
            setup_share=world.demand.setup_share,
            reservoir=float(world.demand.work_reservoir[month]),
            bill_multiple=world.choice.local_bill_multiple,
            machine_life=world.choice.local_life,
            budget_growth=paths.budget_growth[month].tolist(),
            owner_share=paths.owner_share[month].tolist(),
            machine_cost=shelf.machine_cost,
            log_horizon=paths.log_horizon[month].tolist(),
            home=world.structure.home[world.structure.offer_provider].tolist(),
            delay=shelf.delay.tolist(),
            feasible=shelf.feasible.tolist(),
            works=[self._work(month, shelf, w) for w in range(len(WORKLOADS))],
            tastes=self.tastes,
            brand=[self.brands.at(month, w) for w in range(len(WORKLOADS))],
            contagion=[
                [min(now / most, 1.0) for now, most in zip(adopters, possible, strict=True)]
                for adopters, possible in zip(self.adopters, self.possible, strict=True)
            ],
        )

    def _work(self, month: int, shelf: Shelf, w: int) -> Work:
        structure, paths = self.world.structure, self.paths
        tiers = structure.offer_tier
        return Work(
            number=w,
            open=bool(paths.open[month, w]),
            log_length=float(paths.log_length[month, w]),
            length=math.exp(paths.log_length[month, w]),
            rate_growth=float(paths.rate_growth[month, w]),
            value_lift=float(paths.value_lift[month, w]),
            oversight_lift=float(paths.oversight_lift[month, w]),
            plans=bool(structure.agentic[w]),
            pays=not structure.flat_rate[w],
            local_coverage=float(paths.local_coverage[month, w]),
            executors=structure.executes[w][tiers].nonzero()[0].tolist(),
            planners=structure.plans[w][tiers].nonzero()[0].tolist(),
            cost_execute=shelf.cost_execute[w].tolist(),
            cost_plan=shelf.cost_plan[w].tolist(),
        )


def build_tastes(world: World) -> list[Taste]:
    """What each (segment, workload) pair cares for."""
    structure, choice, segments = world.structure, world.choice, world.segments
    foreign = foreign_weights(world).tolist()
    return [
        Taste(
            quality=choice.quality_weight * float(segments.quality_sensitivity[s]),
            price=choice.price_weight * float(segments.price_sensitivity[s]),
            delay=choice.delay_weight * float(segments.delay_sensitivity[s]),
            foreign=foreign[pair],
        )
        for pair, s in enumerate(structure.pair_segment)
    ]


class Brands:
    """How well known and how widely distributed the sellers of all offers are.

    Attributes:
        reach: at the end of 2025, by provider and surface. growth: yearly, by provider. seller: provider by offer.
        surface: by workload. now: number of the month that `reach` speaks of. last: of the one in which growth ends.
    """

    def __init__(self, world: World) -> None:
        self.reach, self.growth = world.providers.reach.tolist(), world.providers.reach_growth.tolist()
        self.seller, self.surface = world.structure.offer_provider.tolist(), world.structure.surface.tolist()
        self.now, self.last = world.calendar.index("2025-12"), world.calendar.index("2026-12")

    def at(self, month: int, workload: int) -> list[float]:
        """Reach by offer, in units of utility, on the surface of a workload."""
        return [self.of(provider, self.surface[workload], month) for provider in self.seller]

    def of(self, provider: int, surface: int, month: int) -> float:
        """Where a brand is on its straight line; never off the market, and never on it where it was not."""
        start = self.reach[provider][surface]
        if start <= NOT_DISTRIBUTED:
            return float(start)
        years = (min(month, self.last) - self.now) / 12.0
        return float(max(start + years * self.growth[provider], NOT_DISTRIBUTED + 1.0))


def create_agents(model: mesa.Model, world: World, users: Users, kinds: list[Kind]) -> list[User]:
    """One agent for each row of the users' columns, with a pipeline for each workload of its segment."""
    first_pair = world.structure.segment_first_pair.tolist()
    start = adopted_at_start(world).tolist()
    agents = []
    for cell, (first, last) in enumerate(itertools.pairwise(users.cell_start.tolist())):
        segment, region, value_type = (
            cell // TYPES // len(REGIONS),
            cell // TYPES % len(REGIONS),
            cell % TYPES,
        )
        pairs = range(first_pair[segment], first_pair[segment + 1])
        for row in range(first, last):
            person = Person(
                identity=int(users.identity[row]),
                segment=segment,
                region=region,
                weight=float(users.weight[row]),
                budget=float(users.budget[row]),
                propensity=float(users.propensity[row]),
                bound=bool(users.bound[row]),
                owner_rank=float(users.owner_rank[row]),
            )
            pipelines = [Pipeline(kinds[kind_number(pair, region, value_type)], start[pair][region]) for pair in pairs]
            agents.append(User(model, person, pipelines))
    return agents
