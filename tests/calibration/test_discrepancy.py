"""Discrepancy: an offset is learnt, a drift fades, and nothing known leaves the prior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.discrepancy import Discrepancy

USUAL = Discrepancy()


def carried(
    times: list[float], residuals: list[float], at: float, error: float = 1e-6, law: Discrepancy = USUAL
) -> tuple[float, float]:
    mean, spread = law.carried(np.array(times), np.array(residuals)[:, None], np.full(len(times), error), at)
    return float(mean[0]), spread


def test_without_figures_the_prior_stands() -> None:
    """sqrt(5^2 + 0.4^2) = 5.016."""
    mean, spread = USUAL.carried(np.empty(0), np.empty((0, 3)), np.empty(0), 2026.0)
    assert mean.tolist() == [0.0, 0.0, 0.0]
    assert spread == pytest.approx(5.016, rel=1e-4)


def test_at_a_figure_without_error_the_discrepancy_is_known() -> None:
    mean, spread = carried([2025.0, 2026.0], [0.7, 1.1], 2026.0)
    assert mean == pytest.approx(1.1, abs=1e-6)
    assert spread < 1e-3


def test_one_figure_by_hand() -> None:
    """A year on k = 5^2 + 0.4^2 e^(-1/1.5) = 25.0821 of 25.16: 0.9969 of the residual, sd sqrt(25.16 - k^2 / 25.16)."""
    mean, spread = carried([2025.0], [1.0], 2026.0)
    assert mean == pytest.approx(0.9969, abs=1e-4)
    assert spread == pytest.approx(np.sqrt(25.16 - 25.0821**2 / 25.16), abs=1e-3)


def test_far_ahead_the_offset_is_left_and_the_drift_forgotten() -> None:
    """Two figures with residuals 1 +- 0.3: their mean stands for the offset, the last for where it drifted to."""
    near, _ = carried([2024.0, 2025.0], [0.7, 1.3], 2025.1)
    far, spread = carried([2024.0, 2025.0], [0.7, 1.3], 2045.0)
    assert near == pytest.approx(1.3, abs=0.06)
    assert far == pytest.approx(1.0, abs=0.06)
    assert spread > USUAL.drift


def test_a_figure_of_no_trust_teaches_nothing() -> None:
    mean, spread = carried([2025.0], [5.0], 2025.0, error=1e6)
    assert mean == pytest.approx(0.0, abs=1e-6)
    assert spread == pytest.approx(5.016, rel=1e-4)


@given(
    st.lists(st.floats(2023.0, 2026.0), min_size=1, max_size=6, unique=True), st.floats(-3.0, 3.0), st.floats(0.0, 4.0)
)
def test_a_constant_residual_is_carried_on_nearly_whole(times: list[float], level: float, ahead: float) -> None:
    """The prior pulls a little towards nought; spread grows with the distance to the last figure."""
    times = sorted(times)
    mean, spread = carried(times, [level] * len(times), times[-1] + ahead, error=0.05)
    assert abs(mean - level) <= 0.01 * abs(level) + 1e-9
    _, later = carried(times, [level] * len(times), times[-1] + ahead + 1.0, error=0.05)
    assert later >= spread - 1e-9


def test_members_are_carried_each_by_its_own_residuals() -> None:
    mean, _ = USUAL.carried(np.array([2025.0]), np.array([[1.0, -2.0]]), np.array([0.1]), 2025.5)
    assert mean[1] == pytest.approx(-2.0 * mean[0])
