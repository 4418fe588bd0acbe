"""Verdicts: does need grow, does efficiency rebound, is work scarce?

Three answers, never mistaken for each other. Growth and rebound are measured on need R = W / E, with W the
demanded work; scarcity on what is not served.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jevons.market.indices import RESOURCES, Indices, short_name
from jevons.market.parameters.declare import Array
from jevons.market.scenario_errors import ScenarioError
from jevons.market.vocabulary import CAUSES

THRESHOLDS = (2, 5, 10, 20)
"""Unserved shares from which a month counts as scarce, per cent of demanded work."""
CAUSE_THRESHOLD = 5
LEAST_GAIN = 1e-9
SERVES = "a world that serves work in the base month and in the target month"
"""What can be judged."""


class NothingServedError(ScenarioError):
    """A run that serves no work in a month of the question: it has no efficiency, so nothing can be judged."""


@dataclass(frozen=True)
class Rebound:
    """What becomes of the savings of efficiency in one resource; NaN where nothing is gained.

    Attributes:
        share: part of the saving that the demand it brings uses up; above 1 is backfire.
        elasticity: ln of the extra demanded work over ln of the gain; does not depend on the gain's size.
        gain: efficiency over that of the twin whose efficiency is frozen.
        served: as share, on served work. Near 1 whenever both twins sit at capacity.
    """

    share: float
    elasticity: float
    gain: float
    served: float


@dataclass(frozen=True)
class Scarcity:
    """How often and why work goes unserved between the base and the target month, both included.

    Attributes:
        share: share of months in scarcity, by threshold in per cent.
        at_end: whether the target month is one of them, by threshold.
        cause: the most frequent main cause of the months at the 5 % threshold; empty if there are none.
    """

    share: Mapping[int, float]
    at_end: Mapping[int, bool]
    cause: str


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of a run; growth and rebound by resource, as in `indices.RESOURCES`."""

    growth: Mapping[str, float]
    rebound: Mapping[str, Rebound]
    scarcity: Scarcity

    def row(self) -> dict[str, float | bool | str]:
        """One flat row: growth_usd, ..., rebound_usd, elasticity_usd, gain_usd, ..., scarcity_share_5, ..."""
        row: dict[str, float | bool | str] = {}
        for resource in RESOURCES:
            name, rebound = short_name(resource), self.rebound[resource]
            row |= {
                f"growth_{name}": self.growth[resource],
                f"rebound_{name}": rebound.share,
                f"elasticity_{name}": rebound.elasticity,
                f"gain_{name}": rebound.gain,
                f"rebound_served_{name}": rebound.served,
            }
        for level in THRESHOLDS:
            row[f"scarcity_share_{level}"] = self.scarcity.share[level]
            row[f"scarcity_at_end_{level}"] = self.scarcity.at_end[level]
        return row | {"scarcity_cause": self.scarcity.cause}


def judge(base: Indices, frozen: Indices, unserved: Array, first: int, last: int) -> Verdicts:
    """The verdicts of a run.

    Args:
        base: indices of the run.
        frozen: indices of its twin with efficiency frozen at the first month.
        unserved: share of demanded work that the run leaves unserved, by cause, (months, causes).
        first, last: numbers of the base month and of the target month.

    Raises:
        NothingServedError: the run or its twin serves nothing in one of the two months.
    """
    for month, name in ((first, "base"), (last, "target")):
        if not min(base.served[month], frozen.served[month]) > 0.0:
            raise NothingServedError(
                f"nothing is served in the {name} month, so there is no efficiency to judge; allowed: {SERVES}"
            )
    return Verdicts(
        growth={r: growth(base.need(r), first, last) for r in RESOURCES},
        rebound={r: rebound_between(base, frozen, r, last) for r in RESOURCES},
        scarcity=scarcity(unserved[first : last + 1]),
    )


def growth(need: Array, first: int, last: int) -> float:
    """R(t1) / R(t0) from needs by month, (months,)."""
    return float(need[last] / need[first])


def rebound_between(base: Indices, frozen: Indices, resource: str, month: int) -> Rebound:
    """Rebound in one resource at a month, of a run against its frozen twin."""
    at_a, at_f = float(base.efficiency(resource)[month]), float(frozen.efficiency(resource)[month])
    asked, asked_f = float(base.demanded[month]), float(frozen.demanded[month])
    done, done_f = float(base.served[month]), float(frozen.served[month])
    return Rebound(
        share=rebound(asked, at_a, asked_f, at_f),
        elasticity=elasticity(asked, at_a, asked_f, at_f),
        gain=at_a / at_f,
        served=rebound(done, at_a, done_f, at_f),
    )


def rebound(work: float, efficiency: float, frozen_work: float, frozen_efficiency: float) -> float:
    """1 - (R_F - R_A) / (R_F - W_F / E_A): the part of the engineering saving that does not come about.

    NaN unless the run is more efficient than its twin: without a saving there is nothing to take back.
    With a constant elasticity e and a gain g it is 1 - (1 - g^(|e| - 1)) / (1 - 1/g).
    """
    frozen_need = frozen_work / frozen_efficiency
    saving = frozen_need - frozen_work / efficiency
    if not saving > LEAST_GAIN * frozen_need:
        return float("nan")
    return 1.0 - (frozen_need - work / efficiency) / saving


def elasticity(work: float, efficiency: float, frozen_work: float, frozen_efficiency: float) -> float:
    """ln(W_A / W_F) / ln(E_A / E_F); NaN where the efficiencies are equal."""
    gain = np.log(efficiency / frozen_efficiency)
    return float(np.log(work / frozen_work) / gain) if abs(gain) > LEAST_GAIN else float("nan")


def scarcity(unserved: Array) -> Scarcity:
    """Scarcity over months from unserved shares by cause, (months, causes), the target month last."""
    total = unserved.sum(axis=1)
    scarce = {level: total >= level / 100.0 for level in THRESHOLDS}
    return Scarcity(
        share={level: float(months.mean()) for level, months in scarce.items()},
        at_end={level: bool(months[-1]) for level, months in scarce.items()},
        cause=main_cause(unserved[scarce[CAUSE_THRESHOLD]]),
    )


def main_cause(unserved: Array) -> str:
    """The cause that leads in most of the months given, (months, causes); the earlier one of equals."""
    if not len(unserved):
        return ""
    months_led = np.bincount(unserved.argmax(axis=1), minlength=len(CAUSES))
    return CAUSES[int(months_led.argmax())]
