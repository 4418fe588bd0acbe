"""Power drawn by AI compute, and the energy of one chat query."""

import pandas as pd
from matplotlib.figure import Figure

from jevons.studies.charts.fan import Fan, draw_fan, fan, reading
from jevons.studies.charts.observed import draw_points, heights, last_date, name_points, sightings
from jevons.studies.charts.style import GOLD, TEAL, Heading, Page, house_style, page, panel_title
from jevons.studies.charts.timeline import (
    end_label,
    extent,
    label_ends,
    linear_axis,
    log_axis,
    mark_dates,
    month_axis,
)
from jevons.studies.magnitude import significant
from jevons.studies.window import Window


def energy(series: pd.DataFrame, history: pd.DataFrame, window: Window) -> Figure:
    """Power of AI compute (GW) above the energy of a chat query (Wh, log axis)."""
    with house_style():
        power, query = fan(series, "power_gw", window), fan(series, "energy_per_query", window)
        sheet = page(_heading(power, query, window), 6.2)
        _power(sheet, power, history, window)
        _query(sheet, query, history, window)
        return sheet.figure


def _power(sheet: Page, power: Fan, history: pd.DataFrame, window: Window) -> None:
    axes = sheet.panel(0.85, 3.25, 6.5, 2.4)
    seen = sightings(history, "power_gw")
    month_axis(axes, power, window)
    linear_axis(axes, 1.05 * extent(power.levels, heights(seen))[1])
    draw_fan(axes, power, window, GOLD)
    draw_points(axes, seen, GOLD)
    name_points(axes, seen, "published", GOLD)
    label_ends(axes, [end_label("power", power, GOLD, significant)])
    mark_dates(axes, window, last_date(seen, sightings(history, "energy_per_query")))
    panel_title(axes, "Power", "GW drawn by AI compute, cooling and losses included")


def _query(sheet: Page, query: Fan, history: pd.DataFrame, window: Window) -> None:
    axes = sheet.panel(0.85, 0.7, 6.5, 1.7)
    seen = sightings(history, "energy_per_query")
    month_axis(axes, query, window)
    low, high = extent(query.levels, heights(seen))
    steps = log_axis(axes, 0.7 * low, 1.3 * high)
    draw_fan(axes, query, window, TEAL)
    draw_points(axes, seen, TEAL)
    label_ends(axes, [end_label("one chat query", query, TEAL, significant)])
    mark_dates(axes, window, None, words=False)
    panel_title(axes, "Energy of a chat query", f"Wh; {steps}")


def _heading(power: Fan, query: Fan, window: Window) -> Heading:
    gw = [significant(power.at(month)[2]) for month in (window.first, window.last)]
    wh = [significant(query.at(month)[2]) for month in (window.first, window.last)]
    return Heading(
        f"AI compute draws {gw[0]} GW in {window.first:%B %Y} and {gw[1]} GW in {window.last:%B %Y}",
        f"A chat query takes {wh[0]} Wh at the start of that time and {wh[1]} Wh at its end. {reading(power.runs)}",
        "Model: Jevons. Points: published estimates (power of all AI chips sold; energy of one query).",
    )
