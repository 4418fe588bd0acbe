"""Scarcity: how much demanded work goes unserved, and what would have served it.

Five causes, each taken for what the ones before it leave: free capacity elsewhere (allocation), chips that
are shipped but wait for power or were not ordered for lack of it (power), chips that are ordered but not made
(chips), orders that were refused for lack of funds (capital); what is left was never ordered (foresight).
Remedies stay within their bloc.
"""

import numpy as np

from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.indices import Indices, indices
from jevons.market.parameters.declare import Array
from jevons.market.record import Record
from jevons.market.structure import BLOCS
from jevons.market.technology import Technology
from jevons.market.vocabulary import CAUSES
from jevons.market.world import World

ORDERING_MONTHS = 12


def unserved_by_cause(record: Record, world: World, technology: Technology, known: Indices | None = None) -> Array:
    """Share of the world's demanded work that is not served, by cause, (months, causes), as in `CAUSES`.

    The unserved load is split by cause in H100e-seconds; the same split is taken of the unserved share of
    work, so that causes add up to it.

    Args:
        record, world, technology: the run.
        known: its indices, if at hand.
    """
    known = known or indices(record, world, technology)
    parts = waterfall(unserved_load(record, world, technology), remedies(record, world)).sum(axis=2)
    total = parts.sum(axis=1, keepdims=True)
    split = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
    return np.asarray(split * known.unserved_share()[:, None])


def unserved_load(record: Record, world: World, technology: Technology) -> Array:
    """Load that finds no capacity, H100e-s a month with the uncounted one, (months, blocs)."""
    provider = world.structure.offer_provider
    return by_bloc(record.work * technology.load_of_work(provider) * record.unserved, world.structure.bloc[provider])


def remedies(record: Record, world: World) -> Array:
    """Load that would be served by undoing each cause but the last, H100e-s a month, (months, 4, blocs).

    Chips count with all the seconds in which they are up; orders that were refused or held back are those of the
    last 12 months.
    """
    seconds, bloc = SECONDS_PER_MONTH * world.clearing.availability, world.structure.bloc
    return np.stack(
        [
            by_bloc(record.allocation, bloc),
            by_bloc(record.waiting_h100e + last_months(record.withheld, ORDERING_MONTHS), bloc) * seconds,
            by_bloc(record.outstanding_h100e, bloc) * seconds,
            by_bloc(last_months(record.refused, ORDERING_MONTHS), bloc) * seconds,
        ],
        axis=1,
    )


def waterfall(unserved: Array, remedies: Array) -> Array:
    """Split what is unserved among causes, (months, causes, blocs): each remedy takes what is left.

    Args:
        unserved: (months, blocs).
        remedies: what each cause but the last would serve, (months, causes - 1, blocs), none negative.
    """
    taken = np.minimum(np.cumsum(remedies, axis=1), unserved[:, None, :])
    edges = np.zeros((len(unserved), len(CAUSES) + 1, unserved.shape[1]))
    edges[:, 1:-1], edges[:, -1] = taken, unserved
    return np.diff(edges, axis=1)


def by_bloc(values: Array, bloc: np.ndarray) -> Array:
    """Sum columns (months, n) over the blocs that they belong to, (months, blocs)."""
    return np.stack([values[:, bloc == group].sum(axis=1) for group in range(BLOCS)], axis=1)


def last_months(values: Array, months: int) -> Array:
    """Sum over a month and those before it, so many in all; same shape, months first."""
    total = np.cumsum(values, axis=0)
    total[months:] -= total[:-months].copy()
    return total
