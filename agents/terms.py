"""Terms: the constants by class that turn a catalogue of segments and workloads into decisions.

Classes are (pair, region, value type), pairs are (segment, workload). Constants are set so that at the
reference date (December 2025) the declared share of tasks pays, with the declared price elasticity.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from jevons.agents.shown import ClassTerms, PairTerms
from jevons.agents.users import TYPES
from jevons.market.calendar import REFERENCE_MONTH
from jevons.market.parameters.declare import Array
from jevons.market.shelf import tokens_of_task
from jevons.market.structure import VALUE_NODES, Structure
from jevons.market.technology import Technology
from jevons.market.vocabulary import REGIONS, TIERS
from jevons.market.world import World

WORKDAYS_PER_MONTH = 21.75
# Work that nobody does at the reference date may still be done before or after it: growth needs a number.
FEWEST_TASKS = 1e-9
# A price elasticity of zero would need an endless spread of values.
LEAST_ELASTICITY = 1e-3
# Ln spread of task values at which the share that pays hardly moves with costs.
WIDE = 6.0
# A 3:1 blended price b with output at five times input means input b/2, output 5b/2; cached a tenth of input.
KIND_OVER_BLEND = np.array([0.5, 0.05, 2.5])


@dataclass(frozen=True)
class Reference:
    """What a task is at the reference date, (workloads,).

    Attributes:
        length: minutes.
        cost: money in USD at usual list prices.
        success: ln p on the tiers that the workload usually runs on.
    """

    length: Array
    cost: Array
    success: Array


def reference_tasks(world: World, technology: Technology) -> Reference:
    """Length, cost and success of tasks at the reference date."""
    t = world.calendar.index(REFERENCE_MONTH)
    shape, w, structure = technology.shape, world.workloads, world.structure
    blend = reference_price(world, structure)[:, t]
    cost = np.empty(len(w.theta))
    for i in range(len(cost)):
        output = shape.visible[t, i] * shape.reasoning[t, i]
        flows = tokens_of_task(
            shape.calls[t, i],
            shape.first_context[t, i],
            shape.appended[t, i],
            output,
            shape.window[t, i],
            shape.hit_rate[t, i],
            shape.prefix[t, i],
            shape.repeats[t, i],
        )
        cost[i] = np.dot(flows[:3], KIND_OVER_BLEND) * blend[i] / 1e6
    length = shape.length[t]
    success = -np.log1p((length / _usual_horizon(world, technology, t)) ** world.capability.beta)
    return Reference(length, cost, success)


def _usual_horizon(world: World, technology: Technology, month: int) -> Array:
    """Horizon of the tiers that a workload runs on, in minutes, (workloads,): geometric over tiers."""
    structure, capability = world.structure, world.capability
    lag = np.array([0.0, capability.mid_lag, capability.small_lag, 0.0, capability.local_lag])
    logs = np.interp(month - lag, np.arange(len(world.calendar)), np.log(technology.horizon))
    return _usual(logs[:, None], structure, world.tasks.planning_weight)[:, 0]


def reference_price(world: World, structure: Structure) -> Array:
    """Usual blended price of the tiers that a workload runs on, USD/Mtok, (workloads, months).

    Geometric mean over the executing tiers, and over the planning tiers for the planning part of an agent.
    """
    logs = np.log(np.maximum(world.tiers.reference_price, 1e-6))
    return _usual(logs, structure, world.tasks.planning_share)


def _usual(logs: Array, structure: Structure, planning: float) -> Array:
    """Geometric mean over the cloud tiers of a workload, (workloads, n), from logarithms by tier, (tiers, n).

    `planning` is the weight of an agent's planning tiers against its executing ones.
    """
    cloud = np.array([tier != "local" for tier in TIERS])

    def mean(mask: np.ndarray) -> Array:
        use = mask & cloud
        return np.asarray(use @ logs / np.maximum(use.sum(axis=1, keepdims=True), 1))

    weight = np.where(structure.agentic, planning, 0.0)[:, None]
    return np.exp((1.0 - weight) * mean(structure.executes) + weight * mean(structure.plans))


def build_pair_terms(world: World) -> PairTerms:
    """Constants by (segment, workload) pair."""
    structure, s = world.structure, world.segments
    segment, workload = structure.pair_segment, structure.pair_workload
    chat = structure.flat_rate[workload] & (structure.surface[workload] == 0)
    pushed = np.where(structure.surface[workload] == 1, world.demand.ambient_push, 1.0)
    return PairTerms(
        workload=workload,
        hazard_p=np.where(chat, s.bass_p_chat[segment], s.bass_p_work[segment] * pushed),
        hazard_q=np.where(chat, s.bass_q_chat[segment], s.bass_q_work[segment]),
        abandon=s.abandon_rate[segment],
        autonomous=world.workloads.autonomous_share[workload],
        attention=(s.seats_attention_cap * s.task_scale)[segment] * WORKDAYS_PER_MONTH,
        delegable=s.delegable_minutes[segment],
    )


def build_class_terms(world: World, technology: Technology) -> ClassTerms:
    """Constants by class.

    With P the share of tasks that pays at the reference date and m money's part of what a task costs at the
    reference wage, participation has the price elasticity phi(z) / P x m / sigma, z = Phi^-1(P). sigma is the
    spread of task values of the workload, or wider if that alone is more elastic than declared; what is missing to
    the declared elasticity is the exponent of candidate tasks (new uses). score0 makes the score of the reference
    task equal z, shifted by the value type.
    """
    structure, s, w = world.structure, world.segments, world.workloads
    segment, work = structure.pair_segment, structure.pair_workload
    reference = reference_tasks(world, technology)
    pays = ~structure.flat_rate[work]
    wage = s.wage[segment] / world.demand.reference_wage
    cost = np.where(pays, reference.cost[work], 0.0)[:, None]
    oversight = np.where(pays[:, None], w.oversight_minutes[work, None] * s.wage[segment], 1.0)
    share = np.clip(w.participation[work], 0.001, 0.999)
    z = ndtri(share)
    full = cost + oversight
    usual = cost + np.where(pays, w.oversight_minutes[work] * world.demand.reference_wage, 1.0)[:, None]
    declared = max(-world.demand.price_elasticity, LEAST_ELASTICITY)
    # Elasticity of participation x sigma.
    reach = (np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / share)[:, None] * cost / usual
    spread = np.maximum(w.task_value_sigma[work, None], reach / declared)
    if world.variants.elasticity == "constant":
        # Hardly a task then lies at the margin, and all of the elasticity is that of new uses.
        spread = np.maximum(spread, WIDE)
    uses_exponent = np.where(pays[:, None], np.minimum(reach / spread - declared, 0.0), 0.0)
    # Value goes with the wage: where people earn less, the same money cost weighs more.
    worth = np.where(pays[:, None], np.log(wage), 0.0)
    typical = np.log(usual)
    score0 = z[:, None] + (worth + typical - reference.success[work, None]) / spread
    tilt = s.value_sigma_between[segment][:, None, None] * VALUE_NODES / spread[:, :, None]
    rate = _candidates(world, share)
    every = np.ones((1, len(REGIONS)))
    at = z[:, None] + (worth + typical - np.log(full)) / spread
    lift = np.exp(np.minimum(spread * at + spread**2 / 2, 60.0))
    surplus = full * (lift * ndtr(at + spread) - ndtr(at))

    def by_class(array: Array) -> Array:
        shape = (len(work), len(REGIONS), TYPES)
        return np.ascontiguousarray(np.broadcast_to(array[:, :, None], shape).ravel())

    return ClassTerms(
        score0=np.ascontiguousarray((score0[:, :, None] + tilt).ravel()),
        spread=by_class(spread * every),
        oversight=by_class(oversight),
        rate=by_class(rate[:, None] * every),
        surplus_ref=by_class(np.maximum(surplus, 1e-12)),
        ceiling=by_class(adoption_ceiling(world)),
        uses_exponent=by_class(uses_exponent * every),
        usual_price=by_class((np.log(reference.cost) - reference.success)[work, None] * every),
    )


def _candidates(world: World, share: Array) -> Array:
    """Candidate tasks of a unit and month at the reference date, (pairs,): executed ones over their share."""
    structure, s = world.structure, world.segments
    segment, work = structure.pair_segment, structure.pair_workload
    t = world.calendar.index(REFERENCE_MONTH)
    multiplier = s.task_rate_multiplier[segment, work]
    multiplier = np.where(multiplier > 0, multiplier, 1.0)
    tasks = np.maximum(world.workloads.tasks_per_month[work, t], FEWEST_TASKS)
    return np.asarray(tasks * s.task_scale[segment] * multiplier / share)


def adoption_ceiling(world: World) -> Array:
    """Share of units that will ever adopt, (pairs, regions): use at the end of 2025 over its maturity then."""
    structure, s = world.structure, world.segments
    segment, work = structure.pair_segment, structure.pair_workload
    share = s.active_share[segment, work] / world.workloads.maturity[work]
    return np.minimum(share[:, None] * s.potential_scale[segment], 0.97)


def adopted_at_start(world: World) -> Array:
    """Share of units that use the workload in January 2023, (pairs, regions)."""
    structure, s = world.structure, world.segments
    segment, work = structure.pair_segment, structure.pair_workload
    share = s.adopters_share[segment, work][:, None] * s.adoption_scale[segment]
    return np.minimum(share, adoption_ceiling(world))
