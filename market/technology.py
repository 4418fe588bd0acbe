"""Technology: what models can do, what a task takes and what a token costs in machine time, month by month.

Nothing here answers to the market: these paths are known at the start of a run.
"""

from dataclasses import dataclass, fields

import numpy as np

from jevons.market.calendar import Calendar, month_number
from jevons.market.chance import Stream
from jevons.market.parameters.declare import Array
from jevons.market.structure import Ints
from jevons.market.trends import held
from jevons.market.world import World

EARLY_TREND_UNTIL = "2024-07"
LATE_TREND_FROM = "2026-01"
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class TaskShape:
    """What one task of each workload is made of, arrays (months, workloads), before the effort margin."""

    length: Array
    calls: Array
    first_context: Array
    appended: Array
    visible: Array
    reasoning: Array
    window: Array
    hit_rate: Array
    prefix: Array
    repeats: Array


@dataclass(frozen=True)
class Technology:
    """Paths of capability, task shape and software.

    Attributes:
        horizon: frontier's 50 % task horizon in minutes, (months,).
        offer_horizon: horizon of each offer's model in minutes, (months, offers); 0 before the first release.
        release: whether a provider releases a model in the month, (months, providers).
        shape: what a task takes.
        goodput: delivered over computed throughput, (months,).
        uncounted: load of the fleet over the load of counted tokens, (months, providers).
    """

    horizon: Array
    offer_horizon: Array
    release: np.ndarray
    shape: TaskShape
    goodput: Array
    uncounted: Array

    def load_of_work(self, provider: Ints) -> Array:
        """Load over the technical work of counted tokens, (months, offers), by the provider of each offer."""
        return np.asarray(self.uncounted[:, provider] / self.goodput[:, None])

    def until(self, months: int) -> "Technology":
        """The first months of the paths."""
        shape = TaskShape(**{f.name: getattr(self.shape, f.name)[:months] for f in fields(TaskShape)})
        paths = {f.name: getattr(self, f.name)[:months] for f in fields(self) if f.name != "shape"}
        return Technology(shape=shape, **paths)


def build_technology(world: World, seed: int) -> Technology:
    """All paths of technology for a run."""
    serving, calendar, release = world.serving, world.calendar, release_months(world, seed)
    trend = frontier_horizon(world)
    stop = world.scenario.freeze_capability
    horizon, offer_horizon = (
        held(path, calendar.index(stop) if stop else len(calendar), axis=0)
        for path in (trend, offer_horizons(world, trend, release, seed))
    )
    china = world.structure.bloc == 1
    scope = np.where(china, serving.uncounted_china, 1.0)
    grown = np.clip(np.arange(len(calendar)) / calendar.index("2025-01"), 0.0, 1.0)
    uncounted = serving.uncounted_start ** (1.0 - grown) * serving.uncounted_load**grown
    if world.variants.uncounted == "fading":
        late = np.maximum(np.arange(len(calendar)) - calendar.index(LATE_TREND_FROM), 0) / 12.0
        uncounted = uncounted * serving.uncounted_fade**late
    return Technology(
        horizon=horizon,
        offer_horizon=offer_horizon,
        release=release,
        shape=task_shapes(world, horizon),
        goodput=goodput_path(serving.goodput_start, serving.goodput_ceiling, _frozen_gain(world, calendar)),
        uncounted=np.maximum(uncounted[:, None] * scope[None, :], 1.0),
    )


def frontier_horizon(world: World) -> Array:
    """Frontier horizon in minutes, (months,): ln H grows by ln 2 every doubling time; variants bend it after 2026."""
    capability, calendar = world.capability, world.calendar
    months = np.arange(len(calendar))
    days = capability.doubling_days.copy()
    days[months < calendar.index(EARLY_TREND_UNTIL)] = capability.doubling_days_early
    days[months >= calendar.index(LATE_TREND_FROM)] *= capability.doubling_after_2026
    growth = np.log(2.0) * DAYS_PER_MONTH / days * _bend(world)
    steps = np.concatenate([[0.0], np.cumsum(growth[:-1])])
    return np.asarray(capability.horizon_start * np.exp(np.minimum(steps, 60.0)))


def _bend(world: World) -> Array:
    """Growth of ln H over that of its trend, (months,): 1, or falling or rising by the year from 2026 on."""
    late = np.maximum(np.arange(len(world.calendar)) - world.calendar.index(LATE_TREND_FROM), 0) / 12.0
    yearly = {"plateau": world.capability.horizon_fade, "surge": world.capability.horizon_surge}
    return np.asarray(yearly.get(world.variants.horizon, 1.0) ** late)


