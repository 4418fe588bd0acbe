"""Shocks: markets with the same luck, each met by one event in January 2025, and their paths over the base path."""

import dataclasses
from collections.abc import Callable
from functools import cache

import numpy as np

from jevons.market.model import TokenMarket
from jevons.market.outputs import summarise
from jevons.market.result import result_of
from jevons.market.scenario import Scenario
from jevons.market.shelf import Shelf
from jevons.market.vocabulary import REGIONS, VENDORS
from jevons.market.wishes import Wishes
from jevons.market.world import replace_group
from tests.properties.watched import Watched

START, END = "2025-01", "2029-12"
US, NVIDIA = REGIONS.index("us"), VENDORS.index("nvidia")
LPX = "groq_lpx"
LOSS_FLOOR = 0.3
Shock = Callable[[TokenMarket], None]


class Shocked(Watched):
    """A market that an event meets before its first month of 2025.

    Attributes:
        first: number of that month.
        result: the run's outputs.
        owning_then: cost of owning a system in that month, USD, (providers, systems).
        series: world totals by month, those of a summary and `orders`, H100e, and `serving`, H100e that serve.
    """

    def __init__(self, shock: Shock, seed: int = 1) -> None:
        scenario = Scenario(users=1000, seed=seed, end=END, target_month=END)
        self.shock, self.first = shock, scenario.calendar.index(START)
        super().__init__(scenario)
        self.h100e = self.world.systems.h100e
        self.result = result_of(self.world, self.market.technology, self.record)
        self.series = summarise(self.result)
        self.series["orders"] = self.path("ordered").sum(axis=1) @ self.h100e
        self.series["serving"] = self.record.inference.sum(axis=1)

    def _live(self) -> None:
        if self.market.month == self.first:
            self.shock(self.market)
        super()._live()
        if len(self.months) == self.first + 1:
            self.owning_then = self.market.sellers.owning.copy()

    def since(self, name: str) -> np.ndarray:
        """A world total from the month of the shock on."""
        return np.asarray(self.series[name][self.first :])

    def seen(self, name: str) -> np.ndarray:
        """What was seen month by month (`Month`) or, failing that, recorded, from the month of the shock on."""
        path = self.path(name) if hasattr(self.months[0], name) else getattr(self.record, name)
        return np.asarray(path[self.first :])


def nothing(market: TokenMarket) -> None:
    """The base."""


def more_users(times: float, months: int) -> Shock:
    """So many times the base's users bring their work for some months: they do and pay what those there do and pay."""

    def shock(market: TokenMarket) -> None:
        decide, last = market.buyers.decide, market.month + months

        def decide_for_more(month: int, shelf: Shelf) -> Wishes:
            wishes = decide(month, shelf)
            if month >= last:
                return wishes
            more = {name: times * getattr(wishes, name) for name in ("execute", "plan", "adopters", "chat")}
            return dataclasses.replace(wishes, **more)

        market.buyers.decide = decide_for_more  # type: ignore[method-assign]

    return shock


def half_of_nvidia(market: TokenMarket) -> None:
    """NVIDIA loses half of its capacity; it may grow from there as before."""
    market.suppliers.capacity[NVIDIA] *= 0.5


def no_new_power(market: TokenMarket) -> None:
    """No project in the US enters service any more, and none is started."""
    grids = market.grids
    grids.coming[market.month :, US] = grids.growth[market.month :, US] = 0.0
    grids.under_way[US] = 0.0


def price_war(market: TokenMarket) -> None:
    """Sellers ask the square root of their markups, and sell at a loss down to three tenths of cost."""
    buyable, sellers = market.buyable, market.sellers
    sellers.buyable = dataclasses.replace(buyable, offer_markup=np.sqrt(buyable.offer_markup))
    sellers.world = replace_group(sellers.world, "prices", loss_floor=LOSS_FLOOR)


def without_lpx(market: TokenMarket) -> None:
    """Nothing of the LPX line is sold any more."""
    access = market.buyable.access
    closed = market.buyable.vendor == VENDORS.index(LPX)
    weight, on_sale = access.weight.copy(), list(access.on_sale)
    weight[market.month :, :, closed] = 0.0
    on_sale[market.month :] = [systems[~closed[systems]] for systems in on_sale[market.month :]]
    access = dataclasses.replace(access, weight=weight, on_sale=tuple(on_sale))
    buyable = dataclasses.replace(market.buyable, access=access)
    market.buyable = market.sellers.buyable = market.suppliers.buyable = buyable


def free_power(market: TokenMarket) -> None:
    """Electricity costs nothing."""
    market.buyable.electricity[market.month :] = 0.0


SHOCKS: dict[str, Shock] = {
    "nothing": nothing,
    "demand doubled for a month": more_users(2.0, 1),
    "demand doubled for good": more_users(2.0, 1000),
    "demand four times for good": more_users(4.0, 1000),
    "half of NVIDIA": half_of_nvidia,
    "no new power": no_new_power,
    "price war": price_war,
    "no LPX": without_lpx,
    "free power": free_power,
}


@cache
def lived(name: str, seed: int = 1) -> Shocked:
    """The market after a shock of `SHOCKS`. It is shared: look, do not change."""
    return Shocked(SHOCKS[name], seed)


def over_base(name: str, series: str) -> np.ndarray:
    """A world total over the base's, from the month of the shock on."""
    return lived(name).since(series) / lived("nothing").since(series)


def above_base(name: str, series: str) -> np.ndarray:
    """A world total less the base's, from the month of the shock on."""
    return lived(name).since(series) - lived("nothing").since(series)
