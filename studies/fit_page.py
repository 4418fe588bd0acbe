"""The page of a fit: how far the fitted worlds are from what was published, what was learnt, and what is wrong."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from jevons.studies.charts.contraction import contraction
from jevons.studies.charts.fit_panels import FEWEST, fit_panels
from jevons.studies.charts.pit import pit
from jevons.studies.checks.bands import held_to_level
from jevons.studies.checks.fit_rows import form_rows, pair_rows, plainly, untold_rows
from jevons.studies.checks.fit_said import fit_said, forms_said, spread_said, unidentified_said
from jevons.studies.checks.fit_wrong import missed, missed_said, outside_said, unreconciled
from jevons.studies.checks.themes import by_theme
from jevons.studies.checks.unknowns import moved_only, untold
from jevons.studies.standalone import Chart, chart, made_by, rendered

if TYPE_CHECKING:
    from jevons.calibration.fit.findings import Findings
    from jevons.calibration.fitted import Fitted

PAGE: Final = "fit.html"
PANELS: Final = "fit_"
"""Before the name of a theme, in the name of its chart."""

_CAPTIONS: Final = {
    "pit": "A check of the bands as a whole: were each published figure drawn from its own band, bars would be even "
    "and the line straight.",
    "contraction": "What is not narrowed here is led by judgement: its declared range enters every forecast as it is.",
}
_PANELS_CAPTION: Final = (
    "A point above its bars: the model has too little. Values are on logarithmic axes, so equal steps multiply."
)


def write_fit_page(fitted: "Fitted", found: "Findings", draft: Path) -> None:
    """Write `fit.html` and one PNG a chart into a folder that is there.

    Args:
        fitted: the ensemble with what made it. found: what it was found to be. draft: the folder.
    """
    charts = _charts(found, draft)
    text = rendered(
        "fit.html.jinja",
        said=fit_said(found, fitted.about),
        charts=charts,
        panels=[one for name, one in charts.items() if name.startswith(PANELS)],
        few=_too_few(found.pairs),
        pairs=pair_rows(found.facts, found.pairs),
        spread=spread_said(found.facts),
        unidentified=unidentified_said(found.unknowns, len(found.worlds)),
        plainly=plainly,
        untold=untold_rows(found.unknowns),
        untold_number=len(untold(found.unknowns)),
        moved=_moved(found.unknowns),
        forms=form_rows(found.chains),
        forms_said=forms_said(found.chains),
        missed=missed(found.facts, found.pairs),
        missed_said=missed_said(found.pairs),
        outside=outside_said(found.facts),
        odd=unreconciled(found.facts),
        made_by=made_by({name: value for name, value in fitted.about.items() if name not in ("scores", "weights")}),
    )
    (draft / PAGE).write_text(text, encoding="utf-8")


def _charts(found: "Findings", folder: Path) -> dict[str, Chart]:
    charts = {
        PANELS + theme.name: chart(PANELS + theme.name, fit_panels(facts, theme.title), _PANELS_CAPTION, folder)
        for theme, facts in by_theme(found.facts, FEWEST).items()
    }
    if len(held_to_level(found.facts)):
        charts["pit"] = chart("pit", pit(found.facts), _CAPTIONS["pit"], folder)
    drawn = contraction(found.unknowns)
    return charts | {"contraction": chart("contraction", drawn, _CAPTIONS["contraction"], folder)}


def _too_few(pairs: pd.DataFrame) -> int:
    """Series that have too few facts for a panel."""
    return int((pairs["facts"] < FEWEST).sum())


def _moved(unknowns: pd.DataFrame) -> list[tuple[str, float]]:
    """Name and shift of unknowns that moved without getting narrower."""
    rows = moved_only(unknowns)
    return [(str(name), float(mean)) for name, mean in zip(rows["name"], rows["mean"], strict=True)]
