"""The reconciler: can what others project of the AI market be true together, and in which of our worlds?

In come the series and draws of a stored ensemble and the registry of projections.
Out come, for each projection, what the worlds make of it and in how many it holds; sets that clash, with the world
that comes nearest; and what published growth of tokens and published paths of cost imply for the cost of serving.
"""

from jevons.studies.reconcile.reconciled import Reconciled, reconcile
from jevons.studies.reconcile.resolve import Resolved, Unresolved, resolve, resolve_all
from jevons.studies.reconcile.together import Nearest, Together, World, together
from jevons.studies.reconcile.worlds import NotCoveredError, Worlds

__all__ = [
    "Nearest",
    "NotCoveredError",
    "Reconciled",
    "Resolved",
    "Together",
    "Unresolved",
    "World",
    "Worlds",
    "reconcile",
    "resolve",
    "resolve_all",
    "together",
]
