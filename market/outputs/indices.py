"""Outputs of the question itself: work at the base month's technology and the resources that served it."""

from jevons.market.outputs.declare import Run, output
from jevons.market.parameters.declare import Array
from jevons.market.units import Unit


@output("work_demanded", Unit.H100E_HOUR, ("month",), "demanded work at the base month's technology")
def work_demanded(run: Run) -> Array:
    """W: tokens x machine time of the base month."""
    return run.indices.demanded


@output("work_served", Unit.H100E_HOUR, ("month",), "served work at the base month's technology")
def work_served(run: Run) -> Array:
    """The part of W that found capacity."""
    return run.indices.served


@output("resource_usd", Unit.USD_PER_MONTH, ("month",), "cost of serving, charged share of uncounted load only")
def resource_usd(run: Run) -> Array:
    """Used for what was served, idle time included."""
    return run.indices.used["usd"]


@output("resource_kwh", Unit.KWH_PER_MONTH, ("month",), "energy of the serving fleets")
def resource_kwh(run: Run) -> Array:
    """Used for what was served, idle time included."""
    return run.indices.used["kwh"]


@output("resource_h100e_hours", Unit.H100E_HOUR, ("month",), "accelerator hours of the serving fleets")
def resource_h100e_hours(run: Run) -> Array:
    """Used for what was served, idle time included."""
    return run.indices.used["h100e_hours"]
