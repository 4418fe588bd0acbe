"""Panels of a fit: one a series, with its unit, its miss, and bars at the dates of its facts."""

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from jevons.studies.charts.fit_panels import MARKS, fit_panels
from jevons.studies.charts.style import BLUE
from tests.studies.charts.test_verdicts import words
from tests.studies.checks.invented import PAIRS, facts_of

CAPEX, DEEPSEEK, GOOGLE, META = PAIRS[:4]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for part in figure.legends for text in part.get_texts()]


def points(axes: Axes, kind: str) -> list[float]:
    """Heights of the points of a kind."""
    shape = MARKS[kind][1]
    return [float(y) for line in axes.lines if line.get_marker() == shape for y in line.get_ydata()]


def ends(axes: Axes, width_above: float) -> list[tuple[float, float]]:
    """Lower and upper ends of bars that are wider than this, in points."""
    bars = [part for part in axes.collections if to_hex(part.get_edgecolor()[0]) == BLUE]
    return [(path[0, 1], path[1, 1]) for part in bars if part.get_linewidths()[0] > width_above
            for path in part.get_segments()]  # fmt: skip


def test_each_series_has_a_panel_with_name_unit_and_miss() -> None:
    drawn = words(fit_panels(facts_of([CAPEX, DEEPSEEK]), "Both"))
    assert {"Capital spending, big four", "USD a quarter", "off ×1.06"} <= drawn
    assert {"Output price, DeepSeek chat", "USD per million tokens", "off ×7.08"} <= drawn
    assert "Both: 1 of 2 series within a factor of 1.4" in drawn


def test_points_stand_at_the_published_values_in_the_shape_of_their_kind() -> None:
    first, second = fit_panels(facts_of([CAPEX, DEEPSEEK]), "Both").axes
    assert points(first, "measured") == [10.0, 20.0, 40.0, 80.0]
    assert points(second, "price_list") == [10.0, 20.0, 40.0, 80.0]


def test_bars_hold_what_the_worlds_say_at_each_fact() -> None:
    facts = facts_of([CAPEX])
    axes = fit_panels(facts, "One").axes[0]
    outer, inner, published = (
        facts[list(names)].to_numpy() for names in (("p5", "p95"), ("p25", "p75"), ("low", "high"))
    )
    assert ends(axes, 2.0) == [*map(tuple, outer), *map(tuple, inner)]
    assert ends(axes, 0.5)[: len(facts)] == [*map(tuple, published)]


def test_a_series_whose_level_is_open_is_moved_to_the_published_level() -> None:
    """Meta's errors are all near 1.4: moved, its medians lie within a tenth of what was published."""
    facts = facts_of([META])
    figure = fit_panels(facts, "One")
    medians = [float(y) for line in figure.axes[0].lines if line.get_marker() == "_" for y in line.get_ydata()]
    assert all(abs(said / seen - 1) < 0.1 for said, seen in zip(medians, facts["observed"], strict=True))
    assert "growth only, off ×1.05" in words(figure)
    assert "Growth only" in " ".join(words(figure))
    assert "Growth only" not in " ".join(words(fit_panels(facts_of([CAPEX]), "One")))
    assert len(ends(figure.axes[0], 0.5)) == len(ends(figure.axes[0], 2.0))


def test_the_legend_stands_once_and_names_only_what_is_there() -> None:
    figure = fit_panels(facts_of([CAPEX, GOOGLE]), "Both")
    assert legend(figure)[:2] == ["measured or in accounts", "said by the company"]
    assert "on a price list" not in legend(figure)
    assert "audited: weighs less" not in legend(figure)
    assert all(axes.get_legend() is None for axes in figure.axes)


def test_facts_of_the_audit_are_ringed() -> None:
    figure = fit_panels(facts_of([DEEPSEEK]), "One")
    rings = [line for line in figure.axes[0].lines if line.get_markersize() == 8.5]
    assert [list(map(float, ring.get_ydata())) for ring in rings] == [[20.0]]
    assert "audited: weighs less" in legend(figure)


def test_names_do_not_run_into_the_next_panel() -> None:
    figure = fit_panels(facts_of(PAIRS[:5]), "All")
    figure.canvas.draw()
    titles = [text for axes in figure.axes for text in axes.texts if text.get_weight() == "bold"]
    boxes = [title.get_window_extent() for title in titles]
    assert all(not a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])
    assert all(box.x1 <= figure.bbox.x1 for box in boxes)
