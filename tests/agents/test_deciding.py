"""Deciding: a month of users, with cases small enough to be done by hand (see `hamlet`)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.agents.blocks import STARTED_MINUTES
from jevons.agents.judging import GIVE_UP_SHARE
from jevons.agents.pipelines import NO_OFFER
from tests.agents.hamlet import ABROAD, OFFERS, OWN, Hamlet, hamlet


def test_every_candidate_task_that_pays_is_started() -> None:
    """5 candidates of each work, all pay."""
    np.testing.assert_allclose(hamlet().tasks(), [5.0, 5.0])


def test_as_large_a_share_is_started_as_pays() -> None:
    """Scores of 0 and 1: half, and 84.13 %, of 5 candidates."""
    place = hamlet()
    place.set(score0=math.log(2.0) + np.repeat([0.0, 1.0], 3))
    np.testing.assert_allclose(place.tasks(), [2.5, 4.2067], rtol=1e-4)


def test_tasks_grow_with_what_there_is_to_do_and_who_runs_it() -> None:
    """5 candidates x growth 3 x adopted 0.2 x 7 units."""
    place = hamlet()
    place.show(rate_growth=3.0)
    place.pipelines.adopted[:], place.users.weight[:] = 0.2, 7.0
    place.set(ceiling=0.2)
    np.testing.assert_allclose(place.tasks(), [21.0, 21.0])


def test_attention_holds_tasks_that_people_start() -> None:
    """10 are started, 4 can be followed: two fifths of each work."""
    place = hamlet()
    place.set(attention=4.0)
    np.testing.assert_allclose(place.tasks(), [2.0, 2.0])


def test_attention_does_not_hold_what_runs_by_itself() -> None:
    """Work 1 starts 80 % by itself: 5 + 1 need attention for 3: 2.5 of work 0, 4 + 0.5 of work 1."""
    place = hamlet()
    place.set(attention=3.0, autonomous=[0.0, 0.8])
    np.testing.assert_allclose(place.tasks(), [2.5, 4.5])


def test_tasks_of_a_few_seconds_need_no_attention() -> None:
    """Work 1 is too short to be started task by task: only work 0 is held to the attention there is."""
    place = hamlet()
    place.set(attention=4.0)
    place.show(length=[10.0, STARTED_MINUTES])
    np.testing.assert_allclose(place.tasks(), [4.0, 5.0])


def test_agents_do_no_more_than_can_be_handed_over() -> None:
    """Work 0 is done by agents: 5 tasks of 10 minutes, of which 20 minutes can be handed over."""
    place = hamlet()
    place.show(agentic=[True, False])
    place.set(delegable=20.0)
    np.testing.assert_allclose(place.tasks(), [2.0, 5.0])
    place.rule(reservoir=0.5)
    np.testing.assert_allclose(place.tasks(), [1.0, 5.0])


def test_the_budget_pays_what_people_start_before_what_runs_by_itself() -> None:
    """5 USD for people, 5 USD for what runs by itself: with 7 USD the second gets 2; with 4 USD nothing."""
    place = hamlet()
    place.set(autonomous=[0.0, 1.0])
    place.users.budget[:] = 7.0
    np.testing.assert_allclose(place.tasks(), [5.0, 2.0])
    place.users.budget[:] = 4.0
    np.testing.assert_allclose(place.tasks(), [4.0, 0.0])


def test_budgets_grow() -> None:
    place = hamlet()
    place.users.budget[:] = 2.0
    place.rule(budget_growth=3.0)
    np.testing.assert_allclose(place.tasks(), [3.0, 3.0])


def test_what_costs_its_user_nothing_needs_no_budget() -> None:
    place = hamlet()
    place.users.budget[:] = 4.0
    place.show(pays=[False, True])
    place.set(oversight=2.0)
    np.testing.assert_allclose(place.tasks(), [5.0, 4.0], rtol=1e-5)


@pytest.mark.parametrize("autonomous", [0.0, 1.0])
def test_only_agents_spend_less_where_agents_may_do_less(autonomous: float) -> None:
    """Agents do 2 tasks instead of 5; with the 5 of work 1 that is 7 USD, of which 6 are there."""
    place = hamlet()
    place.show(agentic=[True, False])
    place.set(delegable=20.0, autonomous=autonomous)
    place.users.budget[:] = 6.0
    np.testing.assert_allclose(place.tasks(), [12.0 / 7.0, 30.0 / 7.0])


def test_limits_are_those_of_units_that_run_the_most_common_work() -> None:
    """Work 0 is run by half of the units, work 1 by a quarter: 2.5 + 1.25 tasks; half of 4 can be followed."""
    place = hamlet()
    place.set(ceiling=np.repeat([0.5, 0.25], 3), attention=4.0)
    place.pipelines.adopted[:] = [0.5, 0.25]
    np.testing.assert_allclose(place.tasks(), np.array([2.5, 1.25]) * (2.0 / 3.75))


numbers = st.floats(0.05, 50.0)
shares = st.floats(0.0, 1.0)


@st.composite
def limited(draw: st.DrawFn) -> Hamlet:
    """Three pieces of work of any shape, with any limits."""
    place = hamlet(works=3)
    three = st.lists(numbers, min_size=3, max_size=3)
    adopted = draw(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3))
    place.pipelines.adopted[:] = adopted
    place.set(
        rate=np.repeat(draw(three), 3),
        autonomous=draw(st.lists(shares, min_size=3, max_size=3)),
        ceiling=np.repeat(adopted, 3),
        attention=draw(numbers),
        delegable=draw(numbers),
    )
    place.show(
        agentic=draw(st.lists(st.booleans(), min_size=3, max_size=3)),
        length=draw(three),
        cost_execute=np.repeat(np.array(draw(three))[:, None], OFFERS, axis=1),
    )
    place.set(score0=20.0)
    place.users.budget[:] = draw(numbers)
    return place


@settings(deadline=None, max_examples=200)
@given(place=limited())
def test_limits_hold_and_never_add_a_task(place: Hamlet) -> None:
    pairs, shown, adopted = place.pairs, place.shown, place.pipelines.adopted.copy()
    tasks, wanted, most = place.tasks(), adopted * place.terms.rate[::3], adopted.max()
    slack = 1.0 + 1e-9
    assert (tasks <= wanted * slack).all()
    started = (wanted * (1.0 - pairs.autonomous))[shown.length > STARTED_MINUTES].sum()
    minutes = (tasks * shown.length)[shown.agentic].sum()
    spent = (tasks * shown.cost_execute[:, 0]).sum()
    assert minutes <= pairs.delegable[0] * most * slack
    assert spent <= place.users.budget[0] * most * slack
    if (pairs.autonomous == 0.0).all():
        assert tasks[shown.length > STARTED_MINUTES].sum() <= pairs.attention[0] * most * slack
    attended = started <= pairs.attention[0] * most
    handed_over = (wanted * shown.length)[shown.agentic].sum() <= pairs.delegable[0] * most
    if attended and handed_over and (wanted * shown.cost_execute[:, 0]).sum() <= place.users.budget[0] * most:
        np.testing.assert_allclose(tasks, wanted, rtol=1e-9)


def test_adoption_follows_the_bass_recursion() -> None:
    """F(t+1) = F(t) + (c - F(t)) (p + q F(t) / c), with p = 0.01, q = 0.3, c = 0.6, from 0.02."""
    place = hamlet(works=1)
    place.show(pays=False)
    place.set(hazard_p=0.01, hazard_q=0.3, ceiling=0.6)
    place.pipelines.adopted[:] = adopted = 0.02
    for month in range(60):
        place.show(contagion=place.pipelines.adopted[0] / 0.6)
        place.live(month)
        adopted += (0.6 - adopted) * (0.01 + 0.3 * adopted / 0.6)
        assert place.pipelines.adopted[0] == pytest.approx(adopted, rel=1e-12)
    assert adopted == pytest.approx(0.6, abs=0.01)


def test_the_ready_adopt_sooner_but_never_more_than_everybody_at_once() -> None:
    """Hazard 0.2: readiness 0.5, 1, 2 and 50 of nobody adopt 0.1, 0.2, 0.4 and 1 within a month."""
    place = hamlet(works=1, people=4)
    place.show(pays=False)
    place.set(hazard_p=0.2)
    place.pipelines.adopted[:], place.users.propensity[:] = 0.0, [0.5, 1.0, 2.0, 50.0]
    place.live()
    np.testing.assert_allclose(place.pipelines.adopted, [0.1, 0.2, 0.4, 1.0])


def test_what_hardly_ever_pays_is_given_up() -> None:
    """Scores of -3 and -1: 0.13 % of tasks pay, below the least share, and 16 %."""
    place = hamlet()
    place.set(score0=math.log(2.0) + np.repeat([-3.0, -1.0], 3), abandon=0.25, ceiling=0.5)
    place.pipelines.adopted[:] = 0.5
    place.live()
    assert GIVE_UP_SHARE == 0.02
    np.testing.assert_allclose(place.pipelines.adopted, [0.375, 0.5])


def test_without_an_offer_nothing_is_adopted_given_up_or_started() -> None:
    place = hamlet()
    place.show(feasible=False)
    place.set(hazard_p=0.5, abandon=0.5)
    place.pipelines.adopted[:] = 0.5
    assert (place.tasks() == 0.0).all()
    assert (place.pipelines.adopted == 0.5).all()
    assert (place.pipelines.execute == NO_OFFER).all()


def test_work_that_does_not_exist_yet_is_left_alone() -> None:
    place = hamlet()
    place.show(open=[False, True])
    assert place.tasks()[0] == 0.0
    assert place.pipelines.execute[0] == NO_OFFER
    assert place.pipelines.execute[1] != NO_OFFER


def test_few_look_around_and_the_others_keep_their_offer() -> None:
    """Of 5,000 pipelines 8 % look around every month; the three offers (no machine) get a third of them each."""
    place = hamlet(works=1, people=5000)
    place.pipelines.due[:] = 0
    place.rule(reconsider=0.08)
    for month in range(40):
        before, looking = place.pipelines.execute.copy(), place.pipelines.due == month
        place.live(month)
        moved = place.pipelines.execute != before
        assert not (moved & ~looking).any()
        if month:
            assert looking.mean() == pytest.approx(0.08, abs=0.02)
            assert moved.mean() == pytest.approx(0.08 * 2 / 3, abs=0.02)


def test_when_a_pipeline_looks_around_does_not_depend_on_its_offers() -> None:
    """A ban makes holders look at once; their own looks stay where they were."""
    free, banned = hamlet(works=1, people=500), hamlet(works=1, people=500)
    banned.show(feasible=[True, False, True, True])
    for place in (free, banned):
        place.pipelines.due[:] = 0
        place.rule(reconsider=0.3)
        for month in range(5):
            place.live(month)
    np.testing.assert_array_equal(free.pipelines.due, banned.pipelines.due)


def test_cheaper_work_finds_new_uses() -> None:
    """Exponent -0.5: at a quarter of the usual price of success twice as many tasks, at four times it half."""
    for cost, tasks in ((0.25, 10.0), (1.0, 5.0), (4.0, 2.5)):
        place = hamlet(works=1)
        place.show(cost_execute=cost)
        place.set(uses_exponent=-0.5, score0=20.0)
        np.testing.assert_allclose(place.tasks(), tasks)


def test_work_without_charge_finds_no_new_uses() -> None:
    place = hamlet(works=1)
    place.show(cost_execute=0.25, pays=False)
    place.set(uses_exponent=0.0, score0=20.0)
    np.testing.assert_allclose(place.tasks(), 5.0)


def test_luck_in_another_month_is_other_luck() -> None:
    first, second = hamlet(works=1, people=500), hamlet(works=1, people=500)
    first.live(0)
    second.live(1)
    same = (first.pipelines.execute == second.pipelines.execute).mean()
    assert same == pytest.approx(1 / 3, abs=0.07)


def test_who_held_an_offer_that_closes_chooses_at_once() -> None:
    place = hamlet(works=1, people=200)
    place.pipelines.execute[:100], place.pipelines.execute[100:] = 0, 1
    place.show(feasible=[False, True, True, True])
    place.live()
    assert set(place.pipelines.execute[:100]) == {1, ABROAD}
    assert set(place.pipelines.execute[100:]) == {1}


def test_work_that_plans_counts_its_tasks_with_the_planner_too() -> None:
    place = hamlet()
    place.show(agentic=[True, False])
    place.hold(0, plan=1)
    tally = place.live()
    np.testing.assert_allclose(tally.execute[0], [[5.0, 0.0, 0.0, 0.0], [5.0, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(tally.plan[0], [[0.0, 5.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])


def test_planning_and_executing_are_both_paid() -> None:
    """1 USD to execute and 2 to plan: 15 USD for 5 tasks, of which 9 are there."""
    place = hamlet(works=1)
    place.show(agentic=True, cost_plan=2.0)
    place.set(score0=20.0)
    place.hold(0, plan=1)
    place.users.budget[:] = 9.0
    np.testing.assert_allclose(place.tasks(), [3.0])


def test_what_an_own_machine_cannot_do_in_time_is_done_by_the_planner() -> None:
    """Work 0 plans on offer 1 and covers 60 % at home; work 1 has no planner and stays at home."""
    place = hamlet()
    place.show(agentic=[True, False], local_coverage=0.6)
    place.hold(OWN, plan=1)
    place.users.owns[:] = True
    tally = place.live()
    np.testing.assert_allclose(tally.execute[0], [[0.0, 2.0, 0.0, 3.0], [0.0, 0.0, 0.0, 5.0]])


@pytest.mark.parametrize(("cost", "buys"), [(719.0, True), (721.0, False)])
def test_a_machine_is_bought_when_the_bill_of_its_life_exceeds_its_cost(cost: float, buys: bool) -> None:
    """10 USD a month, twice of it could be done at home: no, all of it; 36 months; half the cost must come back.

    10 x 36 = 360 against half of the cost.
    """
    place = hamlet(people=2)
    place.users.weight[:] = [2.0, 3.0]
    place.show(machine_cost=cost)
    place.rule(bill_multiple=0.5)
    tally = place.live()
    assert place.users.owns.all() == buys
    assert tally.machines[0, 0] == (5.0 if buys else 0.0)
    assert place.live().machines[0, 0] == 0.0


def test_the_bill_is_what_the_budget_leaves() -> None:
    """10 USD wanted, 2 paid: 72 in 36 months do not buy a machine of 100, 360 would."""
    place = hamlet()
    place.show(machine_cost=100.0)
    place.users.budget[:] = 2.0
    place.live()
    assert not place.users.owns.any()


def test_the_bill_counts_what_a_machine_could_do_in_time() -> None:
    place = hamlet()
    place.show(machine_cost=300.0, local_coverage=0.5)
    place.live()
    assert not place.users.owns.any()
    place.show(local_coverage=0.9)
    place.live()
    assert place.users.owns.all()


def test_owners_come_in_the_order_of_their_rank_and_stay() -> None:
    place = hamlet(people=4)
    place.users.owner_rank[:] = [0.1, 0.2, 0.3, 0.4]
    place.show(owner_share=0.25)
    place.live()
    assert place.users.owns.tolist() == [True, True, False, False]
    place.show(owner_share=0.0)
    place.live()
    assert place.users.owns.tolist() == [True, True, False, False]


def test_adopters_and_chatters_are_counted_in_units() -> None:
    """Work 0 is chat: 2 units at 0.5 hold offer 0, 3 at 0.5 hold offer 1."""
    place = hamlet(people=2)
    place.users.weight[:], place.pipelines.adopted[:] = [2.0, 3.0], 0.5
    place.set(ceiling=0.5)
    place.pipelines.execute[:2] = [0, 1]
    tally = place.live()
    assert tally.chat[0, 0].tolist() == [1.0, 1.5, 0.0, 0.0]
    assert tally.adopters[0].tolist() == [[2.5], [2.5]]
