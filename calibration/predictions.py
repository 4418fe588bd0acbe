"""Predictions: what every operator reads of a run, month by month, on the published scale."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from jevons.calibration.further import SCORED
from jevons.calibration.operators import Operator
from jevons.calibration.quantities import Outputs


class Remembered:
    """The outputs of a run, each computed once: several operators read the same."""

    def __init__(self, run: Outputs) -> None:
        self._run = run
        self._known: dict[str, xr.DataArray] = {}

    def __getitem__(self, name: str, /) -> xr.DataArray:
        """One output, as the run gives it."""
        if name not in self._known:
            self._known[name] = self._run[name]
        return self._known[name]


def label(operator: Operator) -> str:
    """Name of the column that holds an operator's predictions: `series: entity`."""
    return f"{operator.series}: {operator.entity}"


def predictions(run: Outputs, operators: Sequence[Operator] = SCORED) -> pd.DataFrame:
    """What the operators read of a run.

    Args:
        run: the outputs of a run by name.
        operators: which; all by default.

    Returns:
        One row a month, `month` and one column an operator, named as in `label`, in its published unit for a month of
        the flow or at the month, in single precision; NaN where there is nothing to read, as of a price of what nobody
        sells.
    """
    seen, columns = Remembered(run), {}
    for operator in operators:
        columns[label(operator)] = operator.monthly(seen)
    table = pd.DataFrame({name: column.to_numpy(dtype=np.float32) for name, column in columns.items()})
    first = next(iter(columns.values()))
    table.insert(0, "month", first.index)
    return table
