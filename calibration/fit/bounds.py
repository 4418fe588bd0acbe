"""Bounds: what totals of the world and of single workloads can hardly have been.

No such total was published before the cutoff, and without one, work that nobody counts could grow without limit. Each
bound is wide and is put together from figures that are published; beyond it, worlds grow unlikely as the tail of a
normal distribution does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from jevons.calibration.operators import Operator
from jevons.calibration.quantities import Outputs, Quantity, monthly

_FROM, _TO, _KNOWN = date(2025, 12, 1), date(2025, 12, 31), date(2026, 3, 18)


@dataclass(frozen=True)
class Bound:
    """A range that a total of December 2025 hardly leaves.

    Attributes:
        operator: that reads the total.
        low, high: ends of the range, token/month; beyond them a world's log-likelihood falls by half the square of the
            distance over `spread`.
        spread: in ln.
        why: what the ends rest on. known: day by which that was public: an earlier fit does without.
    """

    operator: Operator
    low: float
    high: float
    spread: float
    why: str
    start: date = _FROM
    end: date = _TO
    known: date = _KNOWN


def _work(*workloads: str) -> Quantity:
    def of(run: Outputs) -> "pd.Series[float]":
        served = run["tokens_by_provider"]
        return monthly(served, workload=list(workloads)) if workloads else monthly(served)

    return of


def _total(entity: str, workloads: Sequence[str], meaning: str) -> Operator:
    return Operator("tokens_in_total", entity, "token/month", "rate", _work(*workloads), meaning)


BOUNDS: Final = (
    Bound(
        _total("world", (), "tokens of all providers"), 2.5e15, 2e16, 0.3,
        "Google, Doubao and OpenAI's API together stated some 3e15 a month; all others are unlikely to hold five times "
        "as many",
    ),
    Bound(
        _total("coding agents", ("coding_agent",), "tokens of coding agents"), 1e14, 2e15, 0.4,
        "run rates of coding products of 3 to 8e9 USD a year, at 0.3 to 1.5 USD per million tokens, mostly cached",
    ),
    Bound(
        _total("embeddings and bulk extraction", ("embeddings", "bulk_extraction"), "tokens of both"), 0.0, 3e15, 0.4,
        "not more than all that the APIs of OpenAI, Google and Doubao served",
    ),
    Bound(
        _total("other agents", ("research_agent", "support_agent", "process_automation", "multi_agent"), "of all"),
        0.0, 2e15, 0.4,
        "agents beside coding earned less than coding agents by all accounts of 2025",
    ),
    Bound(
        _total("office and retrieval", ("office_assistant", "retrieval", "code_completion"), "tokens of the three"),
        0.0, 2.5e15, 0.4,
        "built into products of firms whose whole tokens are published",
    ),
)  # fmt: skip


def known_bounds(until: date) -> tuple[Bound, ...]:
    """The bounds that may be known to a fit to what was public on a day."""
    return tuple(bound for bound in BOUNDS if bound.known <= until)


BOUNDED: Final = tuple(bound.operator for bound in BOUNDS)
"""Operators of the bounds."""
