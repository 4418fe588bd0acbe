"""A figure as files: a PNG for a slide, an SVG that takes the colours of the page it stands in."""

import io
import re
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from jevons.studies.charts.style import THEMED, house_style

PNG_DPI = 200  # twice the 100 dots an inch of the page

_OPENING = re.compile(r'^.*?<svg[^>]*viewBox="([^"]*)"[^>]*>', re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_FONT = re.compile(r"'DejaVu Sans', sans-serif|'DejaVu Sans'")


def save_png(figure: Figure, path: Path) -> None:
    """Write a figure at twice the resolution of the page."""
    figure.savefig(path, dpi=PNG_DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 4})


def themed_svg(figure: Figure, name: str) -> str:
    """An inline SVG element: scalable, named by its title for a screen reader, coloured by style variables.

    `name` keeps the identifiers of several charts on one page apart.
    """
    text = io.StringIO()
    with house_style(), mpl.rc_context({"svg.hashsalt": name}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = _OPENING.sub(_opening(str(figure.get_label())), text.getvalue(), count=1)
    svg = _GROUP_ID.sub("<g", _METADATA.sub("", svg))
    for colour, variable in THEMED.items():
        svg = svg.replace(colour, f"var(--{variable}, {colour})")
    return _FONT.sub("var(--sans)", svg)


def _opening(label: str) -> str:
    """The opening tag, without the fixed size and the name spaces that a page does not need."""
    return rf'<svg role="img" aria-label="{escape(label)}" viewBox="\1">'
