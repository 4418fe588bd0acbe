"""Outputs of capacity: fleets, how busy they are, what they leave undone and why."""

import numpy as np

from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.outputs.declare import Run, by_home, output, ratio
from jevons.market.parameters.declare import Array
from jevons.market.scarcity import unserved_by_cause
from jevons.market.units import Unit

_PROVIDERS = ("month", "provider")


@output("installed_h100e", Unit.H100E, _PROVIDERS, "fleet in service, by owner")
def installed_h100e(run: Run) -> Array:
    """Dense 8-bit operations of owned systems over those of an H100; leased-out ones count for the owner."""
    return run.record.owned


@output("inference_h100e", Unit.H100E, _PROVIDERS, "fleet that serves, by user: leases taken count")
def inference_h100e(run: Run) -> Array:
    """As recorded."""
    return run.record.inference


@output("systems", Unit.UNITS, ("month", "system"), "systems in service in the world, by product")
def systems(run: Run) -> Array:
    """As recorded."""
    return run.record.fleet


@output("shipped_h100e", Unit.H100E, ("month", "vendor"), "shipped until then, before 2023 too, none retired")
def shipped_h100e(run: Run) -> Array:
    """As recorded."""
    return run.record.shipped


@output("waiting_h100e", Unit.H100E, ("month", "region"), "shipped and waiting for power")
def waiting_h100e(run: Run) -> Array:
    """Providers' stores by home region."""
    return by_home(run.record.waiting_h100e, run.world.structure)


@output("inference_share", Unit.FRACTION, ("month",), "share of capacity for language models that serves")
def inference_share(run: Run) -> Array:
    """Serving over serving and training."""
    return ratio(run.record.inference.sum(axis=1), run.record.llm.sum(axis=1))


@output("utilisation", Unit.FRACTION, _PROVIDERS, "busy share of the serving fleet; NaN without one")
def utilisation(run: Run) -> Array:
    """Work served / capacity in working order, uncounted load and work taken over from others included."""
    return ratio(run.record.served, serving_capacity(run))


def serving_capacity(run: Run) -> Array:
    """H100e-seconds a month of the serving fleets in working order, (months, providers)."""
    return run.record.inference * SECONDS_PER_MONTH * run.world.clearing.availability


@output("load", Unit.RATIO, _PROVIDERS, "load over capacity before anything is passed on; 10 without capacity")
def load(run: Run) -> Array:
    """As recorded."""
    return run.record.load


@output("delay", Unit.RATIO, _PROVIDERS, "time of an answer relative to an idle fleet")
def delay(run: Run) -> Array:
    """As recorded."""
    return run.record.delay


@output(
    "speed",
    Unit.TOKEN_PER_SECOND,
    ("month", "offer"),
    "tokens a second that one user sees on an idle fleet; NaN while not sold",
    unsold=np.nan,
)
def speed(run: Run) -> Array:
    """As recorded, from an offer's first release on."""
    return np.where(run.technology.offer_horizon > 0.0, run.record.speed, np.nan)


@output("goodput", Unit.FRACTION, ("month",), "delivered over computed throughput, by what software makes of a machine")
def goodput(run: Run) -> Array:
    """A path of technology, apart from techniques, uncounted load and utilisation."""
    return run.technology.goodput


@output("uncounted_load", Unit.RATIO, _PROVIDERS, "load of a fleet over that of its counted tokens")
def uncounted_load(run: Run) -> Array:
    """A path of technology: research, other media, retries, products that nobody counts."""
    return run.technology.uncounted


@output("unserved_share", Unit.FRACTION, ("month",), "unserved over demanded work of providers, world")
def unserved_share(run: Run) -> Array:
    """Both at the base month's technology."""
    return run.indices.unserved_share()


@output(
    "unserved_cause",
    Unit.FRACTION,
    ("month", "cause"),
    "unserved share by what was missing first: free capacity let go, power, chips, capital, an order",
)
def unserved_cause(run: Run) -> Array:
    """Sums over causes to `unserved_share`."""
    return unserved_by_cause(run.record, run.world, run.technology, run.indices)
