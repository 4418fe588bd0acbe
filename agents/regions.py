"""Regions: the power that AI sites can draw, and the projects that add to it after a long wait.

Who builds sites knows what hardware is on order and how fast that has grown.

Numbers and sources: `market/catalogue/regions.csv`.
"""

import math

import mesa
import numpy as np

from jevons.agents.expectations import follow_growth
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.roles import Grid, Grids
from jevons.market.structure import Ints
from jevons.market.vocabulary import REGIONS
from jevons.market.world import World

HEADROOM = 1.15
GROWTH_MEMORY_MONTHS = 12.0
LONGEST_VIEW_MONTHS = 36


class Region(Grid):
    """A named row of the regions' columns."""

    def __init__(self, model: mesa.Model, name: str, row: int, sector: "Regions") -> None:
        """Register with the model as a row of the sector."""
        super().__init__(model, name, row)
        self.sector = sector

    @property
    def available_gw(self) -> float:
        """Power that AI sites can draw this month."""
        return float(self.sector.available[self.row])


class Regions(Grids):
    """All regions as columns; (regions,) unless said otherwise.

    Attributes:
        available: power that can be drawn, GW.
        under_way: power of projects not yet in service, GW.
        coming: power that enters service in a month, GW, (months + lead, regions).
        growth: fastest growth of power a month, (months, regions).
        load: power that what is in use, waits and is on order will draw, GW. trend: its growth, ln a month.
    """

    def __init__(self, world: World) -> None:
        """Start with the power of January 2023 and the projects already under way then."""
        regions = world.regions
        self.available = regions.ai_power_available.copy()
        self.lead = np.maximum(np.rint(regions.lead_time).astype(np.int64), 1)
        monthly = np.ascontiguousarray(regions.pipeline_growth.T) ** (1.0 / 12.0)
        self.growth = monthly - 1.0
        self.response, self.trust = world.power.build_response, world.power.trend_share
        self.load, self.trend = np.zeros(len(REGIONS)), np.log(monthly[0])
        months = len(world.calendar)
        self.coming = np.zeros((months + int(self.lead.max()) + 1, len(REGIONS)))
        for r in range(len(REGIONS)):
            level = self.available[r]
            for t in range(min(int(self.lead[r]), months)):
                step = level * (monthly[t, r] - 1.0)
                self.coming[t, r] = step
                level += step
        self.under_way = self.coming.sum(axis=0)

    def connect(self, month: int) -> Array:
        """Put what is done into service; the power that can then be drawn, GW, (regions,)."""
        self.available += self.coming[month]
        self.under_way -= self.coming[month]
        return self.available

    def promised(self, month: int, ahead: float) -> Array:
        """Power that can be drawn so many months ahead, GW, (regions,)."""
        return np.asarray(self.available + self.coming[month + 1 : month + 1 + round(ahead)].sum(axis=0))

    def plan(self, month: int, load: Array) -> None:
        """Start projects for what a load in GW, (regions,), will be when they are done, within the growth limit.

        The load is what is in use, waits and is on order.
        """
        follow_growth(self.load, load, GROWTH_MEMORY_MONTHS, self.trend)
        start_projects(
            self.coming,
            self.under_way,
            self.available,
            month,
            self.lead,
            load,
            self.trust * self.trend,
            self.growth[month],
            self.response,
        )


@kernel
def start_projects(
    coming: Array,
    under_way: Array,
    available: Array,
    month: int,
    lead: Ints,
    load: Array,
    expected: Array,
    growth: Array,
    response: float,
) -> None:
    """Start projects, GW, that enter service after the lead time.

    Of the power that will be missing then, a share `response` is started each month, within the limit:
    min(response x max(headroom x load x exp(expected x lead) - promised, 0), growth x promised).

    Args:
        coming: (months + lead, regions), updated. under_way: updated.
        available, load: power and what it is for, GW. lead: months, of which at most 36 are looked ahead.
        expected: growth of the load, ln a month, for which sites are built. growth: limit, a month.
        response: share of what will be missing that is started in a month.
    """
    for r in range(available.size):
        promised = available[r] + under_way[r]
        view = min(lead[r], LONGEST_VIEW_MONTHS)
        ahead = HEADROOM * load[r] * math.exp(max(expected[r], 0.0) * view)
        start = min(response * max(ahead - promised, 0.0), growth[r] * promised)
        coming[month + lead[r], r] += start
        under_way[r] += start
