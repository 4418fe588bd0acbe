"""Short names for tight places: published series and their entities, units, kinds of figure, methods of forecast."""

import re
from typing import Final

from jevons.calibration.further import SCORED
from jevons.calibration.scores.table import ALL

_SERIES: Final = {
    "ai_chip_power_gw": "Power of chips",
    "ai_chip_power_mw": "Power of chips",
    "ai_power_gw": "Power for AI",
    "api_tokens_per_minute": "API tokens a minute",
    "capex": "Capital spending",
    "capex_year": "Capital spending of a year",
    "cumulative_ai_compute_shipped_h100e": "Compute shipped",
    "datacenter_revenue": "Data-centre revenue",
    "effective_price_usd_per_mtok": "Price paid",
    "energy_per_query": "Energy of a query",
    "enterprise_genai_spend": "Spending of firms",
    "estimated_model_revenue_per_week": "Revenue of a week",
    "flagship_price_input": "Input price",
    "flagship_price_output": "Output price",
    "inference_share": "Share of inference",
    "messages_per_day": "Messages a day",
    "monthly_active_users": "Monthly users",
    "paying_subscribers": "Subscribers",
    "price_at_capability": "Cheapest price",
    "revenue_run_rate": "Revenue run rate",
    "revenue_year": "Revenue of a year",
    "tokens_processed_per_day": "Tokens a day",
    "tokens_processed_per_month": "Tokens a month",
    "tokens_processed_per_week": "Tokens a week",
    "weekly_active_users": "Weekly users",
}
_ENTITIES: Final = {
    "Alphabet, Amazon, Meta and Microsoft": "big four",
    "Anthropic (Sonnet tier)": "Anthropic Sonnet",
    "Anthropic (top tier)": "Anthropic top tier",
    "ByteDance Doubao": "Doubao",
    "China (national)": "China",
    "ChatGPT (de Vries 2023)": "ChatGPT 2023",
    "ChatGPT average query (Altman)": "ChatGPT",
    "DeepSeek (chat)": "DeepSeek chat",
    "DeepSeek (reasoner)": "DeepSeek reasoner",
    "GPT-4 level (MMLU>=86)": "GPT-4 level",
    "GPT-4o typical query (Epoch AI)": "GPT-4o",
    "Google (Gemini Pro tier)": "Gemini Pro",
    "Google (all surfaces)": "Google",
    "Google (first-party models via direct API)": "Google API",
    "Google Gemini median text prompt": "Gemini",
    "Microsoft first-party Copilots": "Copilots",
    "NVIDIA, Google TPU, AMD and Trainium": "four makers",
    "OpenAI (general flagship)": "OpenAI",
    "OpenAI (reasoning flagship)": "OpenAI reasoning",
    "OpenRouter top-10 models": "OpenRouter",
    "Silicon Data SDH100RT": "Silicon Data",
    "specialised clouds, median of lists": "clouds",
    "world (Epoch AI)": "world",
    "world (share of compute)": "of compute",
    "world (share of spending)": "of spending",
    "xAI (Grok flagship)": "xAI Grok",
}
_UNITS: Final = {
    "H100e": "H100 equivalents",
    "USD/H100e-h": "USD an hour",
    "USD/Mtok": "USD per million tokens",
    "person": "people",
    "token/min": "tokens a minute",
}
KINDS: Final = {
    "measured": "measured or in accounts",
    "company_claim": "said by the company",
    "vendor_claim": "said by a vendor",
    "analyst_estimate": "estimated by analysts",
    "price_list": "on a price list",
    "forecast": "forecast",
}
METHODS: Final = {
    "model": "Jevons",
    "no_change": "no change",
    "drift": "drift",
    "log_linear": "log-linear trend",
    "log_linear_last_5": "log-linear, last 5 points",
    "ar1_growth": "growth with memory",
    "damped_trend": "damped trend",
}


_RENT: Final = re.compile(r"gpu_rental_price_(\w+?)_(neocloud_index|hyperscaler_index|ondemand)")
_RENTED: Final = {"neocloud_index": "index", "hyperscaler_index": "hyperscalers", "ondemand": "lists"}
_TEST: Final = re.compile(r" \([^()]*[<>~=][^()]*\)")
"""A threshold in brackets, as in `o1 level (GPQA Diamond>=75)`."""


def pair_name(series: str, entity: str) -> str:
    """A published series of an entity, such as `Capital spending, big four`; unknown ones in their own words."""
    return f"{_series(series)}, {_ENTITIES.get(entity, _TEST.sub('', entity))}"


def unit_of(series: str, entity: str) -> str:
    """Unit of a published series as the registry writes it; empty where no operator reads it."""
    return next((one.unit for one in SCORED if (one.series, one.entity) == (series, entity)), "")


def unit_name(unit: str) -> str:
    """A unit in words: `USD/quarter` is `USD a quarter`."""
    return _UNITS.get(unit, unit.replace("token/", "tokens a ").replace("/", " a "))


def method_name(method: str) -> str:
    """A method of forecast in words."""
    return METHODS.get(method, _plain(method).lower())


def horizon_name(horizon: str) -> str:
    """A horizon in words: `0–3 months`, or all of them."""
    return "All horizons" if horizon == ALL else horizon.replace("-", "\N{EN DASH}")


def kind_name(kind: str) -> str:
    """A kind of published figure in words."""
    return KINDS.get(kind, _plain(kind).lower())


def _series(series: str) -> str:
    rent = _RENT.fullmatch(series)
    if rent:
        return f"{rent[1].upper()} rent, {_RENTED[rent[2]]}"
    return _SERIES.get(series, _plain(series))


def _plain(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
