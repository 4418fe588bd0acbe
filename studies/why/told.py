"""What decides, in words."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from jevons.runs.stored import FORM
from jevons.studies.magnitude import percent, significant
from jevons.studies.why.verdicts import VERDICTS

NAMED: Final = 3
"""Unknowns that are named for a verdict."""


def told(shares: pd.DataFrame, flips: pd.DataFrame) -> str:
    """A paragraph on all verdicts; empty where nothing is known.

    Args:
        shares, flips: as in `Why`.
    """
    known = [name for name in VERDICTS if (shares["verdict"] == name).any()]
    if not known:
        return ""
    said = [_verdict(name, shares[shares["verdict"] == name], flips[flips["verdict"] == name]) for name in known]
    return (
        f"What decides: {' '.join(said)} Shares are parts of the variance between runs (± one standard error); what is "
        "left is chance and what unknowns do together. Turns are looked for in the model itself, from 1 to 99 % of a "
        "range and under every other form of an equation, with all else at its central value."
    )


def _verdict(name: str, shares: pd.DataFrame, flips: pd.DataFrame) -> str:
    rows = shares[shares["share"] > 2.0 * shares["standard_error"]].head(NAMED)
    named = [
        f"{str(row['name']).removeprefix(FORM)} ({percent(row['share'])} ± {percent(row['standard_error'])})"
        for _, row in rows.iterrows()
    ]
    share = (
        f"{_ASKED[name]} goes back to {_listed(named)}" if named else f"{_ASKED[name]} goes back to no unknown alone"
    )
    return f"{share}; {_turns(name, flips)}."


_ASKED: Final = {
    "outrun": "How far demand outruns efficiency",
    "backfire": "How much of what efficiency saves is used up",
    "scarce": "How many months are scarce",
}


def _turns(name: str, flips: pd.DataFrame) -> str:
    """Where the verdict at the centre becomes the other one."""
    verdict = VERDICTS[name]
    centre = float(flips["centre"].iloc[0])
    now, other = (verdict.yes, verdict.no) if verdict.holds(centre) else (verdict.no, verdict.yes)
    turning = [
        _turn(flip, "below" if _differs(name, flip, "low") else "above")
        for _, flip in flips.iterrows()
        if _differs(name, flip, "low") or _differs(name, flip, "high")
    ]
    if not turning:
        return f"none of those tried turns the verdict that {now}"
    return f"the verdict that {now} turns to {other} {_listed(turning)}"


def _differs(name: str, flip: "pd.Series[float]", end: str) -> bool:
    holds = VERDICTS[name].holds
    return holds(float(flip[end])) != holds(float(flip["centre"]))


def _turn(flip: "pd.Series[float]", side: str) -> str:
    name, quantile, value = str(flip["name"]), float(flip["quantile"]), float(flip["value"])
    if name.startswith(FORM):
        form, _, chosen = name.removeprefix(FORM).partition("=")
        return f"under {form} `{chosen}`"
    place = f"{_ordinal(100.0 * quantile)} percentile"
    if np.isnan(value):
        return f"{side} the {place} of {name}"
    return f"with {name} {side} {significant(value)} {flip['unit']} (its {place})"


def _ordinal(value: float) -> str:
    number = round(value)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
