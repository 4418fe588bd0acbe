"""Observation operators: what each published series counts in the model and how it is read.

    published figure = scale * quantity + offset, read at the figure's period

`OPERATORS` is the one table. An ensemble keeps only summary series; `column` names the one that holds the
same quantity, so that the fan of a forecast can be compared without the full output of every run.
"""

from dataclasses import dataclass
from typing import Final, overload

import pandas as pd

from jevons.calibration.evidence import Observation
from jevons.calibration.quantities import (
    Outputs,
    Quantity,
    api_tokens,
    capital_spending,
    chat_users,
    deliveries,
    list_price,
    price_at_mix,
    shipped,
    site_power,
    spending,
    tokens,
    world,
)
from jevons.calibration.reading import Reading

_DAYS_PER_MONTH = 365.25 / 12
_MINUTES_PER_MONTH = _DAYS_PER_MONTH * 24 * 60
_MW_PER_GW = 1e3

# Judgement: a resale of one firm's models by the other is counted by the statement about the former.
_MICROSOFT_SHARE_OF_OPENAI_API = 1 / 3
# Judgement: of those who have the habit, this many open the product in a given week.
_WEEKLY_SHARE_OF_CHAT_USERS = 0.8
# The model's Chinese providers stand for all that the national statistic counts. Its rules are unpublished:
# the row's wide `trust` carries that, and this factor is where a fit may move it.
_CHINA_SCOPE = 1.0
# What the four firms would spend without AI: warehouses, offices, other cloud (USD a month).
_SPENDING_NOT_ON_AI = 8.5e9
# Hardware that the model's labs lease is bought by their lessors and so already counted. What the labs buy
# themselves stood, through 2025, in the books of a cloud; judgement: half of it in those of the four.
_LAB_HARDWARE_WITH_THE_FOUR = 0.5
# Published chip power is rated power of chips sold; the model's is the mean draw of installed sites. An H100
# is rated at 700 W and draws about 930 W: 1,275 W with its share of the server, and by judgement a PUE of
# 1.25, two thirds mean load and nine of ten chips installed. Good to about 30 %, hence never fitted.
_CHIP_POWER_PER_SITE_POWER = 0.75

# DeepSeek's model has 0.4 of the parameters at work of its tier, and is sold slower: a scope that the model has not.
_HALF_SIZE = 1.5

# A router's leading models are sold to agents and applications: editors serve their completion themselves, bulk work
# goes to batch queues. Means of nine weeks from November 2025 to March 2026, obs0337 to obs0345 and obs0375 to obs0383.
_NOT_ROUTED = ("code_completion", "bulk_extraction", "embeddings")
_ROUTED_CACHED = 0.5
_ROUTED_OUTPUT = 0.054

_FOUR = ("google", "amazon", "meta", "microsoft")
_FOUR_NAMES = "Alphabet, Amazon, Meta and Microsoft"
_MAKERS = ("nvidia", "google_tpu", "amd", "aws_trainium")
_CHINA = ("bytedance", "china_cloud", "china_labs")
_SHIPPED = "cumulative_ai_compute_shipped_h100e"


@dataclass(frozen=True)
class Operator:
    """What one published series of one entity counts in the model.

    Attributes:
        series: series of the observations that it reads.
        entity: entity of them.
        unit: unit of them, one of `evidence.UNITS`.
        reading: how the monthly series is read at a period.
        quantity: what the model counts, month by month, in the model's units.
        meaning: the correspondence in words, with what it leaves out.
        scale: factor from the model's unit and scope to the published ones.
        offset: what the published figure holds beyond the model, per month for flows (in `unit`'s numerator).
        column: summary series of a forecast that holds `quantity`; empty where none does.
        weak: whether the published figures are too weak to be held against the model.
        bias: one standard deviation in ln of what scope and definitions put between all figures of the series and the
            model: the constant part of what a fit does not ask of it.
    """

    series: str
    entity: str
    unit: str
    reading: Reading
    quantity: Quantity
    meaning: str
    scale: float = 1.0
    offset: float = 0.0
    column: str = ""
    weak: bool = False
    bias: float = 0.2

    @overload
    def published(self, quantity: "pd.Series[float]") -> "pd.Series[float]": ...
    @overload
    def published(self, quantity: pd.DataFrame) -> pd.DataFrame: ...
    def published(self, quantity: "pd.Series[float] | pd.DataFrame") -> "pd.Series[float] | pd.DataFrame":
        """The model's quantity on the published scale, month by month."""
        return quantity * self.scale + self.offset

    def monthly(self, run: Outputs) -> "pd.Series[float]":
        """The published figure that a run implies for each month, before it is read at a period."""
        return self.published(self.quantity(run))


