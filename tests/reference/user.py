"""A user: one Mesa agent with its pipelines, and its month."""

import math
from dataclasses import dataclass

import mesa

from jevons.market.roles import Counters
from tests.reference.formulas import log_success, new_uses, normal_cdf, score
from tests.reference.kinds import Kind
from tests.reference.luck import branch, luck_of, mix, offer_draw, uniform
from tests.reference.month import Candidate, Month, Work
from tests.reference.tally import CHAT, Tally

STARTED_MINUTES = 0.3
GIVE_UP_SHARE = 0.02
NO_OFFER = -1


@dataclass
class Person:
    """Who a user is, as in `jevons.agents.users.Users`."""

    identity: int
    segment: int
    region: int
    weight: float
    budget: float
    propensity: float
    bound: bool
    owner_rank: float


@dataclass
class Pipeline:
    """A user's slot for one workload.

    `adopted` is the share of the user's units that run it; `execute` and `plan` are the offers held; `tasks`
    are those of the month, per unit; `money` is what one of them costs its user, USD; `due` is the month of its
    next look around.
    """

    kind: Kind
    adopted: float
    execute: int = NO_OFFER
    plan: int = NO_OFFER
    tasks: float = 0.0
    money: float = 0.0
    due: int = 0

    def works(self, work: Work) -> bool:
        """Whether there is an offer for each part of the work."""
        return self.execute != NO_OFFER and (not work.plans or self.plan != NO_OFFER)


Running = list[tuple[Pipeline, Work]]


