"""Terms: at the reference date the declared share of tasks pays, with the declared elasticity."""

import math

import numpy as np
import pytest
from scipy.special import ndtr

from jevons.agents.participation import new_uses, normal_cdf, participation_score
from jevons.agents.shown import ClassTerms
from jevons.agents.terms import (
    adopted_at_start,
    adoption_ceiling,
    build_class_terms,
    build_pair_terms,
    reference_tasks,
)
from jevons.agents.users import TYPES
from jevons.market.scenario import Scenario
from jevons.market.structure import VALUE_NODES
from jevons.market.technology import build_technology
from jevons.market.vocabulary import REGIONS, SEGMENTS, WORKLOADS
from jevons.market.world import World, build_world, replace_group

MIDDLE = int(np.flatnonzero(VALUE_NODES == 0.0)[0])


@pytest.fixture(scope="module", params=[-0.05, -0.4, -1.2])
def world(request: pytest.FixtureRequest) -> World:
    """The baseline at a price elasticity, with the same wage everywhere: that of the workload table."""
    plain = build_world(Scenario(overrides={"demand.price_elasticity": request.param}))
    wage = np.full_like(plain.segments.wage, plain.demand.reference_wage)
    return replace_group(plain, "segments", wage=wage)


def by_class(terms: ClassTerms, name: str) -> np.ndarray:
    """A term as (pairs, regions, value types)."""
    return getattr(terms, name).reshape(-1, len(REGIONS), TYPES)


def scores(world: World, cost_over_reference: float = 1.0) -> np.ndarray:
    """Scores of the middle value type at reference length and success, (pairs, regions)."""
    return np.vectorize(lambda lived: lived[0], otypes=[float])(_lived(world, cost_over_reference))


def tasks(world: World, cost_over_reference: float = 1.0) -> np.ndarray:
    """Tasks over candidates at the usual price, of the middle value type, (pairs, regions)."""
    return np.vectorize(lambda lived: ndtr(lived[0]) * lived[1], otypes=[float])(_lived(world, cost_over_reference))


def _lived(world: World, cost_over_reference: float) -> np.ndarray:
    """Score and new uses of a reference task at a multiple of its money cost, (pairs, regions)."""
    technology = build_technology(world, 1)
    terms, reference = build_class_terms(world, technology), reference_tasks(world, technology)
    work = world.structure.pair_workload
    out = np.empty((len(work), len(REGIONS)), dtype=object)
    for pair, region in np.ndindex(out.shape):
        own = {name: float(by_class(terms, name)[pair, region, MIDDLE]) for name in ClassTerms._fields}
        tries, uses = math.exp(-float(reference.success[work[pair]])), 1.0
        money = float(reference.cost[work[pair]]) * cost_over_reference
        if world.structure.flat_rate[work[pair]]:
            money = 0.0
        else:
            uses = new_uses(own["uses_exponent"], own["usual_price"], 0.0, money * tries)
        full = money + own["oversight"]
        out[pair, region] = participation_score(own["score0"], 1.0 / own["spread"], 0.0, full * tries), uses
    return out


def test_the_declared_share_of_tasks_pays_at_the_reference_date(world: World) -> None:
    declared = world.workloads.participation[world.structure.pair_workload]
    found = np.vectorize(normal_cdf)(scores(world))
    np.testing.assert_allclose(found, np.repeat(declared[:, None], len(REGIONS), axis=1), atol=2e-6)


def test_tasks_have_the_declared_elasticity_in_price(world: World) -> None:
    """D ln tasks / d ln cost by a central difference of 0.01 % in cost: as declared for all paid work."""
    step = 1e-4
    more, less = (np.log(tasks(world, np.exp(sign * step))) for sign in (1, -1))
    found = (more - less) / (2 * step)
    pays = ~world.structure.flat_rate[world.structure.pair_workload]
    np.testing.assert_allclose(found[pays], world.demand.price_elasticity, rtol=1e-6)
    assert (found[~pays] == 0.0).all()


def test_values_spread_at_least_as_far_as_the_workload_table_says(world: World) -> None:
    """Wider only where the table's spread alone would make tasks more elastic than declared; then no new uses."""
    terms = build_class_terms(world, build_technology(world, 1))
    table = world.workloads.task_value_sigma[world.structure.pair_workload]
    spread, exponent = (by_class(terms, name)[:, 0, MIDDLE] for name in ("spread", "uses_exponent"))
    wider = spread > table * (1.0 + 1e-12)
    assert (spread >= table).all()
    np.testing.assert_allclose(exponent[wider], 0.0, atol=1e-12)
    assert (exponent <= 0.0).all()
    assert (exponent > world.demand.price_elasticity).all()


