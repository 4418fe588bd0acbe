"""The look of every chart: one palette, one page width, one place for title, unit and source."""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#1f2a37"
MUTED = "#66727f"
GRID = "#e4e9ee"
PAPER = "#ffffff"
SHADE = "#f4f6f9"
BLUE = "#1f5f8b"
GOLD = "#b9801a"
ROSE = "#b04a5a"
TEAL = "#2b8a7e"

# Names of the page's style variables: a theme may give each colour another value after drawing.
THEMED = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    PAPER: "paper",
    SHADE: "shade",
    BLUE: "blue",
    GOLD: "gold",
    ROSE: "rose",
    TEAL: "teal",
}

WIDTH = 9.0  # inch: the page's column of 900 px at 100 dots an inch
LEFT = 0.15  # inch, where titles start


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this block: the settings hold here and nowhere else."""
    with mpl.rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": 9.5,
            "text.color": INK,
            "axes.edgecolor": GRID,
            "axes.facecolor": "none",
            "axes.labelcolor": MUTED,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "xtick.major.size": 3,
            "ytick.major.size": 0,
            "lines.solid_capstyle": "round",
            "svg.fonttype": "none",
        }
    ):
        yield


@dataclass(frozen=True)
class Heading:
    """The words around a chart: the finding, how to read it, and where the numbers come from."""

    title: str
    subtitle: str
    source: str


@dataclass(frozen=True)
class Page:
    """A figure whose heading stands; `top` is the height in inches left below it."""

    figure: Figure
    top: float

    def panel(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes placed in inches from the lower left corner."""
        full_width, full_height = self.figure.get_size_inches()
        box = (left / full_width, bottom / full_height, width / full_width, height / full_height)
        return self.figure.add_axes(box)


def unbroken(text: str) -> str:
    """The text with its percent and plus-minus signs held to their numbers by spaces that do not break."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%").replace(" ± ", "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}")


def page(heading: Heading, body: float) -> Page:
    """A page of the common width with its heading on top and `body` inches below for panels.

    The source line takes the lowest 0.3 inch of the body.
    """
    title = textwrap.wrap(heading.title, 72)
    subtitle = textwrap.wrap(unbroken(heading.subtitle), 126)
    head = 0.22 + 0.26 * len(title) + 0.175 * len(subtitle)
    height = head + body
    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER, label=heading.title)
    x, y = LEFT / WIDTH, height - 0.12
    figure.text(x, y / height, "\n".join(title), size=14, weight="bold", va="top", linespacing=1.25)
    y -= 0.26 * len(title) + 0.03
    figure.text(x, y / height, "\n".join(subtitle), size=9.5, color=MUTED, va="top", linespacing=1.3)
    figure.text(x, 0.09 / height, heading.source, size=7.5, color=MUTED, va="bottom")
    return Page(figure, body)


def panel_title(axes: Axes, text: str, unit: str) -> None:
    """What a panel shows, in bold, and its unit, above the left end of its axes."""
    name = axes.annotate(text, (0, 1), (0, 19), "axes fraction", "offset points", size=10.5, weight="bold", va="bottom")
    axes.annotate(unit, (1, 0), (7, 0), name, "offset points", size=9, color=MUTED, va="bottom")