def release_months(world: World, seed: int) -> np.ndarray:
    """Whether each provider releases in each month, (months, providers): intervals are drawn, so staggered."""
    calendar, structure = world.calendar, world.structure
    out = np.zeros((len(calendar), len(structure.home)), dtype=np.bool_)
    stream = Stream(seed, "provider.release")
    first = month_number(calendar.start)
    for p in range(out.shape[1]):
        sold = structure.offer_first_month[structure.offer_provider == p]
        if not len(sold):
            continue
        at = float(max(int(sold.min()) - first, 0))
        draws = stream.uniforms(np.arange(len(calendar), dtype=np.uint64) + np.uint64(1000 * (p + 1)), 0)
        for draw in draws:
            if int(at) >= len(calendar):
                break
            out[int(at), p] = True
            at += world.capability.release_interval * (0.5 + draw)
    return out


def offer_horizons(world: World, horizon: Array, release: np.ndarray, seed: int) -> Array:
    """Horizon of each offer in minutes, (months, offers): what its provider last released, with its lag."""
    structure, capability = world.structure, world.capability
    months, providers = release.shape
    lag_of_tier = np.array([0.0, capability.mid_lag, capability.small_lag, 0.0, capability.local_lag])
    lag = world.providers.capability_offset[structure.offer_provider] + lag_of_tier[structure.offer_tier]
    lag = np.where(structure.own_machine, capability.local_lag, lag)
    stream = Stream(seed, "provider.surprise")
    at = np.arange(months)
    log_horizon = np.log(horizon)
    early = np.log(2.0) * DAYS_PER_MONTH / capability.doubling_days_early
    out = np.zeros((months, structure.offers))
    for p in range(providers):
        dates = np.flatnonzero(release[:, p])
        if not len(dates):
            continue
        surprise = stream.normals(dates.astype(np.uint64), p) * capability.release_surprise
        last = np.searchsorted(dates, at, side="right") - 1
        for o in np.flatnonzero(structure.offer_provider == p):
            then = dates - lag[o]
            level = np.interp(then, at, log_horizon) + np.minimum(then, 0.0) * early
            level = np.maximum.accumulate(level + surprise)
            out[:, o] = np.where(last >= 0, np.exp(level[np.maximum(last, 0)]), 0.0)
    return out


def task_shapes(world: World, horizon: Array) -> TaskShape:
    """Length, calls and context of tasks, (months, workloads).

    Length follows the horizon up to the cap: l = min(cap, max(l0 in 2023, share x H)); calls follow length:
    n = n0 (l / l0)^theta.
    """
    w, calendar = world.workloads, world.calendar
    follows = w.length_over_horizon > 0
    grown = np.maximum(w.l0[:, :1], w.length_over_horizon[:, None] * horizon[None, :])
    length = np.minimum(np.where(follows[:, None], grown, w.l0), w.length_cap[:, None])
    calls = np.maximum(w.n0 * (length / w.l0) ** w.theta[:, None], 1.0)
    later = np.maximum(np.arange(len(calendar)) - world.known, 0)
    growth = np.concatenate([[0.0], np.cumsum(np.log(world.tasks.window_growth[1:]) * (later[1:] > 0))]) / 12
    window = w.window * np.exp(growth)[None, :]
    repeats = (1.0 + w.fanout_m * w.fanout_size[:, None]) * (1.0 + w.retry_r)
    months, first_context = len(calendar), np.minimum(w.c0, window)
    return TaskShape(
        length=_by_month(length),
        calls=_by_month(calls),
        first_context=_by_month(first_context),
        appended=_by_month(w.a),
        visible=_by_month(w.o_visible),
        reasoning=_by_month(w.reasoning_multiplier),
        window=_by_month(window),
        hit_rate=_by_month(w.hit_rate),
        prefix=_by_month(np.minimum(np.repeat(w.shared_prefix[:, None], months, 1), first_context)),
        repeats=_by_month(repeats),
    )


def _by_month(array: Array) -> Array:
    return np.ascontiguousarray(array.T)


def _frozen_gain(world: World, calendar: Calendar) -> Array:
    gain = world.serving.software_gain.copy()
    if world.scenario.freeze_efficiency:
        gain[calendar.index(world.scenario.freeze_efficiency) :] = 1.0
    return gain


def goodput_path(start: float, ceiling: float, gain: Array) -> Array:
    """Delivered over computed throughput, (months,): 1/x approaches 1/ceiling, the gap shrinking by `gain` a year."""
    ceiling = max(ceiling, start)
    shrink = np.concatenate([[0.0], np.cumsum(np.log(gain[:-1]))]) / 12.0
    return np.asarray(1.0 / (1.0 / ceiling + (1.0 / start - 1.0 / ceiling) * np.exp(-shrink)))


def tier_path(world: World, values: Array) -> Array:
    """A dated size of the tiers, (months, tiers), with growth after its last date.

    After the last month that is known parameters at work change by the tier's own `active_growth` a year.
    """
    later = np.maximum(np.arange(len(world.calendar)) - world.known, 0) / 12.0
    path = values * world.tiers.active_growth[:, None] ** later[None, :]
    return _by_month(path)
