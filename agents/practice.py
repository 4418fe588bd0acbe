"""Practice: what tokens take of machines the way each provider serves them, and the speed that it sells."""

import math

import numpy as np

from jevons.market.hardware import USUAL_CALL
from jevons.market.kernels import kernel
from jevons.market.machine_time import MachineTime
from jevons.market.parameters.declare import Array
from jevons.market.serving import SPEEDS
from jevons.market.serving.lookup import Place, Practice, Tables, fresh_seconds, read_machine, read_seconds
from jevons.market.serving.price import ENGINES
from jevons.market.structure import Bools, Ints
from jevons.market.technology import Technology
from jevons.market.vocabulary import LOCAL_TIER, MID_TIER, PROVIDERS, TIERS
from jevons.market.world import World

YEAR = 12
DISAGGREGATED = ENGINES.index("disaggregated")
_FRESH, _CACHED, _OUTPUT, _CONTEXT = range(4)
_LOG_SPEEDS = np.log(SPEEDS)


class Practices:
    """How providers serve, kept from one change to the next.

    A provider serves what it last released: model sizes, precision, engine, caches and speeds change with its releases,
    when its practice changes, and once a year at the latest.

    Attributes:
        seconds: system-seconds per token, (providers, tiers, systems, 4).
        speed: place in `SPEEDS` of the speed aimed at, (providers, tiers).
        slower: price at which the tokens of a machine that is slower than that sell less, as a factor of its cost,
            (providers, tiers, systems).
        offered: tokens/s that a user sees, geometric over the fleet, (offers,).
        apart: whether a provider prefills apart, (providers,).
        pace: slowest speed that sells over that, (offers,): how long an answer takes beside the slowest.
    """

    def __init__(self, world: World, technology: Technology, time: MachineTime) -> None:
        """Every provider starts at the slowest speeds that sell."""
        self.world, self.time, self.release = world, time, technology.release
        structure, providers = world.structure, len(PROVIDERS)
        self.seconds = np.full((providers, len(TIERS), len(world.systems), 4), np.inf)
        self.slower = np.ones((providers, len(TIERS), len(world.systems)))
        self.speed = np.repeat(time.slowest[None, :], providers, 0)
        self.log_speed = _LOG_SPEEDS[self.speed]
        self.reached = np.zeros(len(world.systems), dtype=np.int64)
        self.pace, self.offered = np.ones(structure.offers), np.zeros(structure.offers)
        self.sells = np.zeros((providers, len(TIERS)), dtype=np.bool_)
        self.sells[structure.offer_provider, structure.offer_tier] = True
        # Who has no sales yet buys hardware for the usual basket, which is of the mid tier.
        self.serves = self.sells.copy()
        self.serves[:, MID_TIER] = True
        self.apart = np.zeros(providers, dtype=np.bool_)
        self.renewed = np.full(providers, -YEAR)
        self.worth = worth_of_speed(world)
        self.arrives = world.systems.available[time.table.halls]
        self.slowest_speed = np.exp(_LOG_SPEEDS[time.slowest])
        stop = world.scenario.freeze_efficiency
        self.last = world.calendar.index(stop) if stop else len(world.calendar)

    def renew(self, month: int, fleet: Array, systems: Ints, basket: Array) -> None:
        """Let providers take up what is new.

        Args:
            month: number of the month. fleet: systems at hand, (providers, systems). systems: those that anybody has.
            basket: tokens that each sells, (providers, tiers, 4).
        """
        if month > self.last:
            return
        structure, time = self.world.structure, self.time
        renew_practices(
            month,
            self.release[month],
            time.changed[month],
            self.renewed,
            time.low[month],
            time.high[month],
            time.share[month],
            time.precision[month],
            time.engine[month],
            time.caches[month],
            time.slowest,
            self.sells,
            self.serves,
            time.tables,
            self.arrives,
            self.world.delivered,
            self.worth,
            fleet,
            systems,
            basket,
            self.seconds,
            self.reached,
            self.slower,
            self.speed,
            self.log_speed,
            self.apart,
        )
        show_speeds(
            self.log_speed,
            structure.offer_provider,
            structure.offer_tier,
            self.slowest_speed,
            structure.own_machine,
            self.offered,
            self.pace,
        )


def worth_of_speed(world: World) -> float:
    """Ln price that users pay for ln speed: weight of delay over that of money, at the mean sensitivity to delay."""
    choice = world.choice
    weight = choice.delay_weight * float(world.segments.delay_sensitivity.mean())
    return weight / max(choice.price_weight, 1e-6)


@kernel
def show_speeds(
    log_speed: Array, provider: Ints, tier: Ints, slowest: Array, own_machine: Bools, offered: Array, pace: Array
) -> None:
    """Fill `offered` and `pace` of `Practices`, (offers,), from ln speeds (providers, tiers).

    `slowest`: tokens/s that sells, (tiers,). `provider`, `tier`, `own_machine`: of an offer; own machines have no pace.
    """
    for o in range(offered.size):
        offered[o] = math.exp(log_speed[provider[o], tier[o]])
        pace[o] = 1.0 if own_machine[o] else slowest[tier[o]] / offered[o]


