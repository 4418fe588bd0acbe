"""Energy in the graph: the power of sites, what it takes and emits, and what a question takes."""

from typing import Final

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.studies.explain import readings as read
from jevons.studies.explain.node import Node, product, series, summed, total

_GRID: Final = (
    "regions.*.ai_power_available",
    "regions.*.pipeline_growth",
    "regions.*.lead_time",
    "power.build_response",
    "power.trend_share",
)

_SITES: Final = ("regions.*.ai_power_available", "regions.*.pipeline_growth", "providers.*.abroad_share")

NODES: Final = (
    series("power_gw", product("installed_h100e", "watts_per_h100e", "draw_share", "pue", scale=1e-9)),
    summed("power", total("power_gw")),
    Node(
        "watts_per_h100e",
        "W/H100e",
        "rated IT power of the mean system in service with its host",
        read.watts_per_h100e,
        parameters=("systems.*.power_w", "systems.*.h100e", "power.host_overhead"),
    ),
    Node(
        "draw_share",
        "fraction",
        "power drawn over that at full rating: systems that serve draw by their load, others their peak",
        read.draw_share,
        moved_by=("utilisation", "inference_share"),
        parameters=("power.idle_share", "power.peak_share"),
    ),
    Node(
        "pue",
        "ratio",
        "facility power over IT power, mean over rated IT power in service",
        read.mean_pue,
        parameters=("regions.*.pue", "providers.*.abroad_share"),
    ),
    series("power_us_gw", product("power_gw", "us_share")),
    Node(
        "us_share",
        "fraction",
        "part of the power drawn by AI sites that is drawn in the US",
        read.ratio(read.of_series("power_us_gw"), read.of_series("power_gw")),
        parameters=_SITES,
    ),
    series("power_rated_gw", product("installed_h100e", "watts_per_h100e", "pue", "reserved_share", scale=1e-9)),
    summed("power_rated", total("power_rated_gw")),
    series("power_rated_us_gw", product("power_rated_gw", "us_rated_share")),
    Node(
        "us_rated_share",
        "fraction",
        "part of the power of AI sites at full rating that is in the US",
        read.ratio(read.of_series("power_rated_us_gw"), read.of_series("power_rated_gw")),
        parameters=_SITES,
    ),
    Node(
        "reserved_share",
        "fraction",
        "power that sites reserve for a system over its rated power",
        lambda sight, _: float(sight.run.world.power.reserved_share),
        parameters=("power.reserved_share",),
    ),
    summed("power_available", parameters=_GRID, feedback=("orders", "power_rated")),
    summed(
        "waiting_h100e",
        moved_by=("deliveries", "power_available"),
        parameters=("power.reserved_share", "providers.*.abroad_share"),
    ),
    series("energy_twh", product("power_gw", scale=HOURS_PER_MONTH / 1e3)),
    summed("energy", total("energy_twh")),
    series("emissions_mt", product("energy_twh", "carbon_intensity")),
    summed("emissions", total("emissions_mt")),
    Node(
        "carbon_intensity",
        "kgCO2e/kWh",
        "emissions of grid electricity, mean over the energy of AI sites",
        read.ratio(read.of_series("emissions_mt"), read.of_series("energy_twh")),
        parameters=("regions.*.carbon_intensity*", "providers.*.abroad_share"),
    ),
    series("energy_per_query", product("seconds_per_chat_call", "energy_per_busy_second")),
    Node(
        "seconds_per_chat_call",
        "H100e-s/call",
        "machine time of a chat call, software as good as it is; uncounted load is not laid on it",
        read.chat_seconds,
        moved_by=("machine_seconds_per_token", "goodput"),
        parameters=("workloads.chat.*",),
    ),
    Node(
        "energy_per_busy_second",
        "Wh/H100e-s",
        "energy of serving fleets, idle time and cooling included, over the time in which they work",
        read.busy_second_energy,
        moved_by=("watts_per_h100e", "utilisation", "pue"),
        parameters=("power.idle_share", "power.peak_share"),
    ),
    summed("resource_kwh", product("inference_h100e", "kilowatts_per_h100e", scale=HOURS_PER_MONTH), called="used_kwh"),
    Node(
        "kilowatts_per_h100e",
        "kW/H100e",
        "mean draw of a serving H100e with host, idle time and cooling",
        lambda sight, month: read.over(
            float(sight.run.record.serving_kwh[month].sum()) / HOURS_PER_MONTH,
            float(sight.run.record.inference[month].sum()),
        ),
        moved_by=("watts_per_h100e", "utilisation", "pue"),
        parameters=("power.idle_share", "power.peak_share"),
    ),
    summed("resource_h100e_hours", product("inference_h100e", scale=HOURS_PER_MONTH), called="used_h100e_hours"),
)
