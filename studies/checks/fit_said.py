"""What a fit found, in plain sentences, each made from its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.stats import binom

from jevons.studies.checks.bands import held_to_level, over_series, within
from jevons.studies.checks.forms import form_words
from jevons.studies.checks.listing import counted, listed, small
from jevons.studies.checks.unknowns import MOVED, UNTOLD, moved_only, untold
from jevons.studies.magnitude import percent, significant

if TYPE_CHECKING:
    from jevons.calibration.fit.findings import Findings

CAVEAT: Final = (
    "How far to believe it: these figures were known to the fit, so agreement shows how well the model can be brought "
    "to the past and proves no foresight. What a fit foresees that knows less is told by jevons hindcast. Worlds weigh "
    "what was published; what nobody published is led by declared ranges."
)
_FAR: Final = 2.0  # of straying: runs miss the surface by more than it says
_FEW: Final = 400.0  # independent samples of a chain
_SLIGHT: Final = 0.01  # weight of a form that the data all but rule out


@dataclass(frozen=True)
class FitSaid:
    """The headline in short, what was learnt, and what to beware of (empty if nothing)."""

    answer: str
    data: str
    learnt: str
    warning: str
    caveat: str = CAVEAT


def fit_said(found: "Findings", about: Mapping[str, object]) -> FitSaid:
    """The headline of a fit.

    Args:
        found: its tables. about: as `Fitted.about`: `until` is read.
    """
    scores = found.scores()
    return FitSaid(_answer(scores, found.facts), _data(scores, found, about), learnt(found), _warning(scores))


def _answer(scores: Mapping[str, float], facts: pd.DataFrame) -> str:
    return (
        f"The middle of the fitted worlds lies within a factor of 1.4 of what was published for "
        f"{percent(scores['pairs_within_0.15'])} of the {scores['pairs']:.0f} series by which a fit is judged, and "
        f"within a factor of 2 for {percent(scores['pairs_within_0.30'])}. {coverage_said(facts)}"
    )


def coverage_said(facts: pd.DataFrame) -> str:
    """What share of facts 90 % bands hold, and whether that is what they should."""
    held = held_to_level(facts)
    if held.empty:
        return "No fact has a level that bands could be asked to hold."
    share, number = float(held["inside"].mean()), len(held)
    low, high = (float(binom.ppf(level, number, 0.9)) / number for level in (0.05, 0.95))
    verdict = "narrower than" if share < low else "wider than" if share > high else "as wide as"
    return (
        f"Bands of 90 % hold {percent(share)} of {number} facts, against the 90 % that they should hold: they are "
        f"{verdict} they should be."
    )


def spread_said(facts: pd.DataFrame) -> str:
    """How figures lie in the bands, a posterior predictive check: coverage with intervals, and which way they lean."""
    held = held_to_level(facts)
    if held.empty:
        return ""
    shares = {level: over_series(held, within(held, level)) for level in (0.5, 0.9)}
    told = [
        f"{percent(share.value)} lie in the central {percent(level)} (90 % bootstrap over series: "
        f"{percent(share.low)} to {percent(share.high)})"
        for level, share in shares.items()
    ]
    place = over_series(held, held["pit"])
    lean = "above" if place.low > 0.5 else "below" if place.high < 0.5 else ""
    leaning = f"figures lie mostly {lean} the middle of the bands" if lean else "figures lean to neither side"
    return f"Of {len(held)} facts {listed(told)}; {leaning} (mean place {percent(place.value)}, even would be 50 %)."


def _data(scores: Mapping[str, float], found: "Findings", about: Mapping[str, object]) -> str:
    until = date.fromisoformat(str(about["until"]))
    odd = int((found.facts["surprise"] != 0).sum())
    aside = f" {counted(odd, 'fact')} cannot be reconciled with the others and weigh less." if odd else ""
    return (
        f"Data: {scores['facts']:.0f} facts of {len(found.pairs)} series, all published until "
        f"{until.day} {until:%B %Y}. The ensemble holds {len(found.worlds):,} worlds.{aside}"
    )


def learnt(found: "Findings") -> str:
    """How much the data told of the unknowns."""
    unknowns = found.unknowns
    informed, still, moved = int(unknowns["informed"].sum()), untold(unknowns), moved_only(unknowns)
    also = f"; {counted(len(moved), 'other')} moved without getting narrower" if len(moved) else ""
    return (
        f"Learnt: {informed} of {len(unknowns)} unknowns were informed, which means that half or more of the variance "
        f"of their range is gone. {len(still)} are not identified: they lost less than {small(UNTOLD)} "
        f"of it and did not move{also}."
    )


def unidentified_said(unknowns: pd.DataFrame, worlds: int) -> str:
    """What it means that so many unknowns are not identified."""
    still = untold(unknowns)
    if still.empty:
        return "Every unknown was narrowed or moved by the data."
    error = percent(float(np.sqrt(2.0 / worlds)))
    return (
        f"{counted(len(still), 'unknown')} of {len(unknowns)} lost less than {small(UNTOLD)} of "
        f"their variance, and their mean moved by less than {MOVED} standard deviations. They keep their declared "
        "ranges: whatever a forecast owes to them comes from those ranges and not from what was published. (Counted on "
        f"{worlds:,} worlds, a lost share is good to about {error}.)"
    )


def forms_said(chains: pd.DataFrame) -> str:
    """Which forms of equations the data favour, and which they all but rule out."""
    ordered = chains.sort_values("weight", ascending=False)
    first, out = ordered.iloc[0], ordered[ordered["weight"] < _SLIGHT]
    said = f"The data favour most that {form_words(str(first['form']))} (weight {percent(float(first['weight']))})."
    if len(out):
        said += f" They leave less than {small(_SLIGHT)} to {listed([str(form) for form in out['form']])}."
    return said


def _warning(scores: Mapping[str, float]) -> str:
    """What makes the fit itself doubtful."""
    said = []
    if scores["strayed"] > _FAR:
        said.append(
            f"real runs miss the surface that chains ran on by {significant(scores['strayed'])} times the mean square "
            "that it owns up to"
        )
    if scores["fewest_effective"] < _FEW:
        said.append(f"a chain has only {scores['fewest_effective']:.0f} independent samples")
    return f"Warning: {listed(said)}. More rounds or longer chains are needed (--budget)." if said else ""
