"""Factors that no output tells: how each is read off a run at a month.

Every reading is taken from what the run wrote down, on its own, so that a test can put the factors together again and
compare the product with the number that they explain.
"""

from collections.abc import Callable

import numpy as np

from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.indices import charged_part
from jevons.market.outputs.summary import BIG_FOUR, COUNTED_VENDORS, LAB_SHARE, LABS
from jevons.market.parameters.declare import Array
from jevons.market.purchase import power_in_a_host
from jevons.market.vocabulary import PROVIDERS, VENDORS, WORKLOADS, Flow
from jevons.studies.explain.sight import Sight

_CHAT = WORKLOADS.index("chat")
_KINDS = slice(0, int(Flow.CONTEXT))
SECONDS_PER_HOUR = 3600.0

Reading = Callable[[Sight, int], float]
"""From a run and the number of a month to a number."""


def over(top: float, bottom: float) -> float:
    """Top over bottom; NaN where there is nothing to divide by."""
    return top / bottom if bottom else float("nan")


def ratio(top: Reading, bottom: Reading) -> Reading:
    """One reading over another; NaN where there is nothing to divide by."""
    return lambda sight, month: over(top(sight, month), bottom(sight, month))


def of_series(name: str) -> Reading:
    """A summary series at the month."""
    return lambda sight, month: float(sight.series[name][month])


def of_output(name: str) -> Reading:
    """An output at the month, all its entries together."""
    return lambda sight, month: float(sight.output(name)[month].sum())


def demanded_tokens(sight: Sight, month: int) -> float:
    """Tokens of all kinds that tasks ask for."""
    return float(sight.run.demanded[month][..., _KINDS].sum())


def demanded_by_agents(sight: Sight, month: int) -> float:
    """The same of multi-call agents."""
    return float(sight.run.demanded[month][sight.run.world.structure.agentic][..., _KINDS].sum())


def tasks_of_agents(sight: Sight, month: int) -> float:
    """Tasks of multi-call agents."""
    return float(sight.run.record.tasks[month][:, sight.run.world.structure.agentic].sum())


def calls_of_agents(sight: Sight, month: int) -> float:
    """Calls of multi-call agents."""
    return float(sight.run.record.calls[month][:, sight.run.world.structure.agentic].sum())


def cloud_tokens(sight: Sight, month: int) -> float:
    """Served tokens of all kinds, users' own machines apart."""
    return float((sight.run.served_tokens[month] @ sight.run.cloud).sum())


def technical_hours(sight: Sight, month: int) -> float:
    """Computed H100e-hours of the served tokens, users' own machines apart: before goodput and uncounted load."""
    record = sight.run.record
    served = record.work[month] * (1.0 - record.unserved[month]) * sight.run.cloud
    return float(served.sum()) / SECONDS_PER_HOUR


def busy_hours(sight: Sight, month: int) -> float:
    """H100e-hours in which serving fleets work."""
    return float(sight.run.record.served[month].sum()) / SECONDS_PER_HOUR


def demanded_hours(sight: Sight, month: int) -> float:
    """H100e-hours that would carry all load, as each provider sees it before anything is passed on."""
    return float((sight.run.record.load[month] * _capacity(sight, month)).sum()) / SECONDS_PER_HOUR


def serving_hours(sight: Sight, month: int) -> float:
    """H100e-hours of the serving fleets in working order."""
    return float(_capacity(sight, month).sum()) / SECONDS_PER_HOUR


def _capacity(sight: Sight, month: int) -> Array:
    """H100e-seconds of each provider's serving fleet in working order, (providers,)."""
    run = sight.run
    return np.asarray(run.record.inference[month] * SECONDS_PER_MONTH * run.world.clearing.availability)


def weighted_delay(sight: Sight, month: int) -> float:
    """Delay of the mean work: each provider's counts as what it serves."""
    record = sight.run.record
    return over(float((record.delay[month] * record.served[month]).sum()), float(record.served[month].sum()))


def hour_cost(sight: Sight, month: int) -> float:
    """Cost of owning and running an H100e for an hour, mean over the fleets that serve, USD."""
    record = sight.run.record
    serving = record.inference[month]
    return over(float((record.hour_cost[month] * serving).sum()), float(serving.sum()))


def mean_charged_part(sight: Sight, month: int) -> float:
    """Part of that cost that counts as cost of serving, mean over dollars."""
    record = sight.run.record
    dollars = record.hour_cost[month] * record.inference[month]
    part = charged_part(sight.run.world, sight.run.technology)[month]
    return over(float((dollars * part).sum()), float(dollars.sum()))


def paid_tokens(sight: Sight, month: int) -> float:
    """Served tokens of all kinds that are paid by the token."""
    return float(_paid_flows(sight, month)[:, _KINDS].sum())


def paid_tasks(sight: Sight, month: int) -> float:
    """Tasks that are paid by the token, on providers' machines."""
    structure = sight.run.world.structure
    return float((sight.run.record.tasks[month][:, ~structure.flat_rate] @ sight.run.cloud).sum())


def paid_cost(sight: Sight, month: int) -> float:
    """Technical cost of the tokens that are paid by the token, USD a million.

    H100e-seconds over goodput x cost of an hour, of each offer as its own fleet takes them.
    """
    return over(float((_paid_hours(sight, month) * _offers_hour_cost(sight, month)).sum()) * 1e6, _paid(sight, month))


