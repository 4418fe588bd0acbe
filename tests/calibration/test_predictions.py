"""Predictions: each operator's monthly figure, every output of a run computed once."""

from collections import Counter

import numpy as np
import xarray as xr

from jevons.calibration.further import SCORED
from jevons.calibration.predictions import Remembered, label, predictions
from jevons.market.result import Result


def test_a_column_is_what_its_operator_reads_in_every_month(small_result: Result) -> None:
    found = predictions(small_result)
    assert list(found) == ["month", *map(label, SCORED)]
    assert len(found) == len(small_result.world.calendar)
    for operator in SCORED:
        expected = operator.monthly(small_result).to_numpy()
        np.testing.assert_allclose(found[label(operator)].to_numpy(float), expected, rtol=1e-6)


def test_outputs_are_computed_once(small_result: Result) -> None:
    class Counting:
        def __init__(self) -> None:
            self.asked: Counter[str] = Counter()

        def __getitem__(self, name: str, /) -> xr.DataArray:
            self.asked[name] += 1
            return small_result[name]

    counting = Counting()
    predictions(counting)
    assert set(counting.asked.values()) == {1}
    again = Remembered(counting)
    assert again["spend"] is again["spend"]
