"""Fleets: systems arrive, wait for power, are switched on, and leave at the end of their life."""

from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array


@kernel
def take_delivery(delivered: Array, waiting: Array, outstanding: Array) -> None:
    """Delivered systems join those that wait for power and are no longer outstanding, all (providers, systems)."""
    for p in range(delivered.shape[0]):
        for y in range(delivered.shape[1]):
            waiting[p, y] += delivered[p, y]
            outstanding[p, y] = max(outstanding[p, y] - delivered[p, y], 0.0)


@kernel
def switch_on(waiting: Array, share: Array, fleet: Array, log: Array, fading: Array) -> None:
    """Switch on what has power and switch off what has reached the end of its life, (providers, systems).

    Args:
        waiting, fleet: updated. share: of waiting systems that has power, (providers,).
        log: what was switched on a life ago and leaves; filled with what is switched on now.
        fading: part of the first fleets that leaves this month.
    """
    for p in range(fleet.shape[0]):
        on = share[p]
        for y in range(fleet.shape[1]):
            new = waiting[p, y] * on
            waiting[p, y] -= new
            fleet[p, y] = max(fleet[p, y] + new - log[p, y] - fading[p, y], 0.0)
            log[p, y] = new