def _openai_api(series: str, unit: str, per_month: float) -> Operator:
    quantity = api_tokens("openai", "microsoft", _MICROSOFT_SHARE_OF_OPENAI_API)
    meaning = "OpenAI without chat and built-in features, with a third of Microsoft's such work"
    return Operator(series, "OpenAI API", unit, "rate", quantity, meaning, 1 / per_month, bias=0.3)


def _maker(entity: str, vendor: str) -> Operator:
    return Operator(_SHIPPED, entity, "H100e", "stock", shipped(vendor), "accelerators shipped, none retired", bias=0.1)


def _flagship(entity: str, provider: str, tier: str, bias: float = 0.4) -> Operator:
    meaning = f"output list price of {provider}'s {tier} tier; the model sells one offer per tier"
    prices = list_price(provider, tier)
    return Operator("flagship_price_output", entity, "USD/Mtok", "posted", prices, meaning, bias=bias)


def _energy(entity: str) -> Operator:
    column, meaning = (
        "energy_per_query",
        "mean energy of a chat query in the world, against one firm's or a median",
    )
    return Operator("energy_per_query", entity, "Wh", "rate", world(column), meaning, column=column, bias=0.5)


def _rent(series: str, entity: str) -> Operator:
    meaning = "clearing price of a leased H100 hour"
    return Operator(series, entity, "USD/H100e-h", "rate", world("rent"), meaning, column="rent")


def _big_four(series: str, unit: str) -> Operator:
    return Operator(
        series, _FOUR_NAMES, unit, "flow",
        capital_spending(_FOUR, ("openai", "anthropic"), _LAB_HARDWARE_WITH_THE_FOUR),
        "spending of the four with hardware they lease out, half of what the labs buy, and what is not AI",
        offset=_SPENDING_NOT_ON_AI, column="capex_big4", bias=0.1,
    )  # fmt: skip


def _chip_power(entity: str, vendor: str) -> Operator:
    meaning = "rated power of chips sold, from the sites' mean draw by share of H100e shipped"
    scale = _CHIP_POWER_PER_SITE_POWER * _MW_PER_GW
    return Operator("ai_chip_power_mw", entity, "MW", "rate", site_power(vendor), meaning, scale, bias=0.3)


def _run_rate(entity: str, provider: str) -> Operator:
    meaning = "twelve times what users pay the provider in the month; resale by others and other income left out"
    return Operator("revenue_run_rate", entity, "USD/year", "rate", spending(provider), meaning, 12.0)


def _inference_share(entity: str, meaning: str) -> Operator:
    quantity = world("inference_share")
    return Operator(
        "inference_share", entity, "fraction", "rate", quantity, meaning, column="inference_share", weak=True
    )


