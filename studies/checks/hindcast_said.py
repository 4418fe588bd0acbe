"""What a hindcast found, in plain sentences, each made from its tables."""

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from jevons.calibration.hindcast.targets import MODEL
from jevons.calibration.scores.table import ALL
from jevons.studies.checks.against import LEVEL, whole
from jevons.studies.checks.fit_wrong import Wrong
from jevons.studies.checks.listing import counted, listed
from jevons.studies.checks.names import horizon_name, method_name
from jevons.studies.magnitude import percent, signed, significant

MOST: Final = 12
"""Series that are told where the model is worse."""
_CLEAR: Final = 0.05  # ln: a mean error that is worth a word

CAVEAT: Final = (
    "How far to believe it: series are few and move together, so intervals are wide, and who chose equations and "
    "ranges had seen these years. Ranges were widened for that, by judgement. Skill over a year says little of skill "
    "over five."
)


@dataclass(frozen=True)
class HindcastSaid:
    """The headline, the size of errors, what it was scored on, and how far to believe it."""

    answer: str
    errors: str
    data: str
    caveat: str = CAVEAT


def hindcast_said(scores: pd.DataFrame, skill: pd.DataFrame) -> HindcastSaid:
    """The headline of a hindcast.

    Args:
        scores, skill: as `scores.table.score_table` and `skill_table`; not empty.
    """
    return HindcastSaid(_answer(skill), _errors(scores), _data(scores))


def by_horizon(skill: pd.DataFrame) -> str:
    """Skill at each horizon, and whether that can be told from nothing."""
    held: dict[str, list[str]] = {}
    for _, row in skill[skill["horizon"] != ALL].iterrows():
        held.setdefault(_verdict(row), []).append(horizon_name(str(row["horizon"])))
    return " ".join(f"At {listed(horizons)} the forecasts {verdict}." for verdict, horizons in held.items())


def _answer(skill: pd.DataFrame) -> str:
    row = whole(skill).iloc[0]
    return (
        f"The model's forecasts {_verdict(row)}, the better of the two simple baselines that were named to beat: skill "
        f"{signed(row['skill'])} (90 % bootstrap interval {signed(row['low'])} to {signed(row['high'])}), above zero "
        f"with probability {percent(row['probability'])}. Skill 0 is as good as that baseline, 1 is without error, "
        "below 0 is worse."
    )


def _verdict(row: "pd.Series[float]") -> str:
    """In words, by where the interval of the skill lies."""
    name = _quoted(str(row["reference"]))
    if row["low"] > 0:
        return f"beat {name}"
    if row["high"] < 0:
        return f"lose to {name}"
    return f"cannot be told apart from {name}"


def _errors(scores: pd.DataFrame) -> str:
    rows, model = whole(scores), _model(scores)
    baselines = rows[rows["method"] != MODEL].sort_values("crps")
    best = (
        f" In hindsight the best of {len(baselines)} baselines was {_quoted(str(baselines['method'].iloc[0]))} "
        f"(CRPS {signed(float(baselines['crps'].iloc[0]))}; the model {signed(float(model['crps']))})."
        if len(baselines)
        else ""
    )
    return (
        f"They are off by a factor of {significant(float(model['factor_error']))} (median of series) and "
        f"{_lean(model)}. {_coverage(model)}{best}"
    )


def _model(scores: pd.DataFrame) -> "pd.Series[float]":
    """The model's scores over all horizons."""
    rows = whole(scores)
    return rows[rows["method"] == MODEL].iloc[0]


def _lean(model: "pd.Series[float]") -> str:
    bias = float(model["bias"])
    if abs(bias) < _CLEAR:
        return "lean to neither side"
    return f"lean {'high' if bias > 0 else 'low'} by ×{significant(math.exp(bias))}"


def _coverage(model: "pd.Series[float]") -> str:
    low, high = float(model["coverage_90_low"]), float(model["coverage_90_high"])
    verdict = "too narrow" if high < 0.9 else "wider than they need be" if low > 0.9 else "about right"
    return (
        f"Their 90 % intervals hold {percent(model['coverage_90'])} of figures ({percent(low)} to {percent(high)}): "
        f"they are {verdict}."
    )


def _data(scores: pd.DataFrame) -> str:
    model = _model(scores)
    return (
        f"Scored on {counted(int(model['facts']), 'fact')} of {counted(int(model['pairs']), 'series', 'series')}: at "
        "each origin the model was fitted anew to what was published by then, and what was published afterwards was "
        "held against it."
    )


def worse_said(rows: pd.DataFrame, reference: str) -> str:
    """How often the model does worse than the baseline to beat, and which way it leans there.

    Args:
        rows: as `against.against`. reference: the baseline to beat.
    """
    worse = rows[rows["gain"] < -LEVEL]
    name = _quoted(reference)
    if worse.empty:
        return f"On none of {len(rows)} series is the model worse than {name}."
    low, high = int((worse["bias"] < -_CLEAR).sum()), int((worse["bias"] > _CLEAR).sum())
    sides = listed([f"too {side} on {number}" for side, number in (("low", low), ("high", high)) if number])
    leaning = f" There its forecasts are {sides}." if sides else ""
    told = f" These are the worst {MOST}." if len(worse) > MOST else ""
    return f"On {len(worse)} of {len(rows)} series the model is worse than {name}.{leaning}{told}"


def worse(rows: pd.DataFrame, reference: str) -> list[Wrong]:
    """Series on which the model loses to the baseline to beat, from the worst on.

    Args:
        rows, reference: as in `worse_said`.
    """
    lost = rows[rows["gain"] < -LEVEL].sort_values("gain").head(MOST)
    return [Wrong(str(row["name"]), _worse(row, reference)) for _, row in lost.iterrows()]


def _worse(row: "pd.Series[float]", reference: str) -> str:
    bias = float(row["bias"])
    side = "to both sides of" if abs(bias) < _CLEAR else "above" if bias > 0 else "below"
    ratio = "" if abs(bias) < _CLEAR else f" (×{significant(math.exp(bias))})"
    best = str(row["best"])
    better = float(row["reference_crps"]) - float(row["best_crps"]) > LEVEL
    other = f", and {signed(float(row['best_crps']))} of {_quoted(best)}, the best one here" if better else ""
    return (
        f"CRPS {signed(float(row['crps']))} against {signed(float(row['reference_crps']))} of {_quoted(reference)}"
        f"{other}. Forecasts {side} the published{ratio}; 90 % intervals hold {percent(row['coverage_90'])} of "
        f"{counted(int(row['facts']), 'fact')}."
    )


def _quoted(method: str) -> str:
    return f"‘{method_name(method)}’"
