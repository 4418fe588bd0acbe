"""Outputs of energy: power of sites, energy used, emissions, and the energy of one question."""

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.outputs.declare import Run, output, ratio
from jevons.market.parameters.declare import Array
from jevons.market.units import Unit
from jevons.market.vocabulary import WORKLOADS

_REGIONS = ("month", "region")
_CHAT = WORKLOADS.index("chat")


@output("power", Unit.GW, _REGIONS, "mean draw of AI sites, cooling and losses included")
def power(run: Run) -> Array:
    """Energy of the month / hours."""
    return run.record.energy_kwh / HOURS_PER_MONTH / 1e6


@output("power_rated", Unit.GW, _REGIONS, "draw of AI sites if all systems in service ran at full rating")
def power_rated(run: Run) -> Array:
    """As recorded."""
    return run.record.in_use_gw


@output("power_available", Unit.GW, _REGIONS, "power that AI sites may draw")
def power_available(run: Run) -> Array:
    """As recorded."""
    return run.record.available_gw


@output("energy", Unit.TWH_PER_MONTH, _REGIONS, "energy of AI sites at the meter")
def energy(run: Run) -> Array:
    """Serving, training and idling."""
    return run.record.energy_kwh / 1e9


@output("emissions", Unit.MTCO2, _REGIONS, "emissions of that energy at the grid's mean intensity")
def emissions(run: Run) -> Array:
    """Energy x carbon intensity of 2023 x (1 + its trend)^years."""
    regions = run.world.regions
    years = run.world.calendar.years_since_start[:, None]
    return run.record.energy_kwh * regions.carbon_intensity * (1.0 + regions.carbon_intensity_trend) ** years / 1e9


@output("energy_per_query", Unit.WATT_HOUR, ("month",), "energy of one chat call on providers' fleets, world mean")
def energy_per_query(run: Run) -> Array:
    """Busy H100e-seconds of a chat call x energy of a busy H100e-second of the serving fleets.

    The first is tokens x machine seconds a token / goodput, over calls: load that no counted token explains
    is not laid on the call. The second is the serving fleets' energy, idle time included, / all work served.
    """
    seconds = np.where(np.isfinite(run.record.seconds), run.record.seconds, 0.0)
    busy = np.einsum("tof,tof,o->t", run.demanded[:, _CHAT], seconds, run.cloud) / run.technology.goodput
    kwh_per_second = ratio(run.record.serving_kwh.sum(axis=1), run.record.served.sum(axis=1))
    return ratio(busy, _cloud_chat_calls(run)) * kwh_per_second * 1e3


def _cloud_chat_calls(run: Run) -> Array:
    """Chat calls answered by providers, (months,): calls by share of tasks, as a task takes alike many."""
    tasks = run.record.tasks[:, :, _CHAT]
    share = ratio(tasks @ run.cloud, tasks.sum(axis=2), otherwise=0.0)
    return np.asarray((run.record.calls[:, :, _CHAT] * share).sum(axis=1))
