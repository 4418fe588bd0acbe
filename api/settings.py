"""What an application is set to: where stored results lie, and how much a request may ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_AT_ONCE: Final = 8
"""Runs at once and requests that wait for one must leave threads of the server free for quick routes."""


@dataclass(frozen=True)
class Settings:
    """Limits and places of an application.

    Attributes:
        results: folder of the ensemble that `GET /v1/answer` tells of.
        most_users: simulated users of a run that is answered inline.
        most_user_months: users times months of such a run.
        most_bytes: length of a request's body.
        at_once: runs that are computed at the same time, each in a thread of its own, 1 to 8. Most of a run holds the
            interpreter, so that below 5,000 users two at once take longer than one after the other.
        waiting: requests that may wait for their turn to run; who comes later is told to come back.

    Raises:
        ValueError: a limit that nothing could meet.
    """

    results: Path = Path("out/baseline")
    most_users: int = 5000
    most_user_months: int = 5000 * 156
    most_bytes: int = 64 * 1024
    at_once: int = 1
    waiting: int = 8

    def __post_init__(self) -> None:
        """Refuse limits below what the smallest request needs."""
        least = {"most_users": 500, "most_user_months": 1, "most_bytes": 2, "waiting": 0}
        for name, lowest in least.items():
            if getattr(self, name) < lowest:
                raise ValueError(f"{name}: {getattr(self, name)} is less than {lowest}")
        if not 1 <= self.at_once <= MOST_AT_ONCE:
            raise ValueError(f"at_once: {self.at_once} is outside 1 to {MOST_AT_ONCE}")
