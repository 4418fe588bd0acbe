"""What was published and what the model says for the same months: small panels, one a series."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import YearLocator
from matplotlib.dates import date2num as day
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from jevons.studies.charts.fan import Fan, draw_bands, fan
from jevons.studies.charts.observed import draw_points, heights, sightings
from jevons.studies.charts.style import BLUE, INK, MUTED, Heading, Page, house_style, page
from jevons.studies.charts.timeline import extent, linear_axis, log_axis
from jevons.studies.magnitude import significant
from jevons.studies.window import Window

_COLUMNS = 3
_WIDTH, _HEIGHT = 1.95, 1.2  # inch, of a panel
_STEP_X, _STEP_Y = 2.95, 1.95  # inch, between panels
_LOG_ABOVE = 8.0  # ratio of largest to smallest value from which an axis is logarithmic


@dataclass(frozen=True)
class Panel:
    """A column of the forecast that has published counterparts, its name and its unit."""

    column: str
    name: str
    unit: str


PANELS = (
    Panel("tokens_google", "Tokens, Google", "a month"),
    Panel("tokens_china", "Tokens, China", "a month"),
    Panel("chat_users_openai", "Chat users, OpenAI", "people with the habit"),
    Panel("price_at_capability", "Price at GPT-4 level", "USD per million tokens"),
    Panel("rent", "Rent of an H100", "USD an hour"),
    Panel("shipped_h100e", "Chips shipped", "H100 equivalents"),
    Panel("revenue_nvidia", "NVIDIA, data centre", "USD a month"),
    Panel("capex_big4", "Big four, capital spending", "USD a month, for AI"),
    Panel("power_gw", "Power", "GW"),
    Panel("energy_per_query", "Energy of a chat query", "Wh"),
)


def history(series: pd.DataFrame, history: pd.DataFrame, window: Window) -> Figure:
    """Published figures beside the modelled series up to the base month, one panel for each that has both."""
    past = Window(str(series["month"].min())[:7], window.base)
    points = {panel: sightings(history, panel.column) for panel in PANELS if panel.column in series}
    drawn = [panel for panel in points if len(points[panel])]
    rows = -(-len(drawn) // _COLUMNS)
    with house_style():
        sheet = page(_heading(history), rows * _STEP_Y + 0.35)
        for place, panel in enumerate(drawn):
            _draw(_place(sheet, place, rows), panel, fan(series, panel.column, past), points[panel])
        return sheet.figure


def _place(sheet: Page, place: int, rows: int) -> Axes:
    row, column = divmod(place, _COLUMNS)
    return sheet.panel(0.95 + column * _STEP_X, 0.62 + (rows - 1 - row) * _STEP_Y, _WIDTH, _HEIGHT)


def _draw(axes: Axes, panel: Panel, shown: Fan, points: pd.DataFrame) -> None:
    low, high = extent(shown.levels, heights(points))
    axes.set_xlim(day(shown.months[0]), day(shown.months[-1]) + 31)
    if high / low > _LOG_ABOVE:
        log_axis(axes, low / 1.3, high * 1.3, most=4)
    else:
        linear_axis(axes, high * 1.08, most=3)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_locator(YearLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{1970 + round(value / 365.2425)}"))
    draw_bands(axes, shown, BLUE)
    axes.plot(shown.months, shown.median, color=BLUE, lw=1.5)
    draw_points(axes, points, INK, size=4.2)
    axes.annotate(panel.name, (0, 1), (0, 18), "axes fraction", "offset points", size=9.5, weight="bold")
    axes.annotate(panel.unit, (0, 1), (0, 6), "axes fraction", "offset points", size=8, color=MUTED)
    off = f"off {_times(miss(points))}"
    axes.annotate(off, (1, 1), (0, 6), "axes fraction", "offset points", size=8, color=MUTED, ha="right")


def miss(comparison: pd.DataFrame) -> float:
    """Median factor between modelled and published figures: 1.2 means that half lie within 20 %."""
    return float(10 ** comparison["log10_error"].abs().median())


def _times(ratio: float) -> str:
    return f"×{significant(ratio, 3)}"


def _heading(comparison: pd.DataFrame) -> Heading:
    return Heading(
        f"The model against {len(comparison)} published figures: half within {_times(miss(comparison))}",
        "History is simulated, not read in. Line and bands: modelled, median with 25\N{EN DASH}75 % and "
        "5\N{EN DASH}95 % of runs. Points: published, turned into the model's monthly unit. Off: the median "
        "factor between them.",
        "Model: Jevons. Published figures: the project's registry of observations, each with its source.",
    )