def test_cheaper_tokens_mean_more_tasks_the_more_elastic_the_more() -> None:
    """At a tenth of the cost: all paid work grows, and more at -1.2 than at -0.4."""
    calm, keen = (
        tasks(w, 0.1) / tasks(w)
        for w in (build_world(Scenario(overrides={"demand.price_elasticity": e})) for e in (-0.4, -1.2))
    )
    pays = ~build_world(Scenario()).structure.flat_rate[build_world(Scenario()).structure.pair_workload]
    assert (calm[pays] > 1.5).all()
    assert (keen[pays] > calm[pays]).all()


def test_executed_tasks_at_the_reference_date_are_those_of_the_table(world: World) -> None:
    """Candidates x the share that pays = tasks a month x persons a unit x the segment's own multiplier."""
    terms = build_class_terms(world, build_technology(world, 1))
    structure, work = world.structure, world.structure.pair_workload
    executed = by_class(terms, "rate")[:, 0, MIDDLE] * world.workloads.participation[work]
    month = world.calendar.index("2025-12")
    scale = world.segments.task_scale[structure.pair_segment]
    usual = world.workloads.tasks_per_month[work, month] * scale
    multiplier = world.segments.task_rate_multiplier[structure.pair_segment, work]
    np.testing.assert_allclose(executed, usual * np.where(multiplier > 0, multiplier, 1.0), rtol=1e-12)


def test_value_types_lie_as_far_apart_as_the_segment_says(world: World) -> None:
    """Ln value of the types: -sqrt(3), 0, sqrt(3) times the segment's spread between units."""
    terms = build_class_terms(world, build_technology(world, 1))
    between = world.segments.value_sigma_between[world.structure.pair_segment]
    value = by_class(terms, "score0") * by_class(terms, "spread")
    apart = value - value[:, :, [MIDDLE]]
    for pair, region in np.ndindex(apart.shape[:2]):
        np.testing.assert_allclose(apart[pair, region], between[pair] * VALUE_NODES, atol=1e-9)


def test_where_people_earn_less_the_same_money_weighs_more() -> None:
    """At half the wage value and oversight halve, money does not: a smaller share pays of what costs money."""
    world = build_world(Scenario())
    wage = np.full_like(world.segments.wage, world.demand.reference_wage)
    wage[:, REGIONS.index("rest")] /= 2.0
    found = scores(replace_group(world, "segments", wage=wage))
    pays = ~world.structure.flat_rate[world.structure.pair_workload]
    us, rest = found[:, REGIONS.index("us")], found[:, REGIONS.index("rest")]
    assert (rest[pays] < us[pays]).all()
    np.testing.assert_allclose(rest[~pays], us[~pays])


def test_adoption_starts_below_its_ceiling_and_the_ceiling_below_everybody() -> None:
    world = build_world(Scenario())
    start, ceiling = adopted_at_start(world), adoption_ceiling(world)
    assert (start <= ceiling).all()
    assert (start > 0).any()
    assert (ceiling <= 0.97).all()


def test_attention_counts_the_workdays_of_all_persons_of_a_unit() -> None:
    """Attention of an enterprise: tasks a person can follow a day x persons x 21.75 days."""
    world = build_world(Scenario())
    pairs, e = build_pair_terms(world), SEGMENTS.index("enterprises")
    first = world.structure.segment_first_pair[e]
    expected = world.segments.seats_attention_cap[e] * world.segments.task_scale[e] * 21.75
    assert pairs.attention[first] == pytest.approx(expected)


def test_chat_and_work_spread_at_their_own_hazards() -> None:
    world = build_world(Scenario())
    pairs, segments = build_pair_terms(world), world.segments
    for pair, (s, w) in enumerate(zip(world.structure.pair_segment, pairs.workload, strict=True)):
        chat, ambient = WORKLOADS[w] == "chat", WORKLOADS[w] == "ambient"
        p = segments.bass_p_chat[s] if chat else segments.bass_p_work[s]
        assert pairs.hazard_p[pair] == p * (world.demand.ambient_push if ambient else 1.0)
        assert pairs.hazard_q[pair] == (segments.bass_q_chat[s] if chat else segments.bass_q_work[s])
