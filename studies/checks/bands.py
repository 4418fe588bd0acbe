"""Bands of a fit: which facts they are asked of, and what share of these they hold."""

import numpy as np
import pandas as pd

from jevons.calibration.scores.bootstrap import Interval, mean_interval


def held_to_level(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts whose level the model is held to: a band of the others is so wide that it holds anything.

    Args:
        facts: as `Findings.facts`.
    """
    return facts[~facts["free"].astype(bool)]


def within(facts: pd.DataFrame, level: float) -> "pd.Series[float]":
    """1 where a published figure lies in its central band of so much probability, else 0."""
    return ((facts["pit"] - 0.5).abs() <= level / 2 + 1e-12).astype(float)


def over_series(facts: pd.DataFrame, values: "pd.Series[float]") -> Interval:
    """Mean of one value a fact, with its 90 % bootstrap interval over series, as facts of one series are alike."""
    units = [f"{series}/{entity}" for series, entity in zip(facts["series"], facts["entity"], strict=True)]
    return mean_interval(np.asarray(values, dtype=np.float64), units)
