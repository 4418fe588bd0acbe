"""The terms of the verdicts in plain words: resources, factors, causes of scarcity, token kinds."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Resource:
    """A resource that serving uses: its name, a short form for tight places, and what is counted."""

    name: str
    short: str
    meaning: str


RESOURCES: Final = {
    "usd": Resource("serving cost", "serving cost", "US dollars, with the charged share of uncounted load"),
    "kwh": Resource("electricity", "electricity", "kWh, idle chips and cooling included"),
    "h100e": Resource("accelerator-hours", "accelerators", "hours of H100 equivalents, idle ones included"),
}

# Order of the waterfall: what makes more work, then what needs less of the resource for the same work.
FACTORS: Final = {
    "users": "users",
    "pipelines_per_user": "pipelines per user",
    "tasks_per_pipeline": "tasks per pipeline",
    "calls_per_task": "calls per task",
    "tokens_per_call": "tokens per call",
    "work_per_token": "work per token",
    "uncounted": "uncounted load",
    "entered": "entered",
    "ended": "ended",
    "model_size": "model size",
    "software": "software",
    "hardware": "hardware",
    "utilisation": "utilisation",
    "resource_per_hour": "cost or energy of an hour",
}

TWINS: Final = {
    "agents": "if no multi-call agent runs any more",
    "capability": "if no model learns longer tasks",
    "prices": "if lists stay as they are",
    "efficiency": "if efficiency stays as it is",
}
"""What twins say they are without."""

CAUSES: Final = {
    "allocation": "free capacity stood elsewhere",
    "power": "shipped chips waited for power",
    "chips": "ordered chips were not yet made",
    "capital": "orders were refused for lack of funds",
    "foresight": "nobody had ordered the capacity",
}

KINDS: Final = {
    "fresh": "Input that a model reads for the first time. Reading it takes computation.",
    "cached": "Input that was read before and kept: it is loaded from a cache, at a small part of the work. "
    "An agent that calls a model again and again re-reads its history: most of its tokens are of this kind.",
    "output": "What the model writes, its reasoning included. Tokens are written one after another, so this "
    "is the dearest kind.",
}
COUNTED: Final = "fresh, cached and output tokens of all workloads, weighted by the work that each takes"
