"""Queues: what a maker of hardware delivers, and how long it takes, after orders double or while memory is short."""

import numpy as np

from jevons.agents.vendors import SPARE, extend_capacity, ship_ready, take_orders, waits
from jevons.market.vocabulary import VENDORS
from jevons.studies.gallery.response import Array, Axis, Line, Mark, Panel, Response
from jevons.studies.gallery.setting import world
from jevons.studies.magnitude import percent

MAKER = "nvidia"
YEARS = ("2023-01", "2026-01", "2028-01")
"""Months whose limit of growth is taken."""
SHORTFALLS = (0.5, 0.3, 0.2)
"""Shares of memory that are missing for a year."""
BEFORE, SHOWN, AFTER, YEAR = 120, 6, 48, 12
"""Months at the old orders, those of them that are shown, months after them, and months in which memory is short."""
PRICE, PLENTY = 1e6, 1e9
"""USD of a system, and GB of memory that are always enough."""


def queues() -> Response:
    """Deliveries and wait of a maker whose orders double, at several limits of growth, and wait as memory is short."""
    months = np.arange(-SHOWN, AFTER + 1.0)
    limits = [float(world().vendors.capacity_growth_limit[_maker(), world().calendar.index(m)]) for m in YEARS]
    runs = {limit: double(limit, _lead()) for limit in sorted(limits, reverse=True)}
    names = {limit: f"capacity may grow\n{limit:.2g} times a year" for limit in runs}
    shipped = tuple(Line(names[g], months, run[0]) for g, run in runs.items())
    waited = tuple(Line(names[g], months, run[1]) for g, run in runs.items())
    asked = Line("orders", np.array([-SHOWN, 0.0, 0.0, AFTER]), np.array([1.0, 1.0, 2.0, 2.0]), dashed=True)
    missing = tuple(Line(f"{percent(s)} is missing", months, short(s, _lead())[1]) for s in SHORTFALLS)
    peak, met, longest = float(waited[-1].y.max()), _met(shipped[-1]), float(missing[0].y.max())
    x = Axis("months after orders double")
    doubled = (Mark("orders double", 0.0),)
    return Response(
        name="queues",
        reading=f"after orders double, a maker that can grow {min(limits):g} times a year delivers as many "
        f"after {met:.0f} months, and the wait goes from {waited[-1].y[0]:.0f} to {peak:.1f} months before it "
        f"falls; a year without {percent(SHORTFALLS[0])} of the memory makes it {longest:.0f} months",
        held=f"One maker with NVIDIA's lead time of {_lead()} months, one system; orders had stood still. Growth "
        "limits: NVIDIA's in 2023, 2026 and from 2028; with memory short, that of 2028, and there had been memory for "
        f"{SPARE:g} times the orders.",
        panels=(
            Panel(x, Axis("Deliveries a month", "orders before = 1"), (*shipped, asked), doubled),
            Panel(x, Axis("Wait from order to delivery", "months"), waited, doubled),
            Panel(
                Axis("months after memory falls short"),
                Axis("Wait while memory is short", "months"),
                missing,
                (Mark("short", 0.0), Mark("enough again", float(YEAR))),
            ),
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
    """Deliveries, wait and capacity as from `lived` after orders have doubled, with memory for all."""
    ordered, memory = np.ones(BEFORE + AFTER + 1), np.full(BEFORE + AFTER + 1, PLENTY)
    ordered[BEFORE:] = 2.0
    return lived(ordered, memory, limit, lead)


def short(missing: float, lead: int) -> tuple[Array, Array, Array]:
    """Deliveries, wait and capacity as from `lived` where a share of the usual memory is missing for a year."""
    ordered, memory = np.ones(BEFORE + AFTER + 1), np.full(BEFORE + AFTER + 1, SPARE)
    memory[BEFORE : BEFORE + YEAR] *= 1.0 - missing
    limit = float(world().vendors.capacity_growth_limit[_maker(), world().calendar.index(YEARS[-1])])
    return lived(ordered, memory, limit, lead)


def lived(asked: Array, memory: Array, limit: float, lead: int) -> tuple[Array, Array, Array]:
    """Deliveries, wait in months, and capacity in systems, by month shown, of a maker whose system takes 1 GB.

    Args:
        asked, memory: systems ordered, and GB of memory, in each month; one a month had been ordered before.
        limit: fastest growth of capacity a year. lead: months from an order to the month in which it is due.
    """
    one, which, nobody, low = np.ones(1), np.zeros(1, dtype=np.int64), np.full(1, -1), np.full(1, PRICE)
    orders, queued = np.ones((lead, 1, 1)), np.full((1, 1), float(lead))
    ready, shipped = np.zeros((1, 1)), np.zeros((1, 1))
    capacity, flow, prices, leads = low.copy(), low.copy(), low.copy(), np.array([lead])
    value, made, total, pace, excess, worth, ordered = (np.zeros(1) for _ in range(7))
    found = []
    for month, units in enumerate(asked):
        ship_ready(
            *(ready, orders, month, leads, queued, capacity, which, which, nobody, low, one, one, one),
            *(float(memory[month]), 0.0, prices, shipped, value, made, total, pace, excess),
        )
        orders[month % lead] = units
        had = capacity[0] / PRICE
        take_orders(orders[month % lead], queued, which, which, prices, low, worth, ordered)
        extend_capacity(capacity, flow, ordered, made, excess, pace, np.array([limit]))
        found.append((float(shipped[0, 0]), float(waits(excess, pace, leads, which)[0]), float(had)))
    delivered, wait, held = np.array(found[BEFORE - SHOWN :]).T
    return delivered, wait, held
