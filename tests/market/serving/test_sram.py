import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import ServingConstants
from jevons.market.serving.physics import Chip, Constants, Model, kernel_constants
from jevons.market.serving.sram import sram_output_seconds, sram_speed, sram_units

CS3 = Chip(15.6e15, 15.6e15, 21e15, 44e9, 1e12, 8.0, 1.0, 1.0)
LLAMA = Model(70.6e9, 141.2e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 327680.0, 8.0, 7.0, 4 * 64 * 128 * 80)


def test_a_user_sees_the_layers_not_the_bandwidth(c: Constants) -> None:
    """80 layers x 6 us: 2,083 tokens/s (about 2,000 shown in public); 80 x 42 us: 298 (300 shown)."""
    assert sram_speed(LLAMA, 6e-6) == pytest.approx(2083.3, rel=1e-3)
    assert sram_speed(LLAMA, 42e-6) == pytest.approx(297.6, rel=1e-3)


def test_the_system_holds_weights_and_caches(c: Constants) -> None:
    """141.2 GB of weights and 24 x 4,096 x 327,680 B = 32.2 GB of cache over 39.6 GB: 4.4, so 5 units."""
    assert sram_units(CS3, LLAMA, 4096.0, c) == 5.0


def test_output_costs_units_over_sequences_in_flight(c: Constants) -> None:
    """5 units, 24 sequences at 2,083 tokens/s each: 5 / 50,000 = 100 us of a unit per token."""
    assert sram_output_seconds(CS3, LLAMA, 4096.0, 6e-6, c) == pytest.approx(5 / (24 * 2083.33), rel=1e-4)


def test_an_sram_machine_never_gets_the_bandwidth_roofline(c: Constants) -> None:
    """By bandwidth a CS-3 would read 70e9 weights 21e15 / 141e9 = 149,000 times a second for each token."""
    by_bandwidth = 141.2e9 / (21e15 * 0.764)
    assert sram_output_seconds(CS3, LLAMA, 4096.0, 6e-6, c) > 10 * by_bandwidth


@given(bandwidth=st.floats(1e12, 1e18), latency=st.floats(1e-6, 1e-4))
def test_bandwidth_does_not_enter_and_latency_does(bandwidth: float, latency: float) -> None:
    c = kernel_constants(ServingConstants())
    wide = CS3._replace(bandwidth=bandwidth)
    cost = sram_output_seconds(CS3, LLAMA, 4096.0, latency, c)
    assert sram_output_seconds(wide, LLAMA, 4096.0, latency, c) == cost
    assert sram_output_seconds(CS3, LLAMA, 4096.0, 2 * latency, c) >= cost


def test_a_short_model_is_bound_by_compute(c: Constants) -> None:
    """At 1 ns a layer latency vanishes: 2 x 70.6e9 FLOP / (15.6e15 x 0.478) = 18.9 us."""
    assert sram_output_seconds(CS3, LLAMA, 0.0, 1e-9, c) == pytest.approx(2 * 70.6e9 / (15.6e15 * 0.478))
