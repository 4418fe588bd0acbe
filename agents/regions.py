"""Regions: the power that AI sites can draw, and the projects that add to it after a long wait.

Numbers and sources: `market/catalogue/regions.csv`.
"""

import mesa
import numpy as np

from jevons.market.parameters.declare import Array
from jevons.market.roles import Grid, Grids
from jevons.market.vocabulary import REGIONS
from jevons.market.world import World

HEADROOM = 1.15
PATIENCE = 4.0


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
    """

    def __init__(self, world: World) -> None:
        """Start with the power of January 2023 and the projects already under way then."""
        self.world = world
        self.available = world.regions.ai_power_available.copy()
        self.lead = np.maximum(np.rint(world.regions.lead_time).astype(np.int64), 1)
        months = len(world.calendar)
        self.coming = np.zeros((months + int(self.lead.max()) + 1, len(REGIONS)))
        for r in range(len(REGIONS)):
            level = self.available[r]
            for t in range(min(int(self.lead[r]), months)):
                step = level * (self._monthly_growth(t)[r] - 1.0)
                self.coming[t, r] = step
                level += step
        self.under_way = self.coming.sum(axis=0)

    def _monthly_growth(self, month: int) -> Array:
        return np.asarray(self.world.regions.pipeline_growth[:, month] ** (1.0 / 12.0))

    def connect(self, month: int, in_use: Array, waiting: Array) -> Array:
        """Share of the waiting load that can be switched on beside the load in use."""
        self.available = self.available + self.coming[month]
        self.under_way = self.under_way - self.coming[month]
        free = np.maximum(self.available - in_use, 0.0)
        return np.where(waiting > 0, np.minimum(1.0, free / np.maximum(waiting, 1e-12)), 1.0)

    def plan(self, month: int, in_use: Array, waiting: Array) -> None:
        """Start projects for the power that will be missing when they are done, within the growth limit.

        Need at the end of the lead time is taken as the present need grown at the limit's rate as long as power
        is short, and with headroom as long as it is not.
        """
        need = (in_use + waiting) * HEADROOM
        promised = self.available + self.under_way
        growth = self._monthly_growth(month) - 1.0
        ahead = need * (1.0 + growth) ** np.minimum(self.lead, 36)
        response = self.world.power.build_response
        # Developers build on the trend as long as it is not far ahead of what is asked for.
        trend = np.where(promised < PATIENCE * ahead, growth * promised, 0.0)
        start = np.minimum(np.maximum(response * (ahead - promised), trend), growth * promised)
        self.coming[month + self.lead, np.arange(len(REGIONS))] += start
        self.under_way = self.under_way + start
