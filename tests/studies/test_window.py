"""The stretch of time of a verdict."""

import pytest

from jevons.studies.window import Window


def test_it_reads_as_words() -> None:
    assert str(Window()) == "March 2026 to December 2030"


@pytest.mark.parametrize("end", ["2026-03", "2025-01"])
def test_a_window_without_length_is_refused(end: str) -> None:
    with pytest.raises(ValueError, match=f"the end month {end} must come after the base month 2026-03"):
        Window("2026-03", end)
