"""Every chart, for many runs, for one and for worlds with gaps: its words fit, its finding is the data's."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from jevons.studies.charts.capacity import capacity
from jevons.studies.charts.energy import energy
from jevons.studies.charts.history import PANELS, history
from jevons.studies.charts.ledger import ledger
from jevons.studies.charts.prices import prices
from jevons.studies.charts.tokens import tokens
from jevons.studies.charts.verdicts import verdicts
from jevons.studies.magnitude import factor
from jevons.studies.window import Window

Chart = Callable[[Any], Figure]
SERIES = [tokens, prices, capacity, energy, history]
CHARTS: list[Chart] = [
    *(lambda world, chart=chart: chart(world.series, world.history, Window()) for chart in SERIES),
    lambda world: ledger(world.ledger, Window()),
    lambda world: verdicts(world.verdicts, Window()),
]
NAMES = [*(chart.__name__ for chart in SERIES), "ledger", "verdicts"]


def texts(figure: Figure) -> list[Text]:
    """Every visible, non-empty text of a drawn figure."""
    FigureCanvasAgg(figure).draw()
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("world", ["ensemble", "single"])
@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_no_word_leaves_the_page(chart: Chart, world: str, request: pytest.FixtureRequest) -> None:
    figure = chart(request.getfixturevalue(world))
    page = figure.bbox
    for text in texts(figure):
        box = text.get_window_extent()
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, text.get_text()


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_names_at_the_ends_of_lines_do_not_cover_each_other(chart: Chart, ensemble: Any) -> None:
    figure = chart(ensemble)
    drawn = texts(figure)
    for axes in figure.axes:
        right = axes.bbox.x1
        boxes = [t.get_window_extent() for t in axes.texts if t in drawn and t.get_window_extent().x0 > right]
        for i, first in enumerate(boxes):
            assert not any(first.overlaps(second.shrunk(0.9, 0.9)) for second in boxes[i + 1 :])


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_every_chart_says_where_its_numbers_come_from(chart: Chart, ensemble: Any) -> None:
    title, subtitle, source = (text.get_text() for text in chart(ensemble).texts[:3])
    assert title
    assert len(subtitle) > 30
    assert source.startswith("Model: Jevons")


def test_the_title_states_the_growth_of_the_data(ensemble: Any) -> None:
    median = ensemble.series.groupby("month")["tokens_total"].median()
    growth = median["2030-12-01"] / median["2026-03-01"]
    title = tokens(ensemble.series, ensemble.history, Window()).texts[0].get_text()
    assert title == f"Tokens served grow {factor(growth)} from March 2026 to December 2030"


def test_the_share_of_agents_is_said_for_both_ends(ensemble: Any) -> None:
    quarter = ensemble.series.assign(tokens_agentic=ensemble.series["tokens_total"] / 4)
    subtitle = tokens(quarter, ensemble.history, Window()).texts[1].get_text()
    assert "25 % of all tokens in Mar 2026, 25 % in Dec 2030" in subtitle.replace("\n", " ").replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_projection_is_dashed_and_history_is_not(ensemble: Any) -> None:
    axes = capacity(ensemble.series, ensemble.history, Window()).axes[1]
    past, ahead = (line for line in axes.lines if len(line.get_xdata()) > 2)
    assert past.get_linestyle() == "-"
    assert ahead.get_linestyle() == "--"
    assert past.get_xdata()[-1] == ahead.get_xdata()[0] == np.datetime64("2026-03-01")


def gappy(series: pd.DataFrame) -> pd.DataFrame:
    """No price before there is a model of that level, no cached tokens at first, nothing unserved."""
    early = series["month"] < "2023-06-01"
    gaps = {"price_at_capability": np.nan, "tokens_cached": 0.0, "energy_per_query": np.nan}
    return series.assign(unserved_share=0.0, **{name: series[name].mask(early, gap) for name, gap in gaps.items()})


@pytest.mark.parametrize("chart", SERIES, ids=NAMES[:5])
def test_gaps_and_zeros_do_not_spoil_an_axis(chart: Callable[..., Figure], ensemble: Any) -> None:
    figure = chart(gappy(ensemble.series), ensemble.history, Window())
    assert texts(figure)
    assert all(np.isfinite([*axes.get_xlim(), *axes.get_ylim()]).all() for axes in figure.axes)


@pytest.mark.parametrize("chart", [tokens, prices, capacity, energy], ids=NAMES[:4])
def test_charts_do_without_published_figures(chart: Callable[..., Figure], ensemble: Any) -> None:
    figure = chart(ensemble.series, ensemble.history.iloc[:0], Window())
    assert not any("last observation" in text.get_text() for text in texts(figure))


def test_history_has_a_panel_for_each_series_with_published_figures(ensemble: Any) -> None:
    assert len(history(ensemble.series, ensemble.history, Window()).axes) == len(PANELS)
    only = ensemble.history[ensemble.history["series"] == "energy_per_query"]
    (axes,) = history(ensemble.series, only, Window()).axes
    assert axes.texts[0].get_text() == "Energy of a chat query"
