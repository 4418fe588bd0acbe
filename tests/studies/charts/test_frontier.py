"""The frontier as a chart: words that fit, a title that is the data's, measured points where they were measured."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from jevons.calibration.serving.frontiers import measured_beside
from jevons.calibration.serving.rows import Row, read_rows
from jevons.market.serving import Frontier, Techniques, frontier
from jevons.studies.charts.frontier import frontier_chart, served
from jevons.studies.magnitude import significant

WORLDS = {
    "one node": ("b200", "deepseek_v3", "fp4", Techniques()),
    "apart": ("gb200_nvl72", "deepseek_v3", "fp4", Techniques(apart=True)),
    "all techniques": (
        "tpu_v7", "qwen3_coder_480b_a35b", "fp8",
        Techniques(drafts=3, cached_share=0.9, sessions=6, offload="flash", prefill="rubin_ultra_nvl576"),
    ),
    "on chip": ("groq3_lpx", "kimi_k2", "fp8", Techniques(prefill="vr200_nvl72", beside=True)),
    "own machine": ("m5_max", "llama_3_70b", None, Techniques()),
    "slow": ("ascend_910b", "llama_3_405b", None, Techniques()),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows()[0]


def world(name: str) -> Frontier:
    system, model, precision, how = WORLDS[name]
    return frontier(system, model, precision, techniques=how)


def texts(figure: Figure) -> list[Text]:
    """Every visible, non-empty text of a drawn figure."""
    FigureCanvasAgg(figure).draw()
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def dots(figure: Figure) -> list[tuple[float, float]]:
    lines = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in lines]


@pytest.mark.parametrize("name", WORLDS)
def test_no_word_leaves_the_page_and_no_two_names_of_dots_meet(name: str, rows: list[Row]) -> None:
    found = world(name)
    figure = frontier_chart(found, measured_beside(found, rows))
    page, names = figure.bbox, []
    for text in texts(figure):
        box = text.get_window_extent()
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, text.get_text()
        if "chip" in text.get_text() and "×" in text.get_text() and text.axes is not None:
            names.append(box)
    assert names
    assert not any(one.overlaps(other) for n, one in enumerate(names) for other in names[:n])


@pytest.mark.parametrize("name", WORLDS)
def test_band_and_dots_are_inside_the_axes_and_on_the_frontier(name: str, rows: list[Row]) -> None:
    found = world(name)
    figure = frontier_chart(found, measured_beside(found, rows))
    (left, right), (bottom, top) = figure.axes[0].get_xlim(), figure.axes[0].get_ylim()
    low, high = found.interval(1.0)
    for user, output in dots(figure):
        assert found.at(user) == pytest.approx(output)
        assert left < user < right
        assert bottom < output * low < output * high < top


def test_the_title_is_what_the_frontier_says() -> None:
    found = world("one node")
    title = frontier_chart(found).texts[0].get_text().replace("\n", " ")
    fewer = significant(found.at(50.0) / found.at(100.0))
    assert title == (
        "DeepSeek-V3/R1 on B200 SXM (HGX): a user who gets 100 tokens a second instead of 50 "
        f"takes {fewer} times as many chips"
    )


def test_a_machine_that_runs_one_way_is_a_bar_of_its_interval() -> None:
    found = world("own machine")
    figure = frontier_chart(found)
    (bar,) = figure.axes[0].collections
    ends = bar.get_segments()[0][:, 1]
    assert list(ends) == pytest.approx(list(found.interval(float(found.output[0]))))
    assert f"a user sees {significant(found.fastest)} tokens a second" in figure.texts[0].get_text()


def test_measured_points_stand_where_they_were_measured_and_are_counted(rows: list[Row]) -> None:
    found = world("apart")
    beside = measured_beside(found, rows)
    figure = frontier_chart(found, beside)
    diamonds = [line for line in figure.axes[0].lines if line.get_marker() == "D" and len(line.get_xdata()) > 1]
    assert np.array(diamonds[0].get_xydata()).tolist() == [[row.user, row.output] for row in beside]
    assert f"{len(beside)} measured by InferenceX" in figure.texts[2].get_text()
    left, right = figure.axes[0].get_xlim()
    assert all(row.user and left < row.user < right for row in beside)


def test_a_chart_without_measured_points_says_so(rows: list[Row]) -> None:
    figure = frontier_chart(world("on chip"))
    assert "No measured row" in figure.texts[2].get_text()
    assert not any(line.get_marker() == "D" for line in figure.axes[0].lines)


def test_how_it_is_served_is_said() -> None:
    assert served(world("one node")) == "Weights in fp4; 1,024 tokens in and 1,024 out."
    said = served(world("all techniques"))
    for words in ("prefill on Rubin Ultra", "3 drafted tokens a step", "90 % of the prompt", "6 sessions", "flash"):
        assert words in said
    assert "prefill on Vera Rubin NVL72, which also attends" in served(world("on chip"))