OPERATORS: Final = (
    Operator(
        "tokens_processed_per_month", "Google (all surfaces)", "token/month", "rate", tokens("google"),
        "every token of the provider, answers in search and built-in features included",
        column="tokens_google", bias=0.3,
    ),
    Operator(
        "tokens_processed_per_day", "ByteDance Doubao", "token/day", "rate", tokens("bytedance"),
        "every token of the provider, its own products included", 1 / _DAYS_PER_MONTH, bias=0.4,
    ),
    Operator(
        "tokens_processed_per_day", "China (national)", "token/day", "rate", tokens(*_CHINA),
        "every token of the Chinese providers", _CHINA_SCOPE / _DAYS_PER_MONTH, column="tokens_china", bias=0.7,
    ),
    _openai_api("tokens_processed_per_day", "token/day", _DAYS_PER_MONTH),
    _openai_api("api_tokens_per_minute", "token/min", _MINUTES_PER_MONTH),
    Operator(
        "weekly_active_users", "ChatGPT", "person", "rate", chat_users("openai"),
        "four of five who have the habit of OpenAI's chat", _WEEKLY_SHARE_OF_CHAT_USERS,
        column="chat_users_openai",
    ),
    _maker("NVIDIA", "nvidia"),
    _maker("Google TPU", "google_tpu"),
    _maker("AMD", "amd"),
    _maker("Amazon Trainium", "aws_trainium"),
    Operator(
        _SHIPPED, "NVIDIA, Google TPU, AMD and Trainium", "H100e", "stock", shipped(*_MAKERS),
        "accelerators shipped by these four makers, none retired", column="shipped_h100e", bias=0.1,
    ),
    Operator(
        "datacenter_revenue", "NVIDIA", "USD/quarter", "flow", deliveries("nvidia"),
        "hardware delivered in the fiscal quarter, systems with their networking", column="revenue_nvidia", bias=0.1,
    ),
    _big_four("capex", "USD/quarter"),
    _big_four("capex_year", "USD/year"),
    Operator(
        "effective_price_usd_per_mtok", "OpenRouter top-10 models", "USD/Mtok", "rate",
        price_at_mix(_NOT_ROUTED, _ROUTED_CACHED, _ROUTED_OUTPUT),
        "mean list prices of language models by kind of token, at the router's mix of kinds; completion in editors "
        "and bulk work, which are not bought through a router, apart",
        bias=0.5,
    ),
    Operator(
        "price_at_capability", "GPT-4 level (MMLU>=86)", "USD/Mtok", "posted", world("price_at_capability"),
        "cheapest blended list price, three parts input to one of output", column="price_at_capability", bias=0.4,
    ),
    _flagship("OpenAI (general flagship)", "openai", "frontier"),
    _flagship("OpenAI (reasoning flagship)", "openai", "frontier"),
    _flagship("Anthropic (top tier)", "anthropic", "frontier"),
    _flagship("Anthropic (Sonnet tier)", "anthropic", "mid"),
    _flagship("Google (Gemini Pro tier)", "google", "frontier"),
    _flagship("xAI (Grok flagship)", "xai", "frontier"),
    _flagship("DeepSeek (chat)", "china_labs", "frontier", _HALF_SIZE),
    _flagship("DeepSeek (reasoner)", "china_labs", "frontier", _HALF_SIZE),
    _run_rate("OpenAI", "openai"),
    _run_rate("Anthropic", "anthropic"),
    _inference_share("world (share of compute)", "share of capacity for language models that serves"),
    _inference_share("world (share of spending)", "share of that capacity; published for spending on it"),
    _rent("gpu_rental_price_h100_neocloud_index", "Silicon Data SDH100RT"),
    _rent("gpu_rental_price_h100_ondemand", "specialised clouds, median of lists"),
    _energy("ChatGPT (de Vries 2023)"),
    _energy("ChatGPT average query (Altman)"),
    _energy("GPT-4o typical query (Epoch AI)"),
    _energy("Google Gemini median text prompt"),
    _chip_power("NVIDIA", "nvidia"),
    _chip_power("Google TPU", "google_tpu"),
    Operator(
        "ai_chip_power_gw", "world (Epoch AI)", "GW", "rate", world("power"),
        "rated power of all chips sold, from the sites' mean draw", _CHIP_POWER_PER_SITE_POWER,
        column="power_gw",
    ),
)  # fmt: skip

_BY_KEY: Final = {(operator.series, operator.entity): operator for operator in OPERATORS}


def operator_of(observation: Observation) -> Operator:
    """The operator that reads an observation.

    Raises:
        KeyError: nothing in the model answers to this series and entity, with what does.
    """
    try:
        return _BY_KEY[observation.series, observation.entity]
    except KeyError:
        known = sorted(entity for series, entity in _BY_KEY if series == observation.series)
        raise KeyError(
            f"{observation.id}: no operator reads {observation.series} of {observation.entity!r}; "
            f"entities of this series: {', '.join(known) or 'none'}"
        ) from None
