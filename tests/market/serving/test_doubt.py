"""Intervals: who is believed how far, and the quantiles that follow."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import Role, role_of
from jevons.market.serving.doubt import (
    KNOWN_SPREAD,
    LOCAL_SPREAD,
    MEASURED,
    MEASURED_SPREAD,
    NEW_SPREAD,
    doubt_of,
    interval,
)
from jevons.market.serving.named import systems


def test_the_interval_is_that_of_a_lognormal() -> None:
    """At a spread of 0.27 a factor of exp(1.645 x 0.27) = 1.56 either way."""
    low, high = interval(100.0, 0.27)
    assert (low, high) == pytest.approx((100.0 / exp(1.64485 * 0.27), 100.0 * exp(1.64485 * 0.27)))
    assert high == pytest.approx(155.9, abs=0.1)


@given(value=st.floats(1e-6, 1e9), spread=st.floats(0.01, 2.0))
def test_the_figure_is_the_middle_of_its_interval_in_logarithms(value: float, spread: float) -> None:
    low, high = interval(value, spread)
    assert low < value < high
    assert log(high / value) == pytest.approx(log(value / low))


def spread_of(system: str, vendor: str, role: Role) -> float:
    return doubt_of(system, vendor, role).lasting


def test_a_frontier_that_chooses_its_layout_is_believed_less_than_the_machine() -> None:
    """0.27 and 0.36 at a right angle: 0.45."""
    assert doubt_of("b200", "nvidia", Role.ACCELERATOR).spread == pytest.approx(0.45)
    assert doubt_of("m5_max", "consumer", Role.LOCAL).spread == LOCAL_SPREAD


def test_the_less_has_been_measured_the_wider() -> None:
    assert MEASURED_SPREAD < KNOWN_SPREAD < NEW_SPREAD
    assert spread_of("b200", "nvidia", Role.ACCELERATOR) == MEASURED_SPREAD
    assert spread_of("gb200_nvl72", "nvidia", Role.ACCELERATOR) == MEASURED_SPREAD
    assert spread_of("rubin", "nvidia", Role.ACCELERATOR) == KNOWN_SPREAD
    assert spread_of("tpu_v7", "google_tpu", Role.ACCELERATOR) == NEW_SPREAD
    assert spread_of("groq3_lpx", "groq_lpx", Role.SRAM) == NEW_SPREAD
    assert spread_of("m5_max", "consumer", Role.LOCAL) == LOCAL_SPREAD


def test_no_machine_of_a_vendor_that_nobody_has_measured_is_believed_like_one_of_a_measured_one() -> None:
    known = [spread_of(name, one.vendor, _role(name)) for name, one in systems().items() if name in MEASURED]
    for name, one in systems().items():
        if one.vendor in ("google_tpu", "aws_trainium", "huawei", "cerebras", "groq_lpx"):
            assert spread_of(name, one.vendor, _role(name)) > max(known), name


def test_all_that_is_called_measured_is_in_the_catalogue() -> None:
    assert set(MEASURED) <= systems().keys()


def _role(name: str) -> Role:
    one = systems()[name]
    return role_of(one.role, one.memory_gb, one.sram_gb)
