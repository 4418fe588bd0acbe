"""Regions: the power that AI sites can draw, and the projects that add to it after a long wait.

Numbers and sources: `market/catalogue/regions.csv`.
"""

import mesa
import numpy as np

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.roles import Grid, Grids
from jevons.market.structure import Ints
from jevons.market.vocabulary import REGIONS
from jevons.market.world import World

HEADROOM = 1.15
PATIENCE = 4.0
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
        growth: fastest growth of power a month; growth_over_lead: factor over the lead time, (months, regions).
    """

    def __init__(self, world: World) -> None:
        """Start with the power of January 2023 and the projects already under way then."""
        regions = world.regions
        self.available = regions.ai_power_available.copy()
        self.lead = np.maximum(np.rint(regions.lead_time).astype(np.int64), 1)
        monthly = np.ascontiguousarray(regions.pipeline_growth.T) ** (1.0 / 12.0)
        self.growth = monthly - 1.0
        self.growth_over_lead = (1.0 + self.growth) ** np.minimum(self.lead, LONGEST_VIEW_MONTHS)
        self.response = world.power.build_response
        months = len(world.calendar)
        self.coming = np.zeros((months + int(self.lead.max()) + 1, len(REGIONS)))
        for r in range(len(REGIONS)):
            level = self.available[r]
            for t in range(min(int(self.lead[r]), months)):
                step = level * (monthly[t, r] - 1.0)
                self.coming[t, r] = step
                level += step
        self.under_way = self.coming.sum(axis=0)

    def connect(self, month: int, in_use: Array, waiting: Array) -> Array:
        """Share of the waiting load that can be switched on beside the load in use."""
        return connect_waiting(self.available, self.under_way, self.coming[month], in_use, waiting)

    def plan(self, month: int, in_use: Array, waiting: Array) -> None:
        """Start projects for the power that will be missing when they are done, within the growth limit."""
        start_projects(
            self.coming,
            self.under_way,
            self.available,
            month,
            self.lead,
            in_use,
            waiting,
            self.growth[month],
            self.growth_over_lead[month],
            self.response,
        )


@kernel
def connect_waiting(available: Array, under_way: Array, coming: Array, in_use: Array, waiting: Array) -> Array:
    """Put what is done into service; the share of the waiting load that then has power, (regions,).

    Args:
        available, under_way: power that can be drawn and power of projects, GW, both updated.
        coming: power that enters service this month. in_use, waiting: load.
    """
    share = np.empty(available.size)
    for r in range(available.size):
        available[r] += coming[r]
        under_way[r] -= coming[r]
        free = max(available[r] - in_use[r], 0.0)
        share[r] = min(1.0, free / max(waiting[r], 1e-12)) if waiting[r] > 0.0 else 1.0
    return share


@kernel
def start_projects(
    coming: Array,
    under_way: Array,
    available: Array,
    month: int,
    lead: Ints,
    in_use: Array,
    waiting: Array,
    growth: Array,
    growth_over_lead: Array,
    response: float,
) -> None:
    """Start projects, GW, that enter service after the lead time.

    Need at the end of the lead time is taken as the present need grown at the limit's rate as long as power
    is short, and with headroom as long as it is not.

    Args:
        coming: (months + lead, regions), updated. under_way: updated.
        available, in_use, waiting: power and load, GW. lead: months.
        growth: limit, a month. growth_over_lead: factor over the lead time.
        response: share of what will be missing that is started.
    """
    for r in range(available.size):
        promised = available[r] + under_way[r]
        ahead = (in_use[r] + waiting[r]) * HEADROOM * growth_over_lead[r]
        # Developers build on the trend as long as it is not far ahead of what is asked for.
        trend = growth[r] * promised if promised < PATIENCE * ahead else 0.0
        start = min(max(response * (ahead - promised), trend), growth[r] * promised)
        coming[month + lead[r], r] += start
        under_way[r] += start
