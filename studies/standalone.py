"""Pages that need nothing else: a template, the one style sheet, and charts that stand in the page and beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from jevons.studies.charts.export import save_png, themed_svg
from jevons.studies.charts.style import unbroken


@dataclass(frozen=True)
class Chart:
    """A chart in a page: its file name without ending, its picture and what to look for in it."""

    name: str
    svg: Markup
    caption: str


def chart(name: str, figure: Figure, caption: str, folder: Path) -> Chart:
    """Write a figure as `NAME.png` into a folder that is there, and make it ready for the page."""
    save_png(figure, folder / f"{name}.png")
    return Chart(name, Markup(themed_svg(figure, name)), caption)


def rendered(template: str, **values: object) -> str:
    """The text of a page.

    Args:
        template: file in `templates`. values: what it shows; text is escaped, `Markup` is not.

    Raises:
        jinja2.UndefinedError: the template asks for a value that is not given.
    """
    environment = Environment(loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined)
    environment.filters["unbroken"] = unbroken
    return environment.get_template(template).render(style=Markup(_template("report.css")), **values)


def made_by(about: Mapping[str, object]) -> dict[str, str]:
    """What made a result, name by name in words; nested settings in one line."""
    return {name.replace("_", " "): _flat(value) for name, value in about.items()}


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_flat(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _template(name: str) -> str:
    return files("jevons.studies").joinpath("templates", name).read_text(encoding="utf-8")
