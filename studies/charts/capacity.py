"""Chips shipped and chips at work, and the share of demanded work that finds no chip."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from jevons.studies.charts.fan import Fan, draw_fan, fan, reading
from jevons.studies.charts.observed import draw_points, heights, last_date, name_points, sightings
from jevons.studies.charts.style import BLUE, INK, ROSE, TEAL, Heading, Page, house_style, page, panel_title
from jevons.studies.charts.timeline import end_label, extent, label_ends, log_axis, mark_dates, month_axis
from jevons.studies.magnitude import factor, percent, words
from jevons.studies.window import Window

SCARCE = 0.05  # unserved share from which a month counts as scarce


def capacity(series: pd.DataFrame, history: pd.DataFrame, window: Window) -> Figure:
    """Capacity (H100e, log axis) above the unserved share of demanded work (fraction)."""
    with house_style():
        shipped, installed = fan(series, "shipped_h100e", window), fan(series, "installed_h100e", window)
        unserved = fan(series, "unserved_share", window)
        sheet = page(_heading(installed, window), 6.4)
        _chips(sheet, shipped, installed, history, window)
        _unserved(sheet, unserved, window)
        return sheet.figure


def _chips(sheet: Page, shipped: Fan, installed: Fan, history: pd.DataFrame, window: Window) -> None:
    axes = sheet.panel(1.05, 3.05, 6.3, 2.8)
    seen = sightings(history, "shipped_h100e")
    month_axis(axes, shipped, window)
    low, high = extent(installed.levels, shipped.levels, heights(seen))
    steps = log_axis(axes, 0.6 * low, 1.4 * high)
    draw_fan(axes, installed, window, BLUE)
    draw_fan(axes, shipped, window, TEAL, 1.5)
    draw_points(axes, seen, TEAL)
    name_points(axes, seen, "shipped, as published", TEAL)
    ends = [end_label("shipped", shipped, TEAL, words), end_label("installed", installed, BLUE, words)]
    label_ends(axes, ends)
    mark_dates(axes, window, last_date(seen))
    panel_title(axes, "Capacity", f"H100 equivalents; {steps}")


def _unserved(sheet: Page, unserved: Fan, window: Window) -> None:
    axes = sheet.panel(1.05, 0.7, 6.3, 1.5)
    month_axis(axes, unserved, window)
    axes.set_ylim(0, max(0.12, 1.05 * unserved.levels[-1].max()))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    axes.locator_params(axis="y", nbins=4)
    draw_fan(axes, unserved, window, ROSE)
    axes.axhline(SCARCE, color=INK, lw=0.9)
    label_ends(axes, [end_label("unserved", unserved, ROSE, percent)])
    axes.annotate("scarce above 5 %", (0, SCARCE), (4, 3), ("axes fraction", "data"), "offset points", size=8.5)
    mark_dates(axes, window, None, words=False)
    panel_title(axes, "Demand that finds no capacity", "share of demanded work")


def _heading(installed: Fan, window: Window) -> Heading:
    start, end = (installed.at(month)[2] for month in (window.first, window.last))
    return Heading(
        f"Installed compute grows {factor(end / start)} from {window}",
        "One H100 equivalent does 1,979 trillion dense 8-bit operations a second. Shipped chips wait until "
        f"there is power for them. {reading(installed.runs)}",
        "Model: Jevons. Points: published estimates of chips shipped by NVIDIA, Google, Amazon and AMD.",
    )
