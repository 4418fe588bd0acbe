"""Queues: what a maker of hardware delivers, and how long it takes, after orders double for good."""

import numpy as np

from jevons.agents.vendors import extend_capacity, ship_ready, take_orders, waits
from jevons.market.vocabulary import VENDORS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world

MAKER = "nvidia"
YEARS = ("2023-01", "2026-01", "2028-01")
"""Months whose limit of growth is taken."""
BEFORE, SHOWN, AFTER = 120, 6, 48
"""Months at the old orders, those of them that are shown, and months at twice as many."""


def queues() -> Response:
    """Deliveries, capacity and wait of a maker whose orders double, at several limits of growth."""
    months = np.arange(-SHOWN, AFTER + 1.0)
    limits = [float(world().vendors.capacity_growth_limit[_maker(), world().calendar.index(m)]) for m in YEARS]
    runs = {limit: double(limit, _lead()) for limit in sorted(limits, reverse=True)}
    names = {limit: f"capacity may grow\n{limit:.2g} times a year" for limit in runs}
    shipped = tuple(Line(names[g], months, run[0]) for g, run in runs.items())
    waited = tuple(Line(names[g], months, run[1]) for g, run in runs.items())
    asked = Line("orders", np.array([-SHOWN, 0.0, 0.0, AFTER]), np.array([1.0, 1.0, 2.0, 2.0]), dashed=True)
    slowest = waited[-1]
    peak, met = float(slowest.y.max()), _met(shipped[-1])
    x = Axis("months after orders double")
    doubled = (Mark("orders double", 0.0),)
    return Response(
        name="queues",
        reading=f"after orders double, a maker that can grow {min(limits):g} times a year delivers as many "
        f"after {met:.0f} "
        f"months, and the wait goes from {slowest.y[0]:.0f} to {peak:.1f} months before it falls",
        held=f"One maker with NVIDIA's lead time of {_lead()} months, one system at one price; orders had stood still. "
        "Growth limits: NVIDIA's in 2023, 2026 and from 2028.",
        panels=(
            Panel(x, Axis("Deliveries a month", "orders before = 1"), (*shipped, asked), doubled),
            Panel(x, Axis("Wait from order to delivery", "months"), waited, doubled),
        ),
        source="agents.vendors.ship_ready, take_orders, extend_capacity, waits",
    )


def _maker() -> int:
    return VENDORS.index(MAKER)


def _lead() -> int:
    return round(float(world().vendors.lead_time_base[_maker()]))


def _met(shipped: Line) -> float:
    """First month in which twice as much is delivered."""
    return float(shipped.x[np.flatnonzero(shipped.y >= 2.0 - 1e-9)[0]])


def double(limit: float, lead: int) -> tuple[Array, Array, Array]:
    """Deliveries over orders before, wait in months, and capacity, by month, when a system costs 1 USD.

    Args:
        limit: fastest growth of capacity a year. lead: months from an order to the month in which it is due.
    """
    one, which = np.ones(1), np.zeros(1, dtype=np.int64)
    orders, queued, ready, shipped = (
        np.ones((lead, 1, 1)),
        np.full((1, 1), float(lead)),
        np.zeros((1, 1)),
        np.zeros((1, 1)),
    )
    capacity, flow, prices = np.ones(1), np.ones(1), np.ones(1)
    value, total, late, ordered = (np.zeros(1) for _ in range(4))
    leads, found = np.array([lead]), []
    for month in range(BEFORE + AFTER + 1):
        ship_ready(
            *(ready, orders, month, leads, queued, capacity, which, which, one, one, one),
            *(prices, shipped, value, total, late),
        )
        orders[month % lead] = 1.0 if month < BEFORE else 2.0
        had = capacity.copy()
        take_orders(orders[month % lead], queued, which, which, prices, ordered)
        extend_capacity(capacity, flow, ordered, value, late, np.array([limit]))
        found.append((float(shipped[0, 0]), float(waits(late, capacity, leads, which)[0]), float(had[0])))
    delivered, wait, held = np.array(found[BEFORE - SHOWN :]).T
    return delivered, wait, held
