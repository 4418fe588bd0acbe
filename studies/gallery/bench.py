"""A bench: one pipeline of a segment's usual user on one offer, judged by the kernels that judge all.

The user stands in the US, has the middle value type and sees one offer on which a task takes what it took at the
reference date; what is changed from there is said.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from jevons.agents.blocks import take_up
from jevons.agents.choosing import HOME
from jevons.agents.judging import TASKS, Visit, fill_rows, judge
from jevons.agents.participation import fill_pull
from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown
from jevons.agents.terms import adopted_at_start, build_class_terms, build_pair_terms, reference_tasks
from jevons.agents.users import TYPES
from jevons.market.parameters.declare import Array
from jevons.market.vocabulary import REGIONS, SEGMENTS, WORKLOADS
from jevons.market.world import World
from jevons.studies.gallery.setting import reference, technology

US, MIDDLE = REGIONS.index("us"), TYPES // 2


@dataclass(frozen=True)
class Bench:
    """A pipeline, its offer and its user's rules.

    Attributes:
        pairs, terms, rules: of the pipeline alone. cost: of a task at the usual price, USD. log_horizon: of the offer.
        length: of a task, minutes. pays: whether its user pays by the token.
        at_start: share of units that ran it in January 2023. ceiling: that will ever.
        price: over the usual one. to_do: candidate tasks over those of the reference date.
    """

    pairs: PairTerms
    terms: ClassTerms
    rules: Rules
    cost: float
    log_horizon: float
    length: float
    pays: bool
    at_start: float
    price: float = 1.0
    to_do: float = 1.0

    @property
    def ceiling(self) -> float:
        """Share of units that will ever run it."""
        return float(self.terms.ceiling[MIDDLE])

    def at(self, price: float = 1.0, to_do: float = 1.0) -> "Bench":
        """The same at another price, over the usual one, and with so many times the candidate tasks."""
        return replace(self, price=price, to_do=to_do)

    def without_new_uses(self) -> "Bench":
        """The same where candidate tasks do not answer to the price."""
        terms = self.terms._replace(uses_exponent=np.zeros_like(self.terms.uses_exponent))
        return replace(self, terms=terms)

    def hazards(self, adopted: float) -> Array:
        """Hazard of adopting a month by value type, where a share of units has adopted."""
        out = np.empty(TYPES)
        fill_pull(self._shown(adopted / self.ceiling), self.terms, self.pairs, self.rules, TYPES, out)
        return out

    def judged(self, adopted: float = 0.0) -> Array:
        """What the user makes of the offer: a row with the columns of a judgement."""
        one = np.zeros(1, dtype=np.int16)
        kind, rows = np.full(1, MIDDLE, dtype=np.int8), np.empty(1, dtype=np.uint64)
        fill_rows(1, np.uint64(0), kind, one, one, False, 1, rows)
        out = np.empty((int(rows[0]) + 1, 4))
        judge(
            self._visit(),
            np.uint64(0),
            self.terms.score0,
            self.hazards(adopted),
            np.array([self.log_horizon]),
            np.array([[self.cost * self.price]]),
            np.zeros((1, 1)),
            1,
            np.zeros(1, dtype=np.int64),
            kind,
            one,
            one,
            rows,
            0,
            np.zeros(1, dtype=np.bool_),
            np.empty((1, 3)),
            out,
        )
        return np.asarray(out[int(rows[0])])

    def tasks(self) -> float:
        """Tasks that a unit runs in a month."""
        return float(self.judged()[TASKS])

    def months(self, count: int) -> Array:
        """Share of units that run the pipeline from January 2023 on, (count + 1,), all else held."""
        adopted, found = np.array([self.at_start]), [self.at_start]
        for _ in range(count):
            judgement = self.judged(float(adopted[0]))[None, :]
            zero, room = np.uint64(0), np.empty((1, 1))
            take_up(
                1,
                zero,
                zero,
                self.ceiling,
                np.zeros(1, dtype=np.uint64),
                judgement,
                np.ones(1),
                adopted,
                zero,
                room,
                room.copy(),
                np.zeros(1),
            )
            found.append(float(adopted[0]))
        return np.array(found)

    def _visit(self) -> Visit:
        terms = self.terms
        return Visit(
            number=1,
            workload=0,
            first_class=0,
            plans=False,
            pays=self.pays,
            log_length=math.log(self.length),
            value_lift=0.0,
            beta=self.rules.beta,
            planning_weight=self.rules.planning_weight,
            uses_exponent=float(terms.uses_exponent[MIDDLE]),
            usual_price=float(terms.usual_price[MIDDLE]),
            ceiling=self.ceiling,
            steepness=1.0 / float(terms.spread[MIDDLE]),
            oversight=float(terms.oversight[MIDDLE]),
            rate=float(terms.rate[MIDDLE]) * self.to_do,
            abandon=float(self.pairs.abandon[0]),
        )

    def _shown(self, contagion: float) -> Shown:
        one, offer, yes = np.ones(1), np.zeros((1, 1, 1), dtype=np.int64), np.ones(1, dtype=np.bool_)
        return Shown(
            month=np.uint64(0),
            open=yes,
            log_length=np.log([self.length]),
            length=self.length * one,
            rate_growth=self.to_do * one,
            value_lift=0.0 * one,
            oversight_lift=one,
            agentic=~yes,
            pays=np.array([self.pays]),
            log_horizon=self.log_horizon * one,
            place=np.full((1, 1), HOME),
            feasible=yes[None, :],
            closing=~yes,
            cost_execute=np.array([[self.cost * self.price]]),
            cost_plan=np.zeros((1, 1)),
            weight=one[None, :],
            foreign=one[None, :],
            execute_offers=offer,
            plan_offers=offer,
            execute_count=np.ones(1, dtype=np.int64),
            plan_count=np.ones(1, dtype=np.int64),
            local_coverage=one,
            owner_share=0.0 * one,
            machine_cost=math.inf,
            contagion=np.array([[min(contagion, 1.0)]]),
        )


def bench(world: World, segment: str, workload: str) -> Bench:
    """The pipeline of a (segment, workload) pair at the reference date.

    An agent's planning and executing are on one offer here; the task costs and succeeds as it does on both.

    Raises:
        ValueError: the segment does not do the work.
    """
    structure, w = world.structure, WORKLOADS.index(workload)
    pairs = list(zip(structure.pair_segment.tolist(), structure.pair_workload.tolist(), strict=True))
    pair = pairs.index((SEGMENTS.index(segment), w))
    first = (pair * len(REGIONS) + US) * TYPES
    usual, known = reference_tasks(world, technology()), build_pair_terms(world)
    failing = math.expm1(-float(usual.success[w]))
    length = float(usual.length[w])
    return Bench(
        pairs=PairTerms(np.zeros(1, dtype=np.int64), *(column[[pair]] for column in known[1:])),
        terms=ClassTerms(*(column[first : first + TYPES] for column in build_class_terms(world, technology()))),
        rules=_rules(world),
        cost=float(usual.cost[w]),
        log_horizon=math.log(length) - math.log(failing) / world.capability.beta,
        length=length,
        pays=not structure.flat_rate[w],
        at_start=float(adopted_at_start(world)[pair, US]),
    )


def _rules(world: World) -> Rules:
    return Rules(
        beta=world.capability.beta,
        planning_weight=world.tasks.planning_weight,
        reconsider=0.0,
        stay=1.0,
        setup_share=world.demand.setup_share,
        reservoir=float(world.demand.work_reservoir[reference()]),
        budget_growth=np.ones(len(SEGMENTS)),
        bill_multiple=world.choice.local_bill_multiple,
        machine_life=world.choice.local_life,
    )
