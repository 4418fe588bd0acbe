"""Power: projects that a region starts for the load asked for, and what is connected after it asks for more."""

import numpy as np

from jevons.agents.regions import Regions, start_projects
from jevons.market.vocabulary import REGIONS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent

US = REGIONS.index("us")
ASKED = np.geomspace(0.005, 20.0, 401)
"""Load over the power that stands or is under way."""
SETTLED, MORE = 0.5, 3.0
"""Share of the power that is in use at first, and load over power from then on."""
MONTHS = 48


def power() -> Response:
    """Projects started in a month against the load asked for, and GW over months after the load has grown."""
    started = Line("started", ASKED, 100.0 * np.array([start(asked) for asked in ASKED]))
    quiet, busy = (connected(more) for more in (0.0, MORE))
    months = np.arange(MONTHS + 1.0)
    lines = (
        Line("load asked for", months, busy[0], dashed=True),
        Line("power if asked", months, busy[1]),
        Line("power if not", months, quiet[1]),
        Line("connected load", months, busy[2]),
    )
    least = float(ASKED[started.y > 0.0][0])
    more = lines[1].at(MONTHS) - lines[2].at(MONTHS)
    return Response(
        name="power",
        reading=f"a region starts projects for {started.y.max():.1f} % of its power a month or for none, with "
        "the step at "
        f"a load of {percent(least)} of it; asking for {MORE:g} times the power brings {more:.2g} GW more in 4 years",
        held="The US with its growth limit and lead time of January 2023, and nothing but its own projects. "
        "Below: half "
        f"of the power is in use, and in month 0 load for {MORE:g} times the power asks to be connected, or none does.",
        panels=(
            Panel(
                Axis("load over power that stands or is under way", log=True),
                Axis("Projects started in a month", "% of that power"),
                (started,),
                (Mark("load = power", 1.0),),
            ),
            Panel(Axis("months after the load has grown"), Axis("Power and load", "GW"), lines),
        ),
        source="agents.regions.start_projects, Regions.connect, Regions.plan",
    )


def start(asked: float) -> float:
    """Projects started in a month where so much load is in use, both over the power promised."""
    grids = Regions(world())
    under_way, coming = np.zeros(1), np.zeros((int(grids.lead[US]) + 1, 1))
    start_projects(
        coming,
        under_way,
        np.ones(1),
        0,
        grids.lead[[US]],
        np.array([asked]),
        np.zeros(1),
        grids.growth[0, [US]],
        grids.growth_over_lead[0, [US]],
        grids.response,
    )
    return float(coming[-1, 0])


def connected(more: float) -> tuple[Array, Array, Array]:
    """Load asked for, power and load connected by month, GW, when load for `more` times the power asks in month 0."""
    grids, found = Regions(world()), []
    in_use = SETTLED * grids.available
    waiting = more * grids.available
    for month in range(MONTHS + 1):
        on = waiting * grids.connect(month, in_use, waiting)
        in_use, waiting = in_use + on, waiting - on
        grids.plan(month, in_use, waiting)
        found.append((in_use[US] + waiting[US], grids.available[US], in_use[US]))
    asked, available, used = np.array(found).T
    return asked, available, used
