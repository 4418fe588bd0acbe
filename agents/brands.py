"""Brands: how well known and how widely distributed each seller's models are, month by month."""

import numpy as np

from jevons.market.calendar import REFERENCE_MONTH, TRENDS_END
from jevons.market.parameters.declare import Array
from jevons.market.parameters.entities import NOT_DISTRIBUTED
from jevons.market.world import World

LEAST_REACH = NOT_DISTRIBUTED + 1.0
"""A brand that falls is never taken off the market by that."""


def reach_by_month(world: World) -> Array:
    """Reach of each offer by month and surface in units of utility, (months, offers, surfaces).

    reach(t) = reach + reach_growth x (t - t0), t0 the end of 2025, in years. Brands rise and fall on straight lines up
    to the end of 2026 and stay there, as nothing tells how long a rise goes on. Who is not distributed stays so.
    """
    calendar, seller = world.calendar, world.structure.offer_provider
    months = np.minimum(np.arange(len(calendar)), calendar.index(TRENDS_END)) - calendar.index(REFERENCE_MONTH)
    level, growth = world.providers.reach[seller], world.providers.reach_growth[seller]
    moved = level + (months / 12.0)[:, None, None] * growth[:, None]
    return np.where(level > NOT_DISTRIBUTED, np.maximum(moved, np.minimum(level, LEAST_REACH)), level)
