"""The grammar of the catalogue's columns: what each number of a region, provider, vendor ... means."""

from dataclasses import dataclass

from jevons.market.parameters.declare import FITTED_BEFORE, Array, column
from jevons.market.units import Unit

# A provider with this reach on a surface, or less, is not sold there at all.
NOT_DISTRIBUTED = -9.0


@dataclass(frozen=True)
class Regions:
    """Places with their own power, rules and wages; arrays (regions, ...)."""

    ai_power_available: Array = column(
        Unit.GW, (0.001, 100), "power that AI sites could draw at the start of 2023, with conversions"
    )
    pipeline_growth: Array = column(
        Unit.RATIO_PER_YEAR,
        (0.5, 4),
        "yearly growth of power for AI sites",
        between="step",
        lever=True,
        drawn="together",
    )
    lead_time: Array = column(Unit.MONTHS, (1, 180), "months from asking for power to power in service")
    electricity_price: Array = column(Unit.USD_PER_KWH, (0, 2), "price for a large industrial user in 2023", lever=True)
    electricity_price_growth: Array = column(Unit.PER_YEAR, (-0.3, 0.5), "yearly growth of that price")
    carbon_intensity: Array = column(Unit.KGCO2_PER_KWH, (0, 2), "emissions of grid electricity in 2023")
    carbon_intensity_trend: Array = column(Unit.PER_YEAR, (-0.5, 0.3), "yearly change of it")
    pue: Array = column(Unit.RATIO, (1, 3), "facility power over IT power", between="linear")


@dataclass(frozen=True)
class Segments:
    """Kinds of users; arrays (segments, ...), regional ones (segments, regions)."""

    task_scale: Array = column(Unit.PERSON_PER_UNIT, (0.1, 1e5), "person-equivalents in one unit")
    delegable_minutes: Array = column(
        Unit.MINUTE_PER_MONTH, (0, 1e9), "minutes of work a month that one unit could hand over"
    )
    budget_scale: Array = column(
        Unit.USD_PER_USER_MONTH, (0, 1e8), "median monthly ceiling of spending of one unit at the end of 2025"
    )
    budget_growth: Array = column(Unit.RATIO_PER_YEAR, (0.5, 4), "yearly growth of that ceiling", drawn="together")
    budget_sigma: Array = column(Unit.LN, (0, 4), "spread of ceilings over units")
    value_sigma_between: Array = column(Unit.LN, (0, 3), "spread of the value of a task between units")
    price_sensitivity: Array = column(Unit.RATIO, (0, 10), "multiplier of the price weight in choice")
    quality_sensitivity: Array = column(Unit.RATIO, (0, 10), "multiplier of the quality weight in choice")
    delay_sensitivity: Array = column(Unit.RATIO, (0, 10), "multiplier of the delay weight in choice")
    privacy_need: Array = column(Unit.INDEX, (0, 1), "mean need that data stay in the jurisdiction")
    residency_required_share: Array = column(
        Unit.FRACTION, (0, 1), "share of units bound to offers of their own jurisdiction", lever=True
    )
    local_hardware_share: Array = column(
        Unit.FRACTION, (0, 1), "share of units that own a machine for local models at the end of 2025"
    )
    seats_attention_cap: Array = column(Unit.TASK_PER_DAY, (0, 1e4), "tasks a day that one person can start and follow")
    bass_p_chat: Array = column(
        Unit.PER_MONTH, (0, 1), "spontaneous adoption of chat", drawn="together", wide=FITTED_BEFORE
    )
    bass_q_chat: Array = column(Unit.PER_MONTH, (0, 2), "contagion of chat", drawn="together", wide=FITTED_BEFORE)
    bass_p_work: Array = column(
        Unit.PER_MONTH, (0, 1), "spontaneous adoption of work", drawn="together", wide=FITTED_BEFORE
    )
    bass_q_work: Array = column(
        Unit.PER_MONTH, (0, 2), "contagion of work pipelines", drawn="together", wide=FITTED_BEFORE
    )
    abandon_rate: Array = column(Unit.PER_MONTH, (0, 1), "share giving up a pipeline that does not pay")
    active_share: Array = column(
        Unit.FRACTION, (0, 1), "share of units using the workload at the end of 2025", keyed="workload"
    )
    adopters_share: Array = column(
        Unit.FRACTION, (0, 1), "share of units outside China using it in January 2023", keyed="workload"
    )
    task_rate_multiplier: Array = column(
        Unit.RATIO, (0, 100), "tasks of a person-equivalent relative to the workload table", keyed="workload"
    )
    count: Array = column(Unit.UNITS, (0, 1e10), "units in the region", keyed="region")
    adoption_scale: Array = column(
        Unit.RATIO, (0, 10), "adoption in January 2023 relative to the mean outside China", keyed="region"
    )
    potential_scale: Array = column(
        Unit.RATIO, (0, 10), "adoption at the end of 2025 relative to the world mean", keyed="region"
    )
    wage: Array = column(Unit.USD_PER_MINUTE, (0.001, 20), "cost of human time", keyed="region")
    budget_multiplier: Array = column(Unit.RATIO, (0, 20), "ceiling relative to the world", keyed="region")
    privacy_need_shift: Array = column(Unit.INDEX, (-1, 1), "added privacy need", keyed="region")


