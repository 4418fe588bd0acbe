"""Normal forecasts of a quantity, of figures published of it, and of a variance that is not known."""

import numpy as np
import pytest
from scipy.stats import norm, t

from jevons.calibration.baselines.normal import Normal, student


def test_a_figure_s_own_error_is_added_in_squares() -> None:
    """sqrt(0.3^2 + 0.4^2) = 0.5; the mean stays."""
    found = Normal(np.array([1.0, 2.0]), np.array([0.3, 0.0])).published(np.array([0.4, 0.4]))
    np.testing.assert_allclose(found.mean, [1.0, 2.0])
    np.testing.assert_allclose(found.sd, [0.5, 0.4])


@pytest.mark.parametrize("freedom", [1.0, 3.0, 4.0, 10.0, 100.0])
def test_the_widened_normal_has_the_interval_of_the_t(freedom: float) -> None:
    assert norm.cdf(t.ppf(0.95, freedom) / student(freedom)) == pytest.approx(0.95)


def test_the_more_is_known_of_a_variance_the_less_it_is_widened() -> None:
    """t_0.95 is 2.132 at 4 and 1.812 at 10 degrees of freedom, the normal's 1.645."""
    assert student(4.0) == pytest.approx(2.1318 / 1.6449, abs=1e-4)
    assert student(10.0) == pytest.approx(1.8125 / 1.6449, abs=1e-4)
    assert student(1e9) == pytest.approx(1.0)
