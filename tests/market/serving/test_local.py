from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.market.serving import Precision, local_speed
from jevons.market.serving.local import local_output_seconds, local_seconds
from jevons.market.serving.physics import Chip, Constants, Model

# Public runs of llama.cpp and MLX at batch 1: machine, bandwidth TB/s, file GB, tokens/s (ggerganov and
# XiongjieDai's GPU benchmarks, geerlingguy/ai-benchmarks, an MLX benchmark of the M5 Max). The last is the
# run of which a claim of 18 to 25 tokens/s went round.
RUNS = [
    ("rtx4090 8B Q4", 1.008, 4.92, 127.74),
    ("rtx4090 14B Q4", 1.008, 8.99, 92.49),
    ("m3_ultra 14B Q4", 0.819, 8.99, 51.85),
    ("dgx_spark 14B Q4", 0.273, 8.99, 23.92),
    ("m3_ultra 70B Q4", 0.819, 42.5, 14.08),
    ("m5_max 8B Q4", 0.614, 4.36, 113.0),
    ("m5_max 70B Q4", 0.614, 39.7, 12.6),
]


def test_a_70b_file_on_an_m5_max_stays_under_its_roofline() -> None:
    """70.6e9 x 0.602 = 42.5 GB / (0.71 x 614 GB/s) + 2.1 ms = 99.6 ms: 10.0 tokens/s (12.6 measured)."""
    speed = local_speed(0.614, 128.0, 70.6e9, 70.6e9)
    assert speed == pytest.approx(1 / (42.5e9 / (0.71 * 614e9) + 2.1e-3), rel=1e-2)
    assert speed < 614 / 42.5


def test_local_equation_meets_public_runs() -> None:
    errors = [
        abs(log(1 / local_seconds(bandwidth * 1e12, file * 1e9, 0.0, 0.71, 2.1e-3) / measured))
        for _, bandwidth, file, measured in RUNS
    ]
    assert np.median(errors) < 0.25


def test_a_file_larger_than_memory_does_not_run(c: Constants) -> None:
    assert local_speed(1.792, 32.0, 70.6e9, 70.6e9) == 0.0
    card = Chip(838e12, 209.5e12, 1.792e12, 32e9, 0.0, 8.0, 1.0, 1.0)
    large = Model(70.6e9, 42.5e9, 0.0, 80.0, 8192.0, 1.0, 1.0, 327680.0, 8.0, 7.0, 2.6e6)
    assert local_output_seconds(card, large, 4096.0, c) == inf


def test_a_mixture_reads_only_its_active_weights(c: Constants) -> None:
    """1 GB shared and 16 GB of experts of which 8 in 128 are read: 2 GB / (0.71 x 614e9) + 2.1 ms."""
    laptop = Chip(70e12, 70e12, 0.614e12, 128e9, 0.0, 8.0, 1.0, 1.0)
    mixture = Model(3.3e9, 1e9, 16e9, 48.0, 2048.0, 128.0, 8.0, 1e5, 4.0, 11.0, 7.9e5)
    seconds = local_output_seconds(laptop, mixture, 0.0, c)
    assert seconds == pytest.approx(2e9 / (0.71 * 0.614e12) + 2.1e-3)


@given(bandwidth=st.floats(0.05, 4.0), size=st.floats(1e9, 1e11), cache=st.floats(0.0, 20.0))
def test_speed_falls_with_size_and_cache_and_rises_with_bandwidth(bandwidth: float, size: float, cache: float) -> None:
    here = local_speed(bandwidth, 512.0, size, size, Precision.INT4, cache)
    assert here > 0.0
    assert local_speed(2 * bandwidth, 512.0, size, size, Precision.INT4, cache) > here
    assert local_speed(bandwidth, 512.0, 2 * size, 2 * size, Precision.INT4, cache) < here
    assert local_speed(bandwidth, 512.0, size, size, Precision.BF16, cache) < here
