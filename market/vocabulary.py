"""The names of the trade: one tuple per dimension, in the order in which arrays hold them."""

from enum import IntEnum
from typing import Final

KINDS: Final = ("fresh", "cached", "output")
TIERS: Final = ("frontier", "mid", "small", "embed", "local")
REGIONS: Final = ("us", "china", "europe", "gulf_asia", "rest")
SEGMENTS: Final = (
    "consumers",
    "developers",
    "knowledge_workers",
    "small_firms",
    "enterprises",
    "ai_native",
    "public_bodies",
)
WORKLOADS: Final = (
    "chat",
    "office_assistant",
    "retrieval",
    "code_completion",
    "coding_agent",
    "research_agent",
    "support_agent",
    "process_automation",
    "multi_agent",
    "bulk_extraction",
    "embeddings",
    "ambient",
)
PROVIDERS: Final = (
    "openai",
    "anthropic",
    "google",
    "microsoft",
    "amazon",
    "meta",
    "xai",
    "neoclouds",
    "open_hosts",
    "bytedance",
    "china_cloud",
    "china_labs",
    "eu_sovereign",
    "gulf_sovereign",
    "local",
)
VENDORS: Final = (
    "nvidia",
    "google_tpu",
    "aws_trainium",
    "amd",
    "huawei",
    "cerebras",
    "groq_lpx",
    "tenstorrent",
    "consumer",
)
# Memory and packaging are one supply for all makers.
PACKAGING: Final = ("world",)
CAUSES: Final = ("allocation", "power", "chips", "capital", "foresight")

# Multi-call work that plans, calls tools and iterates; the others are one prompt and one answer.
AGENTIC: Final = (
    "coding_agent",
    "research_agent",
    "support_agent",
    "process_automation",
    "multi_agent",
)
# Work that its user does not pay for by the token: a flat fee, or a product that carries it.
FLAT_RATE: Final = ("chat", "ambient")


class Flow(IntEnum):
    """The four flows of tokens that every month is counted in (last axis of token arrays).

    `CONTEXT` is output tokens times the length of the context that each one attends to (token^2): the
    serving equations are linear in it, so work stays exact after summing over unlike pipelines.
    """

    FRESH = 0
    CACHED = 1
    OUTPUT = 2
    CONTEXT = 3


LOCAL_TIER: Final = TIERS.index("local")
MID_TIER: Final = TIERS.index("mid")
LOCAL_PROVIDER: Final = PROVIDERS.index("local")
