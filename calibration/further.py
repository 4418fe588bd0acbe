"""Further operators: published series that a forecast is scored on and that stand by their growth alone.

Their levels hang on what a firm counts, and the model is not held against them; carried on from its last figure, each
grows as the quantity does that stands here for it.
"""

from dataclasses import replace
from typing import Final

from jevons.calibration.operators import OPERATORS, Operator
from jevons.calibration.quantities import (
    Quantity,
    capital_spending,
    chat_users,
    deliveries,
    monthly,
    spending,
    world,
)
from jevons.market.vocabulary import LOCAL_PROVIDER, PROVIDERS, WORKLOADS

_DAYS_PER_MONTH: Final = 365.25 / 12
# AMD's data-centre sales a month in the year before its first accelerator for language models, obs2106 to obs2109.
_AMD_PROCESSORS: Final = 0.49e9
_SOLD: Final = [name for name in WORKLOADS if name not in ("chat", "ambient")]
_CLOUD: Final = tuple(name for place, name in enumerate(PROVIDERS) if place != LOCAL_PROVIDER)


def sold_tokens(*providers: str) -> Quantity:
    """Tokens of all kinds that providers served by the call, chat and built-in features apart (token/month)."""
    return lambda run: monthly(run["tokens_by_provider"], provider=list(providers), workload=_SOLD)


def _capital(firm: str, provider: str) -> Operator:
    meaning = f"AI capital spending of {provider}, hardware that it leases out included"
    return Operator("capex", firm, "USD/quarter", "flow", capital_spending((provider,), (), 0.0), meaning)


def _users(entity: str, provider: str) -> Operator:
    meaning = f"people with the habit of {provider}'s chat"
    return Operator("monthly_active_users", entity, "person", "rate", chat_users(provider), meaning)


def _revenue(entity: str, provider: str) -> Operator:
    meaning = f"what users pay {provider} in the year"
    return Operator("revenue_year", entity, "USD/year", "flow", spending(provider), meaning)


_BY_GROWTH: Final = (
    _capital("Alphabet", "google"),
    _capital("Amazon", "amazon"),
    _capital("Meta", "meta"),
    _capital("Microsoft", "microsoft"),
    _users("ChatGPT", "openai"),
    _users("Gemini app", "google"),
    _users("Meta AI", "meta"),
    _users("Microsoft first-party Copilots", "microsoft"),
    _users("Doubao app", "bytedance"),
    _users("DeepSeek app", "china_labs"),
    _revenue("OpenAI", "openai"),
    _revenue("Anthropic", "anthropic"),
    Operator(
        "revenue_run_rate", "all providers", "USD/year", "rate", world("spend"),
        "twelve times what users pay all providers in the month", 12.0,
    ),
    Operator(
        "revenue_run_rate", "xAI", "USD/year", "rate", spending("xai"),
        "twelve times what users pay the provider in the month", 12.0,
    ),
    Operator(
        "datacenter_revenue", "AMD", "USD/quarter", "flow", deliveries("amd"),
        "accelerators delivered in the quarter, with processors as they sold before there were any",
        offset=_AMD_PROCESSORS,
    ),
    Operator(
        "tokens_processed_per_week", "OpenRouter", "token/week", "rate", sold_tokens(*_CLOUD),
        "tokens that all providers serve by the call; one router carries a small part of them",
        7 / _DAYS_PER_MONTH,
    ),
    Operator(
        "tokens_processed_per_month", "Microsoft Foundry", "token/month", "rate", sold_tokens("microsoft"),
        "tokens that the provider serves by the call",
    ),
    Operator(
        "tokens_processed_per_month", "Google (first-party models via direct API)", "token/month", "rate",
        sold_tokens("google"), "tokens that the provider serves by the call",
    ),
    Operator(
        "ai_power_gw", "world", "GW", "rate", world("power"), "mean draw of AI sites",
    ),
)  # fmt: skip

FREE_LEVEL: Final = 5.0
"""Scope bias in ln of a series that the model is held to by its growth alone."""
FURTHER: Final = tuple(replace(operator, bias=FREE_LEVEL) for operator in _BY_GROWTH)

SCORED: Final = (*OPERATORS, *FURTHER)
"""All operators that a forecast is scored by."""
