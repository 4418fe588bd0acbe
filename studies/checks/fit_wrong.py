"""Where a fit is wrong: series that the model misses most, and facts that it cannot reconcile, in sentences."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from jevons.studies.checks.bands import held_to_level
from jevons.studies.checks.levels import levelled
from jevons.studies.checks.listing import counted
from jevons.studies.checks.names import kind_name, pair_name, unit_name, unit_of
from jevons.studies.magnitude import significant, span, words

NEAR: Final = 0.15
"""Median error in log10, a factor of 1.4, up to which a series counts as met."""
MOST: Final = 10
_CLEAR: Final = 0.05  # log10: a mean error, or a drift in a year, that is worth a word
_YEARS: Final = 0.75  # of facts from which a drift is told


@dataclass(frozen=True)
class Wrong:
    """Something that the model has wrong: what, and in which way."""

    name: str
    said: str


def missed(facts: pd.DataFrame, pairs: pd.DataFrame) -> list[Wrong]:
    """Series that the model misses by more than a factor of 1.4, from the worst on.

    Args:
        facts, pairs: as in `Findings`.
    """
    far = pairs[pairs["log10_error"] > NEAR].sort_values("log10_error", ascending=False).head(MOST)
    return [
        _missed(facts, str(series), str(entity)) for series, entity in zip(far["series"], far["entity"], strict=True)
    ]


def missed_said(pairs: pd.DataFrame) -> str:
    """How many series are missed, and how many of them are told."""
    far = int((pairs["log10_error"] > NEAR).sum())
    if far == 0:
        return f"None of {len(pairs)} series is missed by more than a factor of 1.4."
    told = "" if far <= MOST else f" These are the worst {MOST}."
    return f"{far} of {len(pairs)} series are missed by more than a factor of 1.4 (median of each one's facts).{told}"


def outside_said(facts: pd.DataFrame) -> str:
    """Which facts lie outside of their 90 % bands."""
    held = held_to_level(facts)
    out = held[~held["inside"].astype(bool)]
    if out.empty:
        return f"All {len(held)} facts whose level is held against the model lie in their 90 % bands."
    by = out.groupby(["series", "entity"], sort=False).size().sort_values(ascending=False, kind="stable")
    named = [f"{pair_name(*map(str, key))} ({number})" for key, number in zip(by.index, by, strict=True)]
    return f"{counted(len(out), 'fact')} of {len(held)} lie outside of their 90 % bands: {'; '.join(named)}."


def unreconciled(facts: pd.DataFrame) -> list[Wrong]:
    """Facts that the audit found at odds with all others, from the oddest on."""
    odd = facts[facts["surprise"] != 0].sort_values("surprise", key=np.abs, ascending=False)
    return [_unreconciled(row) for _, row in odd.iterrows()]


def _missed(facts: pd.DataFrame, series: str, entity: str) -> Wrong:
    rows = levelled(facts[(facts["series"] == series) & (facts["entity"] == entity)].sort_values("date"))
    size = float(rows["log10_error"].abs().median())
    free = bool(rows["free"].iloc[0])
    what = "growth only, and even so off" if free else "off"
    parts = [f"{what} by a factor of {_factor(size)} (median of {counted(len(rows), 'fact')})"]
    if not free:
        parts.append(_direction(float(rows["log10_error"].mean())))
    parts += _drift(rows)
    return Wrong(pair_name(series, entity), f"{', '.join(filter(None, parts))}. {_worst(rows, free)}")


def _direction(bias: float) -> str:
    if abs(bias) < _CLEAR:
        return "to both sides"
    return f"the model too {'high' if bias > 0 else 'low'} (on average ×{significant(10**bias)})"


def _drift(rows: pd.DataFrame) -> list[str]:
    """Whether the error changes with time: the model then grows, or falls, at another speed."""
    years = (rows["date"] - rows["date"].iloc[0]).dt.days.to_numpy(float) / 365.25
    if len(rows) < 3 or years[-1] < _YEARS:
        return []
    yearly = float(np.polyfit(years, rows["log10_error"].to_numpy(float), 1)[0])
    if abs(yearly) < _CLEAR:
        return []
    return [f"{'rising' if yearly > 0 else 'sinking'} against the published by ×{significant(10**yearly)} a year"]


def _worst(rows: pd.DataFrame, free: bool) -> str:
    worst = rows.iloc[int(rows["log10_error"].abs().to_numpy().argmax())]
    moved = ", moved to the published level" if free else ""
    return f"Worst: {_held_against(worst)}{moved}."


def _held_against(row: "pd.Series[float]") -> str:
    """A published figure beside the modelled one: `in May 2024 1.2 published, 4.1 (2.2 to 8.6) modelled`."""
    unit = unit_name(unit_of(str(row["series"]), str(row["entity"])))
    date = pd.Timestamp(row["date"])
    return (
        f"{date:%B %Y}, published {words(row['observed'])}, modelled {words(row['p50'])} "
        f"({span(row['p5'], row['p95'])}) {unit}".rstrip()
    )


def _unreconciled(row: "pd.Series[float]") -> Wrong:
    surprise = float(row["surprise"])
    side = "above" if surprise > 0 else "below"
    against = f" {_held_against(row)}." if not row["free"] else ""
    return Wrong(
        f"{pair_name(str(row['series']), str(row['entity']))}, {pd.Timestamp(row['date']):%B %Y}",
        f"{abs(surprise):.1f} standard deviations {side} what all other facts lead to expect; "
        f"{kind_name(str(row['kind']))}, {row['id']}.{against}",
    )


def _factor(size: float) -> str:
    return significant(10**size, 2)