def paid_seconds(sight: Sight, month: int) -> float:
    """H100e-seconds that a million tokens paid by the token take, goodput included."""
    return over(float(_paid_hours(sight, month).sum()) * SECONDS_PER_HOUR * 1e6, _paid(sight, month))


def paid_hour_cost(sight: Sight, month: int) -> float:
    """Cost of an H100e-hour where these tokens are served, mean over the hours that they take, USD."""
    hours = _paid_hours(sight, month)
    return over(float((hours * _offers_hour_cost(sight, month)).sum()), float(hours.sum()))


def _paid(sight: Sight, month: int) -> float:
    return paid_tokens(sight, month)


def _paid_flows(sight: Sight, month: int) -> Array:
    """Served flows that are paid by the token, (offers, 4)."""
    run = sight.run
    asked = run.demanded[month][~run.world.structure.flat_rate].sum(axis=0)
    return np.asarray(asked * ((1.0 - run.record.unserved[month]) * run.cloud)[:, None])


def _paid_hours(sight: Sight, month: int) -> Array:
    """H100e-hours that these take of delivered throughput, (offers,)."""
    seconds = sight.run.record.seconds[month]
    taken = (_paid_flows(sight, month) * np.where(np.isfinite(seconds), seconds, 0.0)).sum(axis=1)
    return np.asarray(taken / sight.run.technology.goodput[month] / SECONDS_PER_HOUR)


def _offers_hour_cost(sight: Sight, month: int) -> Array:
    return np.asarray(sight.run.record.hour_cost[month][sight.run.world.structure.offer_provider])


def mean_list_price(sight: Sight, month: int) -> float:
    """List price of the mean token that providers serve, USD a million."""
    run = sight.run
    served = run.demanded[month].sum(axis=0)[:, _KINDS] * ((1.0 - run.record.unserved[month]) * run.cloud)[:, None]
    return over(float((served * run.record.prices[month]).sum()), float(served.sum()))


def mean_speed(sight: Sight, month: int) -> float:
    """Tokens a second that a user sees on an idle fleet, mean over tokens that providers write."""
    run = sight.run
    weight = run.demanded[month][..., Flow.OUTPUT].sum(axis=0) * (1.0 - run.record.unserved[month]) * run.cloud
    return over(float((weight * run.record.speed[month]).sum()), float(weight.sum()))


def mean_horizon(sight: Sight, month: int) -> float:
    """Task horizon of the models on sale, minutes, geometric mean over offers."""
    horizon = sight.run.technology.offer_horizon[month]
    sold = horizon[horizon > 0.0]
    return float(np.exp(np.log(sold).mean())) if sold.size else float("nan")


def chat_seconds(sight: Sight, month: int) -> float:
    """H100e-seconds that a chat call takes, goodput included."""
    run = sight.run
    seconds = run.record.seconds[month]
    flows = run.demanded[month, _CHAT] * np.where(np.isfinite(seconds), seconds, 0.0) * run.cloud[:, None]
    tasks = run.record.tasks[month][:, _CHAT]
    of_providers = (tasks @ run.cloud) / np.where(tasks.sum(axis=1) > 0.0, tasks.sum(axis=1), 1.0)
    calls = float((run.record.calls[month][:, _CHAT] * of_providers).sum())
    return over(float(flows.sum()) / float(run.technology.goodput[month]), calls)


def busy_second_energy(sight: Sight, month: int) -> float:
    """Energy of the serving fleets over the H100e-seconds in which they work, Wh."""
    record = sight.run.record
    return over(float(record.serving_kwh[month].sum()) * 1e3, float(record.served[month].sum()))


def watts_per_h100e(sight: Sight, month: int) -> float:
    """Rated IT power of the mean system in service with its host, W an H100e."""
    run = sight.run
    systems = run.record.fleet[month]
    return over(float(systems @ power_in_a_host(run.world)) * 1e3, float(systems @ run.world.systems.h100e))


def mean_pue(sight: Sight, month: int) -> float:
    """Facility power over IT power, mean over the rated IT power of systems in service."""
    run = sight.run
    by_region = run.world.regions.pue[:, month]
    rated = run.record.in_use_gw[month] / by_region
    return over(float((rated * by_region).sum()), float(rated.sum()))


def draw_share(sight: Sight, month: int) -> float:
    """Power that sites draw over what their systems, running at full rating, would draw with cooling."""
    run = sight.run
    at_full = float(run.record.in_use_gw[month].sum()) / run.world.power.reserved_share
    return over(float(sight.series["power_gw"][month]), at_full)


def big_four_share(sight: Sight, month: int) -> float:
    """Part of all capital spending that stands in the books of the four."""
    weight = np.isin(PROVIDERS, BIG_FOUR) + LAB_SHARE * np.isin(PROVIDERS, LABS)
    spent = sight.output("capex")[month]
    return over(float(spent @ weight), float(spent.sum()))


def counted_vendors_share(sight: Sight, month: int) -> float:
    """Part of all shipments that four counted makers made."""
    shipped = sight.run.record.shipped[month]
    return over(float(shipped @ np.isin(VENDORS, COUNTED_VENDORS)), float(shipped.sum()))
