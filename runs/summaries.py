"""Summary series of many runs: stacked in one wide table, and read as quantiles over runs."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def stack(members: Sequence[pd.DataFrame], first: int = 0) -> pd.DataFrame:
    """One wide table of the members' summary series.

    Args:
        members: what `Result.series()` gives, one a run, all with the same columns and months.
        first: number of the first run.

    Returns:
        Columns `run`, `month` and those of the summary, one row a run and month, in the order of the members.

    Raises:
        ValueError: there are no members.
    """
    if not members:
        raise ValueError("no members to stack: an ensemble has at least one run")
    table = pd.concat(members, ignore_index=True)
    lengths = [len(member) for member in members]
    runs = pd.Series(range(first, first + len(members))).repeat(lengths)
    table.insert(0, "run", runs.to_numpy())
    return table


def quantiles(series: pd.DataFrame, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
    """Quantiles over runs of every series, month by month.

    Args:
        series: columns `run`, `month` and one a series.
        levels: quantiles, each in [0, 1].

    Returns:
        Columns `month`, `quantile` and one a series; NaN where no run has a value.
    """
    by_month = series.drop(columns="run").groupby("month", sort=True)
    found = by_month.quantile(np.asarray(levels))
    return found.rename_axis(["month", "quantile"]).reset_index()
