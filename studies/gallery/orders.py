"""Orders: how much a provider orders for its load, and how two systems share its orders."""

import numpy as np

from jevons.agents.capacity import for_load, missing_capacity
from jevons.agents.ordering import share_orders, within_reach
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent, words

OWNED = 100_000.0
"""H100e of the provider."""
LOADS = np.linspace(0.0, 3.0, 301)
GROWTH = (0.12, 0.06, 0.0, -0.06)
"""Expected growth of load a month; the first is the highest planned for."""
WAIT = 5.0
"""Months from an order to the capacity."""
RATIOS = np.geomspace(0.25, 4.0, 161)
WAITS = (-6.0, 0.0, 6.0, 12.0)
"""Months that the first system comes later."""
SMALL = 0.1
"""Capacity of a small maker over the other's."""


def orders() -> Response:
    """H100e ordered in a month against load, and shares of two systems against their costs."""
    target = world().clearing.target_load
    ordered = tuple(Line(_growth(g), LOADS, _ordered(LOADS, g)) for g in GROWTH)
    shares = tuple(Line(_wait(months), RATIOS, np.array([share(r, months) for r in RATIOS])) for months in WAITS)
    small = Line("as soon, from a\nsmall maker", RATIOS, np.array([share(r, 0.0, SMALL) for r in RATIOS]), dashed=True)
    flat, fast = ordered[2].at(2.0), ordered[0].at(2.0)
    return Response(
        name="orders",
        reading=f"a load of twice the capacity has an owner of {words(OWNED)} H100e order {words(flat)} in a month, or "
        f"{words(fast)} where it expects {100 * GROWTH[0]:.0f} % more a month; a system at twice another's cost gets "
        f"{percent(shares[1].at(2.0))} of orders, and one as dear from a maker of {percent(SMALL)} of the capacity "
        f"{percent(small.at(1.0))}",
        held=f"Above: a provider of {words(OWNED)} H100e that builds for itself, without training, tenants or "
        f"orders under way; it looks {_ahead():.1f} months ahead, a wait of {WAIT:g} and those in which a gap closes. "
        f"Below: two makers of the same capacity, or the first of {percent(SMALL)} of it; serving alone.",
        panels=(
            Panel(
                Axis("load over capacity"),
                Axis("Ordered in a month", "H100e"),
                ordered,
                (Mark(f"target load {target:g}", target), Mark("half is unserved", 2.0)),
            ),
            Panel(
                Axis("cost of a unit of work over the other system's", log=True),
                Axis("Share of orders"),
                (*shares, small),
                (Mark("as dear", 1.0),),
            ),
        ),
        source="agents.capacity.for_load, missing_capacity; agents.ordering.share_orders, within_reach",
    )


def _ahead() -> float:
    """Months that orders look ahead."""
    return WAIT + 1.0 / world().investment.order_smoothing


def _growth(rate: float) -> str:
    return f"expects {100 * rate:+.0f} %\na month".replace("-", "\N{MINUS SIGN}") if rate else "expects no\ngrowth"


def _wait(months: float) -> str:
    later = "later" if months > 0.0 else "sooner"
    return f"{abs(months):g} months {later}" if months else "as soon"


def _ordered(loads: Array, growth: float) -> Array:
    """H100e ordered in a month at each load over capacity by providers alike."""
    clearing, one = world().clearing, np.ones(len(loads))
    wanted = for_load(
        loads * OWNED * clearing.availability, growth * one, _ahead(), clearing.target_load * clearing.availability
    )
    gap, training = np.empty(len(loads)), np.empty(len(loads))
    nothing = np.zeros(len(loads))
    missing_capacity(
        wanted, nothing, nothing, one, OWNED * one, nothing, nothing, world().investment.order_smoothing, gap, training
    )
    return gap


def share(ratio: float, later: float, size: float = 1.0) -> float:
    """Share of orders of a system whose work costs `ratio` times another's and which comes so many months later.

    `size`: capacity of its maker over the other's.
    """
    rules, reach = world().investment, np.empty((1, 2))
    within_reach(np.ones((1, 2)), np.arange(2), np.array([size, 1.0]), np.ones(1), rules.incumbency, reach)
    out, earliest = np.empty(2), max(-later, 0.0)
    share_orders(
        reach[0],
        np.arange(2),
        np.ones(2),
        np.ones(2, dtype=np.bool_),
        np.array([later + earliest, earliest]),
        np.ones(2),
        np.array([ratio, 1.0]),
        0.0,
        rules.system_price_weight,
        out,
    )
    return float(out[0])
