"""The report of a forecast: one self-contained page with the answer first, its charts as files beside it."""

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from jevons.calibration.history import compare_forecast
from jevons.runs.folder import whole_folder
from jevons.runs.store import Findings
from jevons.studies.charts.capacity import capacity
from jevons.studies.charts.causes import causes, known_twins
from jevons.studies.charts.decides import decides
from jevons.studies.charts.energy import energy
from jevons.studies.charts.history import history as history_chart
from jevons.studies.charts.ledger import ledger
from jevons.studies.charts.prices import prices
from jevons.studies.charts.tokens import tokens
from jevons.studies.charts.verdicts import verdicts
from jevons.studies.sentences import CAVEAT, Sentences, sentences
from jevons.studies.standalone import Chart, chart, rendered
from jevons.studies.tables import assumption_groups, figure_rows, series_rows
from jevons.studies.terms import KINDS
from jevons.studies.why.told import told
from jevons.studies.window import Window

PAGE = "report.html"
_PACKAGES = ("jevons", "numpy", "numba", "pandas", "matplotlib")

# What to look for in each chart; its definitions and units stand in the chart itself.
_CAPTIONS = {
    "verdicts": "Three different questions, never to be mistaken for each other: the need of a resource, "
    "what becomes of the gains of efficiency, and whether anybody goes without.",
    "ledger": "Read from top to bottom: users, what they run and what each task takes make more work; "
    "smaller models, better software, better hardware and fuller machines need less for the same work.",
    "causes": "Each twin lives the same luck without one thing. How much less demand grows there is what the thing "
    "brings; what two things bring together is counted for both.",
    "decides": "An ensemble says how much of the differences between runs goes back to each unknown; the model, "
    "run anew, says how far each can move a verdict by itself, and at which value the verdict turns.",
    "tokens": "Kinds of token are not alike, so they are drawn apart: most of the total may be re-reading.",
    "prices": "The price of one level of capability falls as smaller models catch up; the average price paid "
    "also moves with the models that customers choose.",
    "capacity": "The gap between shipped and installed chips is hardware that waits for power. Below: how "
    "much of the work that customers would pay for finds no capacity.",
    "energy": "Energy of one query and power of all of them are different answers to how much AI takes.",
    "history": "The model starts in 2023 and runs through these months without being set to the figures. "
    "They were known when its parameters were chosen or fitted, so agreement shows the fit and proves no foresight.",
}


def write_report(
    forecast: Findings,
    out: Path,
    *,
    history: pd.DataFrame | None = None,
    parameters: pd.DataFrame | None = None,
    provenance: Mapping[str, str] | None = None,
    window: Window | None = None,
    caveat: str = CAVEAT,
) -> Path:
    """Write `report.html` and one PNG a chart into a folder, whole or not at all.

    Args:
        forecast: series, verdicts and ledger of one run or many.
        out: the folder; made if it is not there.
        history: comparison with published figures; made from the series if not given.
        parameters: the scenario's assumptions, columns path, value, unit, meaning, source.
        provenance: what made the forecast, in words (scenario, its hash, seed, runs).
        window: base and end month of the verdicts; those of `Window` if not given.
        caveat: how far to believe it.

    Returns:
        The path of the page.

    Raises:
        ValueError: the forecast has no run or does not reach the end month.
    """
    window = window or Window()
    seen = compare_forecast(forecast.series) if history is None else history
    said = sentences(forecast.verdicts, window, told(forecast.shares, forecast.flips), caveat)
    figures = _figures(forecast, seen, window)
    with whole_folder(out) as draft:
        charts = {name: chart(name, figure, _CAPTIONS[name], draft) for name, figure in figures.items()}
        page = _page(said, charts, seen, parameters, _made_by(forecast, window, provenance or {}))
        (draft / PAGE).write_text(page, encoding="utf-8")
    return out / PAGE


def _figures(forecast: Findings, seen: pd.DataFrame, window: Window) -> dict[str, Figure]:
    figures = {
        "verdicts": verdicts(forecast.verdicts, window),
        "ledger": ledger(forecast.ledger, window),
        "tokens": tokens(forecast.series, seen, window),
        "prices": prices(forecast.series, seen, window),
        "capacity": capacity(forecast.series, seen, window),
        "energy": energy(forecast.series, seen, window),
    }
    if known_twins(forecast.verdicts):
        figures["causes"] = causes(forecast.verdicts, window)
    if len(forecast.shares):
        figures["decides"] = decides(forecast.shares, forecast.flips, window)
    return figures | ({"history": history_chart(forecast.series, seen, window)} if len(seen) else {})


def _page(
    said: Sentences,
    charts: Mapping[str, Chart],
    seen: pd.DataFrame,
    parameters: pd.DataFrame | None,
    made_by: Mapping[str, str],
) -> str:
    return rendered(
        "report.html.jinja",
        said=said,
        charts=charts,
        series=series_rows(seen),
        figures=figure_rows(seen),
        assumptions={} if parameters is None else assumption_groups(parameters),
        kinds=KINDS,
        made_by=made_by,
    )


def _made_by(forecast: Findings, window: Window, provenance: Mapping[str, str]) -> dict[str, str]:
    """What made the page: the caller's words, what the frames say, and the versions of what computed it."""
    months = forecast.series["month"]
    return {
        **provenance,
        "runs": f"{forecast.series['run'].nunique():,}",
        "months simulated": f"{months.min():%Y-%m} to {months.max():%Y-%m}",
        "verdicts measured": f"{window.base} to {window.end}",
        "versions": ", ".join([f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in _PACKAGES)]),
    }
