"""Power: projects that a region starts for what is contracted for, and the power that follows a load that grows."""

import numpy as np

from jevons.agents.regions import HEADROOM, Regions, start_projects
from jevons.market.vocabulary import REGIONS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent

US = REGIONS.index("us")
ASKED = np.geomspace(0.1, 2.0, 401)
"""Contracted load over the power that stands or is under way."""
RATES = (0.06, 0.03, 0.0)
"""Growth of the contracted load a month."""
GROWTH = 0.03
"""The same in the second panel."""
MONTHS = 72


def power() -> Response:
    """Projects started in a month against contracted load, and GW over months in which that grows or stands still."""
    started = tuple(
        Line(_growing(rate), ASKED, 100.0 * np.array([start(asked, rate) for asked in ASKED])) for rate in RATES
    )
    months = np.arange(MONTHS + 1.0)
    (load, promised, stands), (_, *quiet) = followed(GROWTH), followed(0.0)
    lines = (
        Line("promised", months, promised),
        Line("contracted load", months, load, dashed=True),
        Line("connected", months, stands),
        Line("promised, no growth", months, quiet[0]),
        Line("connected, no growth", months, quiet[1]),
    )
    least, lead = [float(line.x[line.y > 0.0][0]) for line in started], int(Regions(world()).lead[US])
    return Response(
        name="power",
        reading=f"projects start from a contracted load of {percent(least[-1])} of power on, or of "
        f"{percent(least[0])} where that grows by {100 * RATES[0]:.0f} % a month; at {100 * GROWTH:.0f} % a month, "
        f"power is promised for {promised[-1] / load[-1]:.1f} times the load after {MONTHS // 12} years, and connected "
        f"for {percent(stands[-1] / load[-1])}",
        held=f"The US with its growth limit, its lead time of {lead} months and its power of January 2023; no projects "
        "are under way at first. A contracted load is in use, waits for power or is on order; "
        f"{percent(world().power.trend_share)} of its growth is counted on. Below it is as large as the power in month "
        f"0 and grows by {100 * GROWTH:.0f} % a month or not at all, as it did before.",
        panels=(
            Panel(
                Axis("contracted load over power that stands or is under way", log=True),
                Axis("Projects started in a month", "% of that power"),
                started,
                (Mark(f"{HEADROOM:g} times the load = power", 1.0 / HEADROOM),),
            ),
            Panel(Axis("months"), Axis("Load, power promised and connected", "GW", log=True), lines),
        ),
        source="agents.regions.start_projects, Regions.connect, Regions.plan",
    )


def _growing(rate: float) -> str:
    return f"load +{100 * rate:.0f} % a month" if rate else "load stands still"


def start(asked: float, rate: float = 0.0) -> float:
    """Projects started in a month for a contracted load that grows by a rate a month, both over the power promised."""
    grids = Regions(world())
    under_way, coming = np.zeros(1), np.zeros((int(grids.lead[US]) + 1, 1))
    start_projects(
        coming,
        under_way,
        np.ones(1),
        0,
        grids.lead[[US]],
        np.array([asked]),
        grids.trust * np.log1p([rate]),
        grids.growth[0, [US]],
        grids.response,
    )
    return float(coming[-1, 0])


def followed(rate: float) -> tuple[Array, Array, Array]:
    """Contracted load, power promised and power connected by month, GW, of a load that has always grown by a rate."""
    grids, found = Regions(world()), []
    grids.coming[:], grids.under_way[:] = 0.0, 0.0
    first = grids.available.copy()
    grids.trend[:], grids.load[:] = np.log1p(rate), first / (1.0 + rate)
    for month in range(MONTHS + 1):
        stands, load = grids.connect(month)[US], first * (1.0 + rate) ** month
        grids.plan(month, load)
        found.append((load[US], stands + grids.under_way[US], stands))
    load, promised, connected = np.array(found).T
    return load, promised, connected
