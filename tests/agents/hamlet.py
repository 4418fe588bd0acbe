"""A hamlet: one segment in one region, few pieces of work, few offers, all numbers plain, for cases done by hand.

Offers 0 and 1 are at home, 2 is abroad, 3 runs on users' own machines. Every task costs 1 USD on every offer, its
oversight 1 USD, its length is 10 minutes and the horizon is endless, so that all tasks succeed; a score of 8 makes
all of them pay. Everybody runs everything from the start, nobody adopts or gives up.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from jevons.agents import choosing
from jevons.agents.deciding import decide
from jevons.agents.participation import fill_pull
from jevons.agents.pipelines import NO_OFFER, Pipelines
from jevons.agents.shown import ClassTerms, PairTerms, Rules, Shown, Tally
from jevons.agents.users import TYPES, Users

OFFERS, ABROAD, OWN = 4, 2, 3
ALL_PAY = 8.0
NEVER = 30_000


@dataclass
class Hamlet:
    """Everything that the kernels of a month take; change what the case is about, then `live`."""

    users: Users
    pipelines: Pipelines
    pairs: PairTerms
    terms: ClassTerms
    shown: Shown
    rules: Rules
    key: np.uint64 = np.uint64(99)

    def live(self, month: int = 0) -> Tally:
        """Decide for a month; pipelines and owners change, the tally is of one chunk."""
        shown = self.shown._replace(month=np.uint64(month))
        works = len(shown.length)
        pull = np.empty(len(self.terms.rate))
        fill_pull(shown, self.terms, self.pairs, self.rules, TYPES, pull)
        tally = Tally(
            execute=np.zeros((1, works, OFFERS)),
            plan=np.zeros((1, works, OFFERS)),
            adopters=np.zeros((1, works, 1)),
            chat=np.zeros((1, 1, OFFERS)),
            machines=np.zeros((1, 1)),
        )
        people, slots = self.users, self.pipelines
        decide(
            0,
            len(people),
            people.group_start,
            people.cell_start,
            people.identity,
            people.weight,
            people.budget,
            people.propensity,
            people.bound,
            people.owner_rank,
            people.owns,
            slots.adopted,
            slots.plan,
            slots.execute,
            slots.due,
            slots.group_first,
            slots.group_pairs,
            self.key,
            self.pairs,
            self.terms,
            pull,
            shown,
            self.rules,
            tally,
            0,
        )
        return tally

    def tasks(self) -> np.ndarray:
        """Tasks of a month by work, (works,)."""
        return self.live().execute[0].sum(axis=1)

    def show(self, **changes: Any) -> None:
        """Change what is shown; numbers become arrays over works (or segments) where the field is one."""
        self.shown = _changed(self.shown, changes)

    def rule(self, **changes: Any) -> None:
        """Change rules."""
        self.rules = _changed(self.rules, changes)

    def set(self, **changes: Any) -> None:
        """Change terms of pairs and classes."""
        self.pairs = _changed(self.pairs, {k: v for k, v in changes.items() if k in PairTerms._fields})
        self.terms = _changed(self.terms, {k: v for k, v in changes.items() if k in ClassTerms._fields})

    def hold(self, execute: int, plan: int = NO_OFFER) -> None:
        """Let everybody hold these offers."""
        self.pipelines.execute[:], self.pipelines.plan[:] = execute, plan


def _changed(old: Any, changes: dict[str, Any]) -> Any:
    """A copy with fields changed; a number fills an array of the field's shape and type."""
    fitted = {}
    for name, value in changes.items():
        before = getattr(old, name)
        whole = isinstance(before, np.ndarray)
        fitted[name] = np.array(np.broadcast_to(value, before.shape), dtype=before.dtype) if whole else value
    return old._replace(**fitted)


def hamlet(works: int = 2, people: int = 1) -> Hamlet:
    """A hamlet of so many users who each do so many pieces of work. Work 0 is chat for the count of chatters."""
    classes, n = works * TYPES, people
    offers = np.tile(np.array([ABROAD, 0, 1, OWN]), (1, works, 1))
    return Hamlet(
        users=Users(
            identity=np.arange(n, dtype=np.uint64),
            weight=np.ones(n),
            budget=np.full(n, 1e9),
            propensity=np.ones(n),
            bound=np.zeros(n, dtype=np.bool_),
            owner_rank=np.full(n, 0.5),
            owns=np.zeros(n, dtype=np.bool_),
            cell_start=np.array([0, n, n, n]),
        ),
        pipelines=Pipelines(
            adopted=np.ones(n * works),
            plan=np.full(n * works, NO_OFFER, dtype=np.int16),
            execute=np.full(n * works, NO_OFFER, dtype=np.int16),
            due=np.full(n * works, NEVER, dtype=np.int16),
            group_first=np.array([0]),
            group_pairs=np.array([[0, works]]),
        ),
        pairs=PairTerms(
            workload=np.arange(works),
            hazard_p=np.zeros(works),
            hazard_q=np.zeros(works),
            abandon=np.zeros(works),
            autonomous=np.zeros(works),
            attention=np.full(works, 1e9),
            delegable=np.full(works, 1e9),
        ),
        terms=ClassTerms(
            score0=np.full(classes, ALL_PAY + np.log(2.0)),
            spread=np.ones(classes),
            oversight=np.ones(classes),
            rate=np.full(classes, 5.0),
            surplus_ref=np.ones(classes),
            ceiling=np.ones(classes),
            uses_exponent=np.zeros(classes),
            usual_price=np.zeros(classes),
        ),
        shown=Shown(
            month=np.uint64(0),
            open=np.ones(works, dtype=np.bool_),
            log_length=np.full(works, np.log(10.0)),
            length=np.full(works, 10.0),
            rate_growth=np.ones(works),
            value_lift=np.zeros(works),
            oversight_lift=np.ones(works),
            agentic=np.zeros(works, dtype=np.bool_),
            pays=np.ones(works, dtype=np.bool_),
            log_horizon=np.full(OFFERS, 500.0),
            place=np.array([[choosing.HOME, choosing.HOME, choosing.ABROAD, choosing.OWN_MACHINE]]),
            feasible=np.ones((1, OFFERS), dtype=np.bool_),
            closing=np.ones(1, dtype=np.bool_),
            cost_execute=np.ones((works, OFFERS)),
            cost_plan=np.zeros((works, OFFERS)),
            weight=np.ones((works, OFFERS)),
            foreign=np.ones((works, 1)),
            execute_offers=offers,
            plan_offers=offers.copy(),
            execute_count=np.full(works, OFFERS),
            plan_count=np.full(works, OFFERS),
            local_coverage=np.ones(works),
            owner_share=np.zeros(1),
            machine_cost=np.inf,
            contagion=np.zeros((works, 1)),
        ),
        rules=Rules(
            beta=1.0,
            planning_weight=0.5,
            reconsider=0.0,
            stay=1.0,
            setup_share=0.0,
            reservoir=1.0,
            budget_growth=np.ones(1),
            bill_multiple=1.0,
            machine_life=36.0,
        ),
    )
