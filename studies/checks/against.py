"""A hindcast pair by pair: the model beside the baseline that was named to beat, and the best one in hindsight."""

from typing import Final

import pandas as pd

from jevons.calibration.hindcast.targets import MODEL
from jevons.calibration.scores.table import ALL
from jevons.studies.checks.names import pair_name

LEVEL: Final = 0.02
"""Difference in CRPS, in ln, below which two forecasts count as alike."""


def reference_of(skill: pd.DataFrame, horizon: str = ALL) -> str:
    """The baseline to beat at a horizon, over all of them if that one is not there.

    Args:
        skill: as `scores.table.skill_table`; not empty.
    """
    rows = skill[skill["horizon"] == horizon]
    return str((rows if len(rows) else skill).iloc[-1]["reference"])


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """Rows over all horizons; those of the last horizon where there are none."""
    rows = table[table["horizon"] == ALL]
    return rows if len(rows) else table[table["horizon"] == table["horizon"].iloc[-1]]


def against(pairs: pd.DataFrame, reference: str) -> pd.DataFrame:
    """One row a pair, from where the model does worst beside the reference on.

    Args:
        pairs: as `scores.table.pair_table`. reference: method to beat.

    Returns:
        Columns series, entity, name, facts; crps, bias, coverage_90 of the model; `reference_crps`, `reference_bias`;
        `best` and `best_crps`, of the baseline that did best in hindsight; `gain`, by how much the model's CRPS is
        less.
    """
    rows = whole(pairs)
    keys = ["series", "entity"]
    wide = {column: rows.pivot_table(index=keys, columns="method", values=column) for column in ("crps", "bias")}
    crps, bias = wide["crps"], wide["bias"]
    baselines = crps.drop(columns=MODEL)
    model = rows[rows["method"] == MODEL].set_index(keys)
    found = pd.DataFrame(
        {
            "facts": model["facts"],
            "crps": crps[MODEL],
            "bias": bias[MODEL],
            "coverage_90": model["coverage_90"],
            "reference_crps": crps[reference],
            "reference_bias": bias[reference],
            "best": baselines.idxmin(axis=1),
            "best_crps": baselines.min(axis=1),
        }
    )
    found["gain"] = found["reference_crps"] - found["crps"]
    found = found.sort_values("gain").reset_index()
    found.insert(2, "name", [pair_name(*key) for key in zip(found["series"], found["entity"], strict=True)])
    return found
