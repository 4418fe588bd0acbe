"""What a token costs: the same capability over time, what is paid on average, and the rent of compute."""

import pandas as pd
from matplotlib.figure import Figure

from jevons.studies.charts.fan import Fan, draw_fan, fan, reading
from jevons.studies.charts.observed import draw_points, heights, last_date, sightings
from jevons.studies.charts.style import BLUE, ROSE, TEAL, Heading, Page, house_style, page, panel_title
from jevons.studies.charts.timeline import (
    end_label,
    extent,
    label_ends,
    linear_axis,
    log_axis,
    mark_dates,
    month_axis,
)
from jevons.studies.magnitude import factor, significant
from jevons.studies.window import Window


def prices(series: pd.DataFrame, history: pd.DataFrame, window: Window) -> Figure:
    """Token prices (USD/Mtok, log axis) above the rent of compute (USD/H100e-h)."""
    with house_style():
        capability, paid = fan(series, "price_at_capability", window), fan(series, "price_paid", window)
        sheet = page(_heading(capability, paid, window), 6.55)
        _token_prices(sheet, capability, paid, history, window)
        _rent(sheet, fan(series, "rent", window), history, window)
        return sheet.figure


def _token_prices(sheet: Page, capability: Fan, paid: Fan, history: pd.DataFrame, window: Window) -> None:
    axes = sheet.panel(0.85, 2.95, 6.5, 3.05)
    seen = sightings(history, "price_at_capability")
    month_axis(axes, capability, window)
    low, high = extent(capability.levels, paid.levels, heights(seen))
    steps = log_axis(axes, 0.7 * low, 1.5 * high)
    for shown, colour in ((capability, BLUE), (paid, ROSE)):
        draw_fan(axes, shown, window, colour)
    draw_points(axes, seen, BLUE)
    ends = [("paid on average", paid, ROSE), ("at GPT-4 level", capability, BLUE)]
    label_ends(axes, [end_label(*end, significant) for end in ends])
    mark_dates(axes, window, last_date(seen))
    panel_title(axes, "Price of tokens", f"USD per million tokens; {steps}")


def _rent(sheet: Page, rent: Fan, history: pd.DataFrame, window: Window) -> None:
    axes = sheet.panel(0.85, 0.7, 6.5, 1.45)
    seen = sightings(history, "rent")
    month_axis(axes, rent, window)
    linear_axis(axes, 1.1 * extent(rent.levels, heights(seen))[1])
    draw_fan(axes, rent, window, TEAL)
    draw_points(axes, seen, TEAL)
    label_ends(axes, [end_label("rent", rent, TEAL, significant)])
    mark_dates(axes, window, last_date(seen), words=False)
    panel_title(axes, "Rent of compute", "USD per H100-equivalent hour")


def _heading(capability: Fan, paid: Fan, window: Window) -> Heading:
    same, average = (factor(shown.at(window.last)[2] / shown.at(window.first)[2]) for shown in (capability, paid))
    return Heading(
        f"Price to {window.last:%B %Y}: same capability {same}, average paid {average}",
        "At GPT-4 level: the cheapest list price of a model at least that good, three input tokens to one "
        f"output. Paid: what API customers spend over the tokens they use. {reading(capability.runs)}",
        "Model: Jevons. Points: published (cheapest at GPT-4 level; H100 rent).",
    )
