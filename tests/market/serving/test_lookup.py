"""Reading the table: between classes in logarithms, at a speed that the machine reaches, with caches by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.market.serving.lookup import (
    Place,
    Practice,
    Tables,
    between,
    read_seconds,
)
from jevons.market.serving.price import CACHES

NONE = CACHES.index("none")
EXACT = 1e-5
"""The table has seven digits."""


def made_up() -> Tables:
    """Two machines, two classes of which the second takes four times as long, three speeds.

    Seconds of the first class, on the first machine: 0.1 a fresh token and 1e-5 more per token attended to; an output
    token 1, 2 and 3 by speed and 1e-4 a token of context; a repeated token 0.2, and half of that with each place for
    caches. The second machine is five times slower, and does not reach the third speed; in the second class not the
    second either.
    """
    prompt = np.empty((1, 2, 1, 2, 2))
    output = np.empty((1, 2, 1, 1, 3, 2, 2 + len(CACHES)))
    for k, larger in enumerate((1.0, 4.0)):
        for y, slower in enumerate((1.0, 5.0)):
            prompt[0, k, 0, y] = np.array([0.1, 1e-5]) * larger * slower
            for s in range(3):
                figures = [1.0 + s, 1e-4, 0.2, 0.1, 0.05, 0.025]
                output[0, k, 0, 0, s, y] = np.array(figures) * larger * slower
    output[0, :, 0, 0, 2, 1] = output[0, 1, 0, 0, 1, 1] = np.inf
    return Tables(
        halls=np.array([3, 1]),
        number=np.array([-1, 1, -1, 0, -1]),
        prompt=np.log(prompt).astype(np.float32),
        output=np.log(output).astype(np.float32),
        attended=1000.0,
    )


def read(
    tables: Tables,
    share: float = 0.0,
    speed: int = 0,
    caches: int = NONE,
    delivered: np.ndarray | None = None,
    classes: tuple[int, int] = (0, 1),
) -> tuple[np.ndarray, np.ndarray]:
    """System-seconds (systems, 4) and speeds reached; rows of systems that are not in halls stay -1."""
    out, reached = np.full((5, 4), -1.0), np.full(5, -1)
    gain = np.ones(5) if delivered is None else delivered
    read_seconds(Place(0, *classes, share), Practice(0, 0, caches), speed, tables, np.arange(2), gain, out, reached)
    return out, reached


def test_between_two_logarithms() -> None:
    """A quarter of the way from 1 to 16 in logarithms is 2; nothing lies between a number and infinity."""
    assert between(0.0, np.log(16.0), 0.25) == pytest.approx(2.0)
    assert between(np.inf, 0.0, 0.5) == between(0.0, np.inf, 0.5) == np.inf


def test_a_class_is_read_as_it_stands() -> None:
    """Fresh 0.1 + 1,000 x 1e-5 = 0.11 s; a repeated token 0.2 s; output 1 s and 0.1 ms a token."""
    out, reached = read(made_up())
    assert out[3] == pytest.approx([0.11, 0.2, 1.0, 1e-4], rel=EXACT)
    assert out[1] == pytest.approx([0.55, 1.0, 5.0, 5e-4], rel=EXACT)
    assert (out[[0, 2, 4]] == -1.0).all()
    assert reached.tolist() == [-1, 0, -1, 0, -1]


def test_what_lies_between_two_classes_is_geometric() -> None:
    """Half way between classes of which one takes four times as long, twice as long; at the end four times."""
    tables = made_up()
    low, half, high = (read(tables, share)[0][3] for share in (0.0, 0.5, 1.0))
    assert half == pytest.approx(2.0 * low, rel=EXACT)
    assert high == pytest.approx(4.0 * low, rel=EXACT)
    assert high == pytest.approx(read(tables, 0.0, classes=(1, 1))[0][3], rel=EXACT)


def test_a_machine_that_is_not_so_fast_serves_as_fast_as_it_can() -> None:
    tables = made_up()
    out, reached = read(tables, speed=2, classes=(0, 0))
    assert reached[[3, 1]].tolist() == [2, 1]
    assert out[[3, 1], 2] == pytest.approx([3.0, 10.0], rel=EXACT)


def test_a_speed_counts_as_reached_only_in_both_classes() -> None:
    """Between the classes the second machine reaches the second speed for the smaller models alone."""
    out, reached = read(made_up(), share=0.5, speed=2)
    assert reached[[3, 1]].tolist() == [2, 0]
    assert out[1, 2] == pytest.approx(10.0, rel=EXACT)


def test_a_model_that_does_not_fit_takes_forever() -> None:
    tables = made_up()
    tables.output[0, 1, 0, 0, :, 1] = np.inf
    for share in (0.0, 0.5, 1.0):
        out, reached = read(tables, share, speed=2)
        assert np.isinf(out[1]).all()
        assert reached[1] == 0
        assert np.isfinite(out[3]).all()


@settings(max_examples=25, deadline=None)
@given(gain=st.floats(0.2, 5.0), share=st.floats(0.0, 1.0), speed=st.integers(0, 2), caches=st.integers(0, 3))
def test_who_delivers_more_takes_less_time_in_inverse_proportion(
    gain: float, share: float, speed: int, caches: int
) -> None:
    tables = made_up()
    plain, reached = read(tables, share, speed, caches)
    lucky, same = read(tables, share, speed, caches, np.array([1.0, gain, 1.0, 1.0, 1.0]))
    assert lucky[1] == pytest.approx(plain[1] / gain)
    np.testing.assert_array_equal(lucky[3], plain[3])
    np.testing.assert_array_equal(same, reached)


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.0, 1.0), speed=st.integers(0, 2), caches=st.integers(0, 2))
def test_each_place_for_caches_makes_repeated_tokens_cheaper(share: float, speed: int, caches: int) -> None:
    tables = made_up()
    before, after = (read(tables, share, speed, kind)[0][[1, 3]] for kind in (caches, caches + 1))
    assert (after[:, 1] <= before[:, 1] * (1 + EXACT)).all()
    np.testing.assert_array_equal(np.delete(after, 1, axis=1), np.delete(before, 1, axis=1))


def test_a_repeated_token_takes_what_the_place_of_caches_makes_of_it() -> None:
    """Half of what the place below makes: 0.2 s without, then 0.1, 0.05 and 0.025; twice as long half way up."""
    tables = made_up()
    assert [read(tables, caches=kind)[0][3, 1] for kind in range(4)] == pytest.approx(
        [0.2, 0.1, 0.05, 0.025], rel=EXACT
    )
    assert read(tables, share=0.5, caches=3)[0][3, 1] == pytest.approx(0.05, rel=EXACT)
