"""Explanations: from a number of a run to its factors, the parameters behind them, and the sources of these.

In come a name and a scenario.
Out comes an `Explanation`: the number, why it is what it is, and who says so; the links are declared in `graph`.
"""

from jevons.studies.explain.explanation import Explanation, Figure
from jevons.studies.explain.graph import ExplainError, listed
from jevons.studies.explain.parameters import Parameter, Source
from jevons.studies.explain.walk import explain

__all__ = ["ExplainError", "Explanation", "Figure", "Parameter", "Source", "explain", "listed"]
