"""The rent of an H100 against scarcity of leases."""

import math

import numpy as np

from jevons.agents.providers import WRITE_OFF_MONTHS
from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.hardware import ownership_cost, recovery_factor
from jevons.market.leasing import move_rents
from jevons.market.vocabulary import REGIONS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import buyable, reference, world

SCARCITY = np.geomspace(0.05, 20.0, 241)
YEAR = 12


def rent() -> Response:
    """Rent against what is asked for over what is free: after a month, after a year, in the end."""
    owning, start = h100_hour(), 1.0
    lines = (
        Line("in the end", SCARCITY, _rents(owning, math.nan, 1), dashed=True),
        Line("after a year", SCARCITY, _rents(owning, start * owning, YEAR)),
        Line("after a month", SCARCITY, _rents(owning, start * owning, 1)),
    )
    soon, late = (line.at(2.0) / owning for line in (lines[2], lines[1]))
    axes = (
        Axis("capacity asked for over capacity that is free", log=True),
        Axis("Rent of an H100", "USD an hour", log=True),
    )
    return Response(
        name="rent",
        reading=f"twice as much asked for as is free lifts the rent of {owning:.2f} USD an hour to {soon:.2f} times "
        f"within a month and to {late:.2f} times within a year",
        held="All begin where as much is asked for as is free, by tenants and for lessors' own training, so that the "
        "rent is the cost of owning an H100 in the US at the low end of its price, December 2025. Scarcity then stays.",
        panels=(Panel(*axes, lines, (Mark("as much asked for as free", 1.0),)),),
        source="market.leasing.move_rents, market.hardware.ownership_cost",
    )


def h100_hour() -> float:
    """Cost of owning and running an H100 in the US at the reference date, USD an hour."""
    rules, b, month = world().investment, buyable(), reference()
    y = world().systems.index("h100")
    out = np.empty((len(REGIONS), 1))
    ownership_cost(
        b.price_low[[y]] * b.fitting[[y]],
        b.power_kw[[y]],
        rules.facility_cost,
        recovery_factor(world().prices.owner_return, WRITE_OFF_MONTHS),
        rules.operating_cost,
        b.electricity[month] * world().regions.pue[:, month],
        out,
    )
    return float(out[REGIONS.index("us"), 0]) / HOURS_PER_MONTH


def _rents(owning: float, start: float, months: int) -> Array:
    """Rents after so many months of each scarcity, USD an hour; two blocs at a time have their own."""
    rules = world().prices
    found = np.empty(len(SCARCITY))
    for n, scarcity in enumerate(SCARCITY):
        bloc, pressure = np.array([start]), np.array([scarcity])
        for _ in range(months):
            move_rents(bloc, owning, pressure, rules.rent_exponent, rules.rent_adjustment)
        found[n] = bloc[0]
    return found
