"""Charts of rows: one thing a row, named left of one panel or several."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from jevons.studies.charts.style import LEFT, MUTED, Page


def row_axes(axes: Axes, rows: int, title: str, unit: str) -> None:
    """Make room for so many rows, the first one on top, under a title in bold and its unit."""
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.annotate(title, (0, 1), (0, 18), "axes fraction", "offset points", size=10.5, weight="bold")
    axes.annotate(unit, (0, 1), (0, 6), "axes fraction", "offset points", size=8.5, color=MUTED)


def name_rows(sheet: Page, names: Sequence[str], bottom: float, body: float, bold: str = "") -> None:
    """Names at the left edge, beside the middle of each row.

    Args:
        sheet: of the chart. names: first row first. bottom, body: lower end and height of the panels, inch.
        bold: the name that stands out, if there is one.
    """
    width, height = sheet.figure.get_size_inches()
    for place, name in enumerate(names):
        y = bottom + body * (1 - (place + 0.5) / len(names))
        weight = "bold" if name == bold else "normal"
        sheet.figure.text(LEFT / width, y / height, name, size=9, weight=weight, va="center")


def beside(axes: Axes, row: int, text: str) -> None:
    """A number right of a row's axes."""
    axes.annotate(text, (1.03, row), xycoords=axes.get_yaxis_transform(), size=8, va="center", annotation_clip=False)
