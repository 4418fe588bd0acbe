"""Readings of a series that the model is held to by its growth alone, brought to the published level."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

READINGS: Final = ("p5", "p25", "p50", "p75", "p95")


def levelled(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts of one series with readings and errors multiplied so that the mean error is nil where the level is free.

    Args:
        facts: as `Findings.facts`, of one series and entity.
    """
    if not facts["free"].any():
        return facts
    mean = float(facts["log10_error"].mean())
    moved = {name: facts[name] / 10.0**mean for name in READINGS}
    return facts.assign(**moved, log10_error=facts["log10_error"] - mean)


def met_by_definition(pair: Mapping[Hashable, Any]) -> bool:
    """Whether a row of `Findings.pairs` can have no error: one figure of a series whose level is free."""
    return bool(pair["free"]) and int(pair["facts"]) == 1
