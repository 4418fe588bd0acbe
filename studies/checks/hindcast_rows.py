"""Rows of a hindcast's tables as text: scores by horizon and method, skill by horizon."""

import math
from dataclasses import dataclass

import pandas as pd

from jevons.calibration.hindcast.targets import MODEL
from jevons.studies.checks.names import horizon_name, method_name
from jevons.studies.magnitude import percent, signed, significant


@dataclass(frozen=True)
class ScoreRow:
    """How well one method foretold what was published within one horizon."""

    method: str
    is_model: bool
    pairs: int
    facts: int
    crps: str
    lean: str
    off: str
    half: str
    most: str


@dataclass(frozen=True)
class SkillRow:
    """The model against the better baseline to beat, within one horizon."""

    horizon: str
    pairs: int
    skill: str
    interval: str
    probability: str
    reference: str
    crps: str
    reference_crps: str


def score_rows(scores: pd.DataFrame) -> dict[str, list[ScoreRow]]:
    """Rows by horizon, methods from the best down.

    Args:
        scores: as `scores.table.score_table`.
    """
    return {
        horizon_name(str(horizon)): [_score(row) for _, row in rows.sort_values("crps", kind="stable").iterrows()]
        for horizon, rows in scores.groupby("horizon", sort=False)
    }


def skill_rows(skill: pd.DataFrame) -> list[SkillRow]:
    """One row a horizon.

    Args:
        skill: as `scores.table.skill_table`.
    """
    return [
        SkillRow(
            horizon=horizon_name(row["horizon"]),
            pairs=int(row["pairs"]),
            skill=signed(row["skill"]),
            interval=f"{signed(row['low'])} to {signed(row['high'])}",
            probability=percent(row["probability"]),
            reference=method_name(row["reference"]),
            crps=signed(row["crps"]),
            reference_crps=signed(row["reference_crps"]),
        )
        for row in skill.to_dict("records")
    ]


def _score(row: "pd.Series[float]") -> ScoreRow:
    return ScoreRow(
        method=method_name(str(row["method"])),
        is_model=str(row["method"]) == MODEL,
        pairs=int(row["pairs"]),
        facts=int(row["facts"]),
        crps=signed(float(row["crps"])),
        lean=f"×{significant(math.exp(float(row['bias'])))}",
        off=f"×{significant(float(row['factor_error']))}",
        half=_covered(row, 50),
        most=_covered(row, 90),
    )


def _covered(row: "pd.Series[float]", level: int) -> str:
    low, high = (100 * float(row[f"coverage_{level}_{end}"]) for end in ("low", "high"))
    return f"{100 * float(row[f'coverage_{level}']):.0f} % ({low:.0f}\N{EN DASH}{high:.0f})"
