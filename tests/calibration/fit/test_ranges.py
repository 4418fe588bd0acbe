"""Ranges: declared ones are as they are, wide ones never narrower."""

import numpy as np

from jevons.calibration.fit.ranges import stretches
from jevons.calibration.fit.space import unknowns
from jevons.market.parameters.registry import wider_ranges


def test_declared_ranges_are_left_alone() -> None:
    np.testing.assert_array_equal(stretches("declared"), np.ones(len(unknowns())))


def test_wide_ranges_are_nowhere_narrower_and_mostly_wider() -> None:
    wide = stretches("wide")
    assert wide.shape == (len(unknowns()),)
    assert wide.min() >= 1.0
    assert (wide > 1.0).mean() > 0.5


def test_each_unknown_has_its_own() -> None:
    assert dict(zip(unknowns(), stretches("wide"), strict=True)) == wider_ranges()
