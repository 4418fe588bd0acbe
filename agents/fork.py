"""Forks: markets that nothing tells apart for some months live them once."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from jevons.agents.pipelines import Pipelines
from jevons.agents.practice import Practices
from jevons.agents.users import Users
from jevons.market.model import TokenMarket
from jevons.market.record import Record


def live_together(market: TokenMarket, twins: Sequence[TokenMarket], months: int) -> None:
    """Let a market live its first months, and its twins take over where it then stands.

    What a market keeps is what both had alike when they opened: numbers that differ there are what their worlds say
    of later months, and stay. A twin then goes on as if it had lived these months itself, to the bit. Where even
    the orders that stand at the opening differ, as those for the months ahead do in worlds that part so early, there
    is nothing to share, and the twin lives all of its months itself.

    Args:
        market, twins: newly opened, with the same luck, in worlds that agree on these months.
        months: how many; not more than any has.
    """
    followers = [
        (twin, list(_alike(market, twin)))
        for twin in twins
        if np.array_equal(market.sellers.outstanding, twin.sellers.outstanding)
    ]
    if not followers:
        return
    for _ in range(months):
        market.step()
    for twin, kept in followers:
        for mine, other, name in kept:
            value = getattr(mine, name)
            setattr(other, name, value.copy() if isinstance(value, np.ndarray) else value)
        for field in dataclasses.fields(Record):
            getattr(twin.record, field.name)[:months] = getattr(market.record, field.name)[:months]
        twin.month = months


def _alike(market: TokenMarket, twin: TokenMarket) -> Iterator[tuple[object, object, str]]:
    """Names of the numbers of all sectors that both markets have alike, with their owners in each."""
    for sector in ("buyers", "sellers", "suppliers", "grids"):
        yield from _alike_in(getattr(market, sector), getattr(twin, sector))


def _alike_in(mine: object, other: object) -> Iterator[tuple[object, object, str]]:
    for name, value in vars(mine).items():
        if isinstance(value, np.ndarray):
            if np.array_equal(value, getattr(other, name), equal_nan=value.dtype.kind == "f"):
                yield mine, other, name
        elif isinstance(value, float):
            if value == getattr(other, name):
                yield mine, other, name
        elif isinstance(value, Users | Pipelines | Practices):
            yield from _alike_in(value, getattr(other, name))
