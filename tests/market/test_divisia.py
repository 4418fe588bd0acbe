import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from jevons.market.divisia import decompose, logarithmic_mean

POSITIVE = st.floats(1e-6, 1e9)
LEVELS = arrays.arrays(np.float64, (3, 4), elements=POSITIVE | st.just(0.0))
SHARED = arrays.arrays(np.float64, (2,), elements=POSITIVE)
ONE = np.ones(1)


def total(own: np.ndarray, shared: np.ndarray) -> float:
    return float((own.prod(axis=0) * shared.prod()).sum())


@given(POSITIVE, POSITIVE)
def test_the_logarithmic_mean_lies_between_geometric_and_arithmetic(a: float, b: float) -> None:
    mean = float(logarithmic_mean(np.array(a), np.array(b)))
    assert mean == pytest.approx(float(logarithmic_mean(np.array(b), np.array(a))), rel=1e-12)
    assert math.sqrt(a * b) * (1 - 1e-9) <= mean <= (a + b) / 2 * (1 + 1e-9)


def test_the_logarithmic_mean_by_its_definition() -> None:
    assert float(logarithmic_mean(np.array(8.0), np.array(2.0))) == pytest.approx(6.0 / math.log(4.0))
    assert float(logarithmic_mean(np.array(3.0), np.array(3.0))) == pytest.approx(3.0)


def test_near_equality_it_does_not_cancel() -> None:
    assert float(logarithmic_mean(np.array(1.0), np.array(1.0 + 1e-13))) == pytest.approx(1.0, rel=1e-12)


@given(LEVELS, LEVELS, SHARED, SHARED)
def test_contributions_add_up_exactly(
    before: np.ndarray, after: np.ndarray, shared_before: np.ndarray, shared_after: np.ndarray
) -> None:
    old, new = total(before, shared_before), total(after, shared_after)
    if old == 0.0 or new == 0.0:
        with pytest.raises(ValueError, match="nothing to split"):
            decompose(before, after, shared_before, shared_after)
        return
    parts = decompose(before, after, shared_before, shared_after)
    assert abs(float(parts.sum()) - math.log(new / old)) < 1e-9


def test_a_planted_cause_is_found_alone() -> None:
    before = np.array([[2.0, 5.0], [3.0, 1.0]])
    after = before.copy()
    after[1] *= 4.0
    parts = decompose(before, after, np.array([0.5]), np.array([0.25])).sum(axis=1)
    assert parts == pytest.approx([0.0, math.log(4.0), math.log(0.5), 0.0, 0.0])


def test_two_planted_causes_in_one_cell_share_by_their_logarithms() -> None:
    before, after = np.ones((2, 1)), np.array([[2.0], [8.0]])
    parts = decompose(before, after, ONE, ONE)[:, 0]
    assert parts[:2] == pytest.approx([math.log(2.0), math.log(8.0)])


def test_a_cause_in_one_cell_weighs_as_much_as_the_cell() -> None:
    """LMDI-I by hand: cells 1 -> 2 and 3 -> 3; L(2, 1) / L(5, 4) x ln 2 = ln(5 / 4)."""
    parts = decompose(np.array([[1.0, 3.0]]), np.array([[2.0, 3.0]]), ONE, ONE)
    assert parts[0, 0] == pytest.approx(math.log(5.0 / 4.0))
    assert parts[0, 1] == 0.0


def test_what_enters_and_what_ends_stand_apart() -> None:
    before, after = np.array([[1.0, 0.0, 2.0]]), np.array([[1.0, 4.0, 0.0]])
    own, shared, entered, ended = decompose(before, after, ONE, ONE)
    mean = (5.0 - 3.0) / math.log(5.0 / 3.0)
    assert own == pytest.approx(0.0)
    assert shared == pytest.approx(0.0)
    assert entered == pytest.approx([0.0, 4.0 / mean, 0.0])
    assert ended == pytest.approx([0.0, 0.0, -2.0 / mean])


def test_an_entering_cell_takes_the_limit_of_a_small_one() -> None:
    after = np.array([[1.0, 4.0], [1.0, 1.0]])
    limit = decompose(np.array([[1.0, 0.0], [1.0, 1.0]]), after, ONE, ONE)
    small = decompose(np.array([[1.0, 1e-12], [1.0, 1.0]]), after, ONE, ONE)
    assert limit.sum(axis=0)[1] == pytest.approx(small.sum(axis=0)[1], rel=1e-9)


def test_no_work_at_one_end_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="nothing to split"):
        decompose(np.zeros((2, 3)), np.ones((2, 3)), ONE, ONE)
