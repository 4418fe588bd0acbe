"""Techniques of serving, as terms of the equations: what is claimed for each is what they make of it together."""

from dataclasses import dataclass
from math import inf
from typing import Literal, get_args

Offload = Literal["none", "host", "flash"]

ROUTED_SHARE = 0.95
"""Calls that routing by cache sends to the replica that holds their session."""


class ServingError(ValueError):
    """What is asked of a machine that it cannot do, or of a name that nobody has: what, and what is allowed."""


@dataclass(frozen=True)
class Techniques:
    """How a replica serves.

    Attributes:
        drafts: tokens drafted a step and checked in it (speculation, multi-token prediction); 0 for none.
        acceptance: chance that a drafted token is accepted if those before it were. 0.75 gives 1.75 tokens a step
            with one draft and 2.73 with three; golden files of InferenceX have 1.79 and 2.49 to 2.99.
        continuous: whether a slot is filled as soon as its answer ends; otherwise a batch waits for its longest.
        filled: share of slots at work then; 0 for what lengths of answers that are exponential leave of them.
        apart: whether prefill has chips of its own (disaggregation).
        prefill: system of those chips; the decoding system's own if empty.
        beside: whether the system that prefills also keeps the caches and attends for a decoder that has on-chip
            memory alone (LPX by an NVL72).
        cached_share: share of the prompt that an earlier call of the session has sent before.
        shared_share: part of that which all sessions share, as a system prompt.
        sessions: sessions alive for one that is being answered: the others wait for tools or people.
        offload: where caches go that accelerators have no room for: nowhere, to the hosts, from there to flash.
        replicas: among which a session's calls are spread.
        routed: whether calls are sent to the replica that holds their cache.

    Raises:
        ServingError: a number is out of its range, with the range.
    """

    drafts: int = 0
    acceptance: float = 0.75
    continuous: bool = True
    filled: float = 0.0
    apart: bool = False
    prefill: str = ""
    beside: bool = False
    cached_share: float = 0.0
    shared_share: float = 0.0
    sessions: float = 1.0
    offload: Offload = "none"
    replicas: float = 1.0
    routed: bool = True

    def __post_init__(self) -> None:
        """Refuse what lies outside its range."""
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not low <= value < high:
                raise ServingError(f"{name} {value:g}: must lie from {low:g} to below {high:g}")
        if self.offload not in get_args(Offload):
            raise ServingError(f"offload {self.offload!r} is not known; there are {', '.join(get_args(Offload))}")
        if self.beside and not self.prefill:
            raise ServingError("beside: needs a system that prefills, and attends beside the decoder")

    @property
    def verified(self) -> float:
        """Tokens checked a step and sequence: the drafted ones and the one that follows."""
        return self.drafts + 1.0

    @property
    def accepted(self) -> float:
        """Mean tokens a step and sequence: (1 - a^(k+1)) / (1 - a)."""
        a = self.acceptance
        return (1.0 - a ** (self.drafts + 1)) / (1.0 - a)

    @property
    def slots(self) -> float:
        """Share of slots at work; 0 where it follows from the batch."""
        return 1.0 if self.continuous else self.filled

    @property
    def disaggregated(self) -> bool:
        """Whether prefill has chips of its own."""
        return self.apart or bool(self.prefill)

    @property
    def local_share(self) -> float:
        """Share of repeated tokens whose cache is in the replica that the call is sent to."""
        by_chance = 1.0 / self.replicas
        session = max(ROUTED_SHARE, by_chance) if self.routed else by_chance
        return self.shared_share + (1.0 - self.shared_share) * session


_RANGES = (
    ("drafts", 0, 17),
    ("acceptance", 0.0, 1.0),
    ("filled", 0.0, 1.0),
    ("cached_share", 0.0, 1.0),
    ("shared_share", 0.0, 1.0 + 1e-12),
    ("sessions", 1.0, inf),
    ("replicas", 1.0, inf),
)
