"""Everything that a finished run can tell, declared once: name, unit, dimensions, meaning and formula.

In comes a `Run` (world, technology, record).
Out come arrays over named dimensions; `OUTPUTS` is the registry, `SUMMARY` the world-level monthly series.
"""

from jevons.market.outputs import capacity, energy, indices, money, prices, tokens
from jevons.market.outputs.declare import NAMES, OUTPUTS, Output, Run
from jevons.market.outputs.summary import SUMMARY, Column, summarise

__all__ = ["NAMES", "OUTPUTS", "SUMMARY", "Column", "Output", "Run", "summarise"]

# Importing a theme declares its outputs.
THEMES = (tokens, money, prices, capacity, energy, indices)
