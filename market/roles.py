"""The roles of the market: what the month asks of buyers, sellers, suppliers and grids, and nothing more.

Every participant is a Mesa agent. Those of one role are held by a *sector*, which keeps their numbers as
columns and acts for all of them at once; an agent is a named view of one row.
"""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

import mesa

from jevons.market.accounts import Books
from jevons.market.clearing import Cleared
from jevons.market.orders import Orders
from jevons.market.parameters.declare import Array
from jevons.market.shelf import Shelf
from jevons.market.wishes import Wishes

if TYPE_CHECKING:
    from jevons.market.model import TokenMarket


class Counters(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Counters of agents by model, which do not outlive it: Mesa's own hold every model for good."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """The counter of a model, from 1."""
        return self.setdefault(model, itertools.count(1))


class Participant(mesa.Agent):
    """A named row of a sector.

    Attributes:
        name: its name in the vocabulary.
        row: its place in the sector's columns.
    """

    # Mesa asks no more of it than the counter of a model.
    _ids = Counters()  # type: ignore[assignment]

    def __init__(self, model: mesa.Model, name: str, row: int) -> None:
        """Register with the model under a name."""
        super().__init__(model)
        self.name = name
        self.row = row

    @property
    def market(self) -> "TokenMarket":
        """The market that this agent takes part in."""
        from jevons.market.model import TokenMarket

        if not isinstance(self.model, TokenMarket):
            raise TypeError(f"{self.name} belongs to a {type(self.model).__name__}, not to a TokenMarket")
        return self.model


P = TypeVar("P", bound=Participant)


class Sector(ABC, Generic[P]):
    """All participants of one role."""

    members: list[P]


class Buyer(Participant):
    """A population of users with work to do."""

    @abstractmethod
    def decide(self, month: int, shelf: Shelf) -> Wishes:
        """Adopt, choose offers and start tasks; sees the shelf of the month and its own past only."""


class Seller(Participant):
    """A provider of tokens or of leased hardware."""


class Sellers(Sector[Seller]):
    """All providers; arrays by provider unless said otherwise.

    Attributes:
        sites: share of a provider's halls in a region, (providers, regions).
        pue, electricity: of these halls: energy over that of IT, and USD/kWh.
        fleet, waiting, outstanding: systems in service, shipped without power, ordered, (providers, systems).
        delivered, installed: systems delivered and switched on this month, (providers, systems).
        rated_kw: IT power of the fleet at full rating.
        owned_h100e, llm, inference: H100e owned, at hand for language models, and serving.
        taken, given: H100e rented and rented out.
        prices: USD/Mtok, (offers, 3). seconds: H100e-seconds a token, (offers, 4).
        speed: tokens/s that one user of an offer sees on a fleet at rest, (offers,).
        wait: time that an answer takes over that of an idle fleet at the slowest speed that sells, (offers,).
        work: H100e-seconds that the month's tokens take, (offers,).
        rent: USD/H100e-h, (blocs,). hour_cost: USD/H100e-h of the fleet at hand. cash: USD.
        books: the month's money.
    """

    sites: Array
    pue: Array
    electricity: Array
    fleet: Array
    waiting: Array
    outstanding: Array
    delivered: Array
    installed: Array
    rated_kw: Array
    owned_h100e: Array
    llm: Array
    inference: Array
    taken: Array
    given: Array
    prices: Array
    seconds: Array
    speed: Array
    wait: Array
    work: Array
    rent: Array
    hour_cost: Array
    cash: Array
    books: Books

    @abstractmethod
    def receive(self, delivered: Array) -> None:
        """Take delivered systems (providers, systems) into the store of what waits for power."""

    @abstractmethod
    def install(self, month: int, free: Array) -> None:
        """Switch on waiting systems where they find power, of free GW (regions,); retire old ones."""

    @abstractmethod
    def value(self, month: int, purchase: Array) -> None:
        """Value hardware at the purchase prices (systems,) of the month, USD."""

    @abstractmethod
    def price(self, month: int) -> None:
        """Set list prices from cost, load and rivals."""

    @abstractmethod
    def lease(self, month: int) -> None:
        """Clear the leasing market and move capacity between training and serving."""

    @abstractmethod
    def serve(self, month: int, tokens: Array) -> Cleared:
        """Match the tokens of each offer, (offers, 4), to capacity."""

    @abstractmethod
    def pay(self, books: Books) -> None:
        """Settle the month's money."""

    @abstractmethod
    def forecast(self) -> None:
        """Form expectations of load from own history."""

    @abstractmethod
    def arrival(self, month: int, wait: Array, capacity: Array) -> float:
        """Months until what is ordered now arrives; waits of systems and their makers' capacities, (systems,)."""

    @abstractmethod
    def order(self, month: int, purchase: Array, wait: Array, capacity: Array, room: Array, power: Array) -> Orders:
        """Order systems at the purchase prices in USD, waits in months and vendors' capacities shown, (systems,).

        `room`: of vendors' order books, USD at low prices, (vendors,). `power`: promised beyond what is contracted
        for, GW, (regions,); negative where more is contracted for.
        """


class Supplier(Participant):
    """A maker of hardware."""


class Suppliers(Sector[Supplier]):
    """All makers of hardware; arrays by vendor.

    Attributes:
        shipped: H100e since the start. order_value, delivered_value: USD a month. capacity: USD a month.
    """

    shipped: Array
    order_value: Array
    delivered_value: Array
    capacity: Array

    @property
    @abstractmethod
    def backlog_value(self) -> Array:
        """Orders not yet delivered, USD."""

    @abstractmethod
    def deliver(self, month: int) -> Array:
        """Ship what capacity allows of the backlog: units by (providers, systems)."""

    @abstractmethod
    def prices(self) -> Array:
        """Price of each system this month, USD, (systems,)."""

    @abstractmethod
    def wait(self) -> Array:
        """Months from an order to delivery, (systems,)."""

    @abstractmethod
    def slots(self) -> Array:
        """Sales that the maker of each system can make, USD a month, (systems,)."""

    @abstractmethod
    def room(self) -> Array:
        """Orders that vendors still take, USD at low prices, (vendors,)."""

    @abstractmethod
    def book(self, month: int, orders: Orders) -> None:
        """Take orders into the backlog, extend capacity within its growth limit."""


class Grid(Participant):
    """A region's power."""


class Grids(Sector[Grid]):
    """All regions' power; arrays by region.

    Attributes:
        available: GW that AI sites can draw.
    """

    available: Array

    @abstractmethod
    def connect(self, month: int) -> Array:
        """Put what is done into service; the power that can then be drawn, GW, (regions,)."""

    @abstractmethod
    def promised(self, month: int, ahead: float) -> Array:
        """Power that can be drawn so many months ahead, GW, (regions,)."""

    @abstractmethod
    def plan(self, month: int, load: Array) -> None:
        """Start projects for the power that a load in GW will miss when they are done."""
