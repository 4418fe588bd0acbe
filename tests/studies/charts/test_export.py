"""Files of a figure."""

import re
from pathlib import Path
from typing import Any

import matplotlib.image
import pytest

from jevons.studies.charts.export import save_png, themed_svg
from jevons.studies.charts.style import THEMED, Heading, house_style, page
from jevons.studies.charts.tokens import tokens
from jevons.studies.window import Window


@pytest.fixture
def svg(ensemble: Any) -> str:
    return themed_svg(tokens(ensemble.series, ensemble.history, Window()), "tokens")


def test_colours_are_left_to_the_page(svg: str) -> None:
    bare = re.sub(r"var\(--\w+, #\w+\)", "", svg)
    assert not [colour for colour in THEMED if colour in bare]
    assert "var(--ink, #1f2a37)" in svg


def test_a_screen_reader_hears_the_finding(svg: str) -> None:
    assert re.match(r'<svg role="img" aria-label="Tokens served grow [^"]*" viewBox="[\d. ]+">', svg)


def test_words_stay_words(svg: str) -> None:
    assert "re-read from cache" in svg
    assert "DejaVu" not in svg


def test_identifiers_differ_between_charts_and_not_between_times(ensemble: Any) -> None:
    figure = tokens(ensemble.series, ensemble.history, Window())
    once, twice, other = (themed_svg(figure, name) for name in ("a", "a", "b"))
    assert once == twice
    identifiers = [set(re.findall(r' id="([^"]+)"', text)) for text in (once, other)]
    assert identifiers[0]
    assert not identifiers[0] & identifiers[1]


def test_a_title_with_markup_is_escaped() -> None:
    with house_style():
        figure = page(Heading('a "b" <c>', "subtitle", "source"), 1.0).figure
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in themed_svg(figure, "x")


def test_pictures_are_twice_as_wide_as_the_page(ensemble: Any, tmp_path: Path) -> None:
    save_png(tokens(ensemble.series, ensemble.history, Window()), tmp_path / "tokens.png")
    assert matplotlib.image.imread(tmp_path / "tokens.png").shape[1] == 1800
