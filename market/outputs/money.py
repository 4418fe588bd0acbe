"""Outputs of money: what users pay, what providers earn and invest, what makers of hardware sell."""

import numpy as np

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.indices import charged_part
from jevons.market.outputs.declare import Run, output, ratio
from jevons.market.parameters.declare import Array
from jevons.market.units import Unit

_PROVIDERS, _VENDORS = ("month", "provider"), ("month", "vendor")


@output("spend", Unit.USD_PER_MONTH, _PROVIDERS, "what users pay a provider for tokens and flat fees")
def spend(run: Run) -> Array:
    """Sales by the token + flat fees; what owners of local machines pay is `machine_purchases`."""
    return run.record.api_income + run.record.fee_income


@output("revenue", Unit.USD_PER_MONTH, _PROVIDERS, "what a provider receives from users and from tenants")
def revenue(run: Run) -> Array:
    """Users' payments + rent received for leased hardware."""
    return spend(run) + run.record.rent_received


@output("serving_cost", Unit.USD_PER_MONTH, _PROVIDERS, "cost of the hardware that serves, idle time included")
def serving_cost(run: Run) -> Array:
    """Hour cost x inference fleet x hours x the part that is charged to serving."""
    charged = charged_part(run.world, run.technology)
    return run.record.hour_cost * run.record.inference * HOURS_PER_MONTH * charged


@output("margin", Unit.FRACTION, _PROVIDERS, "gross margin on tokens and fees; NaN without such income")
def margin(run: Run) -> Array:
    """1 - cost of serving / users' payments."""
    return 1.0 - ratio(serving_cost(run), spend(run))


@output("capex", Unit.USD_PER_MONTH, _PROVIDERS, "hardware received, and halls for what was switched on")
def capex(run: Run) -> Array:
    """Hardware + facilities."""
    return run.record.hardware + run.record.facilities


@output("hhi", Unit.FRACTION, ("month",), "Herfindahl index of providers by what users pay them")
def hhi(run: Run) -> Array:
    """Sum of squared shares: 1 for a monopoly, 1/n for n equal sellers."""
    paid = spend(run)
    return np.asarray((ratio(paid, paid.sum(axis=1, keepdims=True)) ** 2).sum(axis=1))


@output("orders", Unit.USD_PER_MONTH, _VENDORS, "hardware ordered from a vendor")
def orders(run: Run) -> Array:
    """At the prices of the month of order."""
    return run.record.order_value


@output("deliveries", Unit.USD_PER_MONTH, _VENDORS, "hardware that a vendor hands over: its revenue")
def deliveries(run: Run) -> Array:
    """At the prices of the month of delivery."""
    return run.record.delivered_value


@output("backlog", Unit.USD, _VENDORS, "hardware ordered from a vendor and not yet delivered")
def backlog(run: Run) -> Array:
    """At the prices of the month."""
    return run.record.backlog


@output("machine_purchases", Unit.USD_PER_MONTH, ("month", "segment"), "machines that users buy for local models")
def machine_purchases(run: Run) -> Array:
    """Machines bought x price of a machine; nothing is bought before there is one."""
    bought, price = run.record.machines, run.record.machine_cost[:, None]
    return np.asarray(bought * np.where(np.isfinite(price), price, 0.0))
