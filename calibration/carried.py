"""Carried forecasts: an ensemble's growth from where a published series is known to stand.

For each member, what separates the figures that are known from its predictions is carried on by the law of
`discrepancy.py`; the forecast of a later figure is the members' predictions there with that discrepancy and its doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.baselines.known import years_of
from jevons.calibration.discrepancy import Discrepancy
from jevons.calibration.evidence import Observation
from jevons.calibration.nodes import normal_nodes
from jevons.calibration.operators import Operator
from jevons.calibration.predictions import label
from jevons.calibration.reading import FEWEST_READ, Months
from jevons.market.parameters.declare import Array

NODES: Final = 15
"""Draws of the doubt for each member: quantiles at the middles of so many equal parts."""
_DOUBT: Final = normal_nodes(NODES)


@dataclass(frozen=True)
class Carried:
    """The forecast of one figure.

    Attributes:
        members: draws of ln figure, (members x nodes,), errors of publication apart.
        known: how many earlier figures it starts from.
        last: last day of the latest of these; None where there is none.
    """

    members: Array
    known: int
    last: date | None


class Forecasts:
    """Forecasts of published figures from the predictions of an ensemble."""

    def __init__(self, predictions: pd.DataFrame, law: Discrepancy | None = None) -> None:
        """Take the predictions of an ensemble, as `Forecast.predictions` has them."""
        self.law = law or Discrepancy()
        self._table = predictions
        self._months = Months.of(pd.DatetimeIndex(np.unique(predictions["month"].to_numpy())))
        self._read: dict[str, Array] = {}

    def of(self, operator: Operator, known: Sequence[Observation], start: date, end: date) -> Carried | None:
        """The forecast of a figure of a period.

        Args:
            operator: whose growth the series has. known: its earlier figures, all above zero.
            start, end: first and last day of the period.

        Returns:
            The forecast; None where the ensemble says nothing of that time.
        """
        ahead = self._logs(operator, start, end)
        read = [(row, self._logs(operator, row.start, row.end)) for row in known]
        # Where many members had nothing to read then, as of a price of what nobody sold, the figure is no start; where
        # few had, these few are left out.
        used = [(row, logs) for row, logs in read if np.isfinite(logs).mean() >= FEWEST_READ]
        there = np.isfinite(ahead) & np.all([np.isfinite(logs) for _, logs in used], axis=0)
        if not there.any():
            return None
        times = np.array([years_of(row.end) for row, _ in used])
        residuals = np.array([np.log(row.value) - logs[there] for row, logs in used]).reshape(len(used), there.sum())
        errors = np.array([row.trust for row, _ in used])
        mean, spread = self.law.carried(times, residuals, errors, years_of(end))
        members = (ahead[there] + mean)[:, None] + spread * _DOUBT[None, :]
        if operator.unit == "fraction":
            members = np.minimum(members, 0.0)
        last = max((row.end for row, _ in used), default=None)
        return Carried(members.ravel(), len(used), last)

    def _logs(self, operator: Operator, start: date, end: date) -> Array:
        """Ln of what each member reads at a period, (members,); NaN or infinite where there is nothing."""
        name = label(operator)
        if name not in self._read:
            wide = self._table.pivot(index="month", columns="run", values=name)
            self._read[name] = wide.to_numpy(dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(self._months.read(self._read[name], start, end, operator.reading)))
