"""The page of a hindcast: what fits that knew less foretold, against simple baselines, and where they failed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from jevons.studies.charts.beaten import beaten
from jevons.studies.charts.covered import covered
from jevons.studies.charts.scored import scored
from jevons.studies.checks.against import against, reference_of
from jevons.studies.checks.hindcast_rows import score_rows, skill_rows
from jevons.studies.checks.hindcast_said import by_horizon, hindcast_said, worse, worse_said
from jevons.studies.standalone import chart, made_by, rendered

PAGE: Final = "hindcast.html"

_CAPTIONS: Final = {
    "scored": "A bar shorter than both gold ones beats the baselines that had to be beaten.",
    "beaten": "Series are ordered by what the model gains over the baseline to beat, its failures first.",
    "covered": "Intervals should hold as much as they say, no less and no more: wide ones are safe and say little.",
}


def write_hindcast_page(tables: Mapping[str, pd.DataFrame], about: Mapping[str, object], folder: Path) -> None:
    """Write `hindcast.html` and one PNG a chart into a folder that is there.

    Args:
        tables: `scores`, `skill` and `pairs`, as `calibration.scores.table` makes them; none is empty.
        about: what made it, ready for JSON. folder: where the files go.

    Raises:
        ValueError: a table is missing or empty.
    """
    for name in ("scores", "skill", "pairs"):
        if name not in tables or tables[name].empty:
            raise ValueError(f"no row of {name}: a hindcast is told by its scores, its skill and its pairs")
    reference = reference_of(tables["skill"])
    pairs = against(tables["pairs"], reference)
    figures = {
        "scored": scored(tables["scores"]),
        "beaten": beaten(pairs, reference),
        "covered": covered(tables["scores"]),
    }
    text = rendered(
        "hindcast.html.jinja",
        said=hindcast_said(tables["scores"], tables["skill"]),
        charts={name: chart(name, figure, _CAPTIONS[name], folder) for name, figure in figures.items()},
        skill=skill_rows(tables["skill"]),
        by_horizon=by_horizon(tables["skill"]),
        scores=score_rows(tables["scores"]),
        worse=worse(pairs, reference),
        worse_said=worse_said(pairs, reference),
        made_by=made_by(about),
    )
    (folder / PAGE).write_text(text, encoding="utf-8")
