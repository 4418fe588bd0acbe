"""A probability never comes without the error of counting."""

import math

import numpy as np
import pytest

from jevons.studies.probability import Probability


def test_standard_error_is_that_of_a_beta_distribution() -> None:
    # Beta(5.5, 5.5): variance = 5.5 * 5.5 / (11^2 * 12) = 0.0208333
    assert Probability(0.5, 10).standard_error == pytest.approx(math.sqrt(0.0208333), rel=1e-5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_agreement_of_all_runs_is_not_certainty(share: float) -> None:
    few, many = Probability(share, 20), Probability(share, 2000)
    assert few.standard_error > many.standard_error > 0
    assert "0.0 %" not in f"{few}"


def test_the_error_is_close_to_the_binomial_one_for_many_runs() -> None:
    assert Probability(0.3, 4000).standard_error == pytest.approx(math.sqrt(0.3 * 0.7 / 4000), rel=0.01)


def test_counting_and_saying() -> None:
    happened = np.array([True] * 21 + [False] * 79)
    assert str(Probability.of(happened)) == "21 ± 4 %"
    assert str(Probability(0.21, 10_000)) == "21.0 ± 0.4 %"


def test_no_run_no_probability() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        Probability.of(np.array([], dtype=bool))
