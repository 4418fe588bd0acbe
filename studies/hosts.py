"""Hosts of one model: what the same tokens cost from machine to machine and from speed to speed.

A commodity host sells near cost, a premium is paid for speed, and who owns the machine pays for hardware alone. All
three are computed for a published model on the machines of a run at a month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jevons.agents.practice import worth_of_speed
from jevons.market.access import access
from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.result import Result
from jevons.market.serving import SPEEDS, Frontier, ServingError, cost_per_token, frontier
from jevons.market.serving.named import system_named
from jevons.studies.breakeven import LIVES, yearly_cost

CALL: Final = (3000.0, 1000.0)
"""Tokens read and written in a call: lists are compared at three to one."""
LEAST_SHARE: Final = 1e-3
"""Machines with less than this share of the world's H100e stand in no host's list."""
MIDDLE: Final = (0.05, 0.95)
PUBLISHED_SPREADS: Final = (1.87, 11.8)
"""Dearest over cheapest host of one model in 2025, 12 models (pydantic/genai-prices, 2025-07-31 and 2025-12-31)."""
SAID_SPREAD: Final = 10.0
SAID_PREMIUM: Final = 45.0


@dataclass(frozen=True)
class Host:
    """A machine, the speed that it sells and its price at a commodity's markup, USD/Mtok.

    Attributes:
        system: of the catalogue. share: of the world's H100e in service.
        speed: tokens/s of one user. blended: three fresh tokens to one of output. output: a token of output alone.
    """

    system: str
    share: float
    speed: float
    blended: float
    output: float


@dataclass(frozen=True)
class AtSpeed:
    """A speed, how many kinds of machine in service or on sale reach it, and the cheapest of them.

    Attributes:
        premium: blended price over that of the slowest speed.
    """

    speed: float
    machines: int
    cheapest: Host
    premium: float


@dataclass(frozen=True)
class Hosts:
    """All hosts of a model at a month.

    Attributes:
        month, model: what is asked for. markup: of a commodity over cost. busy: share of hours that machines serve.
        hosts: machines in service, each at the speed that makes its offer most attractive, from the cheapest on.
        spread: price at 95 over that at 5 % of the H100e that host.
        speeds: what speed costs, from the slowest on.
        sovereign: blended price on the cheapest machine at hardware cost only, USD/Mtok.
        said_spread, said_premium, published_spreads: spread, and USD/Mtok of output at premium speed, as said; and
            spreads found in lists.
    """

    month: str
    model: str
    markup: float
    busy: float
    hosts: tuple[Host, ...]
    spread: float
    speeds: tuple[AtSpeed, ...]
    sovereign: float
    said_spread: float = SAID_SPREAD
    said_premium: float = SAID_PREMIUM
    published_spreads: tuple[float, float] = PUBLISHED_SPREADS


@dataclass(frozen=True)
class _Machine:
    """A machine that holds the model: share of H100e in service, frontier, and USD that a chip-hour is charged at."""

    share: float
    drawn: Frontier
    usd_hour: float

    def at(self, speed: float) -> Host:
        """What it sells tokens for at a speed that it reaches."""
        cost = cost_per_token(self.drawn, speed, usd_hour=self.usd_hour)
        return Host(self.drawn.system, self.share, speed, (3.0 * cost.fresh + cost.output) / 4.0, cost.output)

    def reaches(self, speed: float) -> bool:
        return self.drawn.point(speed) is not None


def hosts_of(found: Result, month: str, model: str) -> Hosts:
    """Compute what hosts of a model would charge at a month.

    A token costs the hour of its machine at the cost of owning, over the share of hours that it serves; hosts add the
    markup of a commodity.

    Args:
        found: a run. month: `YYYY-MM`, a month of the run. model: a published architecture, by its name.

    Raises:
        jevons.market.serving.ServingError: there is no such model, or no machine in service holds it.
    """
    world = found.world
    markup, busy = float(world.prices.markup_commodity), float(world.clearing.target_load * world.clearing.availability)
    machines = _machines(found, world.calendar.index(month), model, markup / busy)
    worth = worth_of_speed(world)
    hosts = sorted((_most_attractive(m, worth) for m in machines if m.share > 0.0), key=lambda host: host.blended)
    if not hosts:
        raise ServingError(f"{model}: no machine in service in {month} holds it")
    low, high = quantiles([host.blended for host in hosts], [host.share for host in hosts], MIDDLE)
    speeds = _speeds(machines)
    return Hosts(
        month, model, markup, busy, tuple(hosts), high / low, speeds, sovereign=speeds[0].cheapest.blended / markup
    )


def quantiles(values: Sequence[float], weights: Sequence[float], at: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of rising values by weight: the first at which so much of the weight is reached."""
    so_far = np.cumsum(weights)
    return tuple(values[int(np.searchsorted(so_far, share * so_far[-1]))] for share in at)


def _machines(found: Result, at: int, model: str, scale: float) -> list[_Machine]:
    """Dated machines in service or on sale that hold the model; an hour of one is charged at `scale` of its cost."""
    systems, out, held_by = found.world.systems, [], 0
    h100e = found.record.fleet[at] * systems.h100e
    share = np.where(h100e > LEAST_SHARE * h100e.sum(), h100e, 0.0) / h100e.sum()
    on_sale = set(access(found.world).on_sale[at].tolist())
    problem = ServingError(f"{model}: no machine is in service")
    for y, name in enumerate(systems.name):
        if systems.continues[y] or not (share[y] > 0.0 or y in on_sale):
            continue
        try:
            drawn = frontier(name, model, None, *CALL)
        except ServingError as error:
            problem = error
            continue
        held_by += 1
        hour = yearly_cost(found, name, max(LIVES)) / (12.0 * HOURS_PER_MONTH) / system_named(name).chips
        out.append(_Machine(float(share[y]), drawn, hour * scale))
    if not held_by:
        raise problem
    return out


def _most_attractive(machine: _Machine, worth: float) -> Host:
    """The speed with the highest worth x ln speed - ln price: what its seller would offer."""
    offers = [machine.at(speed) for speed in SPEEDS if machine.reaches(speed)] or [machine.at(machine.drawn.fastest)]
    return max(offers, key=lambda host: worth * np.log(host.speed) - np.log(host.blended))


def _speeds(machines: Sequence[_Machine]) -> tuple[AtSpeed, ...]:
    rows: list[AtSpeed] = []
    for speed in SPEEDS[::2]:
        sold = [machine.at(speed) for machine in machines if machine.reaches(speed)]
        if sold:
            cheapest = min(sold, key=lambda host: host.blended)
            base = rows[0].cheapest if rows else cheapest
            rows.append(AtSpeed(speed, len(sold), cheapest, cheapest.blended / base.blended))
    return tuple(rows)
