"""The accounts of a market that has lived: each function takes one side and the other to 1e-9 of the larger side."""

import numpy as np

from jevons.market.accounts import chat_fee
from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.model import TokenMarket
from jevons.market.outputs import OUTPUTS
from jevons.market.result import result_of
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, SEGMENTS, VENDORS, WORKLOADS
from jevons.market.world import lived as lived_part
from tests.properties.watched import Watched, assert_closed

SPENT = ("rent_paid", "electricity", "operations", "hardware", "facilities")
EARNED = ("api_income", "fee_income", "rent_received", "raised")


def tokens_are_served_or_unserved(market: TokenMarket) -> None:
    result = result_of(market.world, market.technology, market.record)
    demanded, served, unserved = (
        OUTPUTS[f"tokens_{name}"].dense(result).sum(axis=(1, 4)) for name in ("demanded", "served", "unserved")
    )
    assert demanded.shape[1:] == (len(WORKLOADS), len(PROVIDERS), 3)
    assert demanded.sum() > 0.0
    assert_closed(demanded, served + unserved, what="tokens")


def served_work_has_run_within_capacity(market: TokenMarket) -> None:
    record, structure = market.record, market.world.structure
    technology = market.technology.until(len(record.work))
    provider = structure.offer_provider
    load = record.work * technology.uncounted[:, provider] / technology.goodput[:, None]
    load[:, provider == LOCAL_PROVIDER] = 0.0
    served = load * (1.0 - record.unserved)
    for bloc in range(2):
        run = record.served[:, structure.bloc == bloc].sum(axis=1)
        asked = served[:, structure.bloc[provider] == bloc].sum(axis=1)
        assert_closed(asked, run, what=f"work in bloc {bloc}")
    capacity = record.inference * SECONDS_PER_MONTH * market.world.clearing.availability
    assert (record.served <= capacity * (1.0 + 1e-9)).all()


def machines_are_on_order_waiting_in_service_or_retired(seen: Watched) -> None:
    ordered, delivered, installed = (seen.so_far(name) for name in ("ordered", "delivered", "installed"))
    queued, waiting = seen.path("queued"), seen.path("waiting")
    assert_closed(seen.first_queue + ordered, delivered + queued, what="orders")
    assert_closed(queued, seen.path("outstanding"), delivered, what="what buyers and makers count as ordered")
    assert_closed(delivered, installed + waiting, what="deliveries")
    retired = np.cumsum(retirements(seen), axis=0)
    fleet = seen.path("fleet")
    assert_closed(seen.first_fleet + installed, fleet + retired, what="fleets")
    assert_closed(fleet.sum(axis=1), seen.record.fleet, what="the record of fleets")


def cash_changes_by_what_comes_and_goes(seen: Watched) -> None:
    inflow = sum(getattr(seen.record, name) for name in EARNED)
    outflow = sum(getattr(seen.record, name) for name in SPENT)
    before = np.vstack([seen.first_cash, seen.record.cash[:-1]])
    assert_closed(before + inflow, seen.record.cash + outflow, what="cash")
    assert_closed(seen.path("cash"), seen.record.cash, what="the record of cash")


def sales_by_the_token_are_paid(market: TokenMarket) -> None:
    """Each region's and workload's served tokens at list price, against providers' income from tokens."""
    record, structure = market.record, market.world.structure
    served = record.tokens[..., :3] * (1.0 - record.unserved)[:, None, None, :, None]
    paid = np.einsum("tgwok,tok->tgwo", served, record.prices) / 1e6
    paid[:, :, structure.flat_rate] = 0.0
    paid[..., structure.offer_provider == LOCAL_PROVIDER] = 0.0
    assert_closed(paid.sum(axis=(1, 2, 3)), record.api_income.sum(axis=1), what="sales by the token")


def flat_fees_are_paid(market: TokenMarket) -> None:
    """Chatters x their region's fee of the month, and users of built-in features x its credit, whoever serves them."""
    record, world = market.record, lived_part(market.world)
    structure, demand = world.structure, world.demand
    sold = structure.offer_provider != LOCAL_PROVIDER
    level = world.segments.budget_multiplier[SEGMENTS.index("consumers")]
    fee = np.array([chat_fee(world, month) for month in range(len(record.chat))])
    chat = fee * np.einsum("tgo,g,o->t", record.chat, level, sold)
    ambient = WORKLOADS.index("ambient")
    users = record.adopters[:, structure.pair_workload == ambient].sum(axis=(1, 2))
    tasks = record.tasks[:, :, ambient].sum(axis=1)
    total = tasks.sum(axis=1)
    share = np.divide(tasks[:, sold].sum(axis=1), total, out=np.zeros_like(total), where=total > 1e-12)
    fees = chat + demand.ambient_fee * users * share
    assert_closed(fees, record.fee_income.sum(axis=1), what="flat fees")


def rents_are_paid_within_each_bloc(seen: Watched) -> None:
    record, blocs = seen.record, seen.world.structure.bloc
    for bloc in range(2):
        here = blocs == bloc
        paid, received = record.rent_paid[:, here].sum(axis=1), record.rent_received[:, here].sum(axis=1)
        assert_closed(paid, received, what=f"rent in bloc {bloc}")
        rented = record.taken[:, here].sum(axis=1) * record.rent[:, bloc] * HOURS_PER_MONTH
        assert_closed(paid, rented, what=f"rented capacity in bloc {bloc}")


def hardware_is_paid(seen: Watched) -> None:
    """Price to the vendor; buyers pay host and network on top. Orders and backlogs are counted alike."""
    buyable, price = seen.market.buyable, seen.path("price")
    vendor = np.arange(len(VENDORS)) == buyable.vendor[:, None]
    for name, recorded in (("delivered", "delivered_value"), ("ordered", "order_value"), ("queued", "backlog")):
        value = (seen.path(name).sum(axis=1) * price) @ vendor
        assert_closed(value, getattr(seen.record, recorded), what=recorded)
    bill = np.einsum("tpy,ty->tp", seen.path("delivered"), price * buyable.fitting)
    assert_closed(bill, seen.record.hardware, what="hardware")
    assert (seen.record.hardware.sum(axis=1) >= seen.record.delivered_value.sum(axis=1) * (1.0 - 1e-9)).all()


def retirements(seen: Watched) -> np.ndarray:
    """What leaves service: what was installed a service life ago; first fleets evenly over its last two thirds."""
    life = round(seen.world.investment.service_life)
    out = np.zeros_like(seen.path("fleet"))
    for month in range(len(out)):
        if month >= life:
            out[month] = seen.months[month - life].installed
        elif month >= life // 3:
            out[month] = seen.first_fleet / (life - life // 3)
    return out
