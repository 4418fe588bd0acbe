"""Accounts: every dollar that moves in a month, from whom to whom.

Users pay providers; tenants pay lessors; providers pay for electricity, operations, hardware and buildings;
capital markets cover what cash does not. What one side pays is what the other receives.
"""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.clearing import Cleared
from jevons.market.parameters.declare import Array
from jevons.market.structure import sums
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, SEGMENTS, WORKLOADS
from jevons.market.wishes import Wishes

if TYPE_CHECKING:
    from jevons.market.model import TokenMarket

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

    @property
    def income(self) -> Array:
        """What comes in from users and tenants."""
        return self.api_income + self.fee_income + self.rent_received


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
    """The month's flows.

    Args:
        market: the market, its month cleared.
        month: number of the month.
        wishes: what buyers brought.
        paid: tokens of work that is paid by the token, (offers, 4).
        cleared: what was served.
        purchase: USD a system with host and network, (systems,).
        energy: kWh of each provider's halls, (providers,).
    """
    world, sellers, buyable = market.world, market.sellers, market.buyable
    bloc, provider = world.structure.bloc, world.structure.offer_provider
    rent = sellers.rent[bloc] * HOURS_PER_MONTH
    installed = sellers.installed_log[month] @ buyable.power_kw
    return Books(
        api_income=sums(provider, api_sales(market, paid, cleared), len(PROVIDERS)),
        fee_income=fees(market, month, wishes),
        rent_paid=sellers.taken * rent,
        rent_received=sellers.given * rent,
        electricity=energy * buyable.electricity[month, sellers.region],
        operations=(sellers.fleet @ purchase) * world.investment.operating_cost / 12.0,
        hardware=sellers.delivered @ purchase,
        facilities=installed * world.investment.facility_cost,
        raised=np.zeros(len(PROVIDERS)),
    )


def api_sales(market: "TokenMarket", paid: Array, cleared: Cleared) -> Array:
    """Sales of served tokens at list price by offer, USD, users' own machines apart."""
    money = (paid[:, :3] * market.sellers.prices).sum(axis=1) / 1e6 * (1.0 - cleared.unserved)
    money[market.world.structure.own_machine] = 0.0
    return np.asarray(money)


def fees(market: "TokenMarket", month: int, wishes: Wishes) -> Array:
    """Flat fees by provider, USD: chat by users held and region's income, ambient use by tasks."""
    world, provider = market.world, market.world.structure.offer_provider
    income = world.segments.budget_multiplier[_CONSUMERS]
    chat = world.demand.chat_fee[month] * (income @ wishes.chat)
    tasks = wishes.execute[:, _AMBIENT].sum(axis=0)
    users = wishes.adopters[world.structure.pair_workload == _AMBIENT].sum()
    ambient = world.demand.ambient_fee[month] * users * tasks / max(float(tasks.sum()), 1e-12)
    by_provider = sums(provider, chat + ambient, len(PROVIDERS))
    by_provider[LOCAL_PROVIDER] = 0.0
    return by_provider