class User(mesa.Agent):
    """A simulated user, who stands for `weight` real ones."""

    _ids = Counters()

    def __init__(self, model: mesa.Model, person: Person, pipelines: list[Pipeline]) -> None:
        super().__init__(model)
        self.person = person
        self.pipelines = pipelines
        self.owns = False

    def live(self, month: Month, key: int, hazards: list[float], tally: Tally) -> None:
        """A month: look around, adopt, start what pays, stay within the limits, be counted."""
        person = self.person
        self.owns = self.owns or person.owner_rank < month.owner_share[person.segment]
        luck = luck_of(key, person.identity, month.number)
        running: Running = []
        for number, pipeline in enumerate(self.pipelines, start=1):
            work = month.works[pipeline.kind.workload]
            if work.open:
                self._look_around(pipeline, work, month, branch(luck, number))
                self._start(pipeline, work, month, hazards[pipeline.kind.number])
                running.append((pipeline, work))
        if running:
            self._stay_within_limits(running, month)
            self._buy_a_machine(running, month, tally)
        for pipeline, work in running:
            self._be_counted(pipeline, work, month, tally)

    def _look_around(self, pipeline: Pipeline, work: Work, month: Month, word: int) -> None:
        """Now and then, and whenever an offer held is gone, choose the offers anew."""
        open_here = month.feasible[self.person.region]
        held = (pipeline.execute, pipeline.plan) if work.plans else (pipeline.execute,)
        stale = any(offer == NO_OFFER or not open_here[offer] for offer in held)
        due = pipeline.due <= month.number
        if due:
            pipeline.due = month.number + pause(word, month.reconsider)
        if stale or due:
            listed = month.candidates(pipeline.kind.pair, self.person.region, work)
            pipeline.execute = self._choose(listed[0], pipeline.execute, month.switching_cost, mix(word + 1))
            if work.plans:
                pipeline.plan = self._choose(listed[1], pipeline.plan, month.switching_cost, mix(word + 2))

    def _choose(self, listed: list[Candidate], held: int, switching_cost: float, word: int) -> int:
        """The offer of the highest utility with Gumbel noise, one draw for each offer."""
        best, winner = -math.inf, NO_OFFER
        for candidate in listed:
            if (candidate.abroad and self.person.bound) or (candidate.own_machine and not self.owns):
                continue
            gumbel = -math.log(-math.log(offer_draw(word, candidate.offer)))
            total = candidate.utility + gumbel
            if candidate.offer == held:
                total += switching_cost
            if total > best:
                best, winner = total, candidate.offer
        return winner

    def _start(self, pipeline: Pipeline, work: Work, month: Month, hazard: float) -> None:
        """Adopt or give up, and start the tasks that pay; nothing without an offer."""
        pipeline.tasks = pipeline.money = 0.0
        if not pipeline.works(work):
            return
        kind = pipeline.kind
        pipeline.money = month.money(work, pipeline.execute, pipeline.plan)
        horizon = month.log_horizon_of(work, pipeline.execute, pipeline.plan)
        log_p = log_success(work.log_length, horizon, month.beta)
        full_cost = pipeline.money + kind.oversight * work.oversight_lift
        share = normal_cdf(score(kind.score0, kind.spread, work.value_lift, log_p, full_cost))
        uses = 1.0
        if work.pays:
            uses = new_uses(kind.uses_exponent, kind.usual_price, work.value_lift, log_p, pipeline.money)
        room = max(kind.ceiling - pipeline.adopted, 0.0)
        pipeline.adopted += room * min(1.0, hazard * self.person.propensity)
        if share < GIVE_UP_SHARE:
            pipeline.adopted *= 1.0 - kind.abandon
        pipeline.tasks = pipeline.adopted * kind.rate * work.rate_growth * uses * share

    def _buy_a_machine(self, running: Running, month: Month, tally: Tally) -> None:
        """Buy one when the bill that it would save over its life exceeds a multiple of its cost."""
        most = max(pipeline.adopted for pipeline, _ in running)
        bill = sum(p.tasks * p.money * work.local_coverage for p, work in running)
        due = month.bill_multiple * month.machine_cost
        if not self.owns and most > 0.0 and bill * month.machine_life > due * most:
            self.owns = True
            tally.machines[self.person.segment] += self.person.weight * most

    def _stay_within_limits(self, running: Running, month: Month) -> None:
        """Attention limits what people start one by one, delegable work limits agents, the budget what costs money.

        Limits are those of a unit that runs the user's most common pipeline. People's tasks are paid first.
        """
        kind, person = running[0][0].kind, self.person
        most = max(pipeline.adopted for pipeline, _ in running)
        by_hand = [p.tasks * (1.0 - p.kind.autonomous) for p, _ in running]
        by_itself = [p.tasks * p.kind.autonomous for p, _ in running]
        begun = [work.length > STARTED_MINUTES for _, work in running]
        started = sum(tasks for tasks, one_by_one in zip(by_hand, begun, strict=True) if one_by_one)
        minutes = sum(p.tasks * work.length for p, work in running if work.plans)
        attended = within(kind.attention * most, started)
        handed_over = within(kind.delegable * month.reservoir * most, minutes)
        for i, (_, work) in enumerate(running):
            left = handed_over if work.plans else 1.0
            by_hand[i] *= left * (attended if begun[i] else 1.0)
            by_itself[i] *= left
        purse = person.budget * month.budget_growth[person.segment] * most
        spent = sum(tasks * p.money for tasks, (p, _) in zip(by_hand, running, strict=True))
        asked = sum(tasks * p.money for tasks, (p, _) in zip(by_itself, running, strict=True))
        paid = within(purse, spent)
        afforded = within(purse - min(spent, purse), asked)
        for i, (pipeline, work) in enumerate(running):
            if work.pays:
                by_hand[i] *= paid
                by_itself[i] *= afforded
            pipeline.tasks = by_hand[i] + by_itself[i]

    def _be_counted(self, pipeline: Pipeline, work: Work, month: Month, tally: Tally) -> None:
        """Add tasks to the offers that do them. What an own machine cannot do in time, the planner does."""
        person, execute, plan = self.person, pipeline.execute, pipeline.plan
        if execute != NO_OFFER:
            tally.adopters[pipeline.kind.pair][person.region] += pipeline.adopted * person.weight
            if work.number == CHAT:
                tally.chat[person.region][execute] += pipeline.adopted * person.weight
        if not pipeline.works(work):
            return
        tasks = pipeline.tasks * person.weight
        executed = tally.execute[person.region][work.number]
        if work.plans:
            tally.plan[person.region][work.number][plan] += tasks
            if month.home[execute] < 0:
                executed[plan] += tasks * (1.0 - work.local_coverage)
                tasks *= work.local_coverage
        executed[execute] += tasks


def pause(word: int, reconsider: float) -> int:
    """Months to the next look: geometric, with the share that looks around in a month."""
    return 1 + int(min(math.log(uniform(word)) / math.log1p(-min(reconsider, 1.0 - 1e-12)), 10_000.0))


def within(limit: float, wanted: float) -> float:
    """Share of what is wanted that the limit leaves."""
    return limit / wanted if wanted > limit else 1.0
