"""Delay and rationing: what clearing makes of a load that meets its capacity."""

import numpy as np

from jevons.market.clearing import Cleared, clear
from jevons.studies.gallery.response import Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent

LOADS = np.linspace(0.01, 3.0, 300)


def delay() -> Response:
    """Delay, and shares served, spilled and unserved, against load; another provider of the bloc is at target load."""
    target = world().clearing.target_load
    found = [_cleared(load, target) for load in LOADS]
    moved = np.array([(c.served[1] - target) / c.demand[0] for c in found])
    unserved = np.array([c.unserved[0] for c in found])
    late = Line("delay", LOADS, np.array([c.delay[0] for c in found]))
    shares = (
        Line("served at home", LOADS, np.array([c.served[0] / c.demand[0] for c in found])),
        Line("spilled", LOADS, moved),
        Line("unserved", LOADS, unserved),
    )
    x = Axis("load over own capacity")
    return Response(
        name="delay",
        reading=f"an answer takes {late.at(target):.2f} times its idle time at a load of {target:g} and "
        f"{late.at(0.9):.1f} "
        f"times at 0.9; at a load of 2, {percent(shares[1].at(2.0))} of the work is spilled and "
        f"{percent(shares[2].at(2.0))} unserved",
        held=f"A provider beside one of the same size at a load of {target:g}, in one bloc, for one month.",
        panels=(
            Panel(
                x,
                Axis("Time of an answer", "idle fleet = 1", log=True),
                (late,),
                (Mark(f"target load {target:g}", target),),
            ),
            Panel(x, Axis("Share of the work"), shares, (Mark("full load", 1.0),)),
        ),
        source="market.clearing.clear",
    )


def _cleared(load: float, elsewhere: float) -> Cleared:
    """A month of two providers of capacity 1 with one offer each, of whom the first has the load."""
    rules = world().clearing
    return clear(
        np.array([load, elsewhere]),
        np.arange(2),
        np.ones(2),
        np.ones(2),
        np.zeros(2, dtype=np.int64),
        rules.spill_share,
        rules.delay_exponent,
    )
