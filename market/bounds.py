"""Bounds that no plausible world passes, and which of them a run does pass: a warning, never a correction."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from jevons.market.calendar import Calendar
from jevons.market.parameters.declare import Array

MOST_POWER_GW: Final = 250.0
"""Mean draw of AI sites in 2030: a fifth of what the United States can generate today."""
POWER_YEAR: Final = "2030"
MOST_SPEND: Final = 0.03
"""What users pay for AI over world product."""
WORLD_PRODUCT_2025: Final = 1.17e14
"""USD a year at market prices: International Monetary Fund, World Economic Outlook, October 2025."""
WORLD_GROWTH: Final = 1.045
"""Of that a year, in dollars of the day: judgement, the mean of the ten years before."""
UNDEFINED: Final = ("price_at_capability", "price_paid", "energy_per_query")
"""Series that have no value in months in which nothing is sold."""

BOUNDS: Final = {
    "power": f"AI sites draw more than {MOST_POWER_GW:g} GW in {POWER_YEAR}",
    "spend": f"users spend more than {100.0 * MOST_SPEND:g} % of world product on AI",
    "numbers": "figures of some months are negative or no numbers",
}
"""What is said of a run that passes a bound, by its name."""


def passed(series: Mapping[str, Array], calendar: Calendar) -> dict[str, bool]:
    """Whether a run passes each bound, by its name in `BOUNDS`.

    Args:
        series: summary series as in `market.outputs.SUMMARY`, (months,) each: `power_gw` in GW, `spend` in USD a month.
        calendar: of the run.
    """
    months = np.arange(len(calendar))
    first = calendar.index(f"{POWER_YEAR}-01")
    product = WORLD_PRODUCT_2025 * WORLD_GROWTH ** ((months - calendar.index("2025-07")) / 12.0)
    power = series["power_gw"][max(first, 0) : max(first + 12, 0)]
    return {
        "power": bool((power > MOST_POWER_GW).any()),
        "spend": bool((12.0 * series["spend"] > MOST_SPEND * product).any()),
        "numbers": bool(odd_months(series).any()),
    }


def odd_months(series: Mapping[str, Array]) -> np.ndarray:
    """Months with a value that is negative or no number, (months,); what may be undefined may be nan."""
    odd = np.zeros(len(next(iter(series.values()))), dtype=np.bool_)
    for name, values in series.items():
        odd |= (values < 0.0) | np.isinf(values) | (np.isnan(values) & (name not in UNDEFINED))
    return odd