@dataclass(frozen=True)
class Workloads:
    """Kinds of work; arrays (workloads, ...)."""

    l0: Array = column(Unit.MINUTE, (0.001, 1e5), "human minutes of a task", between="geometric", later="held")
    length_cap: Array = column(Unit.MINUTE, (0.001, 1e6), "longest task", drawn="together", wide=FITTED_BEFORE)
    length_over_horizon: Array = column(Unit.RATIO, (0, 10), "task length over the frontier's horizon")
    theta: Array = column(Unit.EXPONENT, (0, 2), "calls grow as length ^ this", drawn="together", wide=FITTED_BEFORE)
    n0: Array = column(Unit.CALL_PER_TASK, (1, 1e5), "calls of a task", between="geometric", later="held")
    c0: Array = column(Unit.TOKEN, (1, 1e7), "context of the first call", between="geometric", later="faded")
    a: Array = column(Unit.TOKEN_PER_CALL, (0, 1e6), "tokens appended by a call", between="geometric", later="faded")
    o_visible: Array = column(Unit.TOKEN_PER_CALL, (0, 1e6), "answer of a call", between="geometric", later="faded")
    reasoning_multiplier: Array = column(
        Unit.RATIO, (1, 100), "all output over answer", between="geometric", later="faded"
    )
    fanout_m: Array = column(Unit.AGENT_PER_TASK, (0, 1e3), "sub-agents", between="linear", later="held")
    fanout_size: Array = column(Unit.RATIO, (0, 10), "tokens of a sub-agent over the main run")
    retry_r: Array = column(Unit.FRACTION, (0, 0.95), "share of work repeated", between="linear", later="held")
    hit_rate: Array = column(
        Unit.FRACTION, (0, 1), "share of what was sent before that is read from a cache", between="linear", later="held"
    )
    shared_prefix: Array = column(Unit.TOKEN, (0, 1e7), "prefix common to all tasks")
    window: Array = column(Unit.TOKEN, (100, 1e9), "longest context kept", between="geometric", later="held")
    tasks_per_month: Array = column(
        Unit.TASK_PER_MONTH,
        (0, 1e6),
        "tasks executed by an adopting person-equivalent",
        between="geometric",
        later="faded",
        drawn="apart",
    )
    autonomous_share: Array = column(Unit.FRACTION, (0, 1), "share of tasks that no human starts")
    task_value_sigma: Array = column(Unit.LN, (0.05, 5), "spread of the values of candidate tasks")
    oversight_minutes: Array = column(Unit.MINUTE_PER_TASK, (0, 1e4), "human time spent on a task")
    participation: Array = column(Unit.FRACTION, (0.001, 0.999), "share of tasks worth running")
    latency_need: Array = column(Unit.TOKEN_PER_SECOND, (0, 1e4), "slowest acceptable decoding")
    privacy_need: Array = column(Unit.INDEX, (0, 1), "weight of privacy for this work")
    sandbox_seconds_per_call: Array = column(Unit.CPU_SECOND_PER_CALL, (0, 1e4), "tool time of a call")
    maturity: Array = column(
        Unit.FRACTION, (0.01, 1), "users at the end of 2025 over users when everybody who will has adopted"
    )


