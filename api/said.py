"""What runs say in words, as every route tells it."""

from pydantic import BaseModel


class VerdictSentences(BaseModel):
    """What was found, in sentences; empty where nothing can be said."""

    growth: str
    rebound: str
    scarcity: str
    causes: str
    decides: str
