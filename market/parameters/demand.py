"""What people want done: capability of models, tokens of a task, adoption, participation, choice."""

from dataclasses import dataclass

from jevons.market.parameters.declare import FITTED_BEFORE, UNSEEN, Array, Prior, parameter
from jevons.market.units import Unit

METR = "METR time horizons 1.1 (2026-01-29) and earlier releases"
TRIAL = "judgement: range that fitted in an earlier trial of this model"


@dataclass(frozen=True)
class Capability:
    """How long a task, in minutes of a skilled human, the best model finishes half the time."""

    horizon_start: float = parameter(
        4.0,
        Unit.MINUTE,
        (0.5, 60),
        "50 % task horizon of the frontier at the start of 2023",
        source=f"{METR}: GPT-3.5 to GPT-4, about 2 to 6 minutes",
        prior=Prior(2.5, 6.0),
    )
    doubling_days_early: float = parameter(
        255.0,
        Unit.DAY,
        (60, 1000),
        "days for the horizon to double before mid-2024",
        source=METR,
        prior=Prior(200, 320),
    )
    doubling_days: Array = parameter(
        125.0,
        Unit.DAY,
        (40, 1000),
        "days for the horizon to double from mid-2024 on",
        source=f"{METR}: 89 to 196 days by window; {TRIAL}",
        prior=Prior(100, 160, wide=FITTED_BEFORE),
        lever=True,
        dated=True,
    )
    doubling_after_2026: float = parameter(
        1.22,
        Unit.RATIO,
        (0.2, 10),
        "doubling time after 2026 relative to before: above 1 is a slow-down",
        source="judgement: nothing observed binds it; ensembles sweep it",
        prior=Prior(0.5, 3.0, wide=UNSEEN),
        lever=True,
    )
    horizon_fade: float = parameter(
        0.5,
        Unit.FRACTION,
        (0.05, 1),
        "what is left of the horizon's logarithmic growth after each year from 2026 on, in the variant `plateau`",
        source="judgement: at a half, all that is still to come is what 1.4 years of the trend would bring",
        prior=Prior(0.35, 0.7, wide=UNSEEN),
    )
    horizon_surge: float = parameter(
        1.3,
        Unit.RATIO_PER_YEAR,
        (1, 3),
        "yearly rise of the horizon's logarithmic growth from 2026 on, in the variant `surge`",
        source=f"judgement: {METR}'s doubling times fell from about 7 to about 4 months within two years",
        prior=Prior(1.15, 1.5, wide=UNSEEN),
    )
    beta: float = parameter(
        0.9,
        Unit.EXPONENT,
        (0.2, 3),
        "slope of the success odds in ln(length / horizon)",
        source="judgement: order of the logistic fits published with task horizons",
        prior=Prior(0.6, 1.4),
    )
    mid_lag: float = parameter(
        8.0,
        Unit.MONTHS,
        (0, 36),
        "months by which a provider's mid tier trails its frontier tier",
        source="judgement: second tiers met GPT-4's MMLU after 15 months (Claude 3.5 Sonnet), that of o3 at once",
        prior=Prior(4, 15),
    )
    small_lag: float = parameter(
        14.0,
        Unit.MONTHS,
        (0, 48),
        "months by which a provider's small tier trails its frontier tier",
        source="judgement: small tiers met GPT-4's MMLU after 23 months (Gemini 2.0 Flash), later levels sooner",
        prior=Prior(8, 24),
    )
    local_lag: float = parameter(
        12.0,
        Unit.MONTHS,
        (0, 60),
        "months by which models that fit a consumer machine trail the frontier",
        source="judgement: Epoch AI on consumer-GPU models gives 6 to 12 months; memory adds to it",
        prior=Prior(5, 22),
    )
    release_interval: float = parameter(
        5.0,
        Unit.MONTHS,
        (1, 24),
        "mean months between two releases of a provider",
        source="judgement: release dates of the large labs, 2023 to 2025",
    )
    release_surprise: float = parameter(
        0.2,
        Unit.LN,
        (0, 1),
        "spread of a release's horizon around its trend",
        source="judgement: scatter of METR horizons around the trend line",
    )