@kernel
def renew_practices(
    month: int,
    released: Bools,
    changed: Bools,
    renewed: Ints,
    low: Ints,
    high: Ints,
    share: Array,
    precision: Ints,
    engine: Ints,
    caches: Ints,
    slowest: Ints,
    sells: Bools,
    serves: Bools,
    tables: Tables,
    arrives: Ints,
    delivered: Array,
    worth: float,
    fleet: Array,
    systems: Ints,
    basket: Array,
    seconds: Array,
    reached: Ints,
    slower: Array,
    speed: Ints,
    log_speed: Array,
    apart: Bools,
) -> None:
    """Let every provider that is due serve what is new, at the speed that is best for its offers.

    Args:
        month: number of the month; in the first no speed was ever chosen.
        released, changed: who releases, or serves by another practice than before, (providers,).
        renewed: month of the last renewal, (providers,), updated.
        low, high, share: of `Place`, (tiers,). precision: (providers, tiers); engine, caches: (providers,).
        slowest: place in `SPEEDS` of the slowest speed that sells, (tiers,). sells, serves: whether a provider sells a
            tier, and whether it looks at what the tier takes.
        tables, delivered: of `read_seconds`. arrives: month of a machine in halls; those of the coming year are read.
        worth: of ln speed in ln price.
        fleet, systems, basket: as in `Practices.renew`.
        seconds, slower, speed, log_speed, apart: as in `Practices`, updated. reached: room for a speed a system.
    """
    first_month = month == 0
    which, number = np.empty(arrives.size, np.int64), 0
    for n in range(arrives.size):
        if arrives[n] <= month + YEAR:
            which[number] = n
            number += 1
    for p in range(released.size):
        if not (released[p] or changed[p] or month >= renewed[p] + YEAR):
            continue
        renewed[p], apart[p] = month, engine[p] == DISAGGREGATED
        for q in range(slowest.size):
            if q == LOCAL_TIER or not serves[p, q]:
                continue
            place = Place(q, low[q], high[q], share[q])
            practice = Practice(precision[p, q], engine[p], caches[p])
            aim, seen = slowest[q], _LOG_SPEEDS[slowest[q]]
            if sells[p, q]:
                first = slowest[q] if first_month else max(speed[p, q] - 1, slowest[q])
                last = _LOG_SPEEDS.size - 1 if first_month else min(speed[p, q] + 1, _LOG_SPEEDS.size - 1)
                aim, seen = best_speed(
                    place, practice, first, last, worth, tables, delivered, fleet[p], systems, basket[p, q]
                )
            speed[p, q], log_speed[p, q] = aim, seen
            serve(place, practice, aim, worth, tables, which[:number], delivered, seconds[p, q], reached, slower[p, q])


@kernel
def serve(
    place: Place,
    practice: Practice,
    aim: int,
    worth: float,
    tables: Tables,
    which: Ints,
    delivered: Array,
    seconds: Array,
    reached: Ints,
    slower: Array,
) -> None:
    """Serve at a speed: fill `seconds` and `reached` as `read_seconds` does, and `slower` as in `Practices`."""
    read_seconds(place, practice, aim, tables, which, delivered, seconds, reached)
    for n in which:
        y = tables.halls[n]
        slower[y] = math.exp(worth * (_LOG_SPEEDS[aim] - _LOG_SPEEDS[reached[y]]))


@kernel
def best_speed(
    place: Place,
    practice: Practice,
    first: int,
    last: int,
    worth: float,
    tables: Tables,
    delivered: Array,
    fleet: Array,
    systems: Ints,
    basket: Array,
) -> tuple[int, float]:
    """The speed at which an offer is most attractive: highest worth x ln speed - ln cost on the fleet at hand.

    Args:
        place, practice, tables, delivered: of `read_seconds`. first, last: speeds to look at, places in `SPEEDS`.
        worth: of ln speed in ln price. fleet, basket: of `fleet_rate`. systems: those that anybody has.

    Returns:
        The speed aimed at, a place in `SPEEDS`, and ln of the speed that users see.
    """
    best, found, seen = -math.inf, first, _LOG_SPEEDS[first]
    kept, fresh = np.empty(systems.size, np.int64), np.empty(systems.size)
    count = 0
    for y in systems:
        if fleet[y] > 0.0 and tables.number[y] >= 0:
            kept[count], fresh[count] = y, fresh_seconds(tables.number[y], place, practice, tables)
            count += 1
    for s in range(first, last + 1):
        rate, log_speed = fleet_rate(place, practice, s, tables, delivered, fleet, kept[:count], fresh, basket)
        if rate > 0.0 and worth * log_speed + math.log(rate) > best:
            best, found, seen = worth * log_speed + math.log(rate), s, log_speed
    return found, seen


@kernel
def fleet_rate(
    place: Place,
    practice: Practice,
    speed: int,
    tables: Tables,
    delivered: Array,
    fleet: Array,
    held: Ints,
    fresh: Array,
    basket: Array,
) -> tuple[float, float]:
    """Calls a second of a fleet whose systems are all busy, and ln of the speed at which users see them written.

    Args:
        place, practice, speed, tables, delivered: of `read_seconds`.
        fleet: systems at hand. held: which of them there are. fresh: seconds of a fresh token on each of these.
        basket: tokens sold of the tier, (4,); a usual call where none were.
    """
    of_fresh, of_cached, of_output, of_context = basket[_FRESH], basket[_CACHED], basket[_OUTPUT], basket[_CONTEXT]
    if of_output <= 0.0:
        of_fresh, of_cached, of_output, of_context = USUAL_CALL
    rate, log_speed = 0.0, 0.0
    for i in range(held.size):
        y = held[i]
        s, cached, output, context = read_machine(tables.number[y], place, practice, speed, tables)
        work = of_fresh * fresh[i] + of_cached * cached + of_output * output + of_context * context
        if work < math.inf:
            calls = fleet[y] * delivered[y] / work
            rate += calls
            log_speed += calls * _LOG_SPEEDS[s]
    return rate, log_speed / rate if rate > 0.0 else 0.0
