"""Outputs of demand: tokens, tasks, calls, users."""

import numpy as np

from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.outputs.declare import Run, by_provider, output, ratio
from jevons.market.parameters.declare import Array
from jevons.market.units import Unit
from jevons.market.vocabulary import SEGMENTS, WORKLOADS

_FLOWS = ("month", "region", "workload", "offer", "kind")
_WORK = ("month", "region", "workload")


@output("tokens_demanded", Unit.TOKEN_PER_MONTH, _FLOWS, "tokens that users' tasks ask for")
def tokens_demanded(run: Run) -> Array:
    """The first three recorded flows; the fourth is no kind of token."""
    return run.record.tokens[..., :3]


@output("tokens_served", Unit.TOKEN_PER_MONTH, _FLOWS, "tokens delivered, by the offer that was asked for them")
def tokens_served(run: Run) -> Array:
    """Demanded x (1 - unserved share of the offer); users' own machines serve all that they are asked."""
    return run.record.tokens[..., :3] * (1.0 - run.record.unserved)[:, None, None, :, None]


@output(
    "tokens_by_provider",
    Unit.TOKEN_PER_MONTH,
    ("month", "workload", "provider"),
    "tokens of all kinds delivered, by who was asked for them",
)
def tokens_by_provider(run: Run) -> Array:
    """Served tokens of the offers of each provider."""
    return by_provider(run.served_tokens, run.world.structure)


@output("tokens_unserved", Unit.TOKEN_PER_MONTH, _FLOWS, "tokens asked for and not delivered: no capacity")
def tokens_unserved(run: Run) -> Array:
    """Demanded x unserved share of the offer."""
    return run.record.tokens[..., :3] * run.record.unserved[:, None, None, :, None]


@output("tasks", Unit.TASK_PER_MONTH, _WORK, "tasks that users start")
def tasks(run: Run) -> Array:
    """Tasks over all executing offers."""
    return np.asarray(run.record.tasks.sum(axis=3))


@output("calls", Unit.CALL_PER_MONTH, _WORK, "model calls of these tasks, sub-agents and retries apart")
def calls(run: Run) -> Array:
    """As recorded."""
    return run.record.calls


@output("users", Unit.UNITS, ("month", "segment", "region", "workload"), "persons or firms that run the pipeline")
def users(run: Run) -> Array:
    """Adopters of each (segment, workload) pair; zero for pairs that do not exist."""
    structure, adopters = run.world.structure, run.record.adopters
    months, _, regions = adopters.shape
    out = np.zeros((months, len(SEGMENTS), regions, len(WORKLOADS)))
    out[:, structure.pair_segment, :, structure.pair_workload] = adopters.transpose(1, 0, 2)
    return out


@output("chat_users", Unit.PERSON, ("month", "region", "provider"), "people with the habit of a provider's chat")
def chat_users(run: Run) -> Array:
    """Chat adopters by the provider of the offer they hold."""
    return by_provider(run.record.chat, run.world.structure)


@output("local_share", Unit.FRACTION, ("month",), "served tokens of all kinds that users' own machines make")
def local_share(run: Run) -> Array:
    """Tokens of local offers over all served tokens."""
    by_offer = run.served_tokens.sum(axis=1)
    return ratio(by_offer @ (1.0 - run.cloud), by_offer.sum(axis=1))


@output("horizon", Unit.MINUTE, ("month",), "human length of tasks at which the best model succeeds half the time")
def horizon(run: Run) -> Array:
    """The frontier's path; offers trail it by their lags."""
    return run.technology.horizon


@output("sandboxes", Unit.VCPU, ("month",), "CPU cores that run agents' tools, at their usual utilisation")
def sandboxes(run: Run) -> Array:
    """CPU-seconds of tool calls / (seconds of a month x utilisation)."""
    usable = SECONDS_PER_MONTH * run.world.serving.sandbox_utilisation
    return run.record.sandbox_seconds / usable
