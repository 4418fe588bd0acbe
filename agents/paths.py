"""Paths: what of the users' month is known from the start, prepared once for all months."""

from dataclasses import dataclass

import numpy as np

from jevons.agents.terms import FEWEST_TASKS
from jevons.market.calendar import REFERENCE_MONTH, month_number
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools
from jevons.market.technology import Technology
from jevons.market.world import World

OWN_MACHINES_FROM, OWN_MACHINES_RAMP_MONTHS = "2023-03", 33.0


@dataclass(frozen=True)
class Paths:
    """Arrays by month; names and units as in `Shown` and `Rules`."""

    open: Bools
    log_length: Array
    rate_growth: Array
    value_lift: Array
    oversight_lift: Array
    log_horizon: Array
    local_coverage: Array
    owner_share: Array
    budget_growth: Array


def build_paths(world: World, technology: Technology, machine_speed: Array) -> Paths:
    """Prepare the paths; `machine_speed` is tokens a second of a user's own machine, (months,)."""
    structure, demand, w = world.structure, world.demand, world.workloads
    calendar, months = world.calendar, np.arange(len(world.calendar))
    reference = calendar.index(REFERENCE_MONTH)
    length = technology.shape.length
    relative = length / length[reference]
    tasks = w.tasks_per_month.T
    ramp = np.clip((months - calendar.index(OWN_MACHINES_FROM)) / OWN_MACHINES_RAMP_MONTHS, 0.0, 1.0)
    years = (months - calendar.index(REFERENCE_MONTH)) / 12.0
    started = structure.start_month[None, :] <= months[:, None] + month_number(calendar.start)
    stop = world.scenario.stop_agents
    if stop:
        started &= ~structure.agentic | (months <= calendar.index(stop))[:, None]
    return Paths(
        open=started,
        log_length=np.log(length),
        rate_growth=tasks / np.maximum(tasks[reference], FEWEST_TASKS),
        value_lift=demand.value_length_exponent * np.log(relative),
        oversight_lift=np.where(structure.flat_rate, 1.0, relative**demand.oversight_length_exponent),
        log_horizon=np.log(np.maximum(technology.offer_horizon, 1e-6)),
        local_coverage=np.clip(machine_speed[:, None] / np.maximum(w.latency_need, 1e-9), 0.0, 1.0),
        owner_share=world.segments.local_hardware_share * ramp[:, None],
        budget_growth=world.segments.budget_growth ** years[:, None],
    )


def foreign_weights(world: World) -> Array:
    """Factor of an offer's weight where data leave the jurisdiction, (pairs, regions): exp(-privacy gap)."""
    structure, s = world.structure, world.segments
    need = np.clip(
        s.privacy_need[structure.pair_segment, None] + s.privacy_need_shift[structure.pair_segment], 0.0, 1.0
    )
    work = world.workloads.privacy_need[structure.pair_workload, None]
    return np.exp(-world.choice.privacy_weight * work * need)
