"""Accounts: every dollar that moves in a month, from whom to whom.

Users pay providers; tenants pay lessors; providers pay for electricity, operations, hardware and buildings;
capital markets cover what cash does not. What one side pays is what the other receives.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH, REFERENCE_MONTH, TRENDS_END
from jevons.market.clearing import Cleared
from jevons.market.kernels import kernel
from jevons.market.parameters.declare import Array
from jevons.market.structure import Bools, Ints, load_structure
from jevons.market.vocabulary import SEGMENTS, WORKLOADS
from jevons.market.wishes import Wishes

if TYPE_CHECKING:
    from jevons.market.model import TokenMarket
    from jevons.market.world import World

_AMBIENT = WORKLOADS.index("ambient")
_CONSUMERS = SEGMENTS.index("consumers")


@dataclass
class Books:
    """Flows of a month in USD, each (providers,)."""

    api_income: Array
    fee_income: Array
    rent_paid: Array
    rent_received: Array
    electricity: Array
    operations: Array
    hardware: Array
    facilities: Array
    raised: Array


BOOK_LINES = tuple(f.name for f in fields(Books))


def close_books(
    market: "TokenMarket",
    month: int,
    wishes: Wishes,
    paid: Array,
    cleared: Cleared,
    purchase: Array,
    energy: Array,
) -> Books:
    """The month's flows, written into the record.

    Args:
        market: the market, its month cleared.
        month: number of the month.
        wishes: what buyers brought.
        paid: tokens of work that is paid by the token, (offers, 4).
        cleared: what was served.
        purchase: USD a system with host and network, (systems,).
        energy: kWh of each provider's halls, (providers,).
    """
    structure, sellers, buyable, rules = market.world.structure, market.sellers, market.buyable, market.world.investment
    books = market.record.books(month)
    demand, income = market.world.demand, market.world.segments.budget_multiplier[_CONSUMERS]
    basis = fee_basis(wishes.chat, income, wishes.adopters, _ambient_pairs(), wishes.execute[:, _AMBIENT])
    fill_income(
        paid,
        sellers.prices,
        cleared.unserved,
        chat_fee(market.world, month),
        float(demand.ambient_fee[month]),
        basis,
        structure.offer_provider,
        structure.own_machine,
        books.api_income,
        books.fee_income,
    )
    fill_bills(
        sellers.taken,
        sellers.given,
        sellers.rent,
        structure.bloc,
        energy,
        sellers.electricity,
        sellers.fleet.dot(purchase),
        rules.operating_cost,
        sellers.installed.dot(buyable.power_kw),
        rules.facility_cost,
        books.rent_paid,
        books.rent_received,
        books.electricity,
        books.operations,
        books.facilities,
    )
    sellers.delivered.dot(purchase, out=books.hardware)
    return books


def chat_fee(world: "World", month: int) -> float:
    """Subscription income per chat user in a month, USD: fee x growth ^ years from the end of 2025, to that of 2026."""
    calendar = world.calendar
    months = min(month, calendar.index(TRENDS_END)) - calendar.index(REFERENCE_MONTH)
    return float(world.demand.chat_fee[month] * world.demand.chat_fee_growth ** (months / 12.0))


class FeeBasis(NamedTuple):
    """What flat fees go by.

    Attributes:
        chat: chat users by offer, those of a region counted by its income, (offers,).
        users, tasks: users of ambient use in all, and its tasks by offer, (offers,).
    """

    chat: Array
    users: float
    tasks: Array


@kernel
def fee_basis(chat: Array, income: Array, adopters: Array, ambient: Ints, tasks: Array) -> FeeBasis:
    """Count what flat fees go by.

    Args:
        chat: users, (regions, offers). income: of a region over the mean. adopters: (pairs, regions).
        ambient: pairs of ambient use. tasks: of ambient use, (regions, offers).
    """
    counted, done, users = np.zeros(chat.shape[1]), np.zeros(chat.shape[1]), 0.0
    for g in range(income.size):
        for o in range(counted.size):
            counted[o] += income[g] * chat[g, o]
            done[o] += tasks[g, o]
        for pair in ambient:
            users += adopters[pair, g]
    return FeeBasis(counted, users, done)


@lru_cache(maxsize=1)
def _ambient_pairs() -> Ints:
    """Numbers of the (segment, workload) pairs of ambient use."""
    return np.flatnonzero(load_structure().pair_workload == _AMBIENT)


@kernel
def fill_income(
    paid: Array,
    prices: Array,
    unserved: Array,
    chat_fee: float,
    ambient_fee: float,
    basis: FeeBasis,
    provider: Ints,
    own_machine: Bools,
    sales: Array,
    fees: Array,
) -> None:
    """Sales of served tokens at list price, and flat fees, USD, users' own machines apart.

    Args:
        paid: tokens that are paid for, (offers, 4). prices: USD/Mtok, (offers, 3). unserved: share, (offers,).
        chat_fee, ambient_fee: USD a user; sellers share the second by tasks. basis: what fees go by.
        provider, own_machine: of an offer. sales, fees: added to, (providers,).
    """
    ambient = ambient_fee * basis.users / max(basis.tasks.sum(), 1e-12)
    for o in range(unserved.size):
        if own_machine[o]:
            continue
        money = 0.0
        for kind in range(prices.shape[1]):
            money += paid[o, kind] * prices[o, kind]
        sales[provider[o]] += money / 1e6 * (1.0 - unserved[o])
        fees[provider[o]] += chat_fee * basis.chat[o] + ambient * basis.tasks[o]


@kernel
def fill_bills(
    taken: Array,
    given: Array,
    rent: Array,
    bloc: Ints,
    energy: Array,
    electricity_price: Array,
    fleet_value: Array,
    operating: float,
    installed_kw: Array,
    facility: float,
    rent_paid: Array,
    rent_received: Array,
    electricity: Array,
    operations: Array,
    facilities: Array,
) -> None:
    """Rents and running costs, USD, (providers,).

    Args:
        taken, given: H100e rented and rented out. rent: USD/H100e-h by bloc. bloc: of a provider.
        energy: kWh. electricity_price: USD/kWh.
        fleet_value: USD at today's prices. operating: cost a year over that.
        installed_kw: switched on this month. facility: USD/kW.
        rent_paid, rent_received, electricity, operations, facilities: filled.
    """
    for p in range(taken.size):
        month_rent = rent[bloc[p]] * HOURS_PER_MONTH
        rent_paid[p] = taken[p] * month_rent
        rent_received[p] = given[p] * month_rent
        electricity[p] = energy[p] * electricity_price[p]
        operations[p] = fleet_value[p] * operating / 12.0
        facilities[p] = installed_kw[p] * facility


def settle(books: Books, cash: Array) -> None:
    """Income comes in, costs go out; capital markets cover what cash (providers,), updated, does not."""
    move_cash(
        books.api_income,
        books.fee_income,
        books.rent_received,
        books.rent_paid,
        books.electricity,
        books.operations,
        books.hardware,
        books.facilities,
        books.raised,
        cash,
    )


@kernel
def move_cash(
    api: Array,
    fees: Array,
    rent_received: Array,
    rent_paid: Array,
    electricity: Array,
    operations: Array,
    hardware: Array,
    facilities: Array,
    raised: Array,
    cash: Array,
) -> None:
    """Pay a month's costs out of its income and of cash; fills `raised`, updates `cash`, all USD, (providers,)."""
    for p in range(cash.size):
        costs = rent_paid[p] + electricity[p] + operations[p] + hardware[p] + facilities[p]
        net = api[p] + fees[p] + rent_received[p] - costs
        raised[p] = max(0.0, -(cash[p] + net))
        cash[p] = cash[p] + net + raised[p]
