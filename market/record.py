"""The record: what is written down each month, as arrays; all outputs are derived from it afterwards."""

from dataclasses import dataclass, fields

import numpy as np

from jevons.market.accounts import BOOK_LINES, Books
from jevons.market.parameters.declare import Array
from jevons.market.structure import BLOCS
from jevons.market.vocabulary import PROVIDERS, REGIONS, VENDORS, WORKLOADS
from jevons.market.world import World

_REGION, _WORKLOAD, _PROVIDER, _VENDOR = (len(n) for n in (REGIONS, WORKLOADS, PROVIDERS, VENDORS))


@dataclass
class Record:
    """Monthly arrays; the first axis is the month.

    tokens (region, workload, offer, 4) demanded flows; unserved (offer) share; tasks, calls (region,
    workload, offer); adopters (pair, region); chat (region, offer); prices (offer, 3) USD/Mtok; seconds
    (offer, 4) H100e-s a token; speed (offer) tokens/s of one user; work (offer) technical H100e-s; load,
    delay, capacity, served, owned,
    inference, llm, taken, given, api_income, fee_income, rent_paid, rent_received, electricity,
    operations, hardware, facilities, raised, cash (provider); rent (bloc) USD/H100e-h; refused, withheld,
    allocation (provider) H100e, H100e, H100e-s; shipped, order_value, delivered_value, backlog,
    vendor_capacity (vendor); waiting, in_use_gw, available_gw, energy_kwh, serving_kwh (region);
    hour_cost (provider) USD/H100e-h; machines (segment) units; machine_cost USD; sandbox_seconds; fleet (system)
    systems in service, all providers.
    """

    tokens: Array
    unserved: Array
    tasks: Array
    calls: Array
    adopters: Array
    chat: Array
    prices: Array
    seconds: Array
    speed: Array
    work: Array
    load: Array
    delay: Array
    served: Array
    owned: Array
    inference: Array
    llm: Array
    taken: Array
    given: Array
    api_income: Array
    fee_income: Array
    rent_paid: Array
    rent_received: Array
    electricity: Array
    operations: Array
    hardware: Array
    facilities: Array
    raised: Array
    cash: Array
    hour_cost: Array
    rent: Array
    refused: Array
    withheld: Array
    allocation: Array
    waiting_h100e: Array
    outstanding_h100e: Array
    shipped: Array
    order_value: Array
    delivered_value: Array
    backlog: Array
    vendor_capacity: Array
    in_use_gw: Array
    waiting_gw: Array
    available_gw: Array
    energy_kwh: Array
    serving_kwh: Array
    machines: Array
    machine_cost: Array
    sandbox_seconds: Array
    fleet: Array

    def books(self, month: int) -> Books:
        """The month's books, to be filled."""
        return Books(*(getattr(self, line)[month] for line in BOOK_LINES))

    def write(self, month: int, **values: Array | float) -> None:
        """Store the month's values by name."""
        for name, value in values.items():
            getattr(self, name)[month] = value


def empty_record(world: World) -> Record:
    """A record with room for every month of a run."""
    months, offers = len(world.scenario.calendar), world.structure.offers
    pairs, segments = len(world.structure.pair_segment), len(world.segments.task_scale)
    shapes: dict[str, tuple[int, ...]] = {
        "tokens": (_REGION, _WORKLOAD, offers, 4),
        "unserved": (offers,),
        "tasks": (_REGION, _WORKLOAD, offers),
        "calls": (_REGION, _WORKLOAD),
        "adopters": (pairs, _REGION),
        "chat": (_REGION, offers),
        "prices": (offers, 3),
        "seconds": (offers, 4),
        "speed": (offers,),
        "work": (offers,),
        "rent": (BLOCS,),
        "machines": (segments,),
        "machine_cost": (),
        "sandbox_seconds": (),
        "fleet": (len(world.systems),),
    }
    by_vendor = ("shipped", "order_value", "delivered_value", "backlog", "vendor_capacity")
    by_region = ("in_use_gw", "waiting_gw", "available_gw", "energy_kwh", "serving_kwh")
    shapes.update(dict.fromkeys(by_vendor, (_VENDOR,)) | dict.fromkeys(by_region, (_REGION,)))
    return Record(**{f.name: np.zeros((months, *shapes.get(f.name, (_PROVIDER,)))) for f in fields(Record)})
