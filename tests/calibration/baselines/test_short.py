"""All baselines: what each needs, what stands in, and what must hold of every one of them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jevons.calibration.baselines.past import Past, PastError
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.short import BASELINES, TO_BEAT, predict

Make = Callable[..., Past]
AT = np.array([2026.0, 2026.25, 2026.5, 2027.0])

points = st.lists(
    st.tuples(st.integers(0, 35), st.floats(-5.0, 5.0)), min_size=1, max_size=9, unique_by=lambda point: point[0]
)


def drawn(given_points: list[tuple[int, float]], scale: float = 1.0) -> Past:
    """A past at months of 2023 to 2025."""
    months, logs = zip(*given_points, strict=True)
    return Past.of(2023.0 + np.array(months) / 12.0, scale * np.exp(np.array(logs)), np.full(len(months), 0.1))


def test_the_baselines_are_those_that_were_named() -> None:
    assert set(BASELINES) == {"no_change", "drift", "log_linear", "log_linear_last_5", "ar1_growth", "damped_trend"}
    assert TO_BEAT == ("no_change", "log_linear")


@pytest.mark.parametrize(
    ("count", "used"),
    [
        (1, ["no_change"] * 6),
        (2, ["no_change", "drift", "drift", "drift", "drift", "damped_trend"]),
        (3, ["no_change", "drift", "log_linear", "log_linear_last_5", "drift", "damped_trend"]),
        (4, ["no_change", "drift", "log_linear", "log_linear_last_5", "ar1_growth", "damped_trend"]),
    ],
)
def test_what_stands_in_for_a_short_past(make: Make, count: int, used: list[str]) -> None:
    past = make(2025.0 + np.arange(count) / 4.0, np.arange(count) / 3.0)
    at = np.array([2027.0])
    for name, instead in zip(BASELINES, used, strict=True):
        found = predict(name, past, at, Pool())
        assert (found.name, found.used) == (name, instead)
        np.testing.assert_array_equal(found.normal.mean, BASELINES[instead].law(past, at, Pool()).mean)


def test_points_within_five_months_tell_no_memory_of_growth(make: Make) -> None:
    past = make(2025.0 + np.arange(6) / 12.0, np.arange(6) / 3.0)
    assert predict("ar1_growth", past, AT, Pool()).used == "drift"
    past = make(2025.0 + np.arange(7) / 12.0, np.arange(7) / 3.0)
    assert predict("ar1_growth", past, AT, Pool()).used == "ar1_growth"


def test_every_stand_in_needs_less_and_the_last_needs_one_point() -> None:
    for baseline in BASELINES.values():
        if baseline.stand_in:
            assert BASELINES[baseline.stand_in].points < baseline.points
            assert BASELINES[baseline.stand_in].months <= baseline.months
        else:
            assert (baseline.points, baseline.months) == (1, 0.0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seen=points)
def test_forecasts_are_finite_and_of_the_shape_asked_for(name: str, seen: list[tuple[int, float]]) -> None:
    found = predict(name, drawn(seen), AT, Pool()).normal
    assert found.mean.shape == found.sd.shape == AT.shape
    assert np.isfinite(found.mean).all()
    assert np.isfinite(found.sd).all()
    assert (found.sd > 0.0).all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seen=points)
def test_doubt_does_not_shrink_with_time(name: str, seen: list[tuple[int, float]]) -> None:
    assert (np.diff(predict(name, drawn(seen), AT, Pool()).normal.sd) >= -1e-9).all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seen=points, scale=st.floats(1e-6, 1e9))
def test_the_unit_does_not_matter(name: str, seen: list[tuple[int, float]], scale: float) -> None:
    """Figures in another unit move the mean by ln of the factor and leave the sd."""
    one, other = (predict(name, drawn(seen, factor), AT, Pool()).normal for factor in (1.0, scale))
    np.testing.assert_allclose(other.mean - one.mean, np.log(scale), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.sd, one.sd, rtol=1e-6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seen=points)
def test_a_mirrored_past_gives_a_mirrored_forecast(name: str, seen: list[tuple[int, float]]) -> None:
    """Prices that fall are treated as users that grow."""
    one = predict(name, drawn(seen), AT, Pool()).normal
    other = predict(name, drawn([(month, -log) for month, log in seen]), AT, Pool()).normal
    np.testing.assert_allclose(other.mean, -one.mean, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.sd, one.sd, rtol=1e-6)


def test_no_times_give_no_forecasts(name: str, make: Make) -> None:
    past = make(2025.0 + np.arange(8) / 12.0, np.arange(8) / 3.0)
    assert predict(name, past, np.array([]), Pool()).normal.mean.shape == (0,)


def test_a_time_before_the_last_point_is_refused_by_each(name: str, make: Make) -> None:
    past = make(2025.0 + np.arange(8) / 12.0, np.arange(8) / 3.0)
    with pytest.raises(PastError, match="lies before the last point"):
        predict(name, past, np.array([2025.0]), Pool())


def test_a_baseline_that_is_not_known_is_refused_with_those_that_are(make: Make) -> None:
    with pytest.raises(ValueError, match="baseline 'arima'; allowed are no_change, drift, "):
        predict("arima", make([2025.0], [1.0]), AT, Pool())