@dataclass(frozen=True)
class Tasks:
    """Calls and tokens of a task."""

    effort_elasticity: float = parameter(
        0.25,
        Unit.EXPONENT,
        (0, 1),
        "how calls and reasoning per task answer to price: effort = (reference price / price) ^ this",
        source="judgement: history does not identify it; ensembles sweep it",
        prior=Prior(0.0, 0.5, "normal"),
        lever=True,
    )
    effort_floor: float = parameter(
        0.5,
        Unit.RATIO,
        (0.05, 1),
        "least effort relative to the reference",
        source="judgement: below half the calls a task is not the same task",
    )
    effort_cap: float = parameter(
        4.0,
        Unit.RATIO,
        (1, 100),
        "most effort relative to the reference",
        source="judgement: returns to more calls on one task fade (test-time scaling curves)",
    )
    window_growth: Array = parameter(
        1.4,
        Unit.RATIO_PER_YEAR,
        (0.5, 4),
        "yearly growth of the context that products keep, after 2025",
        source=TRIAL,
        prior=Prior(1.0001, 2.0, wide=FITTED_BEFORE),
        dated=True,
    )
    trend_persistence: float = parameter(
        7.0,
        Unit.MONTHS,
        (0.5, 120),
        "months in which trends of tasks a month, contexts and answers fade to 1/e, after the last month known",
        source="judgement: three years of growth do not stop in a month, nor go on for three more",
        prior=Prior(2.5, 18, wide=UNSEEN),
    )
    planning_share: float = parameter(
        0.2,
        Unit.FRACTION,
        (0, 0.9),
        "share of an agent's calls that plan rather than execute",
        source="judgement: orchestrator calls in public multi-agent designs",
        prior=Prior(0.1, 0.4),
    )
    planning_weight: float = parameter(
        0.5,
        Unit.FRACTION,
        (0, 1),
        "weight of the planning model in the success of an agent's task",
        source="judgement: planner and executor matter alike",
    )


@dataclass(frozen=True)
class Demand:
    """Whether a task is worth running, who starts using AI, and what limits them."""

    price_elasticity: float = parameter(
        -0.6,
        Unit.EXPONENT,
        (-3, 0),
        "elasticity of the number of tasks to the money cost of a task, at the reference date",
        source="judgement: history does not identify it; ensembles sweep -0.05 to -1.2",
        prior=Prior(-1.2, -0.05, "normal"),
        lever=True,
    )
    value_length_exponent: float = parameter(
        1.0,
        Unit.EXPONENT,
        (0, 1.5),
        "how the value of a task grows with its length",
        source="judgement: value is human time saved",
    )
    oversight_length_exponent: float = parameter(
        0.7,
        Unit.EXPONENT,
        (0, 1.5),
        "how human oversight of a task grows with its length",
        source="judgement: reading and correcting grow more slowly than doing",
        prior=Prior(0.4, 1.0),
    )
    reference_wage: float = parameter(
        0.60,
        Unit.USD_PER_MINUTE,
        (0.05, 5),
        "wage at which the workload table states oversight cost and task value",
        source="judgement: world mean of the segments' wages, weighted by users",
    )
    work_reservoir: Array = parameter(
        1.0,
        Unit.RATIO,
        (0.05, 20),
        "minutes of work that may be handed to autonomous pipelines, relative to the segment table",
        source=TRIAL,
        prior=Prior(0.2, 5.0, wide=FITTED_BEFORE),
        lever=True,
        dated=True,
    )
    setup_share: float = parameter(
        0.05,
        Unit.RATIO,
        (0, 10),
        "monthly surplus at which adoption runs at half speed, relative to the surplus at the reference date",
        source="judgement: a pipeline costs time to set up and is set up sooner where it pays more",
        prior=Prior(0.015, 0.2),
    )
    ambient_push: float = parameter(
        5.0,
        Unit.RATIO,
        (0, 50),
        "spontaneous adoption of built-in features relative to work pipelines: their makers switch them on",
        source="judgement: AI answers reached over a billion searchers within a year of their launch in 2024",
        prior=Prior(3, 9),
    )
    propensity_spread: float = parameter(
        0.5,
        Unit.LN,
        (0, 2),
        "spread of users' readiness to adopt",
        source="judgement: early and late adopters differ by a factor 2 to 3 (Rogers 2003)",
    )
    chat_fee: Array = parameter(
        1.15,
        Unit.USD_PER_USER_MONTH,
        (0, 100),
        "mean subscription income per active chat user at the end of 2025, free users included",
        source="judgement: about 5 % of weekly users pay 20 USD a month (paying subscribers over weekly users), some "
        "more, and firms pay for seats",
        prior=Prior(0.7, 1.9),
        lever=True,
        dated=True,
    )
    chat_fee_growth: float = parameter(
        1.3,
        Unit.RATIO_PER_YEAR,
        (0.5, 3),
        "yearly growth of that income to the end of 2026: ever more users pay, and for dearer plans",
        source="judgement: the first paid plan of ChatGPT opened in February 2023; OpenAI's run rate rose faster than "
        "its weekly users in 2024 and 2025",
        prior=Prior(1.05, 1.6),
    )
    ambient_fee: Array = parameter(
        0.03,
        Unit.USD_PER_USER_MONTH,
        (0, 100),
        "what a product credits its model host per user of built-in features",
        source="judgement: no such figure is published; small against search income of 4 USD a user-month",
        dated=True,
    )