@dataclass(frozen=True)
class Tiers:
    """Sizes of models sold; arrays (tiers, ...)."""

    active_params: Array = column(Unit.PARAMETERS, (1e6, 1e14), "parameters at work", between="geometric", later="held")
    total_params: Array = column(Unit.PARAMETERS, (1e6, 1e15), "parameters held", between="geometric", later="held")
    active_growth: Array = column(
        Unit.RATIO_PER_YEAR, (0.1, 5), "yearly change of active parameters after 2025", drawn="together"
    )
    reference_price: Array = column(
        Unit.USD_PER_MTOK, (0, 1e4), "usual 3:1 blended list price of the tier", between="geometric"
    )
    speed: Array = column(Unit.TOKEN_PER_SECOND, (0.1, 1e5), "tokens a second a user is served at")
    markup_exponent: Array = column(
        Unit.FRACTION, (0, 1), "weight of the provider's own markup against a commodity's, in logs"
    )


@dataclass(frozen=True)
class Providers:
    """Sellers; arrays (providers, ...)."""

    fleet_h100e: Array = column(Unit.H100E, (0, 1e8), "fleet in January 2023")
    owned_share: Array = column(Unit.FRACTION, (0, 1), "share of new capacity that it buys, not leases")
    cash: Array = column(Unit.USD, (0, 1e13), "cash in January 2023")
    capital_access: Array = column(Unit.USD_PER_YEAR, (0, 1e13), "most that it could invest in AI in 2023", lever=True)
    capital_access_growth: Array = column(Unit.PER_YEAR, (-0.5, 5), "yearly growth of that, to 2026", drawn="together")
    abroad_share: Array = column(
        Unit.FRACTION,
        (0, 1),
        "share of new systems that stand outside the home region where power is free; 0: never abroad",
        lever=True,
    )
    non_llm_share: Array = column(Unit.FRACTION, (0, 1), "share of the fleet for other work, January 2023")
    training_base: Array = column(
        Unit.H100E,
        (0, 1e7),
        "fleet that training plans of January 2023 count from, where larger than the own",
    )
    training_multiplier: Array = column(Unit.RATIO, (0, 10), "training wanted relative to the common wish")
    capability_offset: Array = column(Unit.MONTHS, (0, 60), "months behind the frontier")
    technique_lag: Array = column(
        Unit.MONTHS, (-48, 120), "months after a usual provider in which it takes up techniques of serving", lever=True
    )
    markup: Array = column(Unit.RATIO, (0, 100), "price over technical unit cost", drawn="together")
    reach: Array = column(
        Unit.UTILITY,
        (-10, 10),
        "brand and distribution at the end of 2025, by kind of surface",
        keyed="surface",
        drawn="apart",
    )
    reach_growth: Array = column(
        Unit.UTILITY_PER_YEAR, (-3, 3), "yearly rise of that on all surfaces, to the end of 2026", drawn="apart"
    )


@dataclass(frozen=True)
class Vendors:
    """Makers of hardware; arrays (vendors, ...)."""

    capacity: Array = column(Unit.USD_PER_MONTH, (0, 1e12), "what it could make in January 2023, at low prices")
    capacity_growth_limit: Array = column(
        Unit.RATIO_PER_YEAR,
        (0.2, 30),
        "fastest yearly growth of what a maker can make",
        between="step",
        lever=True,
        drawn="together",
    )
    lead_time_base: Array = column(Unit.MONTHS, (0, 60), "months from order to delivery without a queue")
    shipped_before: Array = column(Unit.H100E, (0, 1e8), "shipped before 2023")


@dataclass(frozen=True)
class Packaging:
    """Memory and its packaging, which all makers of accelerators draw on; arrays (1, ...)."""

    memory: Array = column(
        Unit.GB_PER_MONTH,
        (0, 1e12),
        "memory that can be packaged with accelerators, without a shortfall",
        between="geometric",
        drawn="together",
    )
    memory_shortfall: Array = column(
        Unit.FRACTION, (0, 1), "share of that which other uses of memory take away", between="step", lever=True
    )
    memory_premium: Array = column(
        Unit.USD_PER_GB,
        (-20, 1000),
        "price of memory over the usual one, which system prices hold",
        between="step",
        lever=True,
    )
