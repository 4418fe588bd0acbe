"""The month as every user sees it: work, offers, costs, and how attractive each offer is to whom."""

import math
from dataclasses import dataclass, field

from tests.reference.formulas import log_success

NOT_DISTRIBUTED = -9.0
LEAST_COST = 1e-9
NOWHERE = -1
"""Home of users' own machines."""


@dataclass
class Work:
    """A workload in a month; `cost_execute` and `cost_plan` are USD a task by offer."""

    number: int
    open: bool
    log_length: float
    length: float
    rate_growth: float
    value_lift: float
    oversight_lift: float
    plans: bool
    pays: bool
    local_coverage: float
    executors: list[int]
    planners: list[int]
    cost_execute: list[float]
    cost_plan: list[float]

    def stages(self) -> list[list[int]]:
        """Offers that may execute, and those that may plan where the work plans."""
        return [self.executors, self.planners] if self.plans else [self.executors]


@dataclass
class Candidate:
    """An offer that users of a region may take for a piece of work, and its utility to them."""

    offer: int
    utility: float
    abroad: bool
    own_machine: bool


@dataclass
class Taste:
    """What a (segment, workload) pair cares for: weights of quality, money, delay and of what runs abroad by region."""

    quality: float
    price: float
    delay: float
    foreign: list[float]


@dataclass
class Month:
    """All that users see in a month.

    Attributes:
        number: of the month.
        beta, planning_weight, reconsider, switching_cost, setup_share, reservoir, bill_multiple,
            machine_life: rules, as in `jevons.agents.shown.Rules`.
        budget_growth, owner_share: by segment. machine_cost: USD.
        log_horizon, home, delay: by offer. feasible: by region and offer.
        works: by workload. tastes: by pair. brand: by workload and offer. contagion: by pair and region.
    """

    number: int
    beta: float
    planning_weight: float
    reconsider: float
    switching_cost: float
    setup_share: float
    reservoir: float
    bill_multiple: float
    machine_life: float
    budget_growth: list[float]
    owner_share: list[float]
    machine_cost: float
    log_horizon: list[float]
    home: list[int]
    delay: list[float]
    feasible: list[list[bool]]
    works: list[Work]
    tastes: list[Taste]
    brand: list[list[float]]
    contagion: list[list[float]]
    seen: dict[tuple[int, int], list[list[Candidate]]] = field(default_factory=dict)

    def utility(self, pair: int, work: Work, offer: int) -> float:
        """V of an offer before privacy and switching; -inf where nobody of the pair is reached by it."""
        taste, brand = self.tastes[pair], self.brand[work.number][offer]
        if brand <= NOT_DISTRIBUTED:
            return -math.inf
        money = max(work.cost_execute[offer] + work.cost_plan[offer], LEAST_COST)
        return (
            taste.quality * log_success(work.log_length, self.log_horizon[offer], self.beta)
            - taste.price * math.log(money)
            - taste.delay * math.log(self.delay[offer])
            + brand
        )

    def candidates(self, pair: int, region: int, work: Work) -> list[list[Candidate]]:
        """What may execute, and what may plan, for users of a region; the same for all of them."""
        if (pair, region) not in self.seen:
            self.seen[pair, region] = [
                [self._candidate(pair, region, work, o) for o in offers if self.feasible[region][o]]
                for offers in work.stages()
            ]
            for listed in self.seen[pair, region]:
                listed[:] = [c for c in listed if c.utility > -math.inf]
        return self.seen[pair, region]

    def _candidate(self, pair: int, region: int, work: Work, offer: int) -> Candidate:
        home = self.home[offer]
        abroad = home not in (NOWHERE, region)
        gap = math.log(self.tastes[pair].foreign[region]) if abroad else 0.0
        return Candidate(offer, self.utility(pair, work, offer) + gap, abroad, home == NOWHERE)

    def log_horizon_of(self, work: Work, execute: int, plan: int) -> float:
        """ln of the horizon of a pipeline: executing and planning models mixed where there is a plan."""
        if not work.plans:
            return self.log_horizon[execute]
        m = self.planning_weight
        return (1.0 - m) * self.log_horizon[execute] + m * self.log_horizon[plan]

    def money(self, work: Work, execute: int, plan: int) -> float:
        """What its user pays for a task, USD; nothing for flat-rate work."""
        if not work.pays:
            return 0.0
        return work.cost_execute[execute] + (work.cost_plan[plan] if work.plans else 0.0)