@dataclass(frozen=True)
class Choice:
    """How users pick offers: weights are in units of the Gumbel noise of one choice."""

    reconsider_rate: float = parameter(
        0.08,
        Unit.PER_MONTH,
        (0.005, 1),
        "share of pipelines that look at all offers again in a month",
        source="judgement: no measurement found",
        prior=Prior(0.03, 0.2),
    )
    price_weight: float = parameter(
        0.45,
        Unit.UTILITY,
        (0, 3),
        "utility lost per ln unit of money cost",
        source=TRIAL,
        prior=Prior(0.25, 0.9, wide=FITTED_BEFORE),
    )
    quality_weight: float = parameter(
        4.0,
        Unit.UTILITY,
        (0, 10),
        "utility gained per ln unit of success probability",
        source="judgement: users of agents pay 5 to 20 times more for a model that succeeds more often",
        prior=Prior(2.0, 6.5),
    )
    delay_weight: float = parameter(
        0.3,
        Unit.UTILITY,
        (0, 3),
        "utility lost per ln unit of delay",
        source="judgement: speed sells at a premium only for part of the work",
    )
    privacy_weight: float = parameter(
        1.5,
        Unit.UTILITY,
        (0, 10),
        "utility lost where data leave the jurisdiction, at full privacy need",
        source="judgement: regulated users pay several times more to stay at home",
        prior=Prior(0.7, 3.0),
    )
    switching_cost: float = parameter(
        1.0,
        Unit.UTILITY,
        (0, 10),
        "utility lost by leaving the present offer",
        source="judgement: order of one unit of choice noise",
        prior=Prior(0.3, 2.5),
    )
    local_bill_multiple: float = parameter(
        1.2,
        Unit.RATIO,
        (0.1, 10),
        "a user buys a machine when its share of the cloud bill over the machine's life exceeds this x its cost",
        source="judgement: close to the seed article's rule that 60-70 % of purchase cost in cloud fees decides",
    )
    local_life: float = parameter(
        36.0,
        Unit.MONTHS,
        (12, 120),
        "months over which a user writes off a machine of their own",
        source="judgement: three years, the usual life of a workstation",
    )
    local_utilisation: float = parameter(
        0.2,
        Unit.FRACTION,
        (0.005, 1),
        "share of the hours in which a user's own machine works",
        source="judgement: an office day of use on some days",
    )
