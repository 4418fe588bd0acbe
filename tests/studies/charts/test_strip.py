"""Strips and hills."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from jevons.studies.charts.strip import draw_hill, draw_strip


def test_a_strip_reaches_from_5_to_95_percent() -> None:
    axes = Figure().add_subplot()
    draw_strip(axes, 0, np.arange(101.0), "blue")
    outer, inner, middle = axes.lines
    assert list(outer.get_xdata()) == [5.0, 95.0]
    assert list(inner.get_xdata()) == [25.0, 75.0]
    assert list(middle.get_xdata()) == [50.0]


def test_one_run_is_a_mark_alone() -> None:
    axes = Figure().add_subplot()
    draw_strip(axes, 0, np.array([3.0]), "blue")
    draw_hill(axes, 0, np.array([3.0]), 1.0, ((-np.inf, "red"),))
    assert len(axes.collections) == 0
    assert all(set(np.ravel(line.get_xdata())) == {3.0} for line in axes.lines)


def test_a_hill_has_its_summit_where_the_runs_are() -> None:
    axes = Figure().add_subplot()
    axes.set_xlim(-2, 4)
    values = np.random.default_rng(5).normal(1.5, 0.2, 500)
    draw_hill(axes, 0.0, values, 0.6, ((-np.inf, "green"), (1.0, "red")))
    below, above = (collection.get_paths()[0].vertices for collection in axes.collections)
    summit = above[above[:, 1].argmax()]
    assert summit[0] == pytest.approx(1.5, abs=0.1)
    assert summit[1] == pytest.approx(0.6, abs=0.01)
    assert below[:, 0].max() <= 1.0 <= above[:, 0].min()


def test_runs_that_all_agree_still_make_a_hill() -> None:
    axes = Figure().add_subplot()
    axes.set_xlim(0, 2)
    draw_hill(axes, 0.0, np.full(20, 1.0), 0.6, ((-np.inf, "green"),))
    assert np.isfinite(axes.collections[0].get_paths()[0].vertices).all()


def test_a_few_extreme_runs_do_not_flatten_the_hill() -> None:
    values = np.concatenate([np.random.default_rng(5).normal(0.7, 0.1, 200), np.full(5, 60.0)])
    axes = Figure().add_subplot()
    axes.set_xlim(-1, 4)
    draw_hill(axes, 0.0, values, 0.6, ((-np.inf, "green"),))
    outline = axes.collections[0].get_paths()[0].vertices
    assert outline[outline[:, 0] > 1.5][:, 1].max() < 0.01
