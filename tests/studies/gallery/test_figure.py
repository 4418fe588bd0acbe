"""Pictures of responses: words that fit, axes with names and units, lines inside their axes, marks named."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from jevons.studies.gallery import RESPONSES, Axis, Line, Mark, Panel, Response, response_figure

Get = Callable[[str], Response]


def texts(figure: Figure) -> list[Text]:
    """Every visible, non-empty text of a drawn figure."""
    FigureCanvasAgg(figure).draw()
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("name", RESPONSES)
def test_no_word_leaves_the_page(name: str, response: Get) -> None:
    figure = response_figure(response(name))
    page = figure.bbox
    for text in texts(figure):
        box = text.get_window_extent()
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, text.get_text()


@pytest.mark.parametrize("name", RESPONSES)
def test_names_of_lines_and_marks_meet_neither_each_other_nor_ticks(name: str, response: Get) -> None:
    found = response(name)
    figure = response_figure(found)
    written = texts(figure)
    for axes, panel in zip(figure.axes, found.panels, strict=True):
        names = {line.label for line in panel.lines} | {mark.text for mark in panel.marks}
        boxes = [t.get_window_extent() for t in written if t.axes is axes and t.get_text() in names]
        assert len(boxes) == len(panel.lines) + len(panel.marks)
        boxes += [t.get_window_extent() for t in axes.get_xticklabels() if t in written]
        assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])


@pytest.mark.parametrize("name", RESPONSES)
def test_lines_and_marks_are_inside_their_axes(name: str, response: Get) -> None:
    found = response(name)
    for axes, panel in zip(response_figure(found).axes, found.panels, strict=True):
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        slack = 1e-9 * abs(right)
        for line in panel.lines:
            assert np.isfinite(line.y).all()
            assert line.x.shape == line.y.shape
            assert left - slack <= line.x.min() <= line.x.max() <= right + slack
            assert bottom <= line.y.min() <= line.y.max() <= top
        assert all(left < mark.x < right for mark in panel.marks)


@pytest.mark.parametrize("name", RESPONSES)
def test_the_title_is_the_reading_and_axes_say_what_they_measure(name: str, response: Get) -> None:
    found = response(name)
    figure = response_figure(found)
    assert found.name == name
    assert figure.texts[0].get_text().replace("\n", " ").lower() == found.reading.lower()
    assert found.source in figure.texts[2].get_text()
    for axes, panel in zip(figure.axes, found.panels, strict=True):
        assert panel.x.meaning in axes.get_xlabel()
        assert panel.x.unit in axes.get_xlabel()
        said = [text.get_text() for text in axes.texts]
        assert panel.y.meaning in said
        assert any(panel.y.unit in text for text in said)


def test_a_linear_axis_near_zero_begins_there_and_one_far_from_it_does_not() -> None:
    x = np.array([0.01, 1.0])
    near = Panel(Axis("load"), Axis("share"), (Line("a", x, np.array([0.5, 0.6])),))
    far = Panel(Axis("load"), Axis("change"), (Line("a", x + 5.0, np.array([-0.5, 0.6])),))
    first, second = response_figure(Response("a", "a b", "c", (near, far), "d")).axes
    assert (first.get_xlim()[0], first.get_ylim()[0]) == (0.0, 0.0)
    assert second.get_xlim() == (5.01, 6.0)
    assert second.get_ylim()[0] == -0.5


def test_dashed_lines_are_grey_and_the_others_have_colours_of_their_own() -> None:
    x = np.arange(2.0)
    lines = tuple(Line(str(n), x, x + n, dashed=n == 1) for n in range(4))
    panel = Panel(Axis("x"), Axis("y"), lines, (Mark("dot", 1.0, 2.0),))
    figure = response_figure(Response("a", "a b", "c", (panel,), "d"))
    colours = [line.get_color() for line in figure.axes[0].lines[:4]]
    assert len(set(colours)) == 4
    assert colours[1] == "#66727f"


def test_a_line_is_read_between_its_points_and_found_by_its_label() -> None:
    line = Line("a", np.array([0.0, 2.0]), np.array([1.0, 3.0]))
    panel = Panel(Axis("x"), Axis("y"), (line,))
    assert panel.line("a").at(0.5) == 1.5
    with pytest.raises(KeyError):
        panel.line("b")
