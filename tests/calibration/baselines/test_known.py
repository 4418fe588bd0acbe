"""What was public at an origin, from rows of the registry."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from jevons.calibration.baselines.known import known, years_of
from jevons.calibration.evidence import Observation, load_observations

USERS = Observation(
    id="a", series="weekly_active_users", entity="ChatGPT", start=date(2025, 1, 1), end=date(2025, 1, 1),
    published=date(2025, 2, 1), value=1e8, unit="person", low=None, high=None, kind="company_claim", trust=0.1,
    use="fit", fact="a", source="a statement", url="https://example.org", note="a count",
)  # fmt: skip
PAIR = ("weekly_active_users", "ChatGPT")


def test_equal_spans_of_days_are_equal_spans_of_time() -> None:
    assert years_of(date(2025, 1, 1)) - years_of(date(2024, 1, 1)) == pytest.approx(366 / 365.25)
    assert years_of(date(1970, 1, 1)) == 0.0


def test_what_counts_is_the_day_of_publication() -> None:
    """A figure of January that was told in June is not known in March."""
    late = replace(USERS, id="b", fact="b", value=2e8, published=date(2025, 6, 1))
    assert len(known([USERS, late], date(2025, 3, 1))[PAIR]) == 1
    assert known([USERS], date(2025, 1, 31)) == {}
    assert len(known([USERS], date(2025, 2, 1))[PAIR]) == 1


def test_a_figure_stands_at_the_end_of_its_period() -> None:
    quarter = replace(USERS, start=date(2024, 10, 1), end=date(2024, 12, 31))
    assert known([quarter], date(2025, 3, 1))[PAIR].times[0] == years_of(date(2024, 12, 31))


def test_a_fact_told_twice_is_one_point() -> None:
    """1e8 on 1 January and 4e8 on 11 January: 2e8 on the 6th, with sqrt((0.01 + 0.09) / 2)."""
    again = replace(USERS, id="b", value=4e8, start=date(2025, 1, 11), end=date(2025, 1, 11), trust=0.3)
    past = known([USERS, again], date(2025, 3, 1))[PAIR]
    np.testing.assert_allclose(past.times, years_of(date(2025, 1, 6)))
    np.testing.assert_allclose(past.logs, math.log(2e8))
    np.testing.assert_allclose(past.errors, math.sqrt(0.05))


def test_parts_of_totals_and_figures_without_a_logarithm_are_left_out() -> None:
    part = replace(USERS, use="no")
    negative = replace(USERS, id="b", fact="b", value=-1.0)
    assert known([part, negative], date(2025, 3, 1)) == {}


def test_the_registry_gives_more_the_later_the_origin() -> None:
    rows = load_observations()
    early, late = (known(rows, day) for day in (date(2024, 12, 31), date(2025, 12, 31)))
    assert 10 < len(early) <= len(late)
    for pair, past in early.items():
        assert len(late[pair]) >= len(past)
        assert past.times[-1] <= years_of(date(2024, 12, 31))
